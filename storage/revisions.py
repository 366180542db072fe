"""Revisions: the versions of an article that its present one replaced."""

import sqlite3
from datetime import datetime

from storage import times


def keep(conn: sqlite3.Connection, article_id: int, now: datetime) -> None:
    """Copy an article's present version into ``revisions``, before it is overwritten.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        now: When its next version was seen.
    """
    conn.execute(
        """
        INSERT INTO revisions (article_id, replaced_at, title, lead, text, byline, modified_at, word_count,
                               content_sha256, extractor, page_id)
        SELECT id, ?, title, lead, text, byline, modified_at, word_count, content_sha256, extractor, page_id
        FROM articles WHERE id = ?
        """,
        (times.utc(now), article_id),
    )


def of(conn: sqlite3.Connection, article_id: int) -> list[sqlite3.Row]:
    """Return the earlier versions of an article, oldest first: rows of ``revisions``."""
    return conn.execute("SELECT * FROM revisions WHERE article_id = ? ORDER BY id", (article_id,)).fetchall()
