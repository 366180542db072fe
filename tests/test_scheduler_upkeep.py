"""A service does not go on with a file that was moved or replaced under it, and says so where its log grows."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from scheduler.log import Log
from scheduler.upkeep import Upkeep
from storage import wal
from storage.corpus import Corpus, CorpusError


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


def test_a_file_that_stays_is_well(corpus: Corpus) -> None:
    Upkeep(corpus, Log()).check()


def test_one_that_was_moved_is_not(corpus: Corpus) -> None:
    upkeep = Upkeep(corpus, Log())
    corpus.path.rename(corpus.path.with_name("elsewhere.db"))
    with pytest.raises(CorpusError, match=r"corpus\.db was moved or deleted while the service ran"):
        upkeep.check()


def test_nor_is_one_whose_folder_became_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with Corpus.open(folder / "corpus.db") as corpus:
        upkeep = Upkeep(corpus, Log())
        folder.rename(tmp_path / "elsewhere")
        folder.touch()
        with pytest.raises(CorpusError, match="was moved or deleted"):
            upkeep.check()


def test_nor_is_one_in_whose_place_another_lies(corpus: Corpus) -> None:
    upkeep = Upkeep(corpus, Log())
    other = corpus.path.with_name("other.db")
    Corpus.open(other).close()
    other.replace(corpus.path)
    with pytest.raises(CorpusError, match="was replaced by another file"):
        upkeep.check()


def test_a_log_that_cannot_be_emptied_is_told_of(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    out = StringIO()
    upkeep = Upkeep(corpus, Log("json", out))
    upkeep.tidy()
    assert not out.getvalue()
    monkeypatch.setattr(wal, "LARGE", 1)
    monkeypatch.setattr(wal, "PATIENCE", 0.01)
    with Corpus.open(corpus.path, read_only=True) as reader:
        reader.conn.execute("BEGIN")
        reader.conn.execute("SELECT count(*) FROM alerts").fetchone()
        corpus.conn.execute("DELETE FROM alerts")
        corpus.conn.execute("CREATE TABLE grows AS SELECT 1")
        upkeep.tidy()
    assert json.loads(out.getvalue())["event"] == "wal_grows"
    upkeep.tidy()
    assert wal.size(corpus) == 0
