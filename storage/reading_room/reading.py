"""The article page: the story, and what only this corpus knows of it."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from storage import articles, clusters, revisions
from storage.reading_room.changes import Change, compare
from storage.records import Image
from storage.relations import Relation

MOST_COPIES = 200
"""Copies that are listed; the largest clusters of a national wire story have some sixty members."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the article's cluster: its row, and how it is told apart from the others.

    Attributes:
        row: Of ``articles``, without the long columns.
        is_first: Whether it was out before all others.
        is_origin: Whether the corpus holds it to be the origin.
        is_this: Whether it is the article being read.
        kind, score, evidence: Of its relation to the origin, where one is written.
    """

    row: sqlite3.Row
    is_first: bool
    is_origin: bool
    is_this: bool
    kind: str | None
    score: float | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version of the article, and what its successor changed."""

    row: sqlite3.Row
    title: list[Change]
    text: list[Change]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the article page shows."""

    row: sqlite3.Row
    paragraphs: list[str]
    images: list[Image]
    tags: list[str]
    warnings: list[str]
    teasers: list[dict[str, str | None]]
    cluster: list[Member]
    seed: sqlite3.Row | None
    kin: list[sqlite3.Row]
    translations: list[sqlite3.Row]
    versions: list[Version]
    found: list[sqlite3.Row]
    pages: list[sqlite3.Row]

    @property
    def first(self) -> Member | None:
        """The member of the cluster that was out first."""
        return next((member for member in self.cluster if member.is_first), None)


_SHORT = "id, url, source, language, title, published_at, published_precision, first_seen_at, duplicate_of, origin"


def read(conn: sqlite3.Connection, article_id: int) -> Reading | None:
    """Gather an article's page, or None when there is no article of that id."""
    row = conn.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return None
    cluster = _cluster(conn, row)
    return Reading(
        row=row,
        paragraphs=row["text"].split("\n\n") if row["text"] else [],
        images=articles.images_of(conn, article_id),
        tags=json.loads(row["tags"]),
        warnings=json.loads(row["warnings"]),
        teasers=json.loads(row["related"]),
        cluster=cluster,
        seed=next((each.row for each in cluster if each.row["origin"] == "seed" and not each.is_this), None),
        kin=_related(
            conn, article_id, [Relation.ADAPTED, Relation.SAME_URL], but=[each.row["id"] for each in cluster]
        ),
        translations=_related(conn, article_id, [Relation.TRANSLATION]),
        versions=_versions(conn, row),
        found=conn.execute(
            "SELECT url, discovered_from, discovered_at, state, last_outcome, last_status, fetched_at FROM urls "
            "WHERE article_id = ? ORDER BY discovered_at",
            (article_id,),
        ).fetchall(),
        pages=conn.execute(
            "SELECT id, url, fetched_at, size FROM pages WHERE article_id = ? OR id = ? ORDER BY id DESC",
            (article_id, row["page_id"]),
        ).fetchall(),
    )


def _cluster(conn: sqlite3.Connection, row: sqlite3.Row) -> list[Member]:
    """Return the article's cluster in the order of appearance; nothing for a story of its own."""
    root = row["duplicate_of"] or row["id"]
    rows = conn.execute(
        f"SELECT {_SHORT} FROM articles WHERE id = :root UNION ALL "  # noqa: S608 - our own names
        f"SELECT {_SHORT} FROM articles WHERE duplicate_of = :root LIMIT {MOST_COPIES}",
        {"root": root},
    ).fetchall()
    if len(rows) < 2:
        return []
    links = conn.execute(
        "SELECT * FROM relations WHERE (article_id = :root OR other_id = :root) AND kind IN ('copy', 'adapted')",
        {"root": root},
    ).fetchall()
    link = {each["other_id"] if each["article_id"] == root else each["article_id"]: each for each in links}
    ordered = sorted(rows, key=lambda each: (_out(each), each["id"]))
    return [
        Member(
            row=each,
            is_first=each is ordered[0],
            is_origin=each["id"] == root,
            is_this=each["id"] == row["id"],
            kind=link[each["id"]]["kind"] if each["id"] in link else None,
            score=link[each["id"]]["score"] if each["id"] in link else None,
            evidence=link[each["id"]]["evidence"] if each["id"] in link else None,
        )
        for each in ordered
    ]


def _out(row: sqlite3.Row) -> tuple[bool, datetime]:
    """Return the sort key of appearance: a seed without a date was never out, so it is not called the first."""
    return row["published_at"] is None, clusters.appeared(row)


def _related(
    conn: sqlite3.Connection, article_id: int, kinds: list[Relation], but: list[int] | None = None
) -> list[sqlite3.Row]:
    """Return the articles that a relation of these kinds ties to this one, either way."""
    return conn.execute(
        f"""
        SELECT r.kind, r.score, r.evidence, r.article_id = :id AS is_mine, {_SHORT}
        FROM relations AS r JOIN articles AS a ON a.id = iif(r.article_id = :id, r.other_id, r.article_id)
        WHERE :id IN (r.article_id, r.other_id) AND r.kind IN (SELECT value FROM json_each(:kinds))
          AND a.id NOT IN (SELECT value FROM json_each(:but))
        ORDER BY a.published_at LIMIT {MOST_COPIES}
        """,  # noqa: S608 - our own names
        {"id": article_id, "kinds": json.dumps(kinds), "but": json.dumps(but or [])},
    ).fetchall()


def _versions(conn: sqlite3.Connection, row: sqlite3.Row) -> list[Version]:
    """Return the earlier versions, latest first, each against the one that replaced it."""
    rows = revisions.of(conn, row["id"])
    later = [*rows, row][1:]
    return [
        Version(old, compare(old["title"] or "", new["title"] or ""), compare(old["text"], new["text"]))
        for old, new in reversed(list(zip(rows, later, strict=True)))
    ]
