"""What the corpus remembers of how a newspaper came in: stories an hour, and what its pages held."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import times
from storage.corpus import Corpus

OLD = 7.0
"""Days: a story that was older when it came is no news (an archive, a link into the past)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Some stories of a newspaper.

    Attributes:
        count: How many.
        words: The median length of their texts.
        shares: Of those that have a title, a date, a byline, a body, a picture: 0 to 1, by field.
        fallback: Share of those that no rules could read.
        future: Share of those dated in the future.
        since: When the first of them came, as stored.
    """

    count: int
    words: float
    shares: dict[str, float]
    fallback: float
    future: float
    since: str = ""


def known_since(corpus: Corpus) -> dict[str, str]:
    """Return when the first story of each newspaper came, as stored."""
    rows = corpus.conn.execute(
        "SELECT source, min(first_seen_at) FROM articles WHERE origin = 'crawl' AND source IS NOT NULL "
        "GROUP BY source ORDER BY source"
    )
    return dict(rows.fetchall())


def hourly(corpus: Corpus, source: str, since: datetime) -> dict[datetime, int]:
    """Return how many stories a newspaper published in each hour; hours without any are left out.

    A story whose page gives no time, or one to come, counts for the hour in which it came.

    Args:
        corpus: Where they are.
        source: The newspaper.
        since: The beginning of an hour, aware: what came earlier is left out.
    """
    rows = corpus.conn.execute(
        "SELECT substr(iif(length(published_at) > 10 AND published_at < first_seen_at, published_at, first_seen_at), "
        "1, 13), count(*) FROM articles INDEXED BY articles_came "
        "WHERE origin = 'crawl' AND source = ? AND first_seen_at >= ? "
        "AND (published_at IS NULL OR julianday(first_seen_at) - julianday(published_at) < ?) GROUP BY 1",
        (source, times.utc(since), OLD),
    )
    return {times.moment(f"{hour}:00:00Z"): count for hour, count in rows}


def last_answers(corpus: Corpus) -> dict[str, str]:
    """Return when each newspaper's feeds, sitemaps or section pages last answered, as stored."""
    rows = corpus.conn.execute(
        "SELECT source, max(last_ok_at) FROM feeds WHERE last_ok_at IS NOT NULL GROUP BY source"
    )
    return dict(rows.fetchall())


def sample(corpus: Corpus, source: str, number: int, *, before: str | None = None) -> Sample:
    """Return what the latest stories of a newspaper are like; its archive, of other templates, is left out.

    Args:
        corpus: Where they are.
        source: The newspaper.
        number: How many at the most.
        before: Leave out those that came later, as stored.
    """
    rows = corpus.conn.execute(
        "SELECT word_count, title, published_at, byline, first_seen_at, extractor = 'trafilatura' AS fallback, "
        "EXISTS (SELECT 1 FROM images WHERE article_id = articles.id) AS picture, "
        "warnings LIKE '%\"date_in_future\"%' AS future FROM articles INDEXED BY articles_came "
        "WHERE origin = 'crawl' AND source = ? AND first_seen_at < coalesce(?, '9') "
        "AND (published_at IS NULL OR julianday(first_seen_at) - julianday(published_at) < ?) "
        "ORDER BY first_seen_at DESC LIMIT ?",
        (source, before, OLD, number),
    ).fetchall()
    if not rows:
        return Sample(0, 0.0, {}, 0.0, 0.0)
    fields = {"title": "title", "date": "published_at", "byline": "byline"}
    shares = {name: _share(row[column] is not None for row in rows) for name, column in fields.items()}
    shares |= {"body": _share(row["word_count"] for row in rows), "images": _share(row["picture"] for row in rows)}
    return Sample(
        count=len(rows),
        words=sorted(row["word_count"] for row in rows)[len(rows) // 2],
        shares=shares,
        fallback=_share(row["fallback"] for row in rows),
        future=_share(row["future"] for row in rows),
        since=rows[-1]["first_seen_at"],
    )


def _share(facts: Iterator[object]) -> float:
    known = [bool(fact) for fact in facts]
    return sum(known) / len(known)


@dataclass(frozen=True, slots=True)
class DeadFeed:
    """An address that brought stories and does not answer any more. Times as stored.

    Attributes:
        url: The address.
        status: What it answers; None for nothing.
        since: When it last answered well.
        replacement: One of the same newspaper that has begun to bring stories since, if any.
        replaced_at: When that one first answered.
    """

    url: str
    status: int | None
    since: str
    replacement: str | None
    replaced_at: str | None


_REPLACEMENT = """
SELECT id FROM feeds AS found WHERE found.source = dead.source AND found.failures < :failures
AND found.last_new_at IS NOT NULL AND found.first_seen_at > dead.last_ok_at ORDER BY found.last_new_at DESC LIMIT 1
"""
# Others of the newspaper answered well meanwhile: it is not under repair.
_GONE = """
dead.failures >= :gone_failures
AND (julianday(dead.last_fetched_at) - julianday(dead.gone_since)) * 86400 >= :gone
AND EXISTS (SELECT 1 FROM feeds AS well WHERE well.source = dead.source AND well.last_ok_at > dead.gone_since)
"""
_SILENT = """
dead.failures >= :failures AND (julianday(dead.last_fetched_at) - julianday(dead.failing_since)) * 86400 >= :over
"""


def dead_feeds(
    corpus: Corpus, source: str, since: datetime, failing: tuple[int, timedelta], gone: tuple[int, timedelta]
) -> list[DeadFeed]:
    """Return a newspaper's feeds that have died.

    Time counts from the first failure to the last. Not from the last good answer: at night nobody may have asked for
    hours when the failures began. Nor up to now: a feed that waits for its back-off to end may be well again.

    Args:
        corpus: Where they are remembered.
        source: The newspaper.
        since: They answered after this, aware.
        failing: So many failures in a row over so long a time make it dead.
        gone: So many and so long do, where it says plainly that no list is there, and others of the newspaper answer.
    """
    rows = corpus.conn.execute(
        "SELECT dead.url, dead.last_status, dead.last_ok_at, other.url, other.first_seen_at FROM feeds AS dead "  # noqa: S608 - our own words
        f"LEFT JOIN feeds AS other ON other.id = ({_REPLACEMENT}) WHERE dead.source = :source AND dead.kind = 'feed' "
        f"AND dead.last_new_at IS NOT NULL AND dead.last_ok_at >= :since AND ({_SILENT} OR {_GONE}) ORDER BY dead.id",
        {"source": source, "since": times.utc(since)}
        | {"failures": failing[0], "over": failing[1].total_seconds()}
        | {"gone_failures": gone[0], "gone": gone[1].total_seconds()},
    )
    return [DeadFeed(*row) for row in rows]
