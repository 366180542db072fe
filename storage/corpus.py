"""The corpus file: opening it safely, its transactions, and plain words for what can go wrong with it."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from storage import migrations, trouble
from storage.trouble import CorpusError, Reader

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = ["APPLICATION_ID", "BUSY_TIMEOUT", "CACHE_KIB", "Corpus", "CorpusError"]

APPLICATION_ID = 0x444C4E45
"""Marks a SQLite file as a corpus ("DLNE"), so that no other program's database is ever written to."""

BUSY_TIMEOUT = 30.0
"""Seconds to wait for another writer. A page's transaction takes milliseconds and three crawlers at once waited 1.0 s
at worst (measurements 5); an import or a migration may take several seconds."""

CACHE_KIB = 65_536
"""Page cache; near-copy look-ups in a million articles were measured with 64 MB (measurements 4)."""

CHECKPOINT_PAGES = 4096
"""Pages (16 MB) that the write-ahead log takes before they go into the file, four times SQLite's own: a crawl writes
some 100 kB a page, 250 where it comes alone, and waits for the disk twice at each checkpoint; a page written twice in
between goes over once."""

_MAGIC = b"SQLite format 3\x00"
_WAL_PAUSE = 0.02  # seconds between attempts to switch to WAL, which SQLite refuses at once instead of waiting


class Corpus:
    """An open corpus file.

    Use it as a context manager; trouble with the file that shows later than at opening (a full disk, a lock, a
    damaged page) then also leaves as a :class:`CorpusError`.

    Attributes:
        path: The file.
        conn: The connection: no implicit transactions, rows as :class:`sqlite3.Row`. For one thread.
        read_only: Whether the file was opened for reading only.
    """

    def __init__(self, path: Path, conn: sqlite3.Connection, *, read_only: bool) -> None:
        self.path = path
        self.conn = conn
        self.read_only = read_only
        self._db: Database | None = None

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        create: bool = True,
        read_only: bool = False,
        busy_timeout: float = BUSY_TIMEOUT,
    ) -> Self:
        """Open a corpus file, bringing an older one up to date.

        Args:
            path: The file. One that is missing or empty becomes a new corpus.
            create: Whether a missing file may be made.
            read_only: Open for reading only: nothing is created or migrated.
            busy_timeout: Seconds to wait for other writers, now and in every transaction.

        Raises:
            CorpusError: The file cannot serve as a corpus. It is then as it was.
        """
        path = Path(path)
        try:
            _check_place(path, create=create and not read_only)
        except OSError as error:  # a folder that may not be entered, a name too long
            raise CorpusError(f"{path!s:.200} cannot be reached: {error.strerror}") from error
        with trouble.plain_words(path):
            conn = _connect(path, read_only=read_only, busy_timeout=busy_timeout)
            corpus = cls(path, conn, read_only=read_only)
            try:
                corpus._prepare(busy_timeout)
            except BaseException:
                conn.close()
                raise
        return corpus

    def _prepare(self, busy_timeout: float) -> None:
        present, known = self._schema(), migrations.SCHEMA
        if not self.read_only:
            if present < known:
                self._migrate()
            _use_wal(self.conn, busy_timeout)
        elif present == 0:
            raise CorpusError(f"{self.path} is empty: let `dateline crawl` fill it first")
        elif present < known:
            raise CorpusError(
                f"{self.path} was written by an older dateline (schema {present}, this one knows {known}): "
                f"what writes to it brings it up to date, such as `dateline import jsonl /dev/null --db {self.path}`"
            )
        self._check_whole()

    def _check_whole(self) -> None:
        """Refuse a file that somebody has taken something from.

        Raises:
            CorpusError: It lacks a table, a column, an index or a trigger.
        """
        missing = migrations.lacking(self.conn)
        if missing:
            more = f" and {len(missing) - 1} more" if missing[1:] else ""
            raise CorpusError(
                f"{self.path} is damaged or was changed by another program (no {missing[0]}{more}): restore a copy"
            )

    def _schema(self) -> int:
        """Return the file's schema number, 0 for a new file.

        Raises:
            CorpusError: The file is another program's, or a newer dateline's.
        """
        application, present, tables = self.conn.execute(
            "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master) "
            "FROM pragma_application_id, pragma_user_version"
        ).fetchone()
        new = not (application or present or tables)
        if application != APPLICATION_ID and not new:
            raise CorpusError(f"{self.path} is a SQLite database but not a dateline corpus: name another file")
        if present > migrations.SCHEMA:
            raise CorpusError(
                f"{self.path} was written by a newer dateline (schema {present}, "
                f"this one knows {migrations.SCHEMA}): upgrade dateline"
            )
        return int(present)

    def _migrate(self) -> None:
        with self.transaction():
            self._schema()  # again: another process may have come first while this one waited for the lock
            migrations.apply(self.db)
            self.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    @property
    def db(self) -> "Database":
        """The same connection as a sqlite-utils Database, for schema work and tools; imported on first use."""
        if self._db is None:
            from sqlite_utils import Database  # noqa: PLC0415

            self._db = Database(self.conn, execute_plugins=False)
        return self._db

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do everything in the block or nothing of it.

        Takes the write lock at once (BEGIN IMMEDIATE), so that a reader never has to become a writer half-way, which
        SQLite may refuse. Inside an open transaction it joins that one: the outermost block commits.

        Raises:
            CorpusError: The file stays locked, or cannot be written.
        """
        if self.conn.in_transaction:
            yield
            return
        with trouble.plain_words(self.path):
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.conn.execute("COMMIT")
            except BaseException as error:
                self.conn.rollback()  # does nothing after an error that has rolled back already, such as a full disk
                self._blame(error)
                raise

    def _blame(self, error: BaseException | None) -> None:
        """Say so where an error came of a table that somebody dropped while the file was open."""
        if isinstance(error, sqlite3.OperationalError) and str(error).startswith("no such"):
            try:
                self._check_whole()
            except CorpusError as reason:
                raise reason from error

    def close(self) -> None:
        """Close the file; an open transaction is undone."""
        self.conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._blame(error)
        finally:
            self.close()
        if isinstance(error, sqlite3.Error):
            with trouble.plain_words(self.path):
                raise error


def _check_place(path: Path, *, create: bool) -> None:
    """Refuse what can be seen from outside to be no corpus, before SQLite touches it."""
    if "\0" in str(path):
        raise CorpusError(f"{str(path)!r} is no file name: it holds a NUL character")
    if path.is_dir():
        raise CorpusError(f"{path} is a folder: name a file in it, such as {path / 'corpus.db'}")
    if not path.parent.is_dir():
        raise CorpusError(f"{path}: there is no folder {path.parent}: make it first")
    if not path.exists():
        if not create:
            raise CorpusError(f"{path} does not exist: check the name, or let `dateline crawl` make it")
        return
    if not path.is_file():
        raise CorpusError(f"{path} is not a regular file: name another")
    if not os.access(path, os.R_OK):
        raise CorpusError(f"{path} cannot be read: change its permissions, or name another file")
    with path.open("rb") as file:
        head = file.read(len(_MAGIC))
    if head and head != _MAGIC:
        raise CorpusError(f"{path} is not a SQLite database: name another file")


def _connect(path: Path, *, read_only: bool, busy_timeout: float) -> sqlite3.Connection:
    if not read_only and path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        # SQLite would open it silently for reading, and fail at the first write.
        raise CorpusError(f"{path} {trouble.REMEDIES[sqlite3.SQLITE_READONLY]}")
    mode = "ro" if read_only else "rwc"
    if read_only and _untouchable(path):
        mode += "&immutable=1"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    factory = Reader if read_only else sqlite3.Connection
    conn = sqlite3.connect(uri, uri=True, timeout=busy_timeout, isolation_level=None, factory=factory)
    if isinstance(conn, Reader):
        conn.path = path
    conn.row_factory = sqlite3.Row
    conn.execute("PRAGMA synchronous = NORMAL")  # with WAL a power cut may lose the last pages, never the file
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute("PRAGMA recursive_triggers = ON")  # else REPLACE would leave the replaced row in the search index
    conn.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    conn.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    return conn


def _untouchable(path: Path) -> bool:
    """Whether nobody can be writing: a WAL file in a folder without write access opens only as immutable."""
    return not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()


def _use_wal(conn: sqlite3.Connection, patience: float) -> None:
    """Switch to write-ahead logging, where readers and a writer do not wait for each other; the file remembers."""
    deadline = time.monotonic() + patience
    while conn.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            conn.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_WAL_PAUSE)
