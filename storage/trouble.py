"""What SQLite says of a file, in one line that names the file and what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from storage.records import DatelineError

REMEDIES = {
    sqlite3.SQLITE_BUSY: "is locked by another program: wait for it or stop it, then try again",
    sqlite3.SQLITE_READONLY: "cannot be written: make the file and its folder writable, or name another file",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: check that the file and its folder may be read and written",
    sqlite3.SQLITE_NOTADB: "is not a SQLite database: name another file",
    sqlite3.SQLITE_CORRUPT: "is damaged: restore a copy, or save what can be read with `sqlite3 FILE .recover`",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports an error",
}
"""What to do, by SQLite's primary error code."""


class CorpusError(DatelineError):
    """The corpus file cannot be used; the message names the file and what to do."""


@contextmanager
def plain_words(path: Path) -> Iterator[None]:
    """Say in one line what SQLite says of the file; errors in our own SQL pass as they are."""
    try:
        yield
    except sqlite3.Error as error:
        remedy = REMEDIES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if remedy is None:
            raise
        raise CorpusError(f"{path} {remedy}") from error


class Reader(sqlite3.Connection):
    """A connection for reading that names its own file in every error.

    A merge reads one file within the transaction of another, which would take all that SQLite says for its own.

    Attributes:
        path: The file.
    """

    path: Path

    def cursor(self, factory: Any = None) -> Any:
        """Return a cursor that names the file."""
        return super().cursor(factory or _Cursor)

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        """Execute on such a cursor; the inherited method takes one of its own."""
        return self.cursor().execute(sql, parameters)


class _Cursor(sqlite3.Cursor):
    connection: Reader

    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        with plain_words(self.connection.path):
            return super().execute(sql, parameters)

    def fetchone(self) -> Any:
        with plain_words(self.connection.path):
            return super().fetchone()

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        with plain_words(self.connection.path):
            return super().fetchmany(size)

    def fetchall(self) -> list[Any]:
        with plain_words(self.connection.path):
            return super().fetchall()

    def __next__(self) -> Any:
        with plain_words(self.connection.path):
            return super().__next__()
