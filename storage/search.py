"""Full-text search that folds accents, đ and their like: "da nang" finds "Đà Nẵng".

The words are raw user input: nothing in them is an operator but double quotes around a phrase.
"""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from storage import times
from storage.corpus import Corpus
from storage.excerpt import Pieces, Term, excerpt, marked, tokens
from storage.fold import plain, spell
from storage.records import DatelineError
from storage.selection import EVERYTHING, Selection, conditions

MOST_TERMS = 100
"""More than anybody types; a pasted article is refused in plain words instead of by SQLite's expression depth."""

# What is typed or pasted as double quotes: straight, curly, low, angular.
_PHRASE_OR_WORD = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]|([^\s\"“”„«»]+)")


_BEST = (
    "SELECT a.id FROM articles_fts JOIN articles AS a ON a.id = articles_fts.rowid "
    "WHERE articles_fts MATCH ? AND {where} ORDER BY rank LIMIT ? OFFSET ?"
)
# The unary + keeps SQLite from looking up each of fifty thousand hits: it walks the index by date instead, and stops
# when the page is full (100,000 articles: 6 to 23 ms instead of 90 to 290 ms).
_AMONG = "FROM articles AS a WHERE +a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?) AND {where}"
_NEWEST = f"SELECT a.id {_AMONG} ORDER BY a.published_at DESC, a.id DESC LIMIT ? OFFSET ?"


class SearchError(DatelineError):
    """The words cannot be searched for."""


class Order(StrEnum):
    """In which order hits come."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that answers.

    Attributes:
        id: In ``articles``.
        title: In pieces, the words that answer marked.
        snippet: Of lead and text, in pieces.
        published_at: With Vietnam's offset, or a day, or None.
        duplicate_of: The article it copies, or None.
    """

    id: int
    url: str
    source: str | None
    language: str | None
    published_at: str | None
    duplicate_of: int | None
    title: Pieces
    snippet: Pieces


def search(  # noqa: PLR0913 - facts by keyword
    corpus: Corpus,
    words: str,
    selection: Selection = EVERYTHING,
    *,
    order: Order = Order.RELEVANCE,
    limit: int = 20,
    offset: int = 0,
) -> list[Hit]:
    """Find the articles that hold all of the words.

    Args:
        corpus: Where to look.
        words: As typed; ``"…"`` keeps a phrase together, and so does a hyphen or an apostrophe inside a word.
        selection: Only among these.
        order: Best first, or newest first (undated last).
        limit: At most so many.
        offset: How many to leave out first: those of earlier pages.

    Raises:
        SearchError: There is no word to look for, or far too many.
    """
    where, values = conditions(selection)
    sql = _BEST if order is Order.RELEVANCE else _NEWEST
    # Ids only: sorting whole articles would move every hit's text.
    ids = corpus.conn.execute(sql.format(where=where), (expression(words), *values, limit, offset)).fetchall()
    return hits(corpus, ids, [tuple(map(plain, term)) for term in _terms(words)])


def browse(corpus: Corpus, selection: Selection = EVERYTHING, *, limit: int = 20, offset: int = 0) -> list[Hit]:
    """Return articles without asking for words, newest first, undated last; arguments as for :func:`search`."""
    where, values = conditions(selection)
    ids = corpus.conn.execute(
        f"SELECT a.id FROM articles AS a WHERE {where} "  # noqa: S608 - placeholders
        "ORDER BY a.published_at DESC, a.id DESC LIMIT ? OFFSET ?",
        (*values, limit, offset),
    ).fetchall()
    return hits(corpus, ids, [])


def count(corpus: Corpus, words: str | None, selection: Selection = EVERYTHING, *, most: int = 10_000) -> int:
    """Return how many articles answer, or ``most`` where they are more: counting on would cost more than it tells.

    Args:
        corpus: Where to look.
        words: As for :func:`search`; None for :func:`browse`.
        selection: Only among these.
        most: Where to stop.

    Raises:
        SearchError: There is no word to look for, or far too many.
    """
    where, values = conditions(selection)
    if words is None:
        sql = f"SELECT 1 FROM articles AS a WHERE {where} LIMIT ?"  # noqa: S608 - placeholders
    elif selection == EVERYTHING:
        sql = "SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?"
    else:
        sql = f"SELECT 1 {_AMONG.format(where=where)} LIMIT ?"
    asked = [] if words is None else [expression(words)]
    found = corpus.conn.execute(f"SELECT count(*) FROM ({sql})", (*asked, *values, most)).fetchone()  # noqa: S608
    return int(found[0])


def hits(corpus: Corpus, ids: Sequence[sqlite3.Row], asked: Sequence[Term]) -> list[Hit]:
    """Return articles as hits, in the order of their ids.

    Args:
        corpus: Where they are.
        ids: Rows of one column.
        asked: What to mark in them, as :func:`storage.fold.plain` writes it.
    """
    rows = (corpus.conn.execute("SELECT * FROM articles WHERE id = ?", found).fetchone() for found in ids)
    return [_hit(row, asked) for row in rows]


def expression(words: str) -> str:
    """Return typed words as an FTS5 query in which nothing but the words means anything.

    Raises:
        SearchError: There is no word to look for, or far too many.
    """
    terms = _terms(words)
    if not terms:
        raise SearchError(f"nothing to search for in {words!r}: give at least one word")
    if len(terms) > MOST_TERMS:
        raise SearchError(f"too many words to search for ({len(terms)}): give at most {MOST_TERMS}")
    return " ".join(f'"{" ".join(term)}"' for term in terms)


def _terms(words: str) -> list[Term]:
    """Return the phrases of a query, each a row of words that hold no character with a meaning to FTS5."""
    sound = words.encode("utf-8", "replace").decode("utf-8")
    found = (phrase or word for phrase, word in _PHRASE_OR_WORD.findall(sound))
    return [term for each in found if (term := tuple(tokens(spell(each))))]


def _hit(row: sqlite3.Row, asked: Sequence[Term]) -> Hit:
    return Hit(
        id=row["id"],
        url=row["url"],
        source=row["source"],
        language=row["language"],
        published_at=times.with_offset(row["published_at"]),
        duplicate_of=row["duplicate_of"],
        title=marked(row["title"] or "", asked),
        snippet=_snippet(row["lead"], row["text"], asked),
    )


def _snippet(lead: str | None, text: str, asked: Sequence[Term]) -> Pieces:
    """Return an excerpt of lead and text; a lead that opens the text is not shown twice."""
    if lead and not text.startswith(lead):
        text = f"{lead} {text}"
    return excerpt(text, asked)
