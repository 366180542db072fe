"""Reading the archive again: which pages, what a new reading would change, and writing it as our own history."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage import articles, clusters, copies, identity, relations, revisions, stories, times
from storage.clusters import NO_SOURCES
from storage.corpus import Corpus
from storage.intake import NOT_STORIES
from storage.records import Article, Image
from storage.stories import Reading

IN_REVISIONS = frozenset(
    {"title", "lead", "text", "byline", "modified_at", "word_count", "content_sha256", "extractor"}
)
"""Columns whose former value ``revisions`` has a column for."""
IGNORED = frozenset({"extractor", "related"})
"""Columns that alone are no reason to write: how it was read, and teasers, which change with every request."""
HEARD_BY_KIN = frozenset({"text", "title", "language", "agency", "place", "published_at", "original_url"})
"""Columns that decide whose copy an article is."""
KEPT_SHARE = 0.5
"""A reading with less than this share of the stored words is held back: teasers and captions that older rules left in
a text make up less than half of it, a body that was lost makes up more."""

NEW = "article"
"""The "field" that a page gains which gave no article before."""

_PAGES = """
FROM pages LEFT JOIN articles ON articles.page_id = pages.id
WHERE (articles.id IS NOT NULL OR (pages.article_id IS NULL AND NOT EXISTS (
           SELECT 1 FROM pages AS later WHERE later.url = pages.url AND later.id > pages.id)))
  AND (:sources IS NULL OR coalesce(pages.source, '') IN (SELECT value FROM json_each(:sources)))
  AND (:since IS NULL OR pages.fetched_at >= :since)
"""
"""An article's present page; and the last page of an address that held no article when it was read."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which pages are read again.

    Attributes:
        sources: Of these newspapers; empty for all.
        since: Fetched then or later, as stored (:mod:`storage.times`).
    """

    sources: tuple[str, ...] = ()
    since: str | None = None

    def values(self) -> dict[str, Any]:
        """Return the scope as values of :data:`_PAGES`."""
        return {"sources": json.dumps(self.sources) if self.sources else None, "since": self.since}


@dataclass(frozen=True, slots=True)
class Stored:
    """A page to read again.

    Attributes:
        page_id: The page.
        article_id: Its article, None for a page that gave none.
        source: Whose it is.
    """

    page_id: int
    article_id: int | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new reading of a page would change.

    Attributes:
        gained, lost, changed: Fields that had no value, have none any more, or have another.
        before, after: Words of the text.
        held: Why it is not to be written unasked; None where it is.
    """

    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    before: int = 0
    after: int = 0
    held: str | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields that differ."""
        return (*self.gained, *self.lost, *self.changed)


@dataclass(slots=True)
class _Comparison:
    """A stored article beside a new reading of its page."""

    old: sqlite3.Row
    images: list[Image]
    new: Reading
    flags: frozenset[str]
    row: articles.Row
    new_images: list[Image]

    @property
    def differing(self) -> list[str]:
        """The fields that differ, without those that say nothing of the story."""
        compared = (name for name in self.row if name == "text" or name not in stories.FIXED | IGNORED)
        names = [name for name in compared if self.row[name] != self.old[name]]
        return names + (["images"] if self.new_images != self.images else [])

    def values(self, name: str) -> tuple[Any, Any]:
        """Return a field's stored and new value."""
        if name == "images":
            return self.images, self.new_images
        return self.old[name], self.row[name]


def count(corpus: Corpus, scope: Scope) -> int:
    """Return how many pages there are to read again."""
    return int(corpus.conn.execute("SELECT count(*) " + _PAGES, scope.values()).fetchone()[0])


def pages(corpus: Corpus, scope: Scope, *, after: int, limit: int) -> list[Stored]:
    """Return the next pages to read again, in the order of their ids.

    Args:
        corpus: Where they are.
        scope: Which are meant.
        after: The id of the last one seen; 0 to begin.
        limit: How many at the most.
    """
    rows = corpus.conn.execute(
        "SELECT pages.id, articles.id AS article_id, pages.source " + _PAGES + "AND pages.id > :after "
        "ORDER BY pages.id LIMIT :limit",
        scope.values() | {"after": after, "limit": limit},
    )
    return [Stored(row["id"], row["article_id"], row["source"]) for row in rows]


def is_story(article: Article) -> bool:
    """Tell whether a reading is an article that the corpus would take."""
    flags = frozenset(article.warnings)
    return bool(article.text) and not flags & (NOT_STORIES | stories.UNREADABLE)


def compare(
    conn: sqlite3.Connection, article_id: int, article: Article, reading: Reading | None = None
) -> Difference | None:
    """Return what a new reading of an article's page would change, None for nothing.

    Args:
        conn: The corpus' connection.
        article_id: The article.
        article: What extraction makes of its page now.
        reading: What is stored of that, where a worker has made it.
    """
    found = _compared(conn, article_id, article, reading)
    differing = found.differing
    if not differing:
        return None
    pairs = {name: found.values(name) for name in differing}
    return Difference(
        gained=tuple(name for name, (old, new) in pairs.items() if _empty(old) and not _empty(new)),
        lost=tuple(name for name, (old, new) in pairs.items() if _empty(new) and not _empty(old)),
        changed=tuple(name for name, (old, new) in pairs.items() if not _empty(old) and not _empty(new)),
        before=found.old["word_count"],
        after=found.row["word_count"],
        held=_held(found),
    )


def _compared(
    conn: sqlite3.Connection, article_id: int, article: Article, reading: Reading | None = None
) -> _Comparison:
    old = conn.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    flags = frozenset(article.warnings)
    new = reading or stories.read(article, old["origin"])
    images = articles.images_of(conn, article_id)
    row, new_images = dict(new.row), list(new.images)
    if _pages_of(conn, article_id) > 1:  # an earlier page may have told what this one does not say
        own = stories.FIXED | IGNORED | {"warnings"}
        row |= {name: old[name] for name, value in row.items() if _empty(value) and name not in own}
        new_images = new_images or images
    return _Comparison(old, images, new, flags, row, new_images)


def _pages_of(conn: sqlite3.Connection, article_id: int) -> int:
    return int(conn.execute("SELECT count(*) FROM pages WHERE article_id = ?", (article_id,)).fetchone()[0])


def _empty(value: Any) -> bool:
    return value in stories.NOTHING or value == []


def _held(found: _Comparison) -> str | None:
    old, new = found.old, found.row
    if found.flags & NOT_STORIES:
        return "no article any more"
    if old["text"] and not new["text"]:
        return "no text any more"
    if new["word_count"] < KEPT_SHARE * old["word_count"]:
        return "less than half of its text"
    if old["source"] and not new["source"]:
        return "its source is not in the catalogue"
    return None


def write(  # noqa: PLR0913 - facts by keyword
    corpus: Corpus,
    stored: Stored,
    article: Article,
    *,
    now: datetime,
    force: bool = False,
    original_key: str | None = None,
    agency_sources: AbstractSet[str] = NO_SOURCES,
) -> bool:
    """Bring an article up to a new reading of its page, in one transaction; its former state goes to ``revisions``.

    Args:
        corpus: The corpus; no transaction may be open on it.
        stored: The page, with its article.
        article: What extraction makes of it now.
        now: Aware.
        force: Write also what is held back.
        original_key: The canonical key of ``article.original_url``.
        agency_sources: Names of the sources that are the agency's own.

    Returns:
        Whether anything was written: not when the article has changed its page in the meantime, nor when it says
        already what this reading says.
    """
    assert stored.article_id is not None
    with corpus.transaction():
        conn = corpus.conn
        row = conn.execute("SELECT page_id FROM articles WHERE id = ?", (stored.article_id,)).fetchone()
        if row is None or row["page_id"] != stored.page_id:
            return False
        found = _compared(conn, stored.article_id, article)
        if not found.differing or (_held(found) and not force):
            return False
        _overwrite(conn, found, now, agency_sources)
        if HEARD_BY_KIN.intersection(found.differing) and found.new.story.signature.words:
            story = copies.story(found.row, found.new.story.signature)
            identity.settle_in(conn, stored.article_id, story, agency_sources, original_key)
    return True


def _overwrite(conn: sqlite3.Connection, found: _Comparison, now: datetime, agency_sources: AbstractSet[str]) -> None:
    article_id, differing = found.old["id"], found.differing
    former = {name: found.old[name] for name in differing if name not in IN_REVISIONS and name != "images"}
    if "images" in differing:
        former["images"] = [[image.url, image.caption, image.credit] for image in found.images]
        articles.write_images(conn, article_id, found.new_images)
    revisions.keep(conn, article_id, now, kind=revisions.REEXTRACTED, details=former)
    row = {name: value for name, value in found.row.items() if name not in {"url", "origin"}}
    row["fold"] = articles.folded(row["title"], row["lead"], row["text"])
    articles.update(conn, article_id, row | {"updated_at": times.utc(now)})
    if "text" in differing:
        copies.unindex(conn, article_id, found.old["text"])
        copies.index(conn, article_id, found.new.story.signature)
        relations.forget_copies(conn, article_id)
        clusters.leave(conn, article_id, agency_sources)


def examples(conn: sqlite3.Connection, article_id: int, article: Article) -> Iterator[tuple[str, str, str]]:
    """Yield every field that differs with its stored and its new value, as texts.

    Args:
        conn: The corpus' connection.
        article_id: The article.
        article: What extraction makes of its page now.
    """
    found = _compared(conn, article_id, article)
    for name in found.differing:
        old, new = found.values(name)
        yield name, _as_text(old), _as_text(new)


def _as_text(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "\n".join(f"{image.caption or ''} <{image.url}>".strip() for image in value)
    return value or ""
