"""Leases on the frontier's URLs: taking, settling, giving back. Plain functions on an open transaction.

Every change of a lease changes ``runs.leased`` with it, so that at any moment, a crash included, a run's outcomes and
its open leases add up to what it leased.
"""

import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from storage import revisit, times
from storage.records import Hints, Kind, Outcome

LEASE_SECONDS = 600
"""How long a process may keep a URL: a short queue at one request a second, with a slow site's 180 s time-out and
retries, ends well within; what a crash left is fetched again ten minutes later at the latest."""

QUEUED = (
    "SELECT source, next_at, priority FROM urls INDEXED BY urls_due_source WHERE state = 'queued' AND due = 1 "
    "UNION ALL SELECT source, next_at, priority FROM urls INDEXED BY urls_later WHERE state = 'queued' AND due = 0"
)
"""All that is queued, answered from indices alone."""

_UNANSWERED = frozenset({Outcome.FAILED, Outcome.BLOCKED, Outcome.ROBOTS})
"""Outcomes that show nothing of the page: they do not count as having fetched it."""


@dataclass(frozen=True, slots=True)
class Leased:
    """A URL that this process, and no other, is to fetch and settle. Times are as stored."""

    id: int
    key: str
    url: str
    source: str | None
    language: str | None
    host: str
    kind: Kind
    hints: Hints
    priority: int
    attempts: int
    discovered_at: str
    discovered_from: str | None
    fetched_at: str | None
    etag: str | None
    last_modified: str | None
    article_id: int | None
    owner: str
    run_id: int | None

    def tries(self, outcome: Outcome) -> int:
        """Return the visits in vain in a row once this one has ended so; 0 after one that was not in vain."""
        return self.attempts + 1 if outcome in revisit.BACK_OFF else 0

    def next_at(self, outcome: Outcome, now: datetime, published_at: str | None = None) -> datetime | None:
        """Return when to visit again after this outcome by the rules of :mod:`storage.revisit`, None for never.

        Args:
            outcome: What became of the visit.
            now: Aware.
            published_at: The date that the page itself gave, which goes before the announced one.
        """
        discovered = times.moment(self.discovered_at)
        told = published_at or self.hints.published_at
        born = min(times.moment(told), discovered) if told else discovered
        wait = revisit.next_visit(outcome, now - born, self.tries(outcome))
        return None if wait is None else now + wait


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which URLs a process asks for; None for any. An archive's, of a priority below 0, are asked for apart."""

    sources: Collection[str] | None = None
    hosts: Collection[str] | None = None
    languages: Collection[str] | None = None
    kinds: Collection[Kind] = (Kind.ARTICLE,)
    archive: bool = False


def come_due(conn: sqlite3.Connection, now: datetime) -> None:
    """Bring what was queued for later, and whose moment has come, among what :func:`due` looks through."""
    conn.execute(
        "UPDATE urls INDEXED BY urls_later SET due = 1 WHERE state = 'queued' AND due = 0 AND next_at <= ?",
        (times.utc(now),),
    )


def due(conn: sqlite3.Connection, wanted: Wanted, limit: int, now: datetime, run_id: int | None) -> list[sqlite3.Row]:
    """Return the rows to lease next, at most ``limit``.

    Each source or host is asked through its own index, in order, so the cost grows with ``limit`` and not with the
    frontier; the few answers are merged here. What has come due since :func:`come_due` is not seen.
    """
    conditions, values = _conditions(wanted, now, run_id)
    rows = chain.from_iterable(
        conn.execute(
            f"SELECT * FROM urls INDEXED BY {index} WHERE state = 'queued' AND due = 1 AND {place} AND {conditions} "  # noqa: S608
            "ORDER BY priority DESC, hint_published_at DESC, next_at, id LIMIT ?",
            (*place_values, *values, limit),
        )
        for index, place, place_values in _places(wanted)
    )
    longest_waiting = sorted(rows, key=lambda row: (row["next_at"], row["id"]))
    order = sorted(longest_waiting, key=lambda row: (row["priority"], row["hint_published_at"] or ""), reverse=True)
    return order[:limit]


def _places(wanted: Wanted) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield index, condition and its values for every place to look in."""
    if wanted.hosts is not None:
        for host in sorted(set(wanted.hosts)):
            yield "urls_due_host", "host = ?", (host,)
    elif wanted.sources is not None:
        for source in sorted(set(wanted.sources)):
            yield "urls_due_source", "source = ?", (source,)
    else:
        yield "urls_due", "TRUE", ()


def _conditions(wanted: Wanted, now: datetime, run_id: int | None) -> tuple[str, list[object]]:
    """Return what else must hold, and its values. A run does not take again what it has settled."""
    parts = ["next_at <= ?", "(? IS NULL OR run_id IS NOT ?)", f"priority {'<' if wanted.archive else '>='} 0"]
    values: list[object] = [times.utc(now), run_id, run_id]
    for column, allowed in (("kind", wanted.kinds), ("language", wanted.languages), ("source", wanted.sources)):
        if allowed is not None:
            parts.append(f"{column} IN ({', '.join('?' * len(allowed))})")
            values += allowed
    return " AND ".join(parts), values


def take(conn: sqlite3.Connection, rows: list[sqlite3.Row], owner: str, until: datetime, run_id: int | None) -> None:
    """Mark rows as leased, and count them for the run."""
    conn.executemany(
        "UPDATE urls SET state = 'leased', lease_owner = ?, lease_until = ?, run_id = ? WHERE id = ?",
        [(owner, times.utc(until), run_id, row["id"]) for row in rows],
    )
    conn.execute("UPDATE runs SET leased = leased + ? WHERE id = ?", (len(rows), run_id))


def leased(row: sqlite3.Row, owner: str, run_id: int | None) -> Leased:
    """Build the record of a row that has just been taken."""
    return Leased(
        id=row["id"],
        key=row["canonical_key"],
        url=row["url"],
        source=row["source"],
        language=row["language"],
        host=row["host"],
        kind=Kind(row["kind"]),
        hints=Hints(row["hint_title"], times.with_offset(row["hint_published_at"]), row["hint_language"]),
        priority=row["priority"],
        attempts=row["attempts"],
        discovered_at=row["discovered_at"],
        discovered_from=row["discovered_from"],
        fetched_at=row["fetched_at"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        article_id=row["article_id"],
        owner=owner,
        run_id=run_id,
    )


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a visit ended.

    Attributes:
        outcome: What became of the URL.
        status: The HTTP status, None when there was no answer.
        next_at: When to visit again, None for never.
        article_id: The article it led to; None leaves what is known.
        etag: The answer's ETag; None leaves what is known.
        last_modified: The answer's Last-Modified; None leaves what is known.
        detail: One line for the reader of ``visits``: the error, the reason.
        latency: Seconds to the first byte of the answer.
    """

    outcome: Outcome
    status: int | None = None
    next_at: datetime | None = None
    article_id: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    detail: str | None = None
    latency: float | None = None


def holds(conn: sqlite3.Connection, lease: Leased) -> bool:
    """Tell whether a lease is still its owner's; inside a transaction it stays so until the end of that."""
    row = conn.execute(
        "SELECT 1 FROM urls WHERE id = ? AND state = 'leased' AND lease_owner = ?", (lease.id, lease.owner)
    ).fetchone()
    return row is not None


def settle(conn: sqlite3.Connection, lease: Leased, end: Settlement, now: datetime) -> bool:
    """Write how a visit ended; False, and nothing written, when the lease had passed to another."""
    at = times.utc(now)
    cursor = conn.execute(
        "UPDATE urls SET state = ?, next_at = ?, due = 0, lease_owner = NULL, lease_until = NULL, attempts = ?, "
        "last_status = ?, last_outcome = ?, fetched_at = coalesce(?, fetched_at), "
        "article_id = coalesce(?, article_id), etag = coalesce(?, etag), last_modified = coalesce(?, last_modified) "
        "WHERE id = ? AND state = 'leased' AND lease_owner = ?",
        (
            "queued" if end.next_at else "done",
            times.utc(end.next_at) if end.next_at else None,
            lease.tries(end.outcome),
            end.status,
            end.outcome,
            None if end.outcome in _UNANSWERED else at,
            end.article_id,
            end.etag,
            end.last_modified,
            lease.id,
            lease.owner,
        ),
    )
    if cursor.rowcount and lease.run_id is not None:
        conn.execute(
            "INSERT INTO visits (run_id, url_id, source, outcome, status, detail, at, latency) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (lease.run_id, lease.id, lease.source, end.outcome, end.status, end.detail, at, end.latency),
        )
    return cursor.rowcount == 1


def give_back(conn: sqlite3.Connection, condition: str, value: str | int) -> int:
    """Take leased URLs back as if they had never been leased; return how many.

    They are queued again; but one that was claimed by name with nothing planned has nothing planned again.

    Args:
        conn: Inside a transaction.
        condition: On columns of ``urls``, with one placeholder.
        value: For the placeholder.
    """
    which = f"state = 'leased' AND {condition}"
    conn.execute(
        f"UPDATE runs SET leased = leased - (SELECT count(*) FROM urls WHERE {which} AND run_id = runs.id) "  # noqa: S608
        f"WHERE id IN (SELECT run_id FROM urls WHERE {which})",
        (value, value),
    )
    cursor = conn.execute(
        "UPDATE urls SET state = iif(next_at IS NULL, 'done', 'queued'), lease_owner = NULL, "  # noqa: S608
        f"lease_until = NULL, run_id = NULL WHERE {which}",
        (value,),
    )
    return cursor.rowcount
