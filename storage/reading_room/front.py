"""The front page: how many articles, from where, how fresh, what came, what is wrong."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from storage import status, times
from storage.corpus import Corpus
from storage.reading_room import charts, views
from storage.records import Outcome
from storage.runs import Run
from storage.status import SourceStatus

SERIES = charts.COLOURS - 1
"""Sources that get a colour of their own; the others share the last one."""

OTHERS = "others"
GOOD = frozenset({Outcome.NEW, Outcome.REVISED, Outcome.UNCHANGED, Outcome.DUPLICATE, Outcome.NOT_ARTICLE})
"""Outcomes of a site that answers as it should."""


@dataclass(frozen=True, slots=True)
class Health:
    """A source's line in the table of health."""

    source: str | None
    articles: int
    last_day: int
    newest: str | None
    feeds: str
    answered: float | None
    trouble: str


@dataclass(frozen=True, slots=True)
class Front:
    """All that the front page shows."""

    articles: int
    duplicates: int
    revisions: int
    sources: int
    languages: list[tuple[str | None, int]]
    newest: str | None
    last_seen: str | None
    last_day: int
    last_day_copies: int
    last_run: Run | None
    troubles: list[sqlite3.Row]
    health: list[Health]
    legend: list[str]
    per_day: Markup
    delay: Markup
    copies: Markup


def read(corpus: Corpus, now: datetime) -> Front:
    """Gather the front page.

    Args:
        corpus: Open for reading.
        now: Aware.
    """
    conn = corpus.conn
    state = status.read(corpus, now, runs=1)
    fresh = {row["source"]: row for row in views.run(conn, "last_day")}
    troubles = views.run(conn, "troubles")
    per_day = views.run(conn, "articles_per_day")
    legend, columns = _series(per_day, now)
    return Front(
        articles=state.articles,
        duplicates=state.duplicates,
        revisions=state.revisions,
        sources=sum(1 for each in state.sources if each.source and each.articles),
        languages=list(state.languages.items()),
        newest=_newest(state.sources, now),
        last_seen=conn.execute("SELECT max(first_seen_at) FROM articles").fetchone()[0],
        last_day=sum(row["articles"] for row in fresh.values()),
        last_day_copies=sum(row["copies"] for row in fresh.values()),
        last_run=state.runs[0] if state.runs else None,
        troubles=troubles,
        health=[_health(each, fresh, troubles) for each in state.sources if each.source],
        legend=legend,
        per_day=charts.stacked(*columns, "Articles published per day, last thirty days, by source"),
        delay=_delay(views.run(conn, "delay")),
        copies=_copies(views.run(conn, "duplicates")),
    )


def _newest(sources: list[SourceStatus], now: datetime) -> str | None:
    """Return the latest publication that is not in the future: one wrong date must not make the corpus look fresh."""
    soon = times.utc(now + timedelta(minutes=5))
    return max((each.newest for each in sources if each.newest and each.newest <= soon), default=None)


def _series(rows: list[sqlite3.Row], now: datetime) -> tuple[list[str], tuple[list[str], dict[str, Sequence[float]]]]:
    """Return the legend, and days and values by source for the chart."""
    today = now.astimezone(times.VIETNAM).date()
    days = [(today - timedelta(days=back)).isoformat() for back in range(29, -1, -1)]
    totals = Counter[str]()
    for row in rows:
        totals[row["source"]] += row["articles"]
    named = [source for source, _ in totals.most_common(SERIES)]
    legend = named + ([OTHERS] if len(totals) > len(named) else [])
    values = {name: dict.fromkeys(days, 0) for name in legend}
    for row in rows:
        name = row["source"] if row["source"] in named else OTHERS
        if row["day"] in values[name]:
            values[name][row["day"]] += row["articles"]
    return legend, (days, {name: list(counts.values()) for name, counts in values.items()})


def _delay(rows: list[sqlite3.Row]) -> Markup:
    total = sum(row["articles"] for row in rows) or 1
    shown = [(row["delay"], row["articles"], f"{100 * row['articles'] / total:.0f} %") for row in rows]
    return charts.bars(shown, "Delay from publication to storage, articles first seen in the last seven days")


def _copies(rows: list[sqlite3.Row]) -> Markup:
    shown = [(row["source"], row["percent"], f"{row['percent']:.0f} % of {row['articles']:,}") for row in rows[:12]]
    return charts.bars(shown, "Share of articles that copy another one, by source")


def _health(source: SourceStatus, fresh: dict[str | None, sqlite3.Row], troubles: list[sqlite3.Row]) -> Health:
    outcomes = source.outcomes or {}
    visits = sum(outcomes.values())
    good = sum(count for outcome, count in outcomes.items() if outcome in GOOD)
    row = fresh.get(source.source)
    working = source.feeds - source.broken_feeds
    return Health(
        source=source.source,
        articles=source.articles,
        last_day=row["articles"] if row else 0,
        newest=source.newest,
        feeds=f"{working} of {source.feeds}" if source.feeds else "",
        answered=100 * good / visits if visits else None,
        trouble="; ".join(each["message"] for each in troubles if each["source"] == source.source),
    )
