"""Troubles that an operator should know of, each open until it has passed."""

from datetime import datetime

from storage import times
from storage.corpus import Corpus

BLOCKED = "blocked"
"""A host that refuses us or does not answer; its URLs wait. The message begins with the host."""


def raised(corpus: Corpus, source: str, kind: str, message: str, now: datetime) -> None:
    """Open an alert, or note that the trouble is still there and what it looks like now."""
    with corpus.transaction():
        corpus.conn.execute(
            "INSERT INTO alerts (source, kind, message, raised_at, seen_at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (source, kind) WHERE cleared_at IS NULL "
            "DO UPDATE SET message = excluded.message, seen_at = excluded.seen_at",
            (source, kind, message, times.utc(now), times.utc(now)),
        )


def cleared(corpus: Corpus, source: str, kind: str, now: datetime) -> None:
    """Close an alert, if it is open."""
    with corpus.transaction():
        corpus.conn.execute(
            "UPDATE alerts SET cleared_at = ? WHERE source = ? AND kind = ? AND cleared_at IS NULL",
            (times.utc(now), source, kind),
        )


def open_ones(corpus: Corpus, kind: str) -> dict[str, str]:
    """Return the open alerts of a kind: message by source."""
    rows = corpus.conn.execute(
        "SELECT source, message FROM alerts WHERE kind = ? AND cleared_at IS NULL AND source IS NOT NULL", (kind,)
    )
    return dict(rows.fetchall())
