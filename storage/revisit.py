"""When a URL is worth another look. Pure: the caller says how old a story is and what became of the last visit."""

from datetime import datetime, timedelta

from storage import times
from storage.records import Outcome

MARKS = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(days=7))
"""Ages at which a story is looked at again: desks correct a story within the hour, follow the day's news with it, and
rarely touch it after a day; the last look finds late corrections and removals."""

SHORTEST = timedelta(minutes=30)
"""A mark nearer than this is passed over: the visit that has just ended, late, has served it."""

BACK_OFF = {
    Outcome.FAILED: (timedelta(minutes=15), 4, 5),
    Outcome.BLOCKED: (timedelta(hours=1), 4, 5),
    Outcome.EMPTY: (timedelta(hours=6), 4, 3),
    Outcome.ROBOTS: (timedelta(days=7), 1, 4),
}
"""First wait, growth, and attempts after which we give up, for visits in vain.

Failed: a server's bad quarter of an hour, then its bad night: 15 min, 1 h, 4 h, 16 h. Blocked: four times as patient,
because asking again is what gets a crawler blocked. Empty: some stories are published before they are filled.
Robots: costs no request; a robots.txt that could not be read forbids everything (RFC 9309), for a while.
"""

CALM = timedelta(days=1)
"""Younger than this, a story is fetched again whenever a change is announced."""

RESTRAINT = 4
"""Older, it must not have been fetched within a quarter of its age: some sitemaps stamp every entry with the moment
of the request, and would have the whole archive fetched at every poll. So even those cost ever fewer visits."""


def next_visit(outcome: Outcome, age: timedelta, attempts: int) -> timedelta | None:
    """Return how long to wait before the next visit.

    Args:
        outcome: What became of this visit.
        age: Since the story was published or, if that is not known, first seen.
        attempts: Visits in vain in a row, this one included.

    Returns:
        The wait, or None when there is nothing more to expect: a page that is gone or no story, a story too old to
        change, a URL tried often enough. An announced change still brings it back (:func:`called_back`).
    """
    if outcome in BACK_OFF:
        first, growth, limit = BACK_OFF[outcome]
        return first * growth ** (attempts - 1) if attempts < limit else None
    if outcome in (Outcome.GONE, Outcome.NOT_ARTICLE):
        return None
    return next((mark - age for mark in MARKS if mark - age >= SHORTEST), None)


def called_back(announced: str, fetched: str, first_seen: str, now: datetime) -> datetime | None:
    """Return when an announced change is to be fetched, or None when the last fetch has it already.

    Args:
        announced: The announced time of change, as stored; it may be a day only.
        fetched: The last fetch, as stored.
        first_seen: When the URL was discovered, as stored.
        now: The time of the announcement.
    """
    last = times.moment(fetched)
    seen = last.astimezone(times.VIETNAM).date().isoformat() if len(announced) == len("2026-07-20") else fetched
    if announced < seen:
        return None
    age = now - times.moment(first_seen)
    return max(now, last + age / RESTRAINT) if age > CALM else now
