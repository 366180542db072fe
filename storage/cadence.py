"""How often an address is worth asking: from what it brought, and at which hours. Pure: no clock, no database.

The rule is one sentence: *ask again when the stories that are expected to be waiting there will together have waited
for* :data:`WORTH`. At a steady rate λ that is the interval √(2·WORTH/λ), at which delays and requests together cost
least; at night it waits for the morning by itself, because nothing is expected.

The rate is learnt per hour of the day, weekdays and week-ends apart, and follows the day by a level: what the last
polls brought against what was expected of them. So news shortens the interval, silence lengthens it, and a holiday is
noticed within hours without a calendar.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp

from storage.times import VIETNAM

WORTH = timedelta(minutes=60)
"""What one request is worth in minutes that one story waits. With it six stories an hour are asked for every 35
minutes, a story a minute every 11. Chosen with `bench/simulation.py`: 100 min brings the median to a quarter of an
hour and the delay's long end to an hour, for 0.08 requests less a story."""
SHORTEST = timedelta(minutes=5)
"""No newspaper needs to be asked more often, and no reader of a corpus is in such a hurry."""
LONGEST = timedelta(hours=24)
"""A monthly feed still costs one request a day, and one that wakes up is noticed within one: what stays listed for a
day is never missed."""
LONGEST_WISH = timedelta(hours=1)
"""A feed's own <ttl> or max-age is honoured up to here; some say a day and publish by the hour."""
FIRST = timedelta(minutes=30)
"""Between the first two visits: half an hour loses nothing from a feed of 20 entries at two stories an hour."""
AFTER_FAILURE = timedelta(minutes=15)
"""First wait for an address that failed; it doubles with every failure in a row."""

FILL = 0.5
"""A feed is asked again before more than this share of the places in its list can have been taken by news."""
HOURS = 24
CELLS = 2 * HOURS
STEP = timedelta(minutes=5)

_MEMORY = 28 * 24.0  # hours of observation after which an old one weighs 1/e: four weeks
_LEVEL_MEMORY = 6.0  # expected stories after which the level has forgotten as much
_LEVELS = (0.1, 4.0)  # the level's bounds: a silent feed must be able to speak up, a burst is over soon
_PRIOR_RATE, _PRIOR_HOURS = 0.5, 6.0  # of an unknown address: a story every other hour, as sure as after six hours
_SHRINK = 1.5  # hours of observation that an hour of the day needs to count as much as the whole
_LONGEST_LESSON = timedelta(hours=30)  # what came after a longer silence of ours says nothing of hours


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known of an address' hours. A cell is an hour of the day in Vietnam, weekdays first, then week-ends.

    Attributes:
        news: New entries seen, by cell; old ones fade.
        hours: Hours observed, by cell; old ones fade.
        seen, expected: Of the last polls; their ratio is the level.
    """

    news: tuple[float, ...] = (0.0,) * CELLS
    hours: tuple[float, ...] = (0.0,) * CELLS
    seen: float = 0.0
    expected: float = 0.0

    @property
    def level(self) -> float:
        """How lively it is of late, against its habit: 1 as usual."""
        lowest, highest = _LEVELS
        return min(max((self.seen + 1) / (self.expected + 1), lowest), highest)

    def rates(self) -> tuple[float, ...]:
        """Return stories an hour, by cell: each hour leans on the same hour of all days, that on all hours."""
        overall = (sum(self.news) + _PRIOR_RATE * _PRIOR_HOURS) / (sum(self.hours) + _PRIOR_HOURS)
        daily = [
            _lean(self.news[hour] + self.news[hour + HOURS], self.hours[hour] + self.hours[hour + HOURS], overall)
            for hour in range(HOURS)
        ]
        return tuple(_lean(self.news[cell], self.hours[cell], daily[cell % HOURS]) for cell in range(CELLS))


def _lean(news: float, hours: float, towards: float) -> float:
    return (news + towards * _SHRINK) / (hours + _SHRINK)


def cell(moment: datetime) -> int:
    """Return the cell a moment lies in."""
    local = moment.astimezone(VIETNAM)
    return local.hour + (HOURS if local.weekday() >= 5 else 0)


def _pieces(since: datetime, until: datetime) -> Iterator[tuple[int, float]]:
    """Yield cell and hours for every part of a span; a part ends with its hour."""
    at = since
    while at < until:
        hour_ends = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        end = min(hour_ends, until)
        yield cell(at), (end - at) / timedelta(hours=1)
        at = end


def learn(rhythm: Rhythm, since: datetime, until: datetime, new: int) -> Rhythm:
    """Return a rhythm that knows of one more poll.

    Args:
        rhythm: As it was.
        since: The poll before, aware.
        until: This poll.
        new: Entries that were unknown.
    """
    span = until - since
    if not timedelta(0) < span <= _LONGEST_LESSON:
        return rhythm
    rates, pieces = rhythm.rates(), list(_pieces(since, until))
    usual = sum(rates[where] * hours for where, hours in pieces)
    news, observed = _fade(rhythm.news, span), _fade(rhythm.hours, span)
    for where, hours in pieces:
        # What came is laid where it was likeliest: a morning's poll says little of the night before it.
        share = rates[where] * hours / usual if usual else hours / (span / timedelta(hours=1))
        news[where] += new * share
        observed[where] += hours
    forget = exp(-usual / _LEVEL_MEMORY)
    seen, expected = (rhythm.seen + new) * forget, (rhythm.expected + usual) * forget
    return Rhythm(tuple(news), tuple(observed), seen, expected)


def _fade(values: tuple[float, ...], span: timedelta) -> list[float]:
    keep = exp(-(span / timedelta(hours=1)) / _MEMORY)
    return [value * keep for value in values]


def interval(
    rhythm: Rhythm, now: datetime, *, entries: int | None = None, wish: timedelta | None = None
) -> timedelta:
    """Return how long to leave an address alone that has just answered.

    Args:
        rhythm: What is known of it.
        now: Aware.
        entries: How many it lists; None where unknown.
        wish: How long it asks to be left alone (``ttl``, ``sy:updatePeriod``, ``max-age``).
    """
    shortest = max(SHORTEST, min(wish or SHORTEST, LONGEST_WISH))
    return min(max(_patience(rhythm, now, entries), shortest), LONGEST)


def _patience(rhythm: Rhythm, now: datetime, entries: int | None) -> timedelta:
    """Return the time after which what is expected has waited for long enough, or fills the list."""
    rates, level = rhythm.rates(), rhythm.level
    room = FILL * entries if entries else float("inf")
    step_hours, worth = STEP / timedelta(hours=1), WORTH / timedelta(hours=1)
    expected = waited = 0.0
    after = timedelta(0)
    while after < LONGEST and waited < worth and expected < room:
        coming = rates[cell(now + after)] * level * step_hours
        waited += (expected + coming / 2) * step_hours
        expected += coming
        after += STEP
    return after


def back_off(failures: int, asked_for: timedelta | None = None) -> timedelta:
    """Return how long to leave an address alone that has failed.

    Args:
        failures: In a row, this one included.
        asked_for: Retry-After: never sooner than that, up to a day.
    """
    doubled = AFTER_FAILURE * 2.0 ** min(failures - 1, 7)
    return min(max(doubled, asked_for or doubled), LONGEST)


def dump(rhythm: Rhythm) -> list[float]:
    """Return a rhythm as numbers for the database."""
    return [round(value, 3) for value in (*rhythm.news, *rhythm.hours, rhythm.seen, rhythm.expected)]


def load(numbers: list[float] | None) -> Rhythm:
    """Return the rhythm that numbers stand for; none, or those of another form, stand for an unknown one."""
    if numbers is None or len(numbers) != 2 * CELLS + 2:
        return Rhythm()
    return Rhythm(tuple(numbers[:CELLS]), tuple(numbers[CELLS : 2 * CELLS]), numbers[-2], numbers[-1])
