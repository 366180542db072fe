"""Which keys can nobody have? Bits in memory that spare most questions to the tables of keys.

Most keys of a new text are nobody's, and each would be looked for in two tables, one of them far larger than the page
cache. So each range of a table has a sieve: a bit for every so many keys, set where the table has one of them. What
has no bit is not in the table, for sure; for what has one the table is asked.

Sieves lie in the file, packed, since to read a large table takes seconds. A sieve is never changed but replaced by
another, under a new random id, and row 0 of ``sieves`` lists the ids that hold. So what a process remembers by its id
is true for ever, whoever has replaced it or undone that since, and whichever corpus it is of.
"""

import os
import sqlite3
import struct
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

import zstandard

LOWEST = -(1 << 31)
"""The smallest key: they are signed 32-bit integers."""
RANGES = 64
"""Parts of the keys' space; each has a sieve for either table."""
_SPAN = 26
"""Bits that tell a key from others of its range: 32 less those of the range's number."""
_WIDTHS = {"bands": 18, "settled_bands": 21}
"""Bits of a sieve, as a power of two. Of the keys that nobody has one in twenty passes when 32,768 articles wait in
``bands`` (2 MB for all ranges), one in six when a million are settled (17 MB, however many there are)."""
_MOST = (len(_WIDTHS) + 1) * RANGES
"""Sieves that are remembered: those of a corpus, and half as many that were replaced. Then it begins anew."""
_LEVEL = 1
"""zstd's level: bits at random get no smaller by more work."""

_NOBODY, _UNKNOWN = 0, 1
"""Instead of an id: nobody has a key of the range; or its sieve is yet to be made."""
_LIST = struct.Struct(f"<{len(_WIDTHS) * RANGES}Q")
_FIRST = {table: number * RANGES for number, table in enumerate(_WIDTHS)}
_ASKED = [(_FIRST[table], _SPAN - width) for table, width in _WIDTHS.items()]
_held: dict[int, bytes] = {}


def span(part: int) -> tuple[int, int]:
    """Return the smallest key of a range, and the smallest of the next."""
    return LOWEST + (part << _SPAN), LOWEST + (part + 1 << _SPAN)


def possible(conn: sqlite3.Connection, keys: Iterable[int]) -> list[int]:
    """Return those keys that somebody may have, in the same order.

    Args:
        conn: The corpus' connection.
        keys: Signed 32-bit integers.
    """
    ids = _ids(conn)
    return [key for key in keys if _may_be_held(conn, ids, key - LOWEST)]


def _may_be_held(conn: sqlite3.Connection, ids: tuple[int, ...], number: int) -> bool:
    """Ask the sieves of both tables; keys are numbered from 0."""
    part, place = number >> _SPAN, number & (1 << _SPAN) - 1
    for first, shift in _ASKED:
        sieve = ids[first + part]
        if sieve == _NOBODY:
            continue
        bits = _bits(conn, sieve)
        if bits is None or bits[place >> shift + 3] >> (place >> shift & 7) & 1:
            return True
    return False


def add(conn: sqlite3.Connection, table: str, keys: Iterable[int]) -> None:
    """Let keys pass that a table has from now on.

    Args:
        conn: A connection inside a transaction, in which they were written.
        table: "bands" or "settled_bands".
        keys: Signed 32-bit integers.
    """
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for key in keys:
        parts[key - LOWEST >> _SPAN].append(key)
    ids, first = _ids(conn), _FIRST[table]
    made = {part: _with(conn, table, part, ids[first + part], more) for part, more in parts.items()}
    _replace(conn, table, ids, made)


def clear(conn: sqlite3.Connection, table: str, part: int) -> None:
    """Note that a table has no keys of a range any more.

    Args:
        conn: A connection inside a transaction.
        table: "bands" or "settled_bands".
        part: The range, 0 to ``RANGES - 1``.
    """
    _replace(conn, table, _ids(conn), {part: None})


def _with(conn: sqlite3.Connection, table: str, part: int, sieve: int, keys: Iterable[int]) -> bytes:
    """Return a range's sieve with more keys; one that is yet to be made, with all that the table has."""
    width = _WIDTHS[table]
    empty = bytes((1 << width) // 8)
    known = empty if sieve == _NOBODY else _bits(conn, sieve)
    if known is None:
        rows = conn.execute(f"SELECT key FROM {table} WHERE key >= ? AND key < ?", span(part))  # noqa: S608 - our names
        known, keys = empty, (row[0] for row in rows)
    return _marked(known, keys, width)


def _marked(known: bytes, keys: Iterable[int], width: int) -> bytes:
    bits, shift = bytearray(known), _SPAN - width
    for key in keys:
        place = (key - LOWEST & (1 << _SPAN) - 1) >> shift
        bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def _replace(conn: sqlite3.Connection, table: str, ids: tuple[int, ...], sieves: Mapping[int, bytes | None]) -> None:
    """Write sieves, by range, in place of those that hold; None where nobody has a key."""
    holding = list(ids)
    for part, bits in sieves.items():
        at = _FIRST[table] + part
        conn.execute("DELETE FROM sieves WHERE id = ? AND id > ?", (ids[at], _UNKNOWN))
        _held.pop(ids[at], None)
        holding[at] = _NOBODY if bits is None else _write(conn, bits)
    conn.execute("INSERT OR REPLACE INTO sieves (id, body) VALUES (0, ?)", (_LIST.pack(*holding),))


def _write(conn: sqlite3.Connection, bits: bytes) -> int:
    """Write a sieve; return its id."""
    sieve = max(_UNKNOWN + 1, int.from_bytes(os.urandom(8), "little") >> 1)
    packed = zstandard.ZstdCompressor(_LEVEL).compress(bits)
    conn.execute("INSERT INTO sieves (id, body) VALUES (?, ?)", (sieve, packed))
    return _remember(sieve, bits)


def _remember(sieve: int, bits: bytes) -> int:
    if len(_held) >= _MOST:
        _held.clear()
    _held[sieve] = bits
    return sieve


def _bits(conn: sqlite3.Connection, sieve: int) -> bytes | None:
    """Return a sieve; None where there is none, or none any more: another process may have replaced it just now."""
    held = _held.get(sieve)
    if held is not None:
        return held
    row = conn.execute("SELECT body FROM sieves WHERE id = ? AND id > ?", (sieve, _UNKNOWN)).fetchone()
    if row is None:
        return None
    bits = zstandard.ZstdDecompressor().decompress(row[0])
    _remember(sieve, bits)
    return bits


def _ids(conn: sqlite3.Connection) -> tuple[int, ...]:
    """Return the ids that hold, by table and range. Without a list, as in a file of before, none is known."""
    row = conn.execute("SELECT body FROM sieves WHERE id = 0").fetchone()
    return _listed(row[0]) if row else (_UNKNOWN,) * (len(_WIDTHS) * RANGES)


@lru_cache(maxsize=4)
def _listed(packed: bytes) -> tuple[int, ...]:
    return _LIST.unpack(packed)
