"""The keys of the articles that came last: one row for each in the file, looked up in memory.

Keys fall anywhere in a table that is sorted by them, so each writes a page of it; in a row of their own they write
one together. A process knows the rows by heart, some thousands, and reads before each use what others have added.
"""

import os
import sqlite3
import struct
import threading
from collections.abc import Iterable, Iterator

POSTINGS = 16
"""Newest other articles named for a key: a phrase that is in more is everybody's and identifies nobody."""

_ROWS = "SELECT id, nonce, article_id, keys FROM arrived_keys WHERE id >= ? ORDER BY id"


class _Known(threading.local):
    """What this thread knows of the rows of the corpus that it asked last.

    Whether these are its rows is told by the last of them: the random number in it says that it is the very row that
    was read, and with it stand those before. A row that was undone, or moved on by another process, is not there; and
    who empties a row gives the last one another number.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Know nothing."""
        self.last: tuple[int, int] = (0, 0)
        self.by_key: dict[int, tuple[int, ...]] = {}
        self.rows: dict[int, int] = {}

    def learn(self, conn: sqlite3.Connection) -> None:
        """Read what was added, or everything where it is not what it was."""
        rows = conn.execute(_ROWS, (self.last[0],)).fetchall()
        if rows and tuple(rows[0])[:2] == self.last:
            del rows[0]
        else:
            self.forget()
            rows = conn.execute(_ROWS, (0,)).fetchall()
        for row_id, nonce, article_id, packed in rows:
            self.last = row_id, nonce
            self.rows[article_id] = row_id
            for key in unpacked(packed):
                self.by_key[key] = (article_id, *self.by_key.get(key, ())[:POSTINGS])


_known = _Known()


def add(conn: sqlite3.Connection, article_id: int, keys: Iterable[int]) -> int:
    """Note the keys of an article; return how many rows there may be now.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        keys: Signed 32-bit integers.
    """
    given = tuple(keys)
    statement = "INSERT INTO arrived_keys (nonce, article_id, keys) VALUES (?, ?, ?)"
    return conn.execute(statement, (_nonce(), article_id, struct.pack(f"<{len(given)}i", *given))).lastrowid or 0


def _nonce() -> int:
    return int.from_bytes(os.urandom(8), "little", signed=True)


def unpacked(packed: bytes) -> tuple[int, ...]:
    """Return the keys of a row."""
    return struct.unpack(f"<{len(packed) // 4}i", packed)


def holders(conn: sqlite3.Connection, keys: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return the newest articles that have arrived with each of these keys, for each that any has.

    One more than :data:`POSTINGS` at the most: who asks about itself is among them.
    """
    _known.learn(conn)
    by_key = _known.by_key
    return {key: by_key[key] for key in keys if key in by_key}


def remove(conn: sqlite3.Connection, article_id: int, keys: Iterable[int]) -> None:
    """Forget the keys of an article.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        keys: Those it was added by.
    """
    _known.learn(conn)
    row_id = _known.rows.get(article_id)
    if row_id is None:
        return
    conn.execute("UPDATE arrived_keys SET keys = x'' WHERE id = ?", (row_id,))  # the row stands for those before it
    # Who knew the rows as they were reads them anew; so do we, if this is undone
    _known.last = _known.last[0], _nonce()
    conn.execute("UPDATE arrived_keys SET nonce = ? WHERE id = ?", _known.last[::-1])
    for key in keys:
        rest = tuple(held for held in _known.by_key.pop(key, ()) if held != article_id)
        if rest:
            _known.by_key[key] = rest


def moved(conn: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """Take all rows out, and yield key and article of each, in this order; of a key the newest ones.

    Args:
        conn: A connection inside a transaction.
    """
    _known.learn(conn)
    conn.execute("DELETE FROM arrived_keys")
    by_key = _known.by_key
    _known.forget()
    for key in sorted(by_key):
        for article_id in sorted(by_key[key]):
            yield key, article_id
