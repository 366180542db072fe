"""What a corpus knows beside articles and addresses: feeds, hosts, archives, runs with their visits, alerts.

Each function carries one table, a batch to a transaction, and carrying it again changes nothing.
"""

import sqlite3
from collections.abc import Callable

from storage.merging_job import Job, batches, insert, insert_missing, update, values


def _each(job: Job, sql: str, carry: Callable[[sqlite3.Row], None]) -> None:
    for rows in batches(job.other.conn, sql):
        with job.into.transaction():
            for row in rows:
                carry(row)


def feeds(job: Job) -> None:
    """Carry discovery addresses: what the later poll says stands."""

    def carry(row: sqlite3.Row) -> None:
        conn = job.into.conn
        mine = conn.execute("SELECT * FROM feeds WHERE url = ?", (row["url"],)).fetchone()
        if mine is None:
            insert(conn, "feeds", values(row))
        else:
            best = row if _polled(row) > _polled(mine) else mine
            first = min(row["first_seen_at"], mine["first_seen_at"])
            update(conn, "feeds", mine["id"], mine, values(best, first_seen_at=first))

    _each(job, "SELECT * FROM feeds ORDER BY id", carry)


def _polled(feed: sqlite3.Row) -> tuple[str, str]:
    return feed["last_fetched_at"] or "", repr(tuple(values(feed, first_seen_at=None).values()))


def hosts(job: Job) -> None:
    """Carry when servers may be asked again: the later moment stands, for it may be what the server asked for."""

    def carry(row: sqlite3.Row) -> None:
        job.into.conn.execute(
            "INSERT INTO hosts (host, next_at) VALUES (:host, :next_at) ON CONFLICT (host) DO UPDATE "
            "SET next_at = max(next_at, excluded.next_at)",
            dict(row),
        )

    _each(job, "SELECT * FROM hosts ORDER BY host", carry)


def archives(job: Job) -> None:
    """Carry which sitemaps of days gone by have been read."""
    _each(
        job, "SELECT * FROM archives ORDER BY url", lambda row: insert_missing(job.into.conn, "archives", dict(row))
    )


def imports(job: Job) -> None:
    """Carry how far files were imported, for what came of them is here now; the one that is further stands."""

    def carry(row: sqlite3.Row) -> None:
        conn, theirs = job.into.conn, values(row, run_id=None)
        named = {"address": row["address"], "hosts": row["hosts"]}
        mine = conn.execute("SELECT * FROM imports WHERE (address, hosts) = (:address, :hosts)", named).fetchone()
        if mine is None:
            insert(conn, "imports", theirs)
        elif _reached(row) > _reached(mine):
            update(conn, "imports", mine["id"], mine, theirs)

    _each(job, "SELECT * FROM imports ORDER BY id", carry)


def _reached(row: sqlite3.Row) -> tuple[str, str, int]:
    return row["finished_at"] or "", row["started_at"], row["offset"]


def runs(job: Job) -> None:
    """Carry runs that have ended, each with what became of its URLs; addresses must be there already."""
    _note_runs(job.into.conn)
    ended = job.other.conn.execute("SELECT * FROM runs WHERE state != 'running' ORDER BY started, id")
    for run in ended:
        with job.into.transaction():
            run_id = _run(job, run)
            for visit in _visits(job.other.conn, run["id"]):
                _visit(job, visit, run_id)


def _run(job: Job, row: sqlite3.Row) -> int:
    """Return a run's id, after carrying it over if it is not there: a process begins one run in a second."""
    conn = job.into.conn
    name = (row["started"], row["host"], row["pid"])
    held = conn.execute("SELECT id FROM merging_runs WHERE (started, host, pid) = (?, ?, ?)", name).fetchone()
    return insert(conn, "runs", values(row)) if held is None else int(held["id"])


def _note_runs(conn: sqlite3.Connection) -> None:
    """Note the runs that are there in a temporary table, where one is found among a year's hundred thousand."""
    conn.execute("DROP TABLE IF EXISTS merging_runs")
    conn.execute("CREATE TEMP TABLE merging_runs (started, host, pid, id, PRIMARY KEY (started, host, pid, id))")
    conn.execute("INSERT INTO merging_runs SELECT started, host, pid, id FROM runs")


def _visits(conn: sqlite3.Connection, run_id: int) -> sqlite3.Cursor:
    return conn.execute(
        "SELECT visits.*, urls.canonical_key FROM visits JOIN urls ON urls.id = url_id WHERE visits.run_id = ?",
        (run_id,),
    )


def _visit(job: Job, row: sqlite3.Row, run_id: int) -> None:
    key = row["canonical_key"]
    url = job.into.conn.execute("SELECT id FROM urls WHERE canonical_key = ?", (key,)).fetchone()
    visit = dict(row) | {"run_id": run_id, "url_id": url["id"]}
    del visit["canonical_key"]
    insert_missing(job.into.conn, "visits", visit)


def alerts(job: Job) -> None:
    """Carry the troubles of newspapers; the other file's own (a full disk) are not this one's.

    One that is open in both stays as it is here: it is cleared where newspapers are watched.
    """

    def carry(row: sqlite3.Row) -> None:
        conn = job.into.conn
        mine = conn.execute(
            "SELECT * FROM alerts WHERE source = :source AND kind = :kind AND raised_at = :raised_at", dict(row)
        ).fetchone()
        if mine is None:
            insert_missing(conn, "alerts", values(row))  # not where another of its kind is open
        else:
            later = row if _seen(row) > _seen(mine) else mine
            update(conn, "alerts", mine["id"], mine, values(later))

    _each(job, "SELECT * FROM alerts WHERE source IS NOT NULL ORDER BY raised_at, id", carry)


def _seen(alert: sqlite3.Row) -> tuple[bool, str, str]:
    return alert["cleared_at"] is not None, alert["seen_at"], alert["message"]
