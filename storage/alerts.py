"""Troubles that an operator should know of, each open until it has passed."""

from datetime import datetime

from storage import outbox, times
from storage.corpus import Corpus

BLOCKED = "blocked"
"""A host that refuses us or does not answer; its URLs wait. The message begins with the host."""


def raised(corpus: Corpus, source: str | None, kind: str, message: str, now: datetime) -> None:
    """Open an alert, or note that the trouble is still there and what it looks like now.

    Args:
        corpus: Where it is kept.
        source: Whose trouble it is; None for the corpus' own.
        kind: What kind of trouble; each source has one open alert of a kind at the most.
        message: One line for the operator.
        now: Aware.
    """
    at = times.utc(now)
    with corpus.transaction():
        # IS finds NULL too, which the unique index takes for many.
        known = corpus.conn.execute(
            "UPDATE alerts SET message = ?, seen_at = ? WHERE source IS ? AND kind = ? AND cleared_at IS NULL",
            (message, at, source, kind),
        )
        if not known.rowcount:
            new = corpus.conn.execute(
                "INSERT INTO alerts (source, kind, message, raised_at, seen_at) VALUES (?, ?, ?, ?, ?)",
                (source, kind, message, at, at),
            )
            outbox.put(corpus, new.lastrowid or 0, "raised", at)


def cleared(corpus: Corpus, source: str | None, kind: str, now: datetime) -> None:
    """Close an alert, if it is open."""
    at = times.utc(now)
    with corpus.transaction():
        over = corpus.conn.execute(
            "UPDATE alerts SET cleared_at = ? WHERE source IS ? AND kind = ? AND cleared_at IS NULL RETURNING id",
            (at, source, kind),
        ).fetchone()
        if over:
            outbox.put(corpus, over["id"], "cleared", at)


def opened(corpus: Corpus, source: str | None) -> dict[str, str]:
    """Return a source's open alerts: when each was raised, by kind."""
    rows = corpus.conn.execute(
        "SELECT kind, raised_at FROM alerts WHERE source IS ? AND cleared_at IS NULL", (source,)
    )
    return dict(rows.fetchall())


def open_ones(corpus: Corpus, kind: str) -> dict[str, str]:
    """Return the open alerts of a kind: message by source."""
    rows = corpus.conn.execute(
        "SELECT source, message FROM alerts WHERE kind = ? AND cleared_at IS NULL AND source IS NOT NULL", (kind,)
    )
    return dict(rows.fetchall())
