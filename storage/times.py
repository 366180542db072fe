"""Times as the corpus keeps them: UTC, ISO 8601, to the second, so that text order is time order.

``2026-07-20T23:17:56Z`` is a moment; ``2026-07-20`` is a day of the newspaper's calendar, stored as it was
printed because turning it into UTC would invent an hour and could change the day.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
"""The zone every source of the catalogue publishes in (facts/sources.md); Vietnam has no summer time."""

DAY = "day"
"""The ``published_precision`` of a date without a time."""


def utc(moment: datetime) -> str:
    """Return a moment as the corpus stores it.

    Args:
        moment: An aware datetime.

    Raises:
        ValueError: The datetime has no zone, so it names no moment.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def moment(stored: str) -> datetime:
    """Return the moment a stored time names; a stored day begins at midnight in Vietnam."""
    read = datetime.fromisoformat(stored)
    return read if read.tzinfo else read.replace(tzinfo=VIETNAM)


def stored(text: str | None, precision: str | None = None) -> str | None:
    """Turn an ISO 8601 time of a record into the form the corpus keeps.

    Args:
        text: A time with an offset, or a bare day; a time without an offset is read in Vietnam's zone.
        precision: The article's ``published_precision``; ``day`` keeps the day as its own calendar has it.

    Returns:
        UTC to the second, or ``YYYY-MM-DD`` for a day; None for what is no date, since none is invented.
    """
    try:
        read = moment(text or "")
        return read.date().isoformat() if precision == DAY or _is_day(text or "") else utc(read)
    except (ValueError, OverflowError):
        return None


def _is_day(text: str) -> bool:
    """Whether an ISO 8601 text names a day without a time."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def with_offset(kept: str | None) -> str | None:
    """Turn a stored time back into the article JSON's form: ISO 8601 with Vietnam's offset; a day stays a day."""
    if kept is None or len(kept) == len("2026-07-20"):
        return kept
    return moment(kept).astimezone(VIETNAM).isoformat()


def day_start(day: date) -> str:
    """Return the stored time at which a day begins in Vietnam.

    Compared as text it also parts stored days rightly: the day before sorts below it, the day itself above.
    """
    return utc(datetime.combine(day, time(), VIETNAM))
