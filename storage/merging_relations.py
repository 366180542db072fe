"""Relations of another corpus, carried over to those ends that are there; the others come with their other end.

What two texts say of each other was found anew already (:mod:`storage.merging_kin`). A copy that was not, because too
many share its phrases, is believed as long as both texts are those that were compared and neither is a digest here
(of which the other corpus may have held a single item). What a person said of two
articles in the corpus that is merged into is not overruled by what a person said of them in another.
"""

import sqlite3

from storage import clusters, relations
from storage import merging_identity as identities
from storage import merging_kin as kin
from storage.merging_job import Job
from storage.relations import Relation, Verdict

_SAME_TEXT = (Relation.COPY, Relation.ADAPTED)
_SAID = (Relation.SAME_STORY, Relation.DISTINCT)
"""What only a person says."""


def bring(job: Job, other_id: int, article_id: int) -> None:
    """Carry the relations of an article over.

    Args:
        job: The merge; a transaction is open.
        other_id: The article, as the other corpus has it.
        article_id: The same in the corpus that is merged into.
    """
    rows = job.other.conn.execute(
        "SELECT * FROM relations WHERE article_id = :id UNION SELECT * FROM relations WHERE other_id = :id",
        {"id": other_id},
    ).fetchall()
    for row in rows:
        far = row["other_id"] if row["article_id"] == other_id else row["article_id"]
        found = identities.standing(job, far)
        if found is not None and found != article_id:
            pair = (article_id, found) if row["article_id"] == other_id else (found, article_id)
            _bring(job, pair, row)


def _bring(job: Job, pair: tuple[int, int], row: sqlite3.Row) -> None:
    kind = Relation(row["kind"])
    if not _is_news(job, pair, kind) or (kind in _SAME_TEXT and not _is_believed(job, pair, row)):
        return
    relations.relate(job.into.conn, *pair, Verdict(kind, row["score"], row["evidence"]))
    if kind in clusters.TOGETHER:
        clusters.join(job.into.conn, pair, job.agency_sources)
    elif kind is Relation.DISTINCT:
        kin.regroup(job, pair[0])


def _is_news(job: Job, pair: tuple[int, int], kind: Relation) -> bool:
    """Whether a relation of two articles says something that is not known here, nor decided otherwise."""
    conn, (one, other) = job.into.conn, pair
    if kind in _SAME_TEXT:
        ones, others = ({row["id"] for row in clusters.members(conn, [each])} for each in pair)
        return other not in ones and clusters.held_apart(conn, ones, others) is None
    return all(other not in relations.partners(conn, one, each) for each in (_SAID if kind in _SAID else (kind,)))


def _is_believed(job: Job, pair: tuple[int, int], row: sqlite3.Row) -> bool:
    compared = _bodies(job.other.conn, row["article_id"], row["other_id"]) == _bodies(job.into.conn, *pair)
    return compared and _are_indexed(job.into.conn, pair)


def _are_indexed(conn: sqlite3.Connection, pair: tuple[int, int]) -> bool:
    """Whether both can be found by their text; a digest is hidden (:func:`storage.copies.hide`)."""
    count: int = conn.execute("SELECT count(*) FROM signatures WHERE article_id IN (?, ?)", pair).fetchone()[0]
    return count == len(pair)


def _bodies(conn: sqlite3.Connection, one: int, other: int) -> set[str]:
    rows = conn.execute("SELECT content_sha256 FROM articles WHERE id IN (?, ?)", (one, other))
    return {row[0] for row in rows}
