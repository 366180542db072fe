"""What every part of a merge is told, and rows carried from one file into another whatever their columns are."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from storage.clusters import NO_SOURCES
from storage.corpus import Corpus

BATCH = 50
"""Rows of one transaction. An article with its page, pictures and index entries takes some milliseconds, so another
writer waits for tenths of a second; a larger batch saves nothing that can be measured."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """A merge of one corpus into another.

    Attributes:
        into: The corpus that takes in.
        other: The corpus that is taken in: open for reading only.
        key: Gives an address' canonical key; must bear what is no address.
        agency_sources: Names of the sources that are the agency's own.
        dictionaries: Ids of the dictionaries carried so far, other file's to this one's: a handful a source.
    """

    into: Corpus
    other: Corpus
    key: Callable[[str], str]
    agency_sources: AbstractSet[str] = NO_SOURCES
    dictionaries: dict[int, int] = field(default_factory=dict)


def batches(conn: sqlite3.Connection, sql: str, values: tuple[Any, ...] = ()) -> Iterator[list[sqlite3.Row]]:
    """Yield the rows of a query, :data:`BATCH` at a time, so that no more of them is ever in memory."""
    cursor = conn.execute(sql, values)
    while found := cursor.fetchmany(BATCH):
        yield found


def values(row: sqlite3.Row, **changes: Any) -> Row:
    """Return a row's columns without its id, which means nothing in another file, some of them changed."""
    return {name: row[name] for name in row.keys() if name != "id"} | changes  # noqa: SIM118 - a Row iterates values


def insert(conn: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> int:
    """Insert a row and return its id.

    Raises:
        sqlite3.IntegrityError: One of the same key is there.
    """
    return _insert(conn, "INSERT", table, row).lastrowid or 0


def insert_missing(conn: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    """Insert a row, unless one of the same key is there."""
    _insert(conn, "INSERT OR IGNORE", table, row)


def _insert(conn: sqlite3.Connection, verb: str, table: str, row: Mapping[str, Any]) -> sqlite3.Cursor:
    columns = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    return conn.execute(f'{verb} INTO "{table}" ({columns}) VALUES ({marks})', tuple(row.values()))


def update(conn: sqlite3.Connection, table: str, row_id: int, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Write the columns of a row that have another value now; return whether there were any."""
    changes = {name: value for name, value in new.items() if value != old[name]}
    if changes:
        columns = ", ".join(f'"{name}" = ?' for name in changes)
        sql = f'UPDATE "{table}" SET {columns} WHERE id = ?'  # noqa: S608 - our own names
        conn.execute(sql, (*changes.values(), row_id))
    return bool(changes)
