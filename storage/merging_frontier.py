"""Addresses of another corpus: of two states of one, the better stands; leases are nobody's any more."""

import sqlite3
from typing import Any

from storage import homes
from storage.merging_job import Job, Row, insert, update, values

_HINTS = ("hint_title", "hint_published_at", "hint_language", "source", "language")
"""What one corpus may know of an address and the other not."""


def bring(job: Job, row: sqlite3.Row, article_id: int | None) -> bool:
    """Carry an address over; return whether it was unknown.

    One that is being fetched for the corpus that is merged into keeps its lease and, with it, its state: the fetch
    will settle it.

    Args:
        job: The merge; a transaction is open.
        row: The other corpus' row of ``urls``.
        article_id: Its article in the corpus that is merged into.
    """
    conn, theirs = job.into.conn, _free(row, article_id)
    mine = conn.execute("SELECT * FROM urls WHERE canonical_key = ?", (row["canonical_key"],)).fetchone()
    if mine is None:
        insert(conn, "urls", theirs)
    elif mine["state"] == "leased":
        update(conn, "urls", mine["id"], mine, {"article_id": mine["article_id"] or article_id})
    else:
        update(conn, "urls", mine["id"], mine, _united(values(mine), theirs))
    return mine is None


def _free(row: sqlite3.Row, article_id: int | None) -> Row:
    """Return a row as if it had never been leased (:func:`storage.leasing.give_back`); runs have other ids here."""
    state = row["state"] if row["state"] != "leased" else "queued" if row["next_at"] else "done"
    return values(row, state=state, lease_owner=None, lease_until=None, run_id=None, article_id=article_id, due=0)


def _united(mine: Row, theirs: Row) -> Row:
    best, rest = (theirs, mine) if _rank(theirs) > _rank(mine) else (mine, theirs)
    first = min(mine, theirs, key=lambda row: (row["discovered_at"], row["discovered_from"] or "", row["url"]))
    return best | {
        **{name: best[name] if best[name] is not None else rest[name] for name in _HINTS},
        **{name: first[name] for name in ("url", "discovered_at", "discovered_from")},
        "priority": max(mine["priority"], theirs["priority"]),
    }


def _rank(row: Row) -> tuple[Any, ...]:
    """Return what decides which state is the better: an article known, visited for itself, the later visit."""
    told = ("fetched_at", "last_outcome", "attempts", "next_at", "state", "etag", "last_modified", "last_status")
    return row["article_id"] is not None, row["state"] != "alias", *(str(row[name] or "") for name in told)


def bring_of(job: Job, other_id: int, article_id: int) -> None:
    """Carry the addresses of an article over, and leave it one that is visited.

    Args:
        job: The merge; a transaction is open.
        other_id: The article, as the other corpus has it.
        article_id: The same in the corpus that is merged into.
    """
    for row in job.other.conn.execute("SELECT * FROM urls WHERE article_id = ? ORDER BY id", (other_id,)).fetchall():
        bring(job, row, article_id)
    homes.leave_latest(job.into.conn, article_id)
