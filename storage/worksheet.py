"""The worksheet of a re-extraction: what was read so far, in a file of its own beside the corpus.

Reading a large archive takes hours. What it finds is noted here page by page, so that a run that was stopped goes on
where it was, that nothing is kept in memory, and that the whole is known before the first change is written. The
corpus itself is not touched until then.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import zstandard

from storage.records import Article, DatelineError
from storage.reextraction import Difference, Stored

SUFFIX = ".reextract"
LEVEL = 3
"""zstd's level; a draft is read once and thrown away."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS job (scope TEXT NOT NULL, position INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS seen (source TEXT PRIMARY KEY, pages INTEGER NOT NULL, failed INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS failures (page_id INTEGER PRIMARY KEY, why TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS drafts (
    page_id INTEGER PRIMARY KEY,
    article_id INTEGER,
    source TEXT NOT NULL,
    difference TEXT NOT NULL,
    held INTEGER NOT NULL,
    written INTEGER NOT NULL DEFAULT 0,
    article BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS drafts_source ON drafts (source);
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A page whose new reading differs from what is stored of it.

    Attributes:
        stored: The page; without an article it gave none so far.
        difference: What would change.
        article: The new reading.
    """

    stored: Stored
    difference: Difference
    article: Article


class Worksheet:
    """An open worksheet; use it as a context manager.

    Args:
        corpus: The corpus file.
        scope: What is being read, by which rules: a worksheet of another scope is begun anew.

    Raises:
        DatelineError: Another process has it open, or the folder cannot be written.
    """

    def __init__(self, corpus: Path, scope: str) -> None:
        self.path = corpus.with_name(corpus.name + SUFFIX)
        try:
            self.conn = self._open()
            self._begin(scope)
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
            remedy = "is in use: another `dateline reextract` is running" if busy else f"cannot be written ({error})"
            raise DatelineError(f"{self.path} {remedy}") from None

    def _open(self) -> sqlite3.Connection:
        conn = sqlite3.connect(self.path, timeout=0, isolation_level=None)
        conn.row_factory = sqlite3.Row
        conn.execute("PRAGMA locking_mode = EXCLUSIVE")
        conn.execute("PRAGMA synchronous = OFF")  # a power cut costs the worksheet, which can be made again
        return conn

    def _begin(self, scope: str) -> None:
        self.conn.execute("BEGIN EXCLUSIVE")
        for statement in _SCHEMA.split(";\n"):
            self.conn.execute(statement)
        job = self.conn.execute("SELECT scope FROM job").fetchone()
        self.resumed = job is not None and job["scope"] == scope
        if not self.resumed:
            for table in ("job", "seen", "failures", "drafts"):
                self.conn.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
            self.conn.execute("INSERT INTO job (scope) VALUES (?)", (scope,))
        self.conn.execute("COMMIT")

    @property
    def position(self) -> int:
        """The id of the last page that was read."""
        return int(self.conn.execute("SELECT position FROM job").fetchone()[0])

    @property
    def pages(self) -> int:
        """How many pages were read or tried."""
        return int(self.conn.execute("SELECT coalesce(sum(pages), 0) FROM seen").fetchone()[0])

    def note(
        self, read: Iterable[Stored], failed: Mapping[Stored, str], drafts: Iterable[Draft], position: int
    ) -> None:
        """Note what came of the next pages, all of it or nothing.

        Args:
            read: All of them.
            failed: Those among them that could not be read, with the reason.
            drafts: Those whose reading differs.
            position: The id of the last one.
        """
        self.conn.execute("BEGIN")
        for pages, broken in ((read, 0), (failed, 1)):
            self.conn.executemany(
                "INSERT INTO seen (source, pages, failed) VALUES (?, ?, ?) ON CONFLICT (source) DO UPDATE SET "
                "pages = pages + excluded.pages, failed = failed + excluded.failed",
                [(each.source or "", 1 - broken, broken) for each in pages],
            )
        self.conn.executemany(
            "INSERT OR REPLACE INTO failures (page_id, why) VALUES (?, ?)",
            [(each.page_id, why) for each, why in failed.items()],
        )
        self.conn.executemany(
            "INSERT OR REPLACE INTO drafts (page_id, article_id, source, difference, held, article) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            map(_row, drafts),
        )
        self.conn.execute("UPDATE job SET position = ?", (position,))
        self.conn.execute("COMMIT")

    def sources(self) -> list[tuple[str, int, int]]:
        """Return the sources seen, each with its pages and those of them that could not be read."""
        rows = self.conn.execute("SELECT source, pages, failed FROM seen ORDER BY source")
        return [(row["source"], row["pages"], row["failed"]) for row in rows]

    def failures(self) -> list[tuple[int, str]]:
        """Return the pages that could not be read, each with the reason."""
        return [tuple(row) for row in self.conn.execute("SELECT page_id, why FROM failures ORDER BY page_id")]

    def differences(self, source: str) -> Iterator[Difference]:
        """Yield what would change in the pages of a source."""
        rows = self.conn.execute("SELECT difference FROM drafts WHERE source = ? ORDER BY page_id", (source,))
        return (_difference(row) for row in rows)

    def drafts(self, *, source: str | None = None, held: bool = True) -> Iterator[Draft]:
        """Yield the drafts that are not written yet.

        Args:
            source: Only of this one.
            held: Also those that are held back.
        """
        last = 0
        while True:  # by key, because marking a draft while a cursor runs over it could show it twice
            row = self.conn.execute(
                "SELECT * FROM drafts WHERE page_id > ? AND NOT written AND held <= ? "
                "AND source = coalesce(?, source) ORDER BY page_id LIMIT 1",
                (last, held, source),
            ).fetchone()
            if row is None:
                return
            last = row["page_id"]
            yield _draft(row)

    def mark(self, page_id: int) -> None:
        """Note that a draft has been written into the corpus."""
        self.conn.execute("UPDATE drafts SET written = 1 WHERE page_id = ?", (page_id,))

    def remove(self) -> None:
        """Throw the worksheet away: everything is written."""
        self.conn.close()
        self.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.conn.close()


def _row(draft: Draft) -> tuple[object, ...]:
    article = json.dumps(draft.article.as_dict(), ensure_ascii=True).encode()
    return (
        draft.stored.page_id,
        draft.stored.article_id,
        draft.stored.source or "",
        json.dumps(asdict(draft.difference)),
        draft.difference.held is not None,
        zstandard.ZstdCompressor(level=LEVEL).compress(article),
    )


def _difference(row: sqlite3.Row) -> Difference:
    data = json.loads(row["difference"])
    return Difference(**data | {name: tuple(data[name]) for name in ("gained", "lost", "changed")})


def _draft(row: sqlite3.Row) -> Draft:
    article = json.loads(zstandard.ZstdDecompressor().decompress(row["article"]))
    stored = Stored(row["page_id"], row["article_id"], row["source"] or None)
    return Draft(stored, _difference(row), Article.from_dict(article))
