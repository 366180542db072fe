"""Writing what was read: a new article, or the renewal of a stored one."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from storage import articles, copies, revisions, signatures, times
from storage.copies import Story
from storage.records import Article, Image, Outcome
from storage.shingles import content_sha256

NOT_STORIES = frozenset({"listing", "soft_404"})
"""Warnings of pages that are no article."""
UNREADABLE = frozenset({"body_encoded", "needs_javascript"})
"""Warnings of stories whose body is there but not to be read: they are stored by title and lead, without text."""
QUIET = frozenset({"extractor", "warnings", "family", "related"})
"""Columns that say nothing of the story: rules change with a release, teasers with every request."""
BODY = ("text", "word_count", "content_sha256")
"""The columns that a new body replaces together."""
FIXED = frozenset({"url", "fold", "origin", *BODY})
"""Columns that a renewal does not compare one by one: the address and the origin stay, the others follow."""
NOTHING = (None, "", "[]")
"""Values that never replace a known one: a page that no longer says its date has not lost it. Warnings are of the
last reading, also when there are none."""


class Change(Enum):
    """What a renewal did to an article."""

    NONE = auto()
    DETAILS = auto()
    """Title, lead, dates, tags or the like; the body is the same."""
    BODY = auto()
    """The body; the old version is in ``revisions``."""
    FIRST_BODY = auto()
    """The article was stored without text, and now has one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as it goes into the corpus.

    Attributes:
        row: Its columns.
        story: What the judge of copies must know of it.
        images: Its pictures.
    """

    row: articles.Row
    story: Story
    images: tuple[Image, ...]


def read(article: Article, origin: str) -> Reading:
    """Turn an article record into what is stored of it. Touches no corpus: a worker process may do it.

    Args:
        article: What extraction made of the page.
        origin: "crawl", "fetch", "seed" or "import".
    """
    row = articles.to_row(article)
    if UNREADABLE.intersection(article.warnings):
        row |= {"text": "", "word_count": 0, "fold": articles.folded(row["title"], row["lead"])}
    row |= {"content_sha256": content_sha256(row["text"]), "origin": origin}
    return Reading(row, copies.story(row, signatures.sign(row["text"])), tuple(article.images))


def without_story(article: Article, reading: Reading) -> Outcome | None:
    """Return the outcome of a page without a readable story, None for one with.

    Args:
        article: What extraction made of the page.
        reading: The same as it goes into the corpus.
    """
    if NOT_STORIES.intersection(article.warnings):
        return Outcome.NOT_ARTICLE
    words = reading.story.signature.words
    if "login_wall" in article.warnings and ("thin" in article.warnings or not words):
        return Outcome.BLOCKED  # what little text there is asks for a login
    return None if words else Outcome.EMPTY


def insert(conn: sqlite3.Connection, reading: Reading, page_id: int, now: datetime) -> int:
    """Store a new article with its pictures and index entry, and return its id."""
    article_id = articles.insert(conn, reading.row | {"page_id": page_id}, reading.images, now)
    copies.index(conn, article_id, reading.story.signature)
    return article_id


def renew(conn: sqlite3.Connection, article_id: int, reading: Reading, now: datetime) -> Change:
    """Bring a stored article up to date with a reading of a later page.

    A value that the page no longer gives stays; a changed body moves the old version into ``revisions``.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        reading: The reading, with a body.
        now: Aware.
    """
    old = conn.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    if reading.images and list(reading.images) != articles.images_of(conn, article_id):
        articles.write_images(conn, article_id, reading.images)
    changes = _details(old, reading)
    change = _body_change(old, reading)
    if change is Change.NONE and changes.keys() <= QUIET:
        if not changes.keys() <= {"related"}:  # else every visit would rewrite the row for its teasers
            articles.update(conn, article_id, changes)
        return Change.NONE
    if change is not Change.NONE:
        _replace_body(conn, old, reading, now)
        changes |= {name: reading.row[name] for name in BODY}
    parts = (changes.get(name, old[name]) for name in ("title", "lead", "text"))
    articles.update(conn, article_id, changes | {"fold": articles.folded(*parts), "updated_at": times.utc(now)})
    return Change.DETAILS if change is Change.NONE else change


def _details(old: sqlite3.Row, reading: Reading) -> articles.Row:
    """Return the columns beside the body that have a new value."""
    compared = (name for name in reading.row if name not in FIXED)
    told = (name for name in compared if reading.row[name] not in NOTHING or name == "warnings")
    return {name: reading.row[name] for name in told if reading.row[name] != old[name]}


def _body_change(old: sqlite3.Row, reading: Reading) -> Change:
    if old["content_sha256"] == reading.row["content_sha256"]:
        return Change.NONE
    return Change.BODY if old["text"] else Change.FIRST_BODY


def _replace_body(conn: sqlite3.Connection, old: sqlite3.Row, reading: Reading, now: datetime) -> None:
    if old["text"]:
        revisions.keep(conn, old["id"], now)
    copies.unindex(conn, old["id"], old["text"])
    copies.index(conn, old["id"], reading.story.signature)
