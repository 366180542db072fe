"""Which of an article's addresses is visited: one, its home; the others are aliases. On an open transaction.

Two addresses may show two versions of a story (a cache, a page for telephones). Were both visited, the article would
flip from one to the other at every round.
"""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from storage import times
from storage.records import Outcome

__all__ = ["HOLDS", "leave_latest", "leave_one", "named", "of", "visited"]

HOLDS = frozenset({Outcome.NEW, Outcome.REVISED, Outcome.UNCHANGED, Outcome.DUPLICATE})
"""Outcomes of a visit that has found the story, readable."""

# Found at the last visit, or not to be had just then: what is gone, or no story any more, is no home.
_STANDS = "last_outcome IN ('new', 'revised', 'unchanged', 'duplicate', 'failed', 'blocked')"


def named(conn: sqlite3.Connection, article_id: int, keys: Iterable[str], source: str | None) -> str | None:
    """Return the one of some addresses that is the home of an article, None where none is.

    That a page calls an address canonical is a claim; it counts once the address was fetched and showed the article.

    Args:
        conn: The corpus' connection.
        article_id: The article.
        keys: Canonical keys that a page of the article names.
        source: The newspaper; addresses of another are no home.
    """
    for key in keys:
        row = conn.execute(
            "SELECT 1 FROM urls WHERE canonical_key = ? AND article_id = ? AND source IS ? "  # noqa: S608
            f"AND state != 'alias' AND {_STANDS}",
            (key, article_id, source),
        ).fetchone()
        if row is not None:
            return key
    return None


def of(conn: sqlite3.Connection, row: sqlite3.Row) -> sqlite3.Row:
    """Return the row of ``urls`` that is visited instead of this one; itself where it is no alias, or has no home."""
    if row["state"] != "alias":
        return row
    home = conn.execute(
        f"SELECT * FROM urls WHERE article_id = ? AND state != 'alias' AND {_STANDS} "  # noqa: S608
        "ORDER BY fetched_at DESC LIMIT 1",
        (row["article_id"],),
    ).fetchone()
    return row if home is None else home


def visited(  # noqa: PLR0913 - facts by keyword
    conn: sqlite3.Connection,
    key: str,
    article_id: int,
    outcome: Outcome,
    now: datetime,
    *,
    status: int | None,
    next_at: datetime | None,
    etag: str | None,
    last_modified: str | None,
) -> None:
    """Note that a redirect has led to this address: it was visited as well as if it had been asked itself.

    A process that is at it right now will settle it.

    Args:
        conn: The corpus' connection.
        key: The canonical key, of a known URL.
        article_id: The article it shows.
        outcome: One of :data:`HOLDS`.
        now: Aware.
        status: The HTTP status.
        next_at: When to visit again, None for never.
        etag: The answer's ETag.
        last_modified: The answer's Last-Modified.
    """
    conn.execute(
        "UPDATE urls SET state = ?, next_at = ?, due = 0, attempts = 0, last_status = ?, last_outcome = ?, "
        "fetched_at = ?, article_id = ?, etag = ?, last_modified = ? WHERE canonical_key = ? AND state != 'leased'",
        (
            "queued" if next_at else "done",
            times.utc(next_at) if next_at else None,
            status,
            outcome,
            times.utc(now),
            article_id,
            etag,
            last_modified,
            key,
        ),
    )


def leave_one(conn: sqlite3.Connection, article_id: int, home: str) -> None:
    """Make every other address that has shown an article an alias of its home.

    An alias that a person fetches by name is asked unconditionally, and so recognised again: its validators go.
    """
    conn.execute(
        "UPDATE urls SET state = 'alias', next_at = NULL, etag = NULL, last_modified = NULL "  # noqa: S608
        f"WHERE article_id = ? AND canonical_key != ? AND state IN ('queued', 'done') AND {_STANDS}",
        (article_id, home),
    )


def leave_latest(conn: sqlite3.Connection, article_id: int) -> None:
    """Make the address at which an article was last found its home, where more than one would be visited for it."""
    rows = conn.execute(
        f"SELECT canonical_key FROM urls WHERE article_id = ? AND state != 'alias' AND {_STANDS} "  # noqa: S608
        "ORDER BY fetched_at DESC, canonical_key LIMIT 2",
        (article_id,),
    ).fetchall()
    if len(rows) > 1:
        leave_one(conn, article_id, rows[0]["canonical_key"])
