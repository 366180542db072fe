"""Articles on the same subject: those that share an article's telling words, in whatever wording.

Copies are found by their wording (:mod:`storage.copies`); this is for reading on. A word tells when it is frequent in
the article and rare in the corpus (tf-idf); the search index already knows how rare.
"""

import math
import sqlite3
from collections import Counter
from dataclasses import dataclass

from storage.corpus import Corpus
from storage.excerpt import tokens
from storage.fold import plain, spell
from storage.search import Hit, hits

TELLING = 12
"""Words that stand for an article: a headline's worth. More of them only repeat the subject."""
LOOKED_UP = 60
"""An article's most frequent words, among which the telling ones are: what is said once does not make its subject."""
SHORTEST = 3
"""Letters of a word that may tell; a Chinese or Japanese character is a word of its own and always may."""
COMMON = 0.1
"""Share of all articles from which a word tells nothing, and costs most to look for."""
MOST = 30


@dataclass(frozen=True, slots=True)
class Seed:
    """A seed, and how many articles repeat it."""

    row: sqlite3.Row
    copies: int


@dataclass(frozen=True, slots=True)
class Alike:
    """What is near an article.

    Attributes:
        row: The article.
        words: What tells it, most telling first, as the index spells them.
        hits: Articles that hold some of them, best first; none of its own cluster.
    """

    row: sqlite3.Row
    words: list[str]
    hits: list[Hit]


def read(corpus: Corpus, article_id: int) -> Alike | None:
    """Find what is near an article by its subject, None when there is no article of that id."""
    row = corpus.conn.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return None
    words = telling(corpus.conn, " ".join(filter(None, (row["title"], row["lead"], row["text"]))))
    if not words:
        return Alike(row, [], [])
    root = row["duplicate_of"] or row["id"]
    found = corpus.conn.execute(
        "SELECT a.id FROM articles_fts JOIN articles AS a ON a.id = articles_fts.rowid "
        "WHERE articles_fts MATCH ? AND coalesce(a.duplicate_of, a.id) <> ? ORDER BY rank LIMIT ?",
        (" OR ".join(f'"{word}"' for word in words), root, MOST),
    ).fetchall()
    return Alike(row, words, hits(corpus, found, [(word,) for word in words]))


def telling(conn: sqlite3.Connection, text: str) -> list[str]:
    """Return the words of a text that are frequent in it and rare in the corpus, most telling first.

    Args:
        conn: The corpus' connection; a table of its temporary space lists the words of the search index.
        text: Any text.
    """
    conn.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab (main, articles_fts, row)")
    counts = Counter(filter(_may_tell, map(plain, tokens(spell(text)))))
    total = conn.execute("SELECT max(id) FROM articles").fetchone()[0] or 1
    weights: dict[str, float] = {}
    for word, count in counts.most_common(LOOKED_UP):
        held = conn.execute("SELECT doc FROM temp.words WHERE term = ?", (word,)).fetchone()
        if held is not None and 1 < held[0] <= max(2, COMMON * total):
            weights[word] = count * math.log(1 + total / held[0])
    return sorted(weights, key=lambda word: (-weights[word], word))[:TELLING]


def _may_tell(word: str) -> bool:
    return (len(word) >= SHORTEST or ord(word[0]) > 0x2E7F) and not word.isdecimal()


def seeds(conn: sqlite3.Connection) -> list[Seed]:
    """Return the documents the corpus began with, in their order."""
    rows = conn.execute("SELECT id, title, url, language FROM articles WHERE origin = 'seed' ORDER BY id").fetchall()
    count = "SELECT count(*) FROM articles WHERE duplicate_of = ?"
    return [Seed(row, conn.execute(count, (row["id"],)).fetchone()[0]) for row in rows]
