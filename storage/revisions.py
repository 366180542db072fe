"""Revisions: the versions of an article that its present one replaced.

``kind`` says who replaced them: the newspaper ("revised"), or this program, which read the same page better
("reextracted"). Only the first says anything of the newspaper.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage import times

REVISED = "revised"
REEXTRACTED = "reextracted"


def keep(
    conn: sqlite3.Connection,
    article_id: int,
    now: datetime,
    *,
    kind: str = REVISED,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Copy an article's present version into ``revisions``, before it is overwritten.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        now: When its next version was seen.
        kind: :data:`REVISED` or :data:`REEXTRACTED`.
        details: Former values of columns that ``revisions`` does not have; kept as JSON.
    """
    conn.execute(
        """
        INSERT INTO revisions (article_id, replaced_at, title, lead, text, byline, modified_at, word_count,
                               content_sha256, extractor, page_id, kind, details)
        SELECT id, ?, title, lead, text, byline, modified_at, word_count, content_sha256, extractor, page_id, ?, ?
        FROM articles WHERE id = ?
        """,
        (times.utc(now), kind, json.dumps(details, ensure_ascii=False) if details else None, article_id),
    )


@dataclass(frozen=True, slots=True)
class Version:
    """A text that an article had.

    Attributes:
        since: When it was seen, as stored.
        digest: ``content_sha256``.
        revision_id: Its row of ``revisions``, None for the present text.
    """

    since: str
    digest: str
    revision_id: int | None = None


def around(conn: sqlite3.Connection, article_id: int, at: str) -> tuple[Version | None, Version]:
    """Return the versions that the newspaper showed before (or at) a moment, None for none, and after it.

    A version is shown since its page was fetched, but not before the one that it replaced was: a text that returns
    may have the page of its first time.

    Args:
        conn: The corpus' connection.
        article_id: The article.
        at: As stored; not after the present text.
    """
    rows = conn.execute(
        """
        SELECT max(coalesce(pages.fetched_at, r.replaced_at),
                   coalesce(lag(r.replaced_at) OVER (ORDER BY r.replaced_at, r.id), '')), r.content_sha256, r.id
        FROM revisions AS r LEFT JOIN pages ON pages.id = r.page_id
        WHERE r.article_id = :id AND r.kind = 'revised'
        UNION ALL
        SELECT max(coalesce(pages.fetched_at, a.updated_at), coalesce(
                   (SELECT max(replaced_at) FROM revisions WHERE article_id = :id AND kind = 'revised'), '')),
               a.content_sha256, NULL
        FROM articles AS a LEFT JOIN pages ON pages.id = a.page_id WHERE a.id = :id
        """,
        {"id": article_id},
    )
    *former, present = (Version(*row) for row in rows)
    former.sort(key=lambda version: (version.since, version.revision_id))
    return (
        next((version for version in reversed(former) if version.since <= at), None),
        next((version for version in former if version.since > at), present),
    )


def insert(conn: sqlite3.Connection, article_id: int, row: Mapping[str, Any], page_id: int, replaced_at: str) -> None:
    """Write a version that came to light after a later one.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        row: Its columns of ``articles`` as they were then.
        page_id: Its page.
        replaced_at: When the next version was seen, as stored.
    """
    columns = ("title", "lead", "text", "byline", "modified_at", "word_count", "content_sha256", "extractor")
    conn.execute(
        f"INSERT INTO revisions (article_id, replaced_at, page_id, {', '.join(columns)}) "  # noqa: S608 - our names
        f"VALUES (?, ?, ?{', ?' * len(columns)})",
        (article_id, replaced_at, page_id, *(row[name] for name in columns)),
    )


def before(conn: sqlite3.Connection, article_id: int, version: Version, replaced_at: str) -> None:
    """Write that a version was shown before another one came and went.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        version: What was shown before, and again.
        replaced_at: When the other one was seen, as stored. A page that was fetched later is not that of before.
    """
    table = "articles" if version.revision_id is None else "revisions"
    conn.execute(
        f"""
        INSERT INTO revisions (article_id, replaced_at, title, lead, text, byline, modified_at, word_count,
                               content_sha256, extractor, page_id)
        SELECT :article, :at, title, lead, text, byline, modified_at, word_count, content_sha256, extractor,
               (SELECT id FROM pages WHERE id = page_id AND fetched_at < :at)
        FROM {table} WHERE id = :id
        """,  # noqa: S608 - our names
        {"article": article_id, "at": replaced_at, "id": version.revision_id or article_id},
    )


def replaced(conn: sqlite3.Connection, revision_id: int, at: datetime) -> None:
    """Note that a version was replaced earlier than was known."""
    conn.execute("UPDATE revisions SET replaced_at = min(replaced_at, ?) WHERE id = ?", (times.utc(at), revision_id))


def of(conn: sqlite3.Connection, article_id: int) -> list[sqlite3.Row]:
    """Return the earlier versions of an article, oldest first: rows of ``revisions``."""
    return conn.execute(
        "SELECT * FROM revisions WHERE article_id = ? ORDER BY replaced_at, id", (article_id,)
    ).fetchall()
