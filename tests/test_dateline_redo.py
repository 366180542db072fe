"""A survey notes the same, byte for byte, whichever engine reads the pages."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import catalogue
from crawler.extraction.rules import Rulebook
from crawler.reading import read
from dateline import redo
from dateline.engines import choosing
from storage import intake
from storage.corpus import Corpus
from storage.delivery import Fetched
from storage.records import Page
from storage.reextraction import Scope
from storage.worksheet import Worksheet

SAVED = sorted((Path(__file__).parent / "pages").glob("*.html"))
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus that was crawled without rules."""
    path = tmp_path_factory.mktemp("redo") / "corpus.db"
    with Corpus.open(path) as corpus:
        for saved in SAVED:
            page = Page(
                f"https://baocantho.com.vn/{saved.stem}", saved.read_bytes(), fetched_at="2026-11-20T08:00:00Z"
            )
            poor = read(page, Rulebook())
            intake.keep(corpus, Fetched(page=page, article=poor.article, key=page.url, reading=poor.reading), now=NOW)
    return path


def surveyed(db: Path, choice: choosing.Choice) -> list[str]:
    """Return all that a survey notes."""
    known, job = catalogue.load(), redo.Job(Scope())
    with (
        Corpus.open(db) as corpus,
        Worksheet(db, redo.fingerprint(known, job)) as sheet,
        choosing.opened(choice) as engine,
    ):
        redo.survey(corpus, sheet, known, job, engine=engine, listener=lambda _: None)
        assert sheet.pages == len(SAVED)
        path = sheet.path
    with closing(sqlite3.connect(path)) as conn:
        return [repr(row) for table in ("job", "seen", "drafts") for row in conn.execute(f"SELECT * FROM {table}")]


@pytest.mark.parametrize("name", ["processes", "dask"])
def test_every_engine_notes_the_same(name: str, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == "dask":
        pytest.importorskip("distributed", reason="Dask is not installed: the extra 'cluster'")
    monkeypatch.setattr(redo, "CHUNK", 3)
    for folder in ("here", name):
        (tmp_path / folder).mkdir()
        shutil.copy(db, tmp_path / folder / "c.db")
    here = surveyed(tmp_path / "here" / "c.db", choosing.choose("here"))
    assert len(here) > len(SAVED) // 2
    assert surveyed(tmp_path / name / "c.db", choosing.choose(name, workers=2)) == here
