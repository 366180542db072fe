"""Export: stored articles as the article JSON of extract and fetch, with what the corpus knows besides."""

import json
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from storage import articles, times
from storage.corpus import Corpus
from storage.search import expression
from storage.selection import EVERYTHING, Selection, conditions

# Line ends to str.splitlines() and to some editors, though not to JSON: escaped, so that a line stays one object.
_LINE_ENDS = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def records(
    corpus: Corpus, selection: Selection = EVERYTHING, *, match: str | None = None, after: int = 0
) -> Iterator[dict[str, Any]]:
    """Yield articles in the order they came in, one at a time: memory does not grow with the corpus.

    All come from one state of the file, whatever is written meanwhile.

    Args:
        corpus: Where they are.
        selection: Only these.
        match: Only those that answer these words, as in search.
        after: Only those with a greater id: what an earlier export did not have yet.

    Yields:
        The article JSON, then id, origin, first_seen_at, updated_at, word_count, content_sha256 and duplicate_of.

    Raises:
        SearchError: ``match`` holds no word.
    """
    where, values = chosen(selection, match)
    # The ids are chosen first: sorting whole articles would go through temporary files as large as the corpus.
    rows = corpus.conn.execute(
        "SELECT * FROM articles WHERE id IN "  # noqa: S608 - placeholders only
        f"(SELECT a.id FROM articles AS a WHERE {where} AND a.id > ?) ORDER BY id",
        (*values, after),
    )
    return (_record(corpus.conn, row) for row in rows)


def count(corpus: Corpus, selection: Selection = EVERYTHING, *, match: str | None = None, after: int = 0) -> int:
    """Return how many articles :func:`records` yields, for a progress bar; arguments and errors as there."""
    where, values = chosen(selection, match)
    sql = f"SELECT count(*) FROM articles AS a WHERE {where} AND a.id > ?"  # noqa: S608 - placeholders only
    return int(corpus.conn.execute(sql, (*values, after)).fetchone()[0])


def chosen(selection: Selection, match: str | None) -> tuple[str, list[str]]:
    """Return a selection and words as SQL on the table alias ``a``, with the values of its placeholders.

    Raises:
        SearchError: ``match`` holds no word.
    """
    where, values = conditions(selection)
    if match is not None:
        where += " AND a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"
        values.append(expression(match))
    return where, values


def record(corpus: Corpus, article_id: int) -> dict[str, Any] | None:
    """Return one article as :func:`records` yields it, None when there is none of that id."""
    row = corpus.conn.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    return None if row is None else _record(corpus.conn, row)


def write_jsonl(found: Iterable[dict[str, Any]], file: TextIO) -> int:
    """Write records as JSON Lines in NFC, one object per line, and return how many.

    Args:
        found: What :func:`records` yields.
        file: Open for text in UTF-8.
    """
    count = 0
    for record in found:
        line = unicodedata.normalize("NFC", json.dumps(record, ensure_ascii=False))
        file.write(line.translate(_LINE_ENDS) + "\n")
        count += 1
    return count


def _record(conn: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    article = articles.from_row(row, articles.images_of(conn, row["id"]))
    return article.as_dict() | {
        "id": row["id"],
        "origin": row["origin"],
        "first_seen_at": times.with_offset(row["first_seen_at"]),
        "updated_at": times.with_offset(row["updated_at"]),
        "word_count": row["word_count"],
        "content_sha256": row["content_sha256"],
        "duplicate_of": row["duplicate_of"],
    }
