"""Runs: who crawled when, why, and what became of the URLs.

A run's outcomes are counted from its visits, and written into its row when it ends; ``leased`` is kept by
:mod:`storage.leasing`. So ``sum(outcomes) == leased`` for every run that has ended, however it ended.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import leasing, owners, times
from storage.corpus import Corpus
from storage.records import Outcome

KEEP_VISITS = timedelta(days=30)
"""How long single visits are kept: long enough to look into a source's bad fortnight; sixty sources make some 30,000
a day. The counts of a run stay for ever."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run, with counts as they are now. Times as stored; ``counts`` has every outcome, in the contract's order."""

    id: int
    trigger: str
    state: str
    started: str
    finished: str | None
    leased: int
    counts: dict[Outcome, int]


def start(corpus: Corpus, trigger: str, now: datetime, *, pid: int, host: str) -> int:
    """Begin a run and return its id; first, runs whose process has died are marked interrupted.

    What they still held is given back, and visits older than :data:`KEEP_VISITS` are dropped.

    Args:
        corpus: Where the run is kept.
        trigger: What began it: "manual", "schedule", "demo" …
        now: Aware.
        pid: The process that runs it; it may run one at a time.
        host: The machine it runs on.
    """
    with corpus.transaction():
        for row in corpus.conn.execute("SELECT * FROM runs WHERE state = 'running'").fetchall():
            if _is_dead(corpus.conn, row, now, pid=pid, host=host):
                _end(corpus, row["id"], now, "interrupted")
        cursor = corpus.conn.execute(
            'INSERT INTO runs ("trigger", started, host, pid) VALUES (?, ?, ?, ?)',
            (trigger, times.utc(now), host, pid),
        )
        _drop_old_visits(corpus.conn, now)
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def finish(corpus: Corpus, run_id: int, now: datetime) -> Run:
    """End a run: give back what it still holds, write its counts, and return it."""
    with corpus.transaction():
        _end(corpus, run_id, now, "finished")
    return get(corpus, run_id)


def get(corpus: Corpus, run_id: int) -> Run:
    """Return a run.

    Raises:
        LookupError: There is no run of that id.
    """
    row = corpus.conn.execute("SELECT * FROM runs WHERE id = ?", (run_id,)).fetchone()
    if row is None:
        raise LookupError(f"no run {run_id}")
    return _run(corpus.conn, row)


def last(corpus: Corpus, limit: int = 1) -> list[Run]:
    """Return the latest runs, newest first."""
    rows = corpus.conn.execute("SELECT * FROM runs ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
    return [_run(corpus.conn, row) for row in rows]


def by_source(corpus: Corpus, run_id: int) -> dict[str | None, dict[Outcome, int]]:
    """Return how many URLs of each source ended how in a run; outcomes that did not occur are left out."""
    counts: dict[str | None, dict[Outcome, int]] = {}
    for source, outcome, count in corpus.conn.execute(
        "SELECT source, outcome, count(*) FROM visits WHERE run_id = ? GROUP BY source, outcome", (run_id,)
    ):
        counts.setdefault(source, {})[Outcome(outcome)] = count
    return counts


def _run(conn: sqlite3.Connection, row: sqlite3.Row) -> Run:
    counts = _counts(conn, row["id"]) if row["state"] == "running" else {each: row[each] for each in Outcome}
    return Run(row["id"], row["trigger"], row["state"], row["started"], row["finished"], row["leased"], counts)


def _counts(conn: sqlite3.Connection, run_id: int) -> dict[Outcome, int]:
    rows = conn.execute("SELECT outcome, count(*) FROM visits WHERE run_id = ? GROUP BY outcome", (run_id,))
    return dict.fromkeys(Outcome, 0) | {Outcome(outcome): count for outcome, count in rows}


def _end(corpus: Corpus, run_id: int, now: datetime, state: str) -> None:
    leasing.give_back(corpus.conn, "run_id = ?", run_id)
    columns = ", ".join(f'"{each}" = :{each}' for each in Outcome)
    corpus.conn.execute(
        f"UPDATE runs SET state = :state, finished = :now, {columns} WHERE id = :id",  # noqa: S608 - our own names
        {"state": state, "now": times.utc(now), "id": run_id} | _counts(corpus.conn, run_id),
    )


def _is_dead(conn: sqlite3.Connection, row: sqlite3.Row, now: datetime, *, pid: int, host: str) -> bool:
    """Whether a run that never ended can no longer be running.

    The caller's own process begins a new run, so its old one is over (in a container every process may be number 1).
    Another machine's processes cannot be seen: their run is over when none of its leases holds any more.
    """
    if row["host"] == host:
        return row["pid"] == pid or not owners.process_is_alive(row["pid"])
    holds = conn.execute(
        "SELECT 1 FROM urls WHERE state = 'leased' AND lease_until > ? AND run_id = ? LIMIT 1",
        (times.utc(now), row["id"]),
    )
    return holds.fetchone() is None


def _drop_old_visits(conn: sqlite3.Connection, now: datetime) -> None:
    conn.execute(
        "DELETE FROM visits WHERE run_id IN (SELECT id FROM runs WHERE finished < ?)", (times.utc(now - KEEP_VISITS),)
    )
