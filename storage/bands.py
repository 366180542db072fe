"""Who has a key? A large table in the order of the keys, a small one, and rows of what has just arrived.

An article has 24 keys, and they fall anywhere. Written straight into a large table, each of them rewrites a page of
the file, 96 kB for 400 words; at a million articles that costs more than everything else together. So an article's
keys arrive in a row of their own (:mod:`storage.arrivals`), go to ``bands`` by the thousand articles, a table small
enough to stay in memory, and from there to ``settled_bands`` by ranges, many to a page. The price is that a look-up
asks all three, of the tables only for keys that somebody may have (:mod:`storage.sieves`).
"""

import sqlite3
from collections.abc import Collection, Iterable
from functools import cache

from storage import arrivals, sieves
from storage.arrivals import POSTINGS
from storage.sieves import RANGES

__all__ = ["ARRIVED", "POSTINGS", "RANGES", "STEP", "add", "holders", "move", "remove", "settle"]

ARRIVED = 2_048
"""Articles whose keys wait in rows: 7 MB of memory, and less than 20 ms to read for a process that begins. When they
move on, every page of ``bands`` takes some of their keys, 2,800 pages at the most: one or two for each article."""
STEP = 512
"""Articles between two moves of a range, each a pause of some 50 ms at a million articles. Up to RANGES x STEP
articles wait in ``bands``, 11 MB of the page cache."""

_TABLES = ("bands", "settled_bands")
# The newest holders of each key that has any. One statement for all keys of an article: one for each takes five times
# as long. Each key's come as one string, because a list that ends needs no second search for where it does, and
# SQLite joins faster. Many keys are nobody's, sieves notwithstanding: asking so first, and giving the keys as they
# are, not as JSON, halves the time.
_ANYBODY = "EXISTS (SELECT 1 FROM {table} AS held WHERE held.key = keys.value AND held.article_id IS NOT ?1)"
_NEWEST = """(
    SELECT group_concat(article_id) FROM (
        SELECT article_id FROM {table} AS held WHERE held.key = keys.value AND held.article_id IS NOT ?1
        ORDER BY article_id DESC LIMIT {postings}
    )
)"""


def add(conn: sqlite3.Connection, article_id: int, keys: Iterable[int]) -> None:
    """Make an article findable by its keys, and now and then settle a part of those that have arrived.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        keys: Its keys, as :mod:`storage.signatures` makes them.
    """
    given = tuple(keys)
    if given and arrivals.add(conn, article_id, given) >= ARRIVED:
        move(conn)
    turn, rest = divmod(article_id, STEP)
    if rest == 0:
        settle(conn, turn % RANGES)


def move(conn: sqlite3.Connection) -> None:
    """Move the keys that have arrived into the small table, in order.

    Args:
        conn: A connection inside a transaction.
    """
    arrived = list(arrivals.moved(conn))
    # OR IGNORE: the keys of a text that was edited by hand in the file could not be taken out with it
    conn.executemany("INSERT OR IGNORE INTO bands (key, article_id) VALUES (?, ?)", arrived)
    sieves.add(conn, "bands", (key for key, _ in arrived))


def settle(conn: sqlite3.Connection, part: int) -> None:
    """Move one range of the keys that have arrived into the large table, in order.

    Args:
        conn: A connection inside a transaction.
        part: Which range, 0 to ``RANGES - 1``.
    """
    span = sieves.span(part)
    conn.execute(
        "INSERT OR IGNORE INTO settled_bands SELECT key, article_id FROM bands WHERE key >= ? AND key < ? "
        "ORDER BY key, article_id",
        span,
    )
    gone = conn.execute("DELETE FROM bands WHERE key >= ? AND key < ? RETURNING key", span).fetchall()
    sieves.add(conn, "settled_bands", (row[0] for row in gone))
    sieves.clear(conn, "bands", part)


def remove(conn: sqlite3.Connection, article_id: int, keys: Collection[int]) -> None:
    """Make an article not findable by these keys any more.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        keys: All that it was added by: the tables are sorted by key, and an article's own cannot be looked up.
    """
    pairs = [(key, article_id) for key in keys]
    arrivals.remove(conn, article_id, keys)
    for table in _TABLES:
        conn.executemany(f"DELETE FROM {table} WHERE key = ? AND article_id = ?", pairs)  # noqa: S608 - our own names


def holders(conn: sqlite3.Connection, keys: Collection[int], but: int | None = None) -> list[list[int]]:
    """Return the newest articles that have a key, :data:`POSTINGS` at the most, for each key that anybody has.

    Args:
        conn: The corpus' connection.
        keys: Each once.
        but: An article that does not count: who asks about itself has all of its keys.
    """
    if not keys:
        return []
    arrived = arrivals.holders(conn, keys).items()
    found = {key: sorted({*ids} - {but}, reverse=True)[:POSTINGS] for key, ids in arrived}
    asked = sieves.possible(conn, keys)
    for key, moved, settled in conn.execute(_holders_of(len(asked)), (but, *asked)) if asked else ():
        found[key] = _newest(found.get(key), _ids(moved), _ids(settled))
    return [each for each in found.values() if each]


@cache
def _holders_of(count: int) -> str:
    """Return the statement that asks for the holders of so many keys."""
    given = ", ".join(f"(?{number})" for number in range(2, count + 2))
    newest = ", ".join(_NEWEST.format(table=table, postings=POSTINGS) for table in _TABLES)
    anybody = " OR ".join(_ANYBODY.format(table=table) for table in _TABLES)
    return f"WITH keys (value) AS (VALUES {given}) SELECT value, {newest} FROM keys WHERE {anybody}"  # noqa: S608 - our names


def _ids(joined: str | None) -> list[int] | None:
    return list(map(int, joined.split(","))) if joined else None


def _newest(*lists: list[int] | None) -> list[int]:
    """Return the newest of all; most keys have one list, which is in order."""
    given = [each for each in lists if each]
    if len(given) == 1:
        return given[0]
    return sorted(set().union(*given), reverse=True)[:POSTINGS]  # one that was moved and came again is in two
