"""Revisions: the versions of an article that its present one replaced.

``kind`` says who replaced them: the newspaper ("revised"), or this program, which read the same page better
("reextracted"). Only the first says anything of the newspaper.
"""

import json
import sqlite3
from collections.abc import Mapping
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


def of(conn: sqlite3.Connection, article_id: int) -> list[sqlite3.Row]:
    """Return the earlier versions of an article, oldest first: rows of ``revisions``."""
    return conn.execute("SELECT * FROM revisions WHERE article_id = ? ORDER BY id", (article_id,)).fetchall()
