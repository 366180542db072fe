"""Articles in the corpus: from record to row and back."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from storage import times
from storage.fold import fold, spell
from storage.records import Article, Image, Related

Row = dict[str, Any]
"""Columns of ``articles`` by name."""

_PLAIN = (
    "url",
    "canonical_url",
    "source",
    "family",
    "language",
    "title",
    "lead",
    "text",
    "byline",
    "agency",
    "place",
    "section",
    "published_precision",
    "original_url",
    "republished_from",
    "extractor",
)
"""Fields that are stored as they are."""


def to_row(article: Article) -> Row:
    """Return the columns of ``articles`` that the record alone decides.

    Not among them: id, first_seen_at, updated_at, content_sha256, duplicate_of, origin and page_id, which are the
    corpus' own knowledge. Times become UTC, lists JSON, text loses lone surrogates, which no database or JSON takes.
    A Chinese or Japanese character counts as a word.
    """
    row: Row = {name: _sound(getattr(article, name)) for name in _PLAIN}
    return row | {
        "tags": _json(article.tags),
        "published_at": times.stored(article.published_at, article.published_precision),
        "modified_at": times.stored(article.modified_at),
        "warnings": _json(article.warnings),
        "related": _json([{"title": item.title, "url": item.url} for item in article.related]),
        "word_count": len(spell(row["text"]).split()),
        "fold": folded(row["title"], row["lead"], row["text"]),
    }


def folded(*parts: str | None) -> str | None:
    """Return what the ``fold`` column holds for a title, a lead and a text."""
    return fold("\n".join(part for part in parts if part))


def from_row(row: sqlite3.Row | Row, images: Sequence[Image] = ()) -> Article:
    """Build the record of a row of ``articles``.

    Args:
        row: All columns of ``articles``; more do no harm.
        images: Its pictures in order.
    """
    return Article(
        **{name: row[name] for name in _PLAIN},
        tags=json.loads(row["tags"]),
        published_at=times.with_offset(row["published_at"]),
        modified_at=times.with_offset(row["modified_at"]),
        images=list(images),
        related=[Related(**item) for item in json.loads(row["related"])],
        warnings=json.loads(row["warnings"]),
    )


def insert(conn: sqlite3.Connection, row: Row, images: Iterable[Image], now: datetime) -> int:
    """Store a new article and return its id.

    Args:
        conn: A connection inside a transaction.
        row: :func:`to_row`'s columns with the corpus' own.
        images: Its pictures in order.
        now: When it is first seen.
    """
    row = {"first_seen_at": times.utc(now), "updated_at": times.utc(now)} | row
    columns = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    cursor = conn.execute(f"INSERT INTO articles ({columns}) VALUES ({values})", row)  # noqa: S608 - our own names
    assert cursor.lastrowid is not None
    write_images(conn, cursor.lastrowid, images)
    return cursor.lastrowid


def update(conn: sqlite3.Connection, article_id: int, row: Row) -> None:
    """Change the given columns of an article, ``updated_at`` only when it is among them.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        row: The columns to change.
    """
    columns = ", ".join(f"{name} = :{name}" for name in row)
    conn.execute(f"UPDATE articles SET {columns} WHERE id = :id", row | {"id": article_id})  # noqa: S608 - our names


def write_images(conn: sqlite3.Connection, article_id: int, images: Iterable[Image]) -> None:
    """Make these the pictures of an article, in this order."""
    conn.execute("DELETE FROM images WHERE article_id = ?", (article_id,))
    conn.executemany(
        "INSERT INTO images (article_id, position, url, caption, credit) VALUES (?, ?, ?, ?, ?)",
        [
            (article_id, position, _sound(image.url), _sound(image.caption), _sound(image.credit))
            for position, image in enumerate(images)
        ],
    )


def images_of(conn: sqlite3.Connection, article_id: int) -> list[Image]:
    """Return the pictures of an article in order."""
    rows = conn.execute(
        "SELECT url, caption, credit FROM images WHERE article_id = ? ORDER BY position", (article_id,)
    )
    return [Image(*row) for row in rows]


def read(conn: sqlite3.Connection, article_id: int) -> Article | None:
    """Return a stored article, or None when there is none of that id."""
    row = conn.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    return None if row is None else from_row(row, images_of(conn, article_id))


def _sound(text: str | None) -> str | None:
    """Replace lone surrogates, which SQLite and UTF-8 refuse and a broken page can hold."""
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode("utf-8")
