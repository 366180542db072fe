"""Runs: who crawled when, why, and what became of the URLs.

A run's outcomes are counted from its visits, and written into its row when it ends; ``leased`` is kept by
:mod:`storage.leasing`. So ``sum(outcomes) == leased`` for every run that has ended, however it ended.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import leasing, owners, times
from storage.corpus import Corpus
from storage.records import Outcome

KEEP_VISITS = timedelta(days=30)
"""How long single visits are kept: long enough to look into a source's bad fortnight; sixty sources make some 30,000
a day. The counts of a run stay for ever."""

IMPORT = "import"
"""The trigger of runs that read web archives. A page may be in them many times, and what a server said years ago says
nothing of its health today: such runs count in their row and leave no visits."""

FOREIGN_GRACE = timedelta(hours=6)
"""How long a run on another machine is believed without a lease: discovery comes first, and may be slow."""

SLACK = timedelta(seconds=10)
"""By so much a run may have begun before the service thinks: it counts a run's seconds back from its end."""


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


@dataclass(frozen=True, slots=True)
class Process:
    """The process of a run that has not ended. ``started`` as stored."""

    run_id: int
    host: str
    pid: int
    started: str


def start(  # noqa: PLR0913 - facts by keyword
    corpus: Corpus,
    trigger: str,
    now: datetime,
    *,
    pid: int,
    host: str,
    is_alive: Callable[[str], bool] = owners.is_alive,
) -> int:
    """Begin a run and return its id; first, runs whose process has died are marked interrupted.

    So is an earlier run of the same process number: a process runs one at a time, and in a container every process
    may be number 1. What they still held is given back, and visits older than :data:`KEEP_VISITS` are dropped.

    Args:
        corpus: Where the run is kept.
        trigger: What began it: "manual", "schedule", "demo" …
        now: Aware.
        pid: The process that runs it; it may run one at a time.
        host: The machine it runs on.
        is_alive: Tells of an owner's name whether its process may still be at work.
    """
    with corpus.transaction():
        for row in corpus.conn.execute("SELECT * FROM runs WHERE state = 'running'").fetchall():
            mine = (row["host"], row["pid"]) == (host, pid)
            if mine or not is_alive(_owner(row)) or _is_lost(corpus.conn, row, now, host):
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


def count_imported(conn: sqlite3.Connection, run_id: int, outcomes: Mapping[Outcome, int]) -> None:
    """Count what became of some records of an import, which has no visits: it asks nobody.

    Args:
        conn: A connection inside the transaction that stores them.
        run_id: The run, of the trigger :data:`IMPORT`.
        outcomes: How many records ended how.
    """
    columns = ", ".join(f'"{each}" = "{each}" + :{each}' for each in outcomes)
    values = {"total": sum(outcomes.values()), "id": run_id} | {str(each): count for each, count in outcomes.items()}
    conn.execute(
        f"UPDATE runs SET leased = leased + :total{columns and ', '}{columns} WHERE id = :id",  # noqa: S608 - our names
        values,
    )


def running(corpus: Corpus, trigger: str) -> list[Process]:
    """Return the runs of a trigger that have not ended, whether their processes still live or not."""
    rows = corpus.conn.execute(
        """SELECT id, host, pid, started FROM runs WHERE state = 'running' AND "trigger" = ? ORDER BY id""",
        (trigger,),
    )
    return [Process(*row) for row in rows]


def end_dead(corpus: Corpus, now: datetime, is_alive: Callable[[str], bool] = owners.is_alive) -> list[int]:
    """Mark the runs whose process has died as interrupted, give back what they held, and return their ids."""
    with corpus.transaction():
        rows = corpus.conn.execute("SELECT * FROM runs WHERE state = 'running' ORDER BY id").fetchall()
        dead = [row["id"] for row in rows if not is_alive(_owner(row))]
        for run_id in dead:
            _end(corpus, run_id, now, "interrupted")
    return dead


def explain(corpus: Corpus, process: tuple[int, str], reason: str, started: datetime, now: datetime) -> None:
    """Note how a run's process was seen to end, by the service that started it.

    Args:
        corpus: Where the run is kept; one that ended before it could begin its row gets one.
        process: Its number and its machine.
        reason: "finished", "hung" (ended at its limit), "stopped" (with the service) or "crashed".
        started: When the process was started, give or take :data:`SLACK`; aware, as ``now``.
        now: When it has ended.
    """
    pid, host = process
    with corpus.transaction():
        known = corpus.conn.execute(
            "UPDATE runs SET reason = ? "
            "WHERE id = (SELECT max(id) FROM runs WHERE pid = ? AND host = ? AND started >= ?)",
            (reason, pid, host, times.utc(started - SLACK)),
        )
        if not known.rowcount and reason != "finished":
            corpus.conn.execute(
                'INSERT INTO runs ("trigger", state, started, finished, host, pid, reason) '
                "VALUES ('schedule', 'interrupted', ?, ?, ?, ?, ?)",
                (times.utc(started), times.utc(now), host, pid, reason),
            )


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
    """Return the latest runs, newest first; what a merge brought has high ids whenever it was."""
    rows = corpus.conn.execute("SELECT * FROM runs ORDER BY started DESC, id DESC LIMIT ?", (limit,)).fetchall()
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
    row = conn.execute("SELECT * FROM runs WHERE id = ?", (run_id,)).fetchone()
    if row["trigger"] == IMPORT:
        return {each: row[each] for each in Outcome}
    rows = conn.execute("SELECT outcome, count(*) FROM visits WHERE run_id = ? GROUP BY outcome", (run_id,))
    return dict.fromkeys(Outcome, 0) | {Outcome(outcome): count for outcome, count in rows}


def _end(corpus: Corpus, run_id: int, now: datetime, state: str) -> None:
    leasing.give_back(corpus.conn, "run_id = ?", run_id)
    columns = ", ".join(f'"{each}" = :{each}' for each in Outcome)
    corpus.conn.execute(
        f"UPDATE runs SET state = :state, finished = :now, {columns} WHERE id = :id",  # noqa: S608 - our own names
        {"state": state, "now": times.utc(now), "id": run_id} | _counts(corpus.conn, run_id),
    )


def _owner(row: sqlite3.Row) -> str:
    return f"{row['host']}/{row['pid']}/{row['id']}"


def _is_lost(conn: sqlite3.Connection, row: sqlite3.Row, now: datetime, host: str) -> bool:
    """Whether a run of another machine (an earlier container, say) must be over: begun long ago, holding no lease."""
    if row["host"] == host:
        return False
    if row["started"] > times.utc(now - FOREIGN_GRACE):
        return False
    holds = conn.execute(
        "SELECT 1 FROM urls WHERE state = 'leased' AND lease_until > ? AND run_id = ? LIMIT 1",
        (times.utc(now), row["id"]),
    )
    return holds.fetchone() is None


def _drop_old_visits(conn: sqlite3.Connection, now: datetime) -> None:
    # From the first run that still has any: of the others there are more every year.
    conn.execute(
        "DELETE FROM visits WHERE run_id IN (SELECT id FROM runs "
        "WHERE id >= (SELECT min(run_id) FROM visits) AND finished < ?)",
        (times.utc(now - KEEP_VISITS),),
    )
