"""Which article of one corpus is an article of another: the rules of :mod:`storage.identity`, between two files."""

import sqlite3
from collections.abc import Iterator

from storage import copies, identity
from storage.merging_job import Job, batches

_HOMES = "CREATE TEMP TABLE merging_homes (canonical_key TEXT PRIMARY KEY, article_id INTEGER)"
_WITHOUT_KEY = """
SELECT id, url FROM articles
WHERE url GLOB 'http*' AND NOT EXISTS (SELECT 1 FROM urls WHERE urls.article_id = articles.id)
"""


def prepare(job: Job) -> None:
    """Note by their keys the articles that the frontier leads no key to, such as imported ones; in a temporary table.

    Args:
        job: The merge; no transaction is open.
    """
    job.into.conn.execute("DROP TABLE IF EXISTS merging_homes")
    job.into.conn.execute(_HOMES)
    for rows in batches(job.into.conn, _WITHOUT_KEY):
        for row in rows:
            note(job, row["url"], row["id"])


def note(job: Job, url: str, article_id: int) -> None:
    """Note an article by the key of its address."""
    job.into.conn.execute("INSERT OR IGNORE INTO merging_homes VALUES (?, ?)", (job.key(url), article_id))


def held(job: Job, row: sqlite3.Row) -> list[int]:
    """Return the articles that one of the other corpus is here, the one to unite it with first.

    That both stand at one address is enough. Any other address that leads to both, an alias or a redirect, is a
    claim: they must be of one newspaper and resemble each other.

    Args:
        job: The merge.
        row: The other corpus' row of ``articles``.
    """
    conn, home = job.into.conn, job.key(row["url"])
    found = [each[0] for each in conn.execute("SELECT id FROM articles WHERE url = ?", (row["url"],))]
    for key in (home, *_keys(job.other.conn, row["id"])):
        for mine in _led_to(conn, key):
            if mine["id"] not in found and (key == home == job.key(mine["url"]) or _resemble(row, mine)):
                found.append(mine["id"])
    return found


def standing(job: Job, other_id: int) -> int | None:
    """Return the article that one of the other corpus is here; None where it is not here yet."""
    row = job.other.conn.execute("SELECT * FROM articles WHERE id = ?", (other_id,)).fetchone()
    return next(iter(held(job, row)), None)


def _keys(conn: sqlite3.Connection, article_id: int) -> list[str]:
    rows = conn.execute("SELECT canonical_key FROM urls WHERE article_id = ? ORDER BY canonical_key", (article_id,))
    return [row[0] for row in rows]


def _led_to(conn: sqlite3.Connection, key: str) -> Iterator[sqlite3.Row]:
    yield from conn.execute(
        "SELECT * FROM articles WHERE id IN (SELECT article_id FROM urls WHERE canonical_key = :key "
        "UNION SELECT article_id FROM merging_homes WHERE canonical_key = :key) ORDER BY id",
        {"key": key},
    ).fetchall()


def _resemble(one: sqlite3.Row, other: sqlite3.Row) -> bool:
    if one["source"] != other["source"]:
        return False
    return identity.resembles(copies.story(one), copies.story(other))
