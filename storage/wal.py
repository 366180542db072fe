"""The write-ahead log beside a corpus: kept from growing where somebody always reads.

SQLite begins the log anew once all of it is in the file and nobody reads from it any more. Where one reader always
begins before another ends (a reading room with visitors), that moment never comes by itself; and after an export of
hours the log stays as large as it became. See "Avoiding Excessively Large WAL Files" in SQLite's own documentation.
"""

from storage import trouble
from storage.corpus import Corpus

LARGE = 256 * 1024**2
"""Bytes: many times what the log of a crawl has, and of no weight on a disk."""
PATIENCE = 1.0
"""Seconds to wait for those who read: a page of the reading room takes milliseconds."""


def size(corpus: Corpus) -> int:
    """Return the bytes of the log; 0 where there is none."""
    try:
        return corpus.path.with_name(corpus.path.name + "-wal").stat().st_size
    except FileNotFoundError:
        return 0


def shrink(corpus: Corpus) -> int:
    """Bring a log that has grown :data:`LARGE` into the file, and empty it.

    Args:
        corpus: Open for writing, in no transaction.

    Returns:
        The bytes that are left; as many as before where somebody reads for longer than :data:`PATIENCE`.
    """
    if (before := size(corpus)) < LARGE:
        return before
    (patience,) = corpus.conn.execute("PRAGMA busy_timeout").fetchone()
    with trouble.plain_words(corpus.path):
        try:
            corpus.conn.execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")
            corpus.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            corpus.conn.execute(f"PRAGMA busy_timeout = {patience}")
    return size(corpus)
