"""What of newspapers' archives has been read, what of it waits, and which days have no article."""

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from storage import times
from storage.corpus import Corpus

_DAY = "iif(length(published_at) = 10, published_at, date(published_at, '+7 hours'))"
"""The day of publication in Vietnam; one of which only the day is known is stored without a time."""
_LEFT = (
    "state = 'queued' AND source = :source AND priority < 0 AND next_at <= :now "
    "AND language IN (SELECT value FROM json_each(:languages))"
)


def is_read(corpus: Corpus, url: str) -> bool:
    """Say whether a sitemap of an archive has been read for good."""
    return corpus.conn.execute("SELECT 1 FROM archives WHERE url = ?", (url,)).fetchone() is not None


def read(corpus: Corpus, url: str, source: str, entries: int, now: datetime) -> None:
    """Note that a sitemap of days gone by has been read: it will not change any more.

    Args:
        corpus: Where to note it.
        url: The sitemap.
        source: Whose it is.
        entries: How many stories it announced.
        now: Aware.
    """
    with corpus.transaction():
        corpus.conn.execute(
            "INSERT INTO archives (url, source, entries, read_at) VALUES (?, ?, ?, ?) ON CONFLICT (url) DO NOTHING",
            (url, source, entries, times.utc(now)),
        )


def left(corpus: Corpus, source: str, languages: Collection[str], now: datetime) -> int:
    """Return how many stories of the archive of a newspaper's editions can be fetched now."""
    row = corpus.conn.execute(
        f"SELECT (SELECT count(*) FROM urls INDEXED BY urls_due_source WHERE due = 1 AND {_LEFT}) "  # noqa: S608
        f"+ (SELECT count(*) FROM urls INDEXED BY urls_later WHERE due = 0 AND {_LEFT})",
        {"source": source, "now": times.utc(now), "languages": json.dumps(list(languages))},
    ).fetchone()
    return int(row[0])


def waiting(corpus: Corpus, source: str, language: str, keys: Iterable[str], now: datetime) -> set[str]:
    """Return which of some URLs, by canonical key, are yet to be fetched for an edition's archive."""
    rows = corpus.conn.execute(
        "SELECT canonical_key FROM urls WHERE canonical_key IN (SELECT value FROM json_each(?)) "
        "AND state IN ('queued', 'leased') AND priority < 0 AND next_at <= ? AND article_id IS NULL "
        "AND source = ? AND language = ?",
        (json.dumps(list(keys)), times.utc(now), source, language),
    )
    return {key for (key,) in rows}


def days(corpus: Corpus, keys: Iterable[str]) -> list[date]:
    """Return the days, in Vietnam, on which the stored articles of some URLs were published."""
    rows = corpus.conn.execute(
        f"SELECT {_DAY} FROM urls JOIN articles ON articles.id = article_id "  # noqa: S608 - our own expression
        "WHERE canonical_key IN (SELECT value FROM json_each(?)) AND published_at IS NOT NULL",
        (json.dumps(list(keys)),),
    )
    return [date.fromisoformat(day) for (day,) in rows]


def live_at(corpus: Corpus, host: str) -> bool:
    """Say whether a live crawl is fetching from a host at this moment."""
    row = corpus.conn.execute(
        "SELECT 1 FROM urls WHERE state = 'leased' AND host = ? AND priority >= 0 LIMIT 1", (host,)
    ).fetchone()
    return row is not None


def per_day(corpus: Corpus, source: str, languages: Collection[str], first: date, last: date) -> dict[date, int]:
    """Return how many stored articles of a newspaper's editions were published on each day of a span."""
    rows = corpus.conn.execute(
        f"SELECT {_DAY}, count(*) FROM articles "  # noqa: S608 - our own expression
        "WHERE source = ? AND published_at >= ? AND published_at < ? "
        "AND (language IS NULL OR language IN (SELECT value FROM json_each(?))) GROUP BY 1",
        (source, times.day_start(first), times.day_start(last + timedelta(days=1)), json.dumps(list(languages))),
    )
    known = dict(rows.fetchall())
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return {day: known.get(day.isoformat(), 0) for day in days}
