"""Points in time as a person types them: a day, a moment, or how long ago."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import click

from storage import times
from storage.times import VIETNAM

_AGO = re.compile(r"([0-9]{1,6})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_LENGTH_OF_DAY = len("2026-11-01")


class When(click.ParamType[date | datetime]):
    """An option such as ``--since``: "2026-11-01", "2026-11-01T18:30", or "12h", "2d", "3w" ago.

    A moment without an offset is read on the newspapers' clock, which is Vietnam's.
    """

    name = "when"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date | datetime:
        """Return a day, or an aware moment."""
        if isinstance(value, date):
            return value
        try:
            return _read(value.strip(), datetime.now(UTC))
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no time: give a day (2026-11-01) or how long ago (12h, 2d, 3w)", param, ctx)


WHEN = When()


def _read(text: str, now: datetime) -> date | datetime:
    if ago := _AGO.fullmatch(text):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    if len(text) == _LENGTH_OF_DAY:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def age(when: date | datetime, now: datetime) -> timedelta:
    """Return how long ago a moment was, or a day's beginning in Vietnam; negative where it lies in the future.

    Args:
        when: What :data:`WHEN` read.
        now: Aware.
    """
    return now - (when if isinstance(when, datetime) else datetime.combine(when, time(), VIETNAM))


def stored(when: date | datetime | None) -> str | None:
    """Return a moment, or a day's beginning in Vietnam, as the corpus keeps times."""
    if when is None:
        return None
    return times.utc(when) if isinstance(when, datetime) else times.day_start(when)
