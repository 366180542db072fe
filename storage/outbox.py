"""What is still to be told of alerts, and by which channels: written with the alert, struck out once it was told.

So a change is told at least once, whatever ends between. It is told twice where a process dies after telling and
before striking out. A channel is known here from the first service that has it in its settings to the first that has
it no more; alerts that other processes raise (a crawl by hand) wait for a service.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import times
from storage.corpus import Corpus

BATCH = 200
"""Changes told at once: a month of sixty newspapers has a few dozen."""
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
"""Until a channel that failed is tried again: twice as long each time, up to an hour."""
KEPT = timedelta(days=7)
"""So long a change waits for a channel that fails: over a long week-end and its holidays. Then it is old news, and
``dateline status`` still shows what is open."""


@dataclass(frozen=True, slots=True)
class Change:
    """An alert that was raised or cleared. Times as stored; ``source`` is None for the corpus' own."""

    id: int
    change: str
    source: str | None
    kind: str
    message: str
    at: str

    def as_dict(self) -> dict[str, str | None]:
        """Return it as a webhook gets it."""
        return {name: getattr(self, name) for name in ("change", "source", "kind", "message", "at")}

    def __str__(self) -> str:
        """Return one line for a person."""
        return f"{self.change}: {self.source or 'corpus'}: {self.kind}: {self.message} ({self.at})"


def put(corpus: Corpus, alert_id: int, change: str, at: str) -> None:
    """Let every channel tell of a change; inside the transaction that makes it.

    Args:
        corpus: Where the alert is.
        alert_id: The alert.
        change: "raised" or "cleared".
        at: When, as stored.
    """
    corpus.conn.execute(
        "INSERT INTO outbox (channel, alert_id, change, at) SELECT name, ?, ?, ? FROM channels",
        (alert_id, change, at),
    )


def use(corpus: Corpus, channels: Collection[str]) -> dict[str, int]:
    """Tell by these channels from now on, and by no others.

    Returns:
        How many changes were waiting for each of the channels that are no more, where any were.
    """
    with corpus.transaction():
        known = [name for (name,) in corpus.conn.execute("SELECT name FROM channels")]
        over = {name: waiting(corpus, name) for name in known if name not in channels}
        corpus.conn.executemany("DELETE FROM channels WHERE name = ?", [(name,) for name in over])
        corpus.conn.executemany("INSERT OR IGNORE INTO channels (name) VALUES (?)", [(name,) for name in channels])
    return {name: count for name, count in over.items() if count}


def waiting(corpus: Corpus, channel: str) -> int:
    """Return how many changes wait for a channel."""
    (count,) = corpus.conn.execute("SELECT count(*) FROM outbox WHERE channel = ?", (channel,)).fetchone()
    return int(count)


def due(corpus: Corpus, channel: str, now: datetime) -> list[Change]:
    """Return what a channel is to tell now, the oldest first; :data:`BATCH` at the most.

    A time to try that lies further off than any would be is a wrong clock's.
    """
    rows = corpus.conn.execute(
        "SELECT outbox.id, change, source, kind, message, at FROM outbox JOIN alerts ON alerts.id = alert_id "
        "JOIN channels ON name = channel WHERE channel = ? AND (next_at IS NULL OR NOT next_at BETWEEN ? AND ?) "
        "ORDER BY outbox.id LIMIT ?",
        (channel, times.utc(now + timedelta(seconds=1)), times.utc(now + LONGEST), BATCH),
    )
    return [Change(*row) for row in rows]


def told(corpus: Corpus, channel: str, ids: Iterable[int]) -> None:
    """Strike out what a channel has told."""
    with corpus.transaction():
        corpus.conn.executemany("DELETE FROM outbox WHERE id = ? AND channel = ?", [(each, channel) for each in ids])
        corpus.conn.execute("UPDATE channels SET failures = 0, next_at = NULL WHERE name = ?", (channel,))


def failed(corpus: Corpus, channel: str, now: datetime) -> int:
    """Plan a channel's next try, and give up what has waited for :data:`KEPT`.

    Returns:
        How many changes were given up.
    """
    with corpus.transaction():
        corpus.conn.execute("UPDATE channels SET failures = failures + 1 WHERE name = ?", (channel,))
        row = corpus.conn.execute("SELECT failures FROM channels WHERE name = ?", (channel,)).fetchone()
        wait = min(FIRST * 2.0 ** min((row[0] if row else 1) - 1, 10), LONGEST)
        corpus.conn.execute("UPDATE channels SET next_at = ? WHERE name = ?", (times.utc(now + wait), channel))
        old = corpus.conn.execute("DELETE FROM outbox WHERE channel = ? AND at < ?", (channel, times.utc(now - KEPT)))
        return old.rowcount
