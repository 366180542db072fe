"""Imports: which web archives are in the corpus, and how far one was read that is not wholly in it."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from storage import runs, times
from storage.corpus import Corpus
from storage.records import Outcome


@dataclass(slots=True)
class Tally:
    """What became of records.

    Attributes:
        outcomes: Of those that were read.
        passed: Of those that were passed over, by reason.
        broken: Of those that could not be read, by reason.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)

    @property
    def records(self) -> int:
        """How many there were."""
        return self.outcomes.total() + self.passed.total() + self.broken.total()

    def add(self, other: Self) -> None:
        """Count what became of more records."""
        self.outcomes += other.outcomes
        self.passed += other.passed
        self.broken += other.broken


@dataclass(frozen=True, slots=True)
class Import:
    """A file's row.

    Attributes:
        id: The row.
        offset: What begins before it is in the corpus.
        finished: Whether all of it is.
    """

    id: int
    offset: int
    finished: bool


def begin(  # noqa: PLR0913 - facts by keyword
    corpus: Corpus,
    address: str,
    *,
    hosts: Iterable[str],
    size: int,
    etag: str | None,
    now: datetime,
    again: bool = False,
) -> Import:
    """Return how far a file was read; one that is unknown, or is not what it was, begins at 0.

    Args:
        corpus: Where it goes.
        address: Of the file.
        hosts: The patterns that were asked for: other ones find other pages in the same file.
        size: Bytes.
        etag: Of the file, None where nobody says.
        now: Aware.
        again: Read it from the beginning, whatever is known.
    """
    patterns = json.dumps(sorted(hosts))
    with corpus.transaction():
        found = corpus.conn.execute(
            "SELECT * FROM imports WHERE address = ? AND hosts = ?", (address, patterns)
        ).fetchone()
        if found and not again and (found["size"], found["etag"]) == (size, etag):
            return Import(found["id"], found["offset"], found["finished_at"] is not None)
        corpus.conn.execute("DELETE FROM imports WHERE address = ? AND hosts = ?", (address, patterns))
        cursor = corpus.conn.execute(
            "INSERT INTO imports (address, hosts, size, etag, started_at) VALUES (?, ?, ?, ?, ?)",
            (address, patterns, size, etag, times.utc(now)),
        )
    assert cursor.lastrowid is not None
    return Import(cursor.lastrowid, 0, finished=False)


def advance(conn: sqlite3.Connection, import_id: int, offset: int, tally: Tally, run_id: int) -> None:
    """Note what has come of the records before an offset since the last time, for the file and for the run.

    Args:
        conn: A connection inside the transaction that stores them.
        import_id: The file's row.
        offset: Where to go on.
        tally: What became of the records.
        run_id: The run that is at it.
    """
    row = conn.execute("SELECT outcomes, passed, broken FROM imports WHERE id = ?", (import_id,)).fetchone()
    counts = (
        json.dumps(Counter(json.loads(row[name])) + Counter(getattr(tally, name)))
        for name in ("outcomes", "passed", "broken")
    )
    conn.execute(
        "UPDATE imports SET offset = ?, records = records + ?, outcomes = ?, passed = ?, broken = ?, run_id = ? "
        "WHERE id = ?",
        (offset, tally.records, *counts, run_id, import_id),
    )
    runs.count_imported(conn, run_id, tally.outcomes)


def finish(conn: sqlite3.Connection, import_id: int, now: datetime) -> None:
    """Note that all of a file is in the corpus."""
    conn.execute("UPDATE imports SET finished_at = ? WHERE id = ?", (times.utc(now), import_id))
