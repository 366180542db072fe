"""`dateline import jsonl` gives back what `dateline export` wrote."""

from pathlib import Path

import pytest
from program import dateline, keep, one_line, story


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    keep(tmp_path / "corpus.db", *map(story, range(3)))
    done = dateline(tmp_path, "export", "--format", "jsonl", "-o", "a.jsonl", "--no-card")
    assert done.returncode == 0, done.stderr
    return tmp_path / "a.jsonl"


def test_the_round_trip_gives_the_same_articles(exported: Path) -> None:
    folder = exported.parent
    done = dateline(folder, "import", "jsonl", "a.jsonl", "--db", "b.db")
    assert (done.returncode, done.stdout) == (0, "3 articles stored, 0 held already\n"), done.stderr
    again = dateline(folder, "import", "jsonl", "a.jsonl", "--db", "b.db")
    assert (again.returncode, again.stdout) == (0, "0 articles stored, 3 held already\n")
    dateline(folder, "export", "--format", "jsonl", "-o", "b.jsonl", "--no-card", "--db", "b.db")
    assert (folder / "b.jsonl").read_bytes() == exported.read_bytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read"), (b"\xff\xfe\x00", "no UTF-8"), (b"not json\n", "line 1")],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "x.jsonl").write_bytes(content)
    done = dateline(tmp_path, "import", "jsonl", "x.jsonl")
    assert done.returncode == 2
    assert said in one_line(done)
