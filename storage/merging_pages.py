"""Raw pages of another corpus, carried over as they are compressed, with the dictionaries they need."""

import sqlite3

from storage import archive
from storage.merging_job import Job, insert, values


def bring(job: Job, page_id: int | None, article_id: int | None = None) -> int | None:
    """Carry a page over, unless it is there, and return its id there.

    A page is one download: its address, its moment and its bytes. Two crawlers that fetched the same bytes at two
    moments keep both, because the moment says which version of an article is the later one.

    Args:
        job: The merge; a transaction is open.
        page_id: The page, as the other corpus has it; None gives None.
        article_id: Its article in the corpus that is merged into, where known.
    """
    if page_id is None:
        return None
    held = _held(job, page_id) or _insert(job, page_id)
    archive.attach(job.into, held, article_id)
    return held


def bring_loose(job: Job, page_id: int) -> bool:
    """Carry a page of no article over; return whether it was not there."""
    return _held(job, page_id) is None and bool(_insert(job, page_id))


def _insert(job: Job, page_id: int) -> int:
    row = job.other.conn.execute("SELECT * FROM pages WHERE id = ?", (page_id,)).fetchone()
    own = {"article_id": None, "dictionary_id": _dictionary(job, row["dictionary_id"])}
    return insert(job.into.conn, "pages", values(row, **own))


def _held(job: Job, page_id: int) -> int | None:
    """Return a page's id where it is there already; a page is asked for several times, and its body is large."""
    name = job.other.conn.execute("SELECT url, fetched_at, sha256 FROM pages WHERE id = ?", (page_id,)).fetchone()
    row = job.into.conn.execute(
        "SELECT id FROM pages WHERE url = ? AND fetched_at = ? AND sha256 = ?", tuple(name)
    ).fetchone()
    return None if row is None else int(row["id"])


def _dictionary(job: Job, dictionary_id: int | None) -> int | None:
    """Carry a dictionary over, unless its very bytes are there: no other one reads the pages written with it."""
    if dictionary_id is None:
        return None
    if dictionary_id not in job.dictionaries:
        row = job.other.conn.execute("SELECT * FROM dictionaries WHERE id = ?", (dictionary_id,)).fetchone()
        job.dictionaries[dictionary_id] = _same(job, row) or insert(job.into.conn, "dictionaries", values(row))
    return job.dictionaries[dictionary_id]


def _same(job: Job, row: sqlite3.Row) -> int | None:
    held = job.into.conn.execute(
        "SELECT id FROM dictionaries WHERE source = ? AND created_at = ? AND body = ?",
        (row["source"], row["created_at"], row["body"]),
    ).fetchone()
    return None if held is None else int(held["id"])
