"""Captures: pages as they were on a day gone by, fitted into the history of their articles.

A crawl sees the present, so what it sees replaces what is stored. Web archives give the captures of a story in any
order; an earlier one never replaces a later text. Whatever the order, the article ends as the latest capture has it,
and each other text it had is in ``revisions``. So is a text that went and returned, as far as that is known: when one
was seen first and last is known of the article, not of each of its former texts.
"""

import sqlite3
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage import archive, articles, clusters, copies, homes, identity, intake, revisions, stories, times
from storage.clusters import NO_SOURCES
from storage.corpus import Corpus
from storage.delivery import Fetched, Kept
from storage.records import Outcome


def keep(
    corpus: Corpus, fetched: Fetched, *, origin: str = "import", agency_sources: AbstractSet[str] = NO_SOURCES
) -> Kept:
    """Keep a capture: everything that comes of it in one transaction, or in the caller's open one.

    Nothing is put into the frontier to be fetched; but the address is known from now on.

    Args:
        corpus: The corpus.
        fetched: The page, its article and reading; ``page.fetched_at`` says when it was captured.
        origin: "import", or where an exported page came from.
        agency_sources: Names of the sources that are the agency's own.
    """
    assert fetched.page.fetched_at, "a capture has a date"
    captured = times.moment(fetched.page.fetched_at)
    with corpus.transaction():
        later = _later(corpus.conn, fetched, times.utc(captured))
        if later:
            kept = _Earlier(corpus, fetched, captured, later, agency_sources).keep()
        else:
            found = intake.keep(
                corpus, fetched, now=captured, origin=origin, agency_sources=frozenset(agency_sources)
            )
            assert found, "only a lease can be lost"
            kept = found
        if kept.article_id is not None and origin != "seed":
            _note_visit(corpus.conn, fetched.key, kept.article_id, kept.outcome, times.utc(captured))
    return kept


def _later(conn: sqlite3.Connection, fetched: Fetched, captured: str) -> list[int]:
    """Return the articles of which this page is an earlier version, the one that is meant first; none for news."""
    assert fetched.reading, "a worker has read it"
    if fetched.outcome or stories.without_story(fetched.article, fetched.reading):
        return []  # no worse reading replaces a better one anyway
    held = identity.held(conn, fetched.reading, fetched.key, (), fetched.alias_keys)
    if not held or captured > _last_seen(conn, held[0]):
        return []
    others = [each for each in fetched.alias_keys if each != fetched.key]
    home = homes.named(conn, held[0], others, fetched.reading.row["source"])
    return held if home in (None, fetched.key) else []


def _last_seen(conn: sqlite3.Connection, article_id: int) -> str:
    """Return when the stored text was seen for the last time; "" for an article without text."""
    return str(
        conn.execute(
            """
            SELECT iif(text = '', '', max(
                coalesce((SELECT fetched_at FROM pages WHERE id = page_id), updated_at),
                coalesce((SELECT max(fetched_at) FROM urls WHERE article_id = articles.id
                          AND last_outcome IN ('new', 'revised', 'unchanged', 'duplicate')), '')))
            FROM articles WHERE id = ?
            """,
            (article_id,),
        ).fetchone()[0]
    )


def _note_visit(conn: sqlite3.Connection, key: str, article_id: int, outcome: Outcome, captured: str) -> None:
    """Note that an address has shown its article; where no other is visited for it, this one is its home."""
    conn.execute(
        """
        UPDATE urls SET last_status = iif(latest, 200, last_status),
            last_outcome = iif(latest, :outcome, last_outcome),
            fetched_at = max(coalesce(fetched_at, ''), :captured), state = iif(alone, 'done', state)
        FROM (SELECT id AS this, last_outcome IS NULL OR coalesce(fetched_at, '') <= :captured AS latest,
                     state = 'alias' AND last_outcome IS NULL AND NOT EXISTS (
                         SELECT 1 FROM urls AS other WHERE other.article_id = :article AND other.state != 'alias'
                     ) AS alone
              FROM urls WHERE canonical_key = :key AND state != 'leased' AND article_id = :article)
        WHERE id = this
        """,
        {"key": key, "article": article_id, "outcome": outcome, "captured": captured},
    )


@dataclass(slots=True)
class _Earlier:
    """A capture of an article that is stored as it was later."""

    corpus: Corpus
    fetched: Fetched
    captured: datetime
    held: list[int]
    agency_sources: AbstractSet[str]

    @property
    def conn(self) -> sqlite3.Connection:
        return self.corpus.conn

    def keep(self) -> Kept:
        """Add what the article lacks, and the text it had then, if it is another."""
        article_id = self.held[0]
        if self.held[1:]:
            identity.unite(self.conn, self.held, self.agency_sources)
        self.fill(article_id)
        page_id = self.place(article_id)
        outcome = Outcome.UNCHANGED if page_id is None else Outcome.REVISED
        return Kept(outcome, article_id, clusters.origin_of(self.conn, article_id), page_id)

    def fill(self, article_id: int) -> None:
        """Give the article the values that its later pages do not tell, as if they had come after this one."""
        assert self.fetched.reading
        old = self.conn.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
        new = self.fetched.reading
        if new.images and not articles.images_of(self.conn, article_id):
            articles.write_images(self.conn, article_id, new.images)
        told = {name: value for name, value in new.row.items() if name not in stories.FIXED | stories.QUIET}
        lacking = (
            name for name, value in told.items() if old[name] in stories.NOTHING and value not in stories.NOTHING
        )
        changes = {name: told[name] for name in lacking}
        if changes:
            parts = (changes.get(name, old[name]) for name in ("title", "lead", "text"))
            changes["fold"] = articles.folded(*parts)
        self.write(article_id, old, changes)

    def write(self, article_id: int, old: sqlite3.Row, changes: dict[str, Any]) -> None:
        """Write values that were lacking, and settle the article anew among its kin, who go by some of them."""
        captured = times.utc(self.captured)
        told = bool(changes)
        if captured < old["first_seen_at"]:
            changes |= {"first_seen_at": captured}
        if changes:
            articles.update(self.conn, article_id, changes)
        if told:
            row = self.conn.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
            story = copies.story(row)
            identity.settle_in(self.conn, article_id, story, self.agency_sources, self.fetched.original_key)
        elif changes and old["published_at"] is None:  # then the origin of copies goes by the day it was first seen
            clusters.join(self.conn, [article_id], self.agency_sources)

    def place(self, article_id: int) -> int | None:
        """Put the text among the article's versions; return its page, None where its neighbours have the same."""
        assert self.fetched.reading
        digest = self.fetched.reading.row["content_sha256"]
        captured = times.utc(self.captured)
        before, after = revisions.around(self.conn, article_id, captured)
        if after.digest == digest or (before and before.digest == digest):
            return None
        page_id = archive.store(
            self.corpus, self.fetched.page, self.fetched.reading.row["source"], self.captured, article_id
        )
        if after.since < captured or (before is None and self.seen_before(article_id)):
            revisions.before(self.conn, article_id, after, captured)  # it returned
        next_seen = after.since if after.since >= captured else _last_seen(self.conn, article_id)
        revisions.insert(self.conn, article_id, self.fetched.reading.row, page_id, next_seen)
        if before and before.revision_id is not None:
            revisions.replaced(self.conn, before.revision_id, self.captured)
        return page_id

    def seen_before(self, article_id: int) -> bool:
        """Tell whether a capture has shown the article earlier than this one; what it showed is its first text."""
        row = self.conn.execute("SELECT first_seen_at, page_id FROM articles WHERE id = ?", (article_id,)).fetchone()
        return row["page_id"] is not None and row["first_seen_at"] < times.utc(self.captured)
