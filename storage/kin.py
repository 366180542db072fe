"""A cluster as a person reads it: who is in it, and what makes each a member."""

import sqlite3
from dataclasses import dataclass

from storage import clusters, corrections, relations
from storage.clusters import NO_SOURCES


@dataclass(frozen=True, slots=True)
class Tie:
    """What makes an article a member.

    Attributes:
        to: The article that it is related to.
        kind: In what way.
        score: How surely, 0 to 1; None where nothing was measured.
        evidence: Why.
    """

    to: int
    kind: str
    score: float | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a cluster.

    Attributes:
        id, url, source, language, title, published_at: As stored.
        ties: Its relations to others of the cluster, best first. Those stored with the origin are told by the others,
            what a person said by both ends but the origin.
    """

    id: int
    url: str
    source: str | None
    language: str | None
    title: str | None
    published_at: str | None
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster.

    Attributes:
        members: The origin, then the others in the order in which they appeared.
        distinct: Articles that a person said are another story than the one that was asked for.
    """

    members: tuple[Member, ...]
    distinct: tuple[int, ...]


def cluster(conn: sqlite3.Connection, article_id: int) -> Cluster:
    """Return the cluster of an article; one of a single member where it has no copies."""
    rows = clusters.members(conn, [article_id])
    rows.sort(key=lambda row: (row["duplicate_of"] is not None, clusters.rank(row, NO_SOURCES)))
    ids = [row["id"] for row in rows]
    return Cluster(tuple(_member(conn, each, ids) for each in ids), tuple(corrections.parted_from(conn, article_id)))


def _member(conn: sqlite3.Connection, article_id: int, ids: list[int]) -> Member:
    row = conn.execute(
        "SELECT id, url, source, language, title, published_at FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    return Member(**row, ties=() if article_id == ids[0] else _ties(conn, article_id, ids))


def _ties(conn: sqlite3.Connection, article_id: int, ids: list[int]) -> tuple[Tie, ...]:
    """Return what ties a member to others; a relation is stored with one of its ends, whichever it was then."""
    rows = conn.execute(
        """
        SELECT other_id AS far, kind, score, evidence FROM relations WHERE article_id = :id
        UNION ALL SELECT article_id, kind, score, evidence FROM relations
        WHERE other_id = :id AND (article_id = :origin OR kind = 'same_story')
        ORDER BY score DESC, far
        """,
        {"id": article_id, "origin": ids[0]},
    )
    return tuple(Tie(*row) for row in rows if row["far"] in ids and row["kind"] in clusters.TOGETHER)


def numbered(conn: sqlite3.Connection, article_id: int) -> list[int]:
    """Return this number where it is an article's, else nothing."""
    return [row[0] for row in conn.execute("SELECT id FROM articles WHERE id = ?", (article_id,))]


def at(conn: sqlite3.Connection, url: str, key: str | None) -> list[int]:
    """Return the articles that stand at an address, in whatever spelling.

    Args:
        conn: The corpus' connection.
        url: The address.
        key: Its canonical key, None where it has none.
    """
    return relations.originals(conn, 0, url, key)
