"""How each newspaper has come in of late: stories a day, delay, answers; what ``dateline status`` shows in a row."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from storage import history, times
from storage.corpus import Corpus
from storage.times import VIETNAM

DAYS = 14
"""Days that are shown: two of each day of the week."""
RECENT = timedelta(days=7)
"""What delays and answers are taken from: a week, as for outcomes."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds to the first byte of an answer."""

    count: int
    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Vitals:
    """How a newspaper comes in. Times as stored.

    Attributes:
        per_day: Stories of each of the last :data:`DAYS` days in Vietnam, today last; None before it was known.
        last_at: When its last story came, None where none has.
        delay: Minutes from publication to storage, the median of :data:`RECENT`; None where nothing tells.
        latency: Of the visits of :data:`RECENT`; None where nothing answered.
    """

    per_day: tuple[int | None, ...]
    last_at: str | None
    delay: float | None
    latency: Latency | None

    @property
    def daily(self) -> float | None:
        """Stories a day, the mean of the full days that are known."""
        full = [count for count in self.per_day[:-1] if count is not None]
        return sum(full) / len(full) if full else None


def read(corpus: Corpus, now: datetime) -> dict[str, Vitals]:
    """Return how the newspapers that have been crawled come in.

    Args:
        corpus: May be open for reading only.
        now: Aware.
    """
    last = dict(
        corpus.conn.execute(
            "SELECT source, max(first_seen_at) FROM articles WHERE origin = 'crawl' AND source IS NOT NULL "
            "GROUP BY source"
        ).fetchall()
    )
    known = history.known_since(corpus)
    latencies = {source: latency(corpus, source, now) for source in _visited(corpus)}
    return {
        source: Vitals(
            _per_day(corpus, source, known.get(source), now),
            last.get(source),
            _delay(corpus, source, known[source], now) if source in known else None,
            latencies.get(source),
        )
        for source in sorted(last.keys() | latencies.keys())
    }


def _visited(corpus: Corpus) -> list[str]:
    rows = corpus.conn.execute("SELECT DISTINCT source FROM visits WHERE source IS NOT NULL")
    return [source for (source,) in rows]


def _per_day(corpus: Corpus, source: str, known: str | None, now: datetime) -> tuple[int | None, ...]:
    """Return stories by day; what was listed already when the newspaper was first crawled counts for its own days."""
    today = now.astimezone(VIETNAM).date()
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    counts = dict.fromkeys(days, 0)
    begin = times.moment(times.day_start(days[0]))
    for hour, count in history.hourly(corpus, source, begin).items():
        day = hour.astimezone(VIETNAM).date()
        if day in counts:
            counts[day] += count
    first = times.moment(known).astimezone(VIETNAM).date() if known else date.max
    return tuple(counts[day] if day >= first or counts[day] else None for day in days)


def _delay(corpus: Corpus, source: str, known: str, now: datetime) -> float | None:
    """Return the median delay of stories that were published after the newspaper was first crawled."""
    rows = corpus.conn.execute(
        "SELECT (julianday(first_seen_at) - julianday(published_at)) * 1440 FROM articles INDEXED BY articles_came "
        "WHERE origin = 'crawl' AND source = ? AND first_seen_at >= ? AND length(published_at) > 10 "
        "AND published_at BETWEEN ? AND first_seen_at",
        (source, times.utc(now - RECENT), known),
    )
    minutes = [value for (value,) in rows]
    return round(median(minutes), 1) if minutes else None


def latency(corpus: Corpus, source: str, now: datetime) -> Latency | None:
    """Return how quickly a newspaper's server answered in the last week; None where it did not."""
    rows = corpus.conn.execute(
        "SELECT latency FROM visits WHERE source = ? AND at >= ? AND latency IS NOT NULL ORDER BY latency",
        (source, times.utc(now - RECENT)),
    )
    seconds = [value for (value,) in rows]
    if not seconds:
        return None
    return Latency(len(seconds), round(median(seconds), 3), round(seconds[int(0.95 * len(seconds))], 3))
