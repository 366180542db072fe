"""`dateline export` in every format: from the command line to what a reader of the format finds."""

import csv
import json
from pathlib import Path

import pytest
from program import dateline, keep, on_terminal, one_line, story


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keep(tmp_path / "corpus.db", story(1), story(2, "Vinh", language="vi"), story(3))
    return tmp_path


def test_csv_with_its_card(folder: Path) -> None:
    done = dateline(folder, "export", "--format", "csv", "--language", "vi", "-o", "out.csv")
    assert (done.returncode, done.stdout) == (0, "")
    assert one_line(done) == "dateline: 1 articles; continue with --after 2\n"
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == ["2"]
    card = (folder / "out.csv.card.md").read_text("utf-8")
    assert "Asked for: languages vi" in card
    assert "belong to their publishers" in card


def test_no_card_where_none_is_wanted_or_nothing_came(folder: Path) -> None:
    assert dateline(folder, "export", "-o", "out.jsonl", "--no-card").returncode == 0
    assert dateline(folder, "export", "-o", "none.jsonl", "--after", 9).returncode == 1
    assert sorted(path.name for path in folder.glob("*.jsonl*")) == ["out.jsonl"]


def test_parquet(folder: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed: the extra 'parquet'")
    assert dateline(folder, "export", "--format", "parquet", "-o", "out.parquet", "--after", 1).returncode == 0
    assert parquet.read_table(folder / "out.parquet").column("id").to_pylist() == [2, 3]


def test_warc(folder: Path) -> None:
    archiveiterator = pytest.importorskip("warcio.archiveiterator", reason="warcio is not installed")
    done = dateline(folder, "export", "--format", "warc", "-o", "out.warc.gz")
    assert one_line(done) == "dateline: 3 pages; continue with --after 3\n"
    with (folder / "out.warc.gz").open("rb") as file:
        kinds = [record.rec_type for record in archiveiterator.ArchiveIterator(file, check_digests="raise")]
    assert kinds == ["warcinfo", *["resource"] * 3]


def test_a_bar_for_who_watches_and_bytes_for_no_terminal(folder: Path) -> None:
    code, seen = on_terminal(folder, "export", "-o", "out.jsonl")
    assert code == 0
    assert "100%" in seen
    assert len((folder / "out.jsonl").read_text("utf-8").splitlines()) == 3
    code, seen = on_terminal(folder, "export", "--format", "parquet")
    assert code == 2
    assert "name a file with -o" in seen


def test_on_a_terminal_only_the_articles(folder: Path) -> None:
    code, seen = on_terminal(folder, "export", "--after", "2", columns=4000)
    assert code == 0
    assert "%" not in seen.replace("100 %", "")
    assert json.loads(seen.splitlines()[0])["id"] == 3
