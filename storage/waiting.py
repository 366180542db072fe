"""What of each source waits to be asked or fetched, and since when: what the schedule is made from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import cadence, leasing, times
from storage.corpus import Corpus

SLACK = timedelta(hours=1)
"""A plan may lie so much further off than any interval: the minutes of a run between its beginning and its end."""

FARTHEST = timedelta(days=31)
"""No page is planned further off: a month is the longest Retry-After we honour, a week our own longest plan."""

_MEND = "UPDATE urls INDEXED BY {index} SET next_at = :now WHERE state = 'queued' AND due = {due} AND next_at > :far"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A source's plans. Times as stored, None where there is nothing.

    Attributes:
        asked_at: When one of its feeds, sitemaps or section pages was last asked.
        page_at: When the first of its pages is due to be fetched, for the first time or again.
    """

    asked_at: str | None = None
    page_at: str | None = None


def read(corpus: Corpus) -> dict[str, Waiting]:
    """Return the plans of every source; both queries are answered from an index."""
    asked = dict(corpus.conn.execute("SELECT source, max(last_fetched_at) FROM feeds GROUP BY source").fetchall())
    pages = dict(
        corpus.conn.execute(
            f"SELECT source, min(next_at) FROM ({leasing.QUEUED}) "  # noqa: S608 - our own statement
            "WHERE source IS NOT NULL AND priority >= 0 GROUP BY source"
        ).fetchall()
    )
    return {source: Waiting(asked.get(source), pages.get(source)) for source in asked.keys() | pages.keys()}


def make_due(corpus: Corpus, sources: Collection[str], now: datetime) -> None:
    """Let the addresses of some sources be asked now, whatever was planned; those that fail keep their back-off."""
    with corpus.transaction():
        corpus.conn.executemany(
            "UPDATE feeds SET next_at = :now WHERE source = :source AND next_at > :now AND failures = 0",
            [{"now": times.utc(now), "source": source} for source in sources],
        )


def mend_clock(corpus: Corpus, now: datetime) -> int:
    """Forget plans that no clock but a wrong one can have made; return how many addresses and pages they were for.

    A machine that believed for an hour to be in next year would else ask nothing until then. Pages are only looked
    through where an address was found, for there may be a million of them, and who crawls asks addresses first.
    """
    with corpus.transaction():
        mended = corpus.conn.execute(
            "UPDATE feeds SET next_at = :now WHERE next_at > :far",
            {"now": times.utc(now), "far": times.utc(now + cadence.LONGEST + SLACK)},
        ).rowcount
        if mended:
            moments = {"now": times.utc(now), "far": times.utc(now + FARTHEST)}
            mended += corpus.conn.execute(_MEND.format(index="urls_due", due=1), moments).rowcount
            mended += corpus.conn.execute(_MEND.format(index="urls_later", due=0), moments).rowcount
    return mended
