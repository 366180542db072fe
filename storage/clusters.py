"""Clusters: the articles that tell one story in one text, and which of them is the origin.

``duplicate_of`` of every other member points to the origin itself, never to another copy; the origin's is NULL. A
cluster does not depend on the order in which its members arrived, unless a person has held some of them apart
(:mod:`storage.corrections`): then what belongs to both sides stays with the first that took it.
"""

import sqlite3
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime

from storage import relations, times
from storage.relations import Relation

NO_SOURCES: frozenset[str] = frozenset()
TOGETHER = (Relation.COPY, Relation.ADAPTED, Relation.SAME_URL, Relation.SAME_STORY)
"""Relations of articles that are of one cluster."""

_RANKED = "SELECT id, duplicate_of, url, original_url, source, origin, published_at, first_seen_at FROM articles"
_MEMBERS = f"""
WITH root (id) AS (SELECT coalesce(duplicate_of, id) FROM articles WHERE id = ?)
{_RANKED} WHERE id = (SELECT id FROM root) UNION ALL {_RANKED} WHERE duplicate_of = (SELECT id FROM root)
"""  # noqa: S608 - our own names


def join(conn: sqlite3.Connection, ids: Iterable[int], agency_sources: AbstractSet[str] = NO_SOURCES) -> int:
    """Make the clusters of these articles one, and point its members to the best origin.

    A cluster that holds an article which was said to be another story than one of ours stays as it is. Called with a
    single article it only elects anew, as after a change of a date.

    Args:
        conn: A connection inside a transaction.
        ids: Articles, at least one; the first is sure to be in.
        agency_sources: Names of the sources that are the agency's own.

    Returns:
        The id of the origin of the first one's cluster.
    """
    rows = _joinable(conn, ids)
    origin = int(min(rows, key=lambda row: rank(row, agency_sources))["id"])
    for row in rows:
        target = None if row["id"] == origin else origin
        if row["duplicate_of"] != target:
            conn.execute("UPDATE articles SET duplicate_of = ? WHERE id = ?", (target, row["id"]))
    return origin


def _joinable(conn: sqlite3.Connection, ids: Iterable[int]) -> list[sqlite3.Row]:
    """Return the members of the clusters that may be one, the first one's and, in this order, the others."""
    joined: dict[int, sqlite3.Row] = {}
    for article_id in ids:
        if article_id not in joined:
            more = {row["id"]: row for row in members(conn, [article_id])}
            if not held_apart(conn, joined.keys(), more.keys()):
                joined |= more
    return list(joined.values())


def held_apart(conn: sqlite3.Connection, ones: AbstractSet[int], others: AbstractSet[int]) -> tuple[int, int] | None:
    """Return an article of each side that were said to be different stories, None where there are none."""
    smaller, larger = sorted((ones, others), key=len)
    for one in sorted(smaller):
        for other in relations.partners(conn, one, Relation.DISTINCT) if larger else ():
            if other in larger:
                return one, other
    return None


def leave(conn: sqlite3.Connection, article_id: int, agency_sources: AbstractSet[str] = NO_SOURCES) -> None:
    """Take an article out of its cluster; those that stay elect anew.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        agency_sources: Names of the sources that are the agency's own.
    """
    rest = [row["id"] for row in members(conn, [article_id]) if row["id"] != article_id]
    conn.execute("UPDATE articles SET duplicate_of = NULL WHERE id = :id OR duplicate_of = :id", {"id": article_id})
    if rest:
        join(conn, rest, agency_sources)


def divide(conn: sqlite3.Connection, ids: Iterable[int], agency_sources: AbstractSet[str] = NO_SOURCES) -> None:
    """Dissolve a cluster into those parts that relations hold together; each elects its origin.

    Args:
        conn: A connection inside a transaction.
        ids: All members.
        agency_sources: Names of the sources that are the agency's own.
    """
    group = list(ids)
    conn.executemany("UPDATE articles SET duplicate_of = NULL WHERE id = ?", [(each,) for each in group])
    for each in group:
        tied = (other for kind in TOGETHER for other in relations.partners(conn, each, kind))
        join(conn, [each, *tied], agency_sources)


def origin_of(conn: sqlite3.Connection, article_id: int) -> int | None:
    """Return the article that this one is a duplicate of, None for an origin or a story of its own."""
    row = conn.execute("SELECT duplicate_of FROM articles WHERE id = ?", (article_id,)).fetchone()
    return None if row["duplicate_of"] is None else int(row["duplicate_of"])


def members(conn: sqlite3.Connection, ids: Iterable[int]) -> list[sqlite3.Row]:
    """Return all members of the clusters of these articles: id, duplicate_of and what :func:`rank` asks for."""
    found: dict[int, sqlite3.Row] = {}
    for article_id in ids:
        if article_id not in found:
            found |= {row["id"]: row for row in conn.execute(_MEMBERS, (article_id,))}
    return list(found.values())


def rank(row: sqlite3.Row, agency_sources: AbstractSet[str]) -> tuple[bool, bool, bool, datetime, str]:
    """Return the sort key of a member; the smallest is the origin: a seed, the agency's own, the earliest.

    An article that names its source is none as long as there is another. The address decides between equals, because
    it does not depend on the order of arrival.
    """
    is_own = row["source"] in agency_sources
    return row["origin"] != "seed", not is_own, row["original_url"] is not None, appeared(row), row["url"]


def appeared(row: sqlite3.Row) -> datetime:
    """Return when an article was out, at the latest: a day without a time lasts until midnight in Vietnam."""
    at = row["published_at"] or row["first_seen_at"]
    moment = times.moment(at)
    return moment.replace(hour=23, minute=59, second=59) if len(at) == len("2026-07-20") else moment
