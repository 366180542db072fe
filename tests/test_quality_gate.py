"""The gate itself, run on the repository's pages: what `make quality` does."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler import catalogue
from dateline.quality import corpora, floors, gate
from dateline.quality.__main__ import main
from dateline.quality.gate import ALL, REFERENCE, UNKNOWN, Result
from dateline.quality.rows import GoldError
from dateline.quality.scores import Tally

FEWEST_PAGES = 3  # of each family, of different layouts and years


@pytest.fixture(scope="module")
def results() -> list[Result]:
    return [gate.run(corpus) for corpus in corpora.repository(catalogue.load().rulebook())]


def test_floors_hold(results: list[Result]) -> None:
    known = floors.load()
    assert {result.corpus.name for result in results} <= known.keys()
    assert [problem for result in results for problem in floors.verdict(result, known)] == []


def test_every_family_has_its_pages(results: list[Result]) -> None:
    pages = next(result for result in results if result.corpus.name == "pages")
    for family in catalogue.load().families:
        years = {case.name.split("-")[1] for case in pages.corpus.cases if case.family == family}
        assert len(years) >= FEWEST_PAGES, family


def test_every_page_is_scored_once(results: list[Result]) -> None:
    for result in results:
        families = [tally for row, tally in result.rows.items() if row not in {ALL, UNKNOWN, REFERENCE}]
        assert sum(tally.pages for tally in families) == result.rows[ALL].pages == len(result.corpus.cases)


def test_the_newsroom_prints_the_same_pages_every_time() -> None:
    assert corpora.newsroom().sha256 == corpora.newsroom().sha256


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A page of a site that nobody knows, and gold with one paragraph that it does not have."""
    words = "Các hộ nông dân trong vùng đã thu hoạch xong vụ lúa đông xuân với năng suất cao hơn năm trước."
    body = "".join(f"<p>{number}. {words}</p>" for number in range(5))
    page = f"<html><head><title>Vụ mùa</title></head><body><article><h1>Vụ mùa</h1>{body}</article></body></html>"
    (tmp_path / "a.html").write_text(page, "utf-8")
    rows = [
        {"file": "a.html", "url": "https://x.test/a", "title": "Vụ mùa", "paragraphs": [f"0. {words}", "Không có."]},
        {"file": "missing.html", "paragraphs": []},
    ]
    (tmp_path / "gold.json").write_text(json.dumps(rows), "utf-8")
    return tmp_path


def test_any_folder_can_be_scored(folder: Path) -> None:
    [result] = [gate.run(corpora.folder(folder, catalogue.load().rulebook()))]
    assert result.rows["unknown"].share("recall") == 0.5
    assert result.rows["unknown"].share("title") == 1
    assert result.faults == {"a.html": ["recall", "precision", "words_recall", "words_precision"]}


def test_the_hash_tells_pages_and_gold_apart(folder: Path) -> None:
    rules = catalogue.load().rulebook()
    before = corpora.folder(folder, rules).sha256
    (folder / "gold.json").write_text((folder / "gold.json").read_text("utf-8").replace('"title"', '"lead"'), "utf-8")
    changed = corpora.folder(folder, rules).sha256
    (folder / "a.html").write_bytes((folder / "a.html").read_bytes() + b" ")
    assert len({before, changed, corpora.folder(folder, rules).sha256}) == 3


def test_a_folder_without_its_pages_is_refused(folder: Path) -> None:
    (folder / "a.html").unlink()
    with pytest.raises(GoldError, match="none of the 2 pages"):
        corpora.folder(folder, catalogue.load().rulebook())


def test_the_command(folder: Path) -> None:
    done = CliRunner().invoke(main, ["--only", "--pages", str(folder), "-v"])
    assert done.exit_code == 0, done.output
    assert "a.html: recall" in done.output
    as_json = CliRunner().invoke(main, ["--only", "--pages", str(folder), "--json"])
    assert json.loads(as_json.output)["corpora"][0]["rows"][ALL]["recall"] == 0.5


def test_pages_that_are_not_there_are_named(folder: Path) -> None:
    done = CliRunner().invoke(main, ["--only", "--pages", str(folder)])
    assert "1 of the gold's pages: missing.html" in done.output
    assert "no floors are pinned" in done.output
    assert "All floors held" not in done.output


@pytest.mark.parametrize("columns", ["40", "80", "120"])
def test_no_figure_is_cut_on_a_narrow_terminal(folder: Path, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    done = CliRunner().invoke(main, ["--only", "--pages", str(folder)])
    assert {"precision": "20.0", "recall": "50.0"}.items() <= _figures(done.output).items()


def _figures(output: str) -> dict[str, str]:
    """Return the figures of the pages' own row, over all the tables that it is printed in."""
    lines = [line.split() for line in output.replace("words R", "words_R").splitlines()]
    heads = [line[1:] for line in lines if line[:1] == ["pages"]]
    rows = [line[2:] for line in lines if line[:1] == ["unknown"]]
    said = {name: value for head, row in zip(heads, rows, strict=True) for name, value in zip(head, row, strict=True)}
    return {"precision": said["P"], "recall": said["R"]}


def test_a_folder_is_not_taken_for_the_repositorys_own(folder: Path) -> None:
    renamed = folder.rename(folder.parent / "pages")
    corpus = corpora.folder(renamed, catalogue.load().rulebook())
    assert (corpus.name, corpus.is_own) == (f"{folder.parent.name}/pages", False)


def test_wrong_use(folder: Path) -> None:
    missing = CliRunner().invoke(main, ["--only", "--pages", "/nowhere"])
    assert (missing.exit_code, "cannot be read" in missing.output) == (2, True)
    assert CliRunner().invoke(main, ["--only"]).exit_code == 2
    assert CliRunner().invoke(main, ["--lower", "pages.epi.lead"]).exit_code == 2
    two = ["--only", "--pages", str(folder), "--pages", str(folder), "--gold", str(folder / "gold.json")]
    assert "of one folder" in CliRunner().invoke(main, two).output


def test_the_newsrooms_teasers_are_no_text(results: list[Result]) -> None:
    newsroom = next(result for result in results if result.corpus.name == "newsroom")
    assert newsroom.rows[ALL].asked["clean"] > len(newsroom.corpus.cases)


def test_a_total_is_the_sum() -> None:
    assert gate.total([Tally(pages=1), Tally(pages=2)]).pages == 3
