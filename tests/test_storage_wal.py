"""The write-ahead log is emptied when it has grown, as soon as nobody reads from it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import alerts, wal
from storage.corpus import BUSY_TIMEOUT, Corpus

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def write(corpus: Corpus) -> None:
    for number in range(50):
        alerts.raised(corpus, "one", f"kind-{number}", "no news " * 200, NOW)


def test_a_log_of_usual_size_is_left_alone(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        write(corpus)
        before = wal.size(corpus)
        assert 0 < before == wal.shrink(corpus)


def test_a_grown_log_is_emptied_once_its_last_reader_has_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wal, "LARGE", 100_000)
    monkeypatch.setattr(wal, "PATIENCE", 0.01)
    with (
        Corpus.open(tmp_path / "corpus.db") as corpus,
        Corpus.open(tmp_path / "corpus.db", read_only=True) as reader,
    ):
        reader.conn.execute("BEGIN")
        assert reader.conn.execute("SELECT count(*) FROM alerts").fetchone()[0] == 0
        write(corpus)
        before = wal.size(corpus)
        assert before > wal.LARGE
        assert wal.shrink(corpus) == before
        reader.conn.rollback()
        assert wal.shrink(corpus) == 0
        assert corpus.conn.execute("SELECT count(*) FROM alerts").fetchone()[0] == 50
        assert corpus.conn.execute("PRAGMA busy_timeout").fetchone()[0] == BUSY_TIMEOUT * 1000


def test_a_corpus_without_a_log_has_nothing_to_empty(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        corpus.conn.execute("PRAGMA journal_mode = DELETE")
        assert wal.shrink(corpus) == 0
