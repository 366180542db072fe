"""One article of another corpus on its way into this one, with everything it brings. On an open transaction."""

import json
import sqlite3
from enum import StrEnum

from storage import articles, clusters, copies, identity, revisions, stories, times
from storage import merging_frontier as frontier
from storage import merging_identity as identities
from storage import merging_kin as kin
from storage import merging_pages as pages
from storage import merging_relations as relations
from storage.merging_job import Job, Row, insert, update, values
from storage.merging_versions import Version, standing, united
from storage.records import Image
from storage.reextraction import HEARD_BY_KIN, IN_REVISIONS
from storage.stories import Reading

_ELECTS = ("url", "origin", "source", "first_seen_at")
"""Columns that decide which of a cluster is the origin, beside those that decide who is in it."""


class Met(StrEnum):
    """What became of an article."""

    NEW = "new"
    COPY = "copies"
    """New here, and a copy of a story that is held or the model of one."""
    HELD = "held"
    """Held, and nothing new of its text came."""
    REVISED = "revised"
    """Held, with another text that was not: the later one stands, the other is a revision."""


def bring(job: Job, row: sqlite3.Row) -> Met:
    """Carry an article over: page, pictures, revisions, signature, kin, addresses, relations.

    Args:
        job: The merge; a transaction is open.
        row: The other corpus' row of ``articles``.
    """
    found = identities.held(job, row)
    page_id = pages.bring(job, row["page_id"])
    theirs = _theirs(job, row, page_id)
    if found:
        article_id, met = found[0], _unite(job, found[0], theirs)
        if len(found) > 1:
            identity.unite(job.into.conn, found, job.agency_sources)
    else:
        article_id, met = _insert(job, theirs)
    _bring_pages(job, row["id"], article_id)
    _bring_revisions(job, row["id"], article_id, known=bool(found))
    frontier.bring_of(job, row["id"], article_id)
    relations.bring(job, row["id"], article_id)
    return met


def _theirs(job: Job, row: sqlite3.Row, page_id: int | None) -> Version:
    return _version(job.other.conn, row, page_id, row["page_id"])


def _version(conn: sqlite3.Connection, row: sqlite3.Row, page_id: int | None, own_page_id: int | None) -> Version:
    """Return an article as a version; its page has one id in its own file and perhaps another where it goes."""
    page = conn.execute("SELECT fetched_at FROM pages WHERE id = ?", (own_page_id,)).fetchone()
    pictures = articles.images_of(conn, row["id"])
    columns = values(row, page_id=page_id)
    del columns["duplicate_of"]
    images = tuple((image.url, image.caption, image.credit) for image in pictures)
    return Version(columns, images, page["fetched_at"] if page else row["updated_at"])


def _insert(job: Job, theirs: Version) -> tuple[int, Met]:
    row = {name: value for name, value in theirs.row.items() if name != "page_id"}
    story = copies.story(row)
    reading = Reading(row, story, _images(theirs))
    seen = times.moment(row["first_seen_at"])
    article_id = stories.insert(job.into.conn, reading, theirs.row["page_id"], seen)
    identities.note(job, row["url"], article_id)
    return article_id, Met.COPY if kin.settle(job, article_id, story) else Met.NEW


def _images(version: Version) -> tuple[Image, ...]:
    return tuple(Image(*image) for image in version.images)


def _unite(job: Job, article_id: int, theirs: Version) -> Met:
    conn = job.into.conn
    row = conn.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    mine = _version(conn, row, row["page_id"], row["page_id"])
    whole, (_, rest) = united(mine, theirs), standing(mine, theirs)
    if not _is_free(conn, whole.row["url"], article_id):
        whole = Version(whole.row | {"url": row["url"]}, whole.images, whole.fetched_at)
    _write(job, article_id, mine, whole)
    differs = rest.row["content_sha256"] != whole.row["content_sha256"]
    filed = differs and bool(rest.row["text"]) and _file(conn, article_id, rest, whole)
    return Met.REVISED if filed or whole.row["text"] != mine.row["text"] else Met.HELD


def _is_free(conn: sqlite3.Connection, url: str, article_id: int) -> bool:
    return conn.execute("SELECT 1 FROM articles WHERE url = ? AND id != ?", (url, article_id)).fetchone() is None


def _write(job: Job, article_id: int, mine: Version, whole: Version) -> None:
    """Write what two versions make, and decide the kin anew where that changes it."""
    conn = job.into.conn
    changed = {name for name, value in whole.row.items() if value != mine.row[name]}
    if whole.images != mine.images:
        articles.write_images(conn, article_id, _images(whole))
    if "text" in changed:
        copies.unindex(conn, article_id, mine.row["text"])
        copies.index(conn, article_id, copies.story(whole.row).signature)
    if changed:
        parts = (whole.row[name] for name in ("title", "lead", "text"))
        update(conn, "articles", article_id, mine.row, whole.row | {"fold": articles.folded(*parts)})
    if changed & HEARD_BY_KIN:
        kin.regroup(job, article_id)
    elif changed.intersection(_ELECTS):
        clusters.join(conn, [article_id], job.agency_sources)


def _file(conn: sqlite3.Connection, article_id: int, old: Version, now: Version) -> bool:
    """Keep a version that does not stand as a revision; return False where its text is one already."""
    held = conn.execute(
        "SELECT 1 FROM revisions WHERE article_id = ? AND content_sha256 = ?", (article_id, old.row["content_sha256"])
    ).fetchone()
    if held is None:
        insert(conn, "revisions", _revision(old, now) | {"article_id": article_id})
    return held is None


def _revision(old: Version, now: Version) -> Row:
    told = {name: old.row[name] for name in HEARD_BY_KIN - IN_REVISIONS if old.row[name] != now.row[name]}
    if old.images != now.images:
        told["images"] = old.images
    return {name: old.row[name] for name in (*IN_REVISIONS, "page_id")} | {
        "replaced_at": now.fetched_at,
        "kind": revisions.REVISED,
        "details": json.dumps(told, ensure_ascii=False) if told else None,
    }


def _bring_pages(job: Job, other_id: int, article_id: int) -> None:
    rows = job.other.conn.execute("SELECT id FROM pages WHERE article_id = ? ORDER BY id", (other_id,)).fetchall()
    for row in rows:
        pages.bring(job, row["id"], article_id)


def _bring_revisions(job: Job, other_id: int, article_id: int, *, known: bool) -> None:
    """Carry earlier versions over; of one that both have, the moment stands at which it was first seen replaced."""
    for row in revisions.of(job.other.conn, other_id):
        same = _same_revision(job.into.conn, article_id, row) if known else None
        if same is None:
            page_id = pages.bring(job, row["page_id"], article_id)
            insert(job.into.conn, "revisions", values(row, article_id=article_id, page_id=page_id))
        else:
            first = min(same["replaced_at"], row["replaced_at"])
            update(job.into.conn, "revisions", same["id"], dict(same), {"replaced_at": first})


def _same_revision(conn: sqlite3.Connection, article_id: int, row: sqlite3.Row) -> sqlite3.Row | None:
    """Return the revision of the same text, the one of the same moment if there is one.

    What our own rules read otherwise must be the same in all else too.
    """
    found: sqlite3.Row | None = conn.execute(
        "SELECT * FROM revisions WHERE article_id = :article_id AND kind = :kind "
        "AND content_sha256 = :content_sha256 AND (:kind = :revised "
        "OR (title IS :title AND lead IS :lead AND byline IS :byline AND details IS :details)) "
        "ORDER BY replaced_at != :replaced_at, replaced_at, id",
        dict(row) | {"article_id": article_id, "revised": revisions.REVISED},
    ).fetchone()
    return found
