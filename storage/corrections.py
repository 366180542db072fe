"""What a person says of copies, against the judge: these are two stories, or those are one.

Both are kept as relations, which outlive every renewal: ``distinct`` keeps two articles out of one cluster
(:func:`storage.clusters.join`), ``same_story`` brings them together again (:func:`storage.identity.settle_in`).
"""

import sqlite3
from collections.abc import Set as AbstractSet

from storage import clusters, identity, relations
from storage.clusters import NO_SOURCES
from storage.records import DatelineError
from storage.relations import Relation, Verdict

SAID = "said by a person"
"""The evidence of such a relation."""


class HeldApartError(DatelineError):
    """Two clusters cannot be one, because some of their members were said to be different stories."""


def split(conn: sqlite3.Connection, article_id: int, agency_sources: AbstractSet[str] = NO_SOURCES) -> list[int]:
    """Take an article out of its cluster, for good: nothing but :func:`merge` puts it there again.

    Those that stay are one story only as far as they are without it: by their texts, or by what ties them.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        agency_sources: Names of the sources that are the agency's own.

    Returns:
        The articles it was parted from; none when it stands alone.
    """
    others = [row["id"] for row in clusters.members(conn, [article_id]) if row["id"] != article_id]
    for other in others:
        _forget(conn, article_id, other, *clusters.TOGETHER)
        relations.relate(conn, article_id, other, Verdict(Relation.DISTINCT, None, SAID))
    clusters.divide(conn, [article_id, *others], agency_sources)
    for other in others:  # of thirty reprints only the relation to their origin was ever written
        identity.settle_again(conn, other, agency_sources)
    return others


def merge(conn: sqlite3.Connection, one: int, other: int, agency_sources: AbstractSet[str] = NO_SOURCES) -> int:
    """Make two articles and their clusters one story, for good, and forget that they were said to be two.

    Args:
        conn: A connection inside a transaction.
        one: An article.
        other: Another one.
        agency_sources: Names of the sources that are the agency's own.

    Returns:
        The origin.

    Raises:
        HeldApartError: Two other members of their clusters were split; nothing is changed.
    """
    ones, others = ({row["id"] for row in clusters.members(conn, [each])} for each in (one, other))
    pair = clusters.held_apart(conn, ones - {one}, others - {other})
    if pair:
        raise HeldApartError(f"articles {pair[0]} and {pair[1]} of these clusters were split: merge those two first")
    for article_id, group in ((one, others), (other, ones)):
        for each in group:
            _forget(conn, article_id, each, Relation.DISTINCT)
    if not _related(conn, one, other, Relation.SAME_STORY):
        relations.relate(conn, one, other, Verdict(Relation.SAME_STORY, None, SAID))
    return clusters.join(conn, [one, other], agency_sources)


def parted_from(conn: sqlite3.Connection, article_id: int) -> list[int]:
    """Return the articles that a person said are another story than this one."""
    return relations.partners(conn, article_id, Relation.DISTINCT)


def _related(conn: sqlite3.Connection, one: int, other: int, kind: Relation) -> bool:
    return other in relations.partners(conn, one, kind)


def _forget(conn: sqlite3.Connection, one: int, other: int, *kinds: Relation) -> None:
    conn.executemany(
        "DELETE FROM relations WHERE article_id = ? AND other_id = ? AND kind = ?",
        [(*pair, kind) for pair in ((one, other), (other, one)) for kind in kinds],
    )
