"""One newspaper in detail: its rhythm, its pages, its answers, its addresses and its alerts."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from storage import history, times, vitals
from storage.corpus import Corpus
from storage.history import Sample
from storage.records import Outcome
from storage.times import VIETNAM
from storage.vitals import RECENT, Latency

WEEKS = 4
"""The past that is told of: four of each day of the week, as health is judged by."""
PAGES = 200
"""Stories whose pages are told of, as many as health compares the latest with."""
ALERTS, REASONS = 10, 5


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, Monday first.

    Attributes:
        usual: Stories by hour in Vietnam, the mean of the weeks before; None where there are none.
        seen: Stories by hour of the latest such day, today's included.
    """

    usual: tuple[float, ...] | None
    seen: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """A feed, sitemap or section page. Times as stored, the interval in seconds."""

    url: str
    kind: str
    interval: int
    next_at: str
    failures: int
    last_status: int | None
    last_new_at: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a newspaper.

    Attributes:
        source: Its name.
        week: Its rhythm, Monday first.
        pages: Of its latest stories.
        latest: The same of the fifteen that came last.
        extractors: Stories of :data:`PAGES` by what read them.
        outcomes: Of the visits of the last week.
        reasons: Why visits of the last week were in vain: outcome, words, how often; the most frequent first.
        latency: Of the last week.
        addresses: What is asked for its news, the next first.
        alerts: The latest, newest first.
    """

    source: str
    week: tuple[Weekday, ...]
    pages: Sample
    latest: Sample
    extractors: dict[str, int]
    outcomes: dict[Outcome, int]
    reasons: list[tuple[Outcome, str, int]]
    latency: Latency | None
    addresses: list[Address]
    alerts: list[dict[str, str | None]]

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return asdict(self)


def read(corpus: Corpus, source: str, now: datetime, *, latest: int = 15) -> Profile:
    """Return what is known of a newspaper.

    Args:
        corpus: May be open for reading only.
        source: Its name.
        now: Aware.
        latest: Stories that are told of apart.
    """
    return Profile(
        source=source,
        week=_week(corpus, source, now),
        pages=history.sample(corpus, source, PAGES),
        latest=history.sample(corpus, source, latest),
        extractors=_extractors(corpus, source),
        outcomes=_outcomes(corpus, source, now),
        reasons=_reasons(corpus, source, now),
        latency=vitals.latency(corpus, source, now),
        addresses=_addresses(corpus, source),
        alerts=_alerts(corpus, source),
    )


def _week(corpus: Corpus, source: str, now: datetime) -> tuple[Weekday, ...]:
    """Return the rhythm; the day on which a newspaper was first crawled is left out: it brings what was listed."""
    today = now.astimezone(VIETNAM).date()
    days = [today - timedelta(days=back) for back in range(7 * (WEEKS + 1))]
    counts = {day: [0] * 24 for day in days}
    for hour, count in history.hourly(corpus, source, times.moment(times.day_start(days[-1]))).items():
        local = hour.astimezone(VIETNAM)
        if local.date() in counts:
            counts[local.date()][local.hour] += count
    first = history.known_since(corpus).get(source)
    known = times.moment(first).astimezone(VIETNAM).date() if first else today
    found = {}
    for latest in days[:7]:
        before = [counts[day] for week in range(1, WEEKS + 1) if (day := latest - timedelta(weeks=week)) > known]
        usual = tuple(round(sum(hours) / len(before), 2) for hours in zip(*before, strict=True)) if before else None
        found[latest.weekday()] = Weekday(usual, tuple(counts[latest]))
    return tuple(found[weekday] for weekday in range(7))


def _extractors(corpus: Corpus, source: str) -> dict[str, int]:
    rows = corpus.conn.execute(
        "SELECT extractor, count(*) FROM (SELECT extractor FROM articles INDEXED BY articles_came "
        "WHERE origin = 'crawl' AND source = ? ORDER BY first_seen_at DESC LIMIT ?) GROUP BY extractor "
        "ORDER BY 2 DESC",
        (source, PAGES),
    )
    return dict(rows.fetchall())


def _outcomes(corpus: Corpus, source: str, now: datetime) -> dict[Outcome, int]:
    rows = corpus.conn.execute(
        "SELECT outcome, count(*) FROM visits WHERE source = ? AND at >= ? GROUP BY outcome ORDER BY 2 DESC",
        (source, times.utc(now - RECENT)),
    )
    return {Outcome(outcome): count for outcome, count in rows}


def _reasons(corpus: Corpus, source: str, now: datetime) -> list[tuple[Outcome, str, int]]:
    rows = corpus.conn.execute(
        "SELECT outcome, coalesce(detail, ''), count(*) FROM visits WHERE source = ? AND at >= ? "
        "AND outcome IN ('blocked', 'failed', 'empty', 'robots') GROUP BY outcome, detail ORDER BY 3 DESC LIMIT ?",
        (source, times.utc(now - RECENT), REASONS),
    )
    return [(Outcome(outcome), detail, count) for outcome, detail, count in rows]


def _addresses(corpus: Corpus, source: str) -> list[Address]:
    rows = corpus.conn.execute(
        "SELECT url, kind, interval, next_at, failures, last_status, last_new_at FROM feeds WHERE source = ? "
        "ORDER BY last_ok_at IS NULL, next_at",
        (source,),
    )
    return [Address(*row) for row in rows]


def _alerts(corpus: Corpus, source: str) -> list[dict[str, str | None]]:
    rows = corpus.conn.execute(
        "SELECT kind, message, raised_at, cleared_at FROM alerts WHERE source = ? ORDER BY id DESC LIMIT ?",
        (source, ALERTS),
    )
    return [dict(row) for row in rows]
