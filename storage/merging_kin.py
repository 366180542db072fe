"""Copies, origins and translations of merged articles: decided anew, by the texts that stand now."""

import sqlite3

from storage import clusters, identity, relations
from storage.copies import Story
from storage.merging_job import BATCH, Job
from storage.relations import Verdict


def settle(job: Job, article_id: int, story: Story | None = None) -> Verdict | None:
    """Find an article's kin, as the crawl does; one without words has none."""
    return identity.settle_again(job.into.conn, article_id, job.agency_sources, job.key, story)


def regroup(job: Job, article_id: int) -> None:
    """Decide a cluster anew after a member has changed: what only the old version held together falls apart.

    Args:
        job: The merge; a transaction is open.
        article_id: The member.
    """
    conn = job.into.conn
    group = [row["id"] for row in clusters.members(conn, [article_id])]
    relations.forget_copies(conn, article_id)
    clusters.divide(conn, group, job.agency_sources)
    for each in group:
        settle(job, each)
    clusters.join(conn, [article_id], job.agency_sources)


def join_named(job: Job) -> None:
    """Relate articles to the source they name where its address is spelled otherwise than where it stands.

    An article that comes after the one it names finds it by the canonical key; one that comes before is found by the
    spelling only (:func:`storage.relations.named_by`). This makes up for the order.
    """
    last = 0
    while rows := _naming(job.into.conn, last):
        with job.into.transaction():
            for row in rows:
                _join_named(job, row)
        last = rows[-1]["id"]


def _naming(conn: sqlite3.Connection, last: int) -> list[sqlite3.Row]:
    return conn.execute(
        "SELECT id, original_url FROM articles WHERE original_url IS NOT NULL AND word_count > 0 AND id > ? "
        "ORDER BY id LIMIT ?",
        (last, BATCH),
    ).fetchall()


def _join_named(job: Job, row: sqlite3.Row) -> None:
    """Settle an article again that names, by another spelling, one that it has nothing to do with yet."""
    conn, url = job.into.conn, row["original_url"]
    spelled = relations.originals(conn, row["id"], url, None)
    named = set(relations.originals(conn, row["id"], url, job.key(url))).difference(spelled)
    if named and named.isdisjoint(_kin(conn, row["id"])):
        settle(job, row["id"])


def _kin(conn: sqlite3.Connection, article_id: int) -> set[int]:
    """Return whom an article is related to, and its cluster."""
    rows = conn.execute(
        "SELECT other_id FROM relations WHERE article_id = :id UNION "
        "SELECT article_id FROM relations WHERE other_id = :id",
        {"id": article_id},
    )
    return {row[0] for row in rows}.union(row["id"] for row in clusters.members(conn, [article_id]))
