"""What sites say in robots.txt, kept for a day: a run every few minutes need not ask each host again."""

from datetime import datetime, timedelta

from storage import times
from storage.corpus import Corpus

KEEP = timedelta(hours=24)
"""RFC 9309, 2.4: a cached robots.txt should not be used for longer, unless the file cannot be had."""


def get(corpus: Corpus, site: str, now: datetime) -> bytes | None:
    """Return a site's robots.txt as it was read within the last day; None to ask for it.

    Args:
        corpus: Where it is kept.
        site: Scheme, host and port: "https://fr.vietnamplus.vn".
        now: Aware. What was read after it is not believed: the clock has been set back.
    """
    row = corpus.conn.execute(
        "SELECT body FROM robots WHERE site = ? AND read_at > ? AND read_at <= ?",
        (site, times.utc(now - KEEP), times.utc(now)),
    ).fetchone()
    return None if row is None else bytes(row["body"])


def put(corpus: Corpus, site: str, body: bytes, now: datetime) -> None:
    """Keep a site's robots.txt; a missing one is kept as an empty one."""
    with corpus.transaction():
        corpus.conn.execute(
            "INSERT INTO robots (site, body, read_at) VALUES (?, ?, ?) "
            "ON CONFLICT (site) DO UPDATE SET body = excluded.body, read_at = excluded.read_at",
            (site, body, times.utc(now)),
        )
