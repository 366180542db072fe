"""The numbers behind ``dateline status``: what is stored, what waits, and how the sources do."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import times
from storage.corpus import Corpus
from storage.frontier import Frontier
from storage.records import Outcome
from storage.runs import Run, last

RECENT = timedelta(days=7)
"""What "of late" means for outcomes: a week holds every source's slowest rhythm, week-ends included."""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How one source does. Times as stored.

    Attributes:
        source: Its name; None gathers articles without one (seeds, unknown sites).
        articles: Stored, duplicates included.
        duplicates: Of these, copies of another article.
        newest: The latest publication time stored.
        due: URLs to fetch now.
        later: URLs planned for later.
        leased: URLs being fetched.
        outcomes: Of the visits of the last :data:`RECENT`; what did not occur is left out.
        feeds: Discovery addresses that are remembered.
        broken_feeds: Of these, those that failed when last asked.
    """

    source: str | None
    articles: int = 0
    duplicates: int = 0
    newest: str | None = None
    due: int = 0
    later: int = 0
    leased: int = 0
    outcomes: dict[Outcome, int] | None = None
    feeds: int = 0
    broken_feeds: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """A trouble that has not been cleared. Times as stored."""

    source: str | None
    kind: str
    message: str
    raised_at: str


@dataclass(frozen=True, slots=True)
class Status:
    """The corpus at a glance."""

    articles: int
    duplicates: int
    revisions: int
    languages: dict[str | None, int]
    sources: list[SourceStatus]
    runs: list[Run]
    alerts: list[Alert]


def read(corpus: Corpus, now: datetime, *, runs: int = 5) -> Status:
    """Read the state of a corpus; every count comes from an index, so it is quick on a large file.

    Args:
        corpus: May be open for reading only.
        now: Aware.
        runs: How many of the latest runs.
    """
    conn = corpus.conn
    sources = _sources(corpus, now)
    return Status(
        articles=sum(each.articles for each in sources),
        duplicates=sum(each.duplicates for each in sources),
        revisions=conn.execute("SELECT count(*) FROM revisions WHERE kind = 'revised'").fetchone()[0],
        languages=dict(_pairs(conn, "SELECT language, count(*) FROM articles GROUP BY language ORDER BY 2 DESC")),
        sources=sources,
        runs=last(corpus, runs),
        alerts=[
            Alert(*row)
            for row in conn.execute(
                "SELECT source, kind, message, raised_at FROM alerts WHERE cleared_at IS NULL ORDER BY raised_at"
            )
        ],
    )


def _sources(corpus: Corpus, now: datetime) -> list[SourceStatus]:
    """Gather what each table knows of a source; those without a name come first."""
    conn = corpus.conn
    facts: dict[str | None, dict[str, object]] = {}

    def note(sql: str, *names: str) -> None:
        for source, *values in conn.execute(sql):
            facts.setdefault(source, {}).update(zip(names, values, strict=True))

    note("SELECT source, count(*), max(published_at) FROM articles GROUP BY source", "articles", "newest")
    note("SELECT source, count(*) FROM articles WHERE duplicate_of IS NOT NULL GROUP BY source", "duplicates")
    note("SELECT source, count(*), sum(failures > 0) FROM feeds GROUP BY source", "feeds", "broken_feeds")
    for queue in Frontier(corpus).pending(now):
        facts.setdefault(queue.source, {}).update(due=queue.due, later=queue.later, leased=queue.leased)
    for source, outcomes in _outcomes(conn, now - RECENT).items():
        facts.setdefault(source, {})["outcomes"] = outcomes
    names = sorted(facts, key=lambda name: name or "")
    return [SourceStatus(name, **facts[name]) for name in names]  # type: ignore[arg-type]


def _outcomes(conn: sqlite3.Connection, since: datetime) -> dict[str | None, dict[Outcome, int]]:
    found: dict[str | None, dict[Outcome, int]] = {}
    for source, outcome, count in conn.execute(
        "SELECT source, outcome, count(*) FROM visits WHERE run_id IN (SELECT id FROM runs WHERE started >= ?) "
        "GROUP BY source, outcome",
        (times.utc(since),),
    ):
        found.setdefault(source, {})[Outcome(outcome)] = count
    return found


def _pairs(conn: sqlite3.Connection, sql: str) -> list[tuple[str | None, int]]:
    return [(key, count) for key, count in conn.execute(sql)]
