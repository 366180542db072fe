"""When each host may be asked again: kept by every process on the file, and from run to run.

Only what must outlive a process stands here: the moment of the next request, and a rest that a host asked for.
"""

from storage.corpus import Corpus

LONGEST_REST = 86_400.0
"""Seconds: no host keeps us away for more than a day at a time; a moment further off is a clock that went back."""


def reserve(corpus: Corpus, host: str, now: float, distance: float) -> float:
    """Take the next moment at a host, unless it lies ahead.

    Args:
        corpus: Shared by all processes that crawl into it.
        host: As the crawler names it.
        now: Seconds since 1970.
        distance: Seconds that the following request, of whatever process, must keep; where 0, nothing is written.

    Returns:
        0 when the moment is the caller's; else the seconds to wait before asking again, and nothing is taken.
    """
    if not distance:
        return waiting(corpus, host, now)
    with corpus.transaction():
        wait = waiting(corpus, host, now)
        if not wait:
            _write(corpus, host, now + distance)
    return wait


def rest(corpus: Corpus, host: str, now: float, seconds: float) -> None:
    """Leave a host alone for some seconds, for it asked for that; a longer rest stays."""
    with corpus.transaction():
        _write(corpus, host, now + max(min(seconds, LONGEST_REST), waiting(corpus, host, now)))


def waiting(corpus: Corpus, host: str, now: float) -> float:
    """Return the seconds until a host may be asked again, 0 for at once."""
    row = corpus.conn.execute("SELECT next_at FROM hosts WHERE host = ?", (host,)).fetchone()
    ahead = row["next_at"] - now if row else 0.0
    return float(ahead) if 0 < ahead <= LONGEST_REST else 0.0


def _write(corpus: Corpus, host: str, next_at: float) -> None:
    corpus.conn.execute(
        "INSERT INTO hosts (host, next_at) VALUES (?, ?) ON CONFLICT (host) DO UPDATE SET next_at = excluded.next_at",
        (host, next_at),
    )
