"""What is wrong with a newspaper, judged by its own past. Pure: numbers in, troubles out.

Silence is measured in stories that were to be expected, not in hours: at night, on a quiet Sunday, in a holiday week
when all newspapers rest, few are expected, and nothing is raised.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from storage.cadence import CELLS, cell
from storage.history import Sample

WINDOW = timedelta(days=28)
"""The past that a newspaper is judged by: four of each day of the week."""
LEARNING = timedelta(days=10)
"""Until a newspaper has been known for so long, two week-ends among them, its silence tells nothing."""
RECENT, BEFORE, ENOUGH = 15, 200, 30
"""Stories whose pages are judged, those they are compared with, and how many of these it takes."""
APART = timedelta(days=1)
"""How much earlier than a trouble the stories came that show what is usual."""
OF_PAGES = ("thin", "fields", "fallback", "clock")
"""Troubles that show in a newspaper's pages."""
HOUR = timedelta(hours=1)

_MISSED = 16.0  # stories that must have been expected in a silence: at 12 the play had two false alarms in a month
_DAYS_SHARE = 0.1  # of a day's stories too: where three hundred a day come, an hour's gap between shifts is a dozen
_LONGER = 2.0  # times the longest silence of its past, for stories come in batches at some
_FLEET = 4  # newspapers it takes to say that the press as a whole is quiet
_TELLING = 2.0  # stories that must be expected of a newspaper in a span for it to tell anything of that span
_PRESENT, _ABSENT, _BACK = 0.75, 0.25, 0.5  # of fifteen stories three may lack a byline by chance, eleven do not
_SHORT, _LONG_ENOUGH = 0.4, 0.6  # of the median length
_SOME_WORDS = 80  # a newspaper of captions and briefs has no length to lose
_FUTURE = 0.2


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong: its kind (``silent``, ``thin`` …) and one line for the operator."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Past:
    """When a newspaper's stories came.

    Attributes:
        hours: Stories by hour (its beginning, aware); empty hours left out.
        begin: From when it is known, or :data:`WINDOW` ago.
        rates: Stories an hour, by cell of :func:`storage.cadence.cell`.
    """

    hours: Mapping[datetime, int]
    begin: datetime
    rates: tuple[float, ...]

    @classmethod
    def of(cls, hours: Mapping[datetime, int], known: datetime) -> "Past | None":
        """Learn a newspaper's hours; None where there is too little to learn from.

        The first day is left out: it brings what had long been listed. What follows the last story is no past but
        the silence that is to be judged.

        Args:
            hours: Stories by hour.
            known: The hour from which the newspaper is known, or in which the past begins.
        """
        begin = known + timedelta(days=1)
        last = max(hours, default=begin)
        if last - begin < LEARNING - timedelta(days=1):
            return None
        came, observed = [0.0] * CELLS, [0.0] * CELLS
        for hour in _each_hour(begin, last + HOUR):
            came[cell(hour)] += hours.get(hour, 0)
            observed[cell(hour)] += 1
        rates = tuple(news / seen if seen else 0.0 for news, seen in zip(came, observed, strict=True))
        return cls({hour: count for hour, count in hours.items() if hour >= begin}, begin, rates)

    @property
    def daily(self) -> float:
        """The stories of a usual day, week-ends and others alike."""
        return sum(self.rates) * 24 / CELLS

    def expected(self, hour: datetime) -> float:
        """Return the stories that an hour usually brings."""
        return self.rates[cell(hour)]


def _each_hour(begin: datetime, end: datetime) -> Iterator[datetime]:
    while begin < end:
        yield begin
        begin += HOUR


def fleet(pasts: Mapping[str, Past], now: datetime) -> dict[datetime, float]:
    """Return how lively the press as a whole was on each day, 1 as usual; never more.

    A holiday shows in all newspapers, and so does a day on which this machine was off.

    Args:
        pasts: By newspaper.
        now: The full hour that ends the last day; days are counted back from it.

    Returns:
        By the first hour of each day.
    """
    levels = {}
    begin = min((past.begin for past in pasts.values()), default=now)
    day = now - timedelta(days=1)
    while day > begin - timedelta(days=1):
        known = [past for past in pasts.values() if past.begin <= day]
        levels[day] = _liveliness(known, day, day + timedelta(days=1))
        day -= timedelta(days=1)
    return levels


def silent(past: Past, others: Collection[Past], levels: Mapping[datetime, float], asked: datetime) -> Trouble | None:
    """Judge whether a newspaper has been without news for longer than its rhythm explains.

    Args:
        past: When its stories came.
        others: The other newspapers' pasts: when they have been quieter too, less was to be expected.
        levels: Of :func:`fleet`.
        asked: The full hour in which it last answered: of what came since nothing is known.
    """
    days = sorted(levels)
    missed = longest = 0.0
    since = past.begin
    for hour in _each_hour(past.begin, asked):
        if past.hours.get(hour):
            longest, missed, since = max(longest, missed), 0.0, hour + HOUR
        else:
            missed += past.expected(hour) * _level(levels, days, hour)
    bound = max(_MISSED, _LONGER * longest, _DAYS_SHARE * past.daily)
    if missed < bound or missed * _liveliness(others, since, asked) < bound:
        return None
    return Trouble(
        "silent", f"no news since {since:%Y-%m-%d %H:%M} UTC; about {missed:.0f} stories were to be expected"
    )


def _liveliness(pasts: Collection[Past], begin: datetime, end: datetime) -> float:
    """Return how much of what was to be expected of newspapers in a span came, at the median; 1 at the most."""
    hours = list(_each_hour(begin, end))
    usual = [(past, sum(map(past.expected, hours))) for past in pasts]
    ratios = [sum(past.hours.get(hour, 0) for hour in hours) / sum_ for past, sum_ in usual if sum_ >= _TELLING]
    return min(1.0, median(ratios)) if len(ratios) >= _FLEET else 1.0


def _level(levels: Mapping[datetime, float], days: list[datetime], hour: datetime) -> float:
    if not days or hour < days[0]:
        return 1.0
    return levels[days[min((hour - days[0]) // timedelta(days=1), len(days) - 1)]]


def pages(recent: Sample, before: Sample, opened: frozenset[str] = frozenset()) -> list[Trouble]:
    """Judge what the latest stories of a newspaper hold against those before them.

    Args:
        recent: The latest :data:`RECENT`.
        before: Up to :data:`BEFORE` stories that came earlier; before the trouble began, where it is an old one.
        opened: Kinds of trouble that are known; they are over only when it is clearly so.
    """
    if recent.count < RECENT or before.count < ENOUGH:
        return []
    troubles = [_thin(recent, before, "thin" in opened), _fields(recent, before, "fields" in opened)]
    troubles += [_fallback(recent, before, "fallback" in opened), _clock(recent)]
    return [trouble for trouble in troubles if trouble]


def _thin(recent: Sample, before: Sample, known: bool) -> Trouble | None:
    bound = _LONG_ENOUGH if known else _SHORT
    if before.words < _SOME_WORDS or recent.words >= bound * before.words:
        return None
    return Trouble("thin", f"stories of {recent.words:.0f} words, {before.words:.0f} before")


def _fields(recent: Sample, before: Sample, known: bool) -> Trouble | None:
    bound = _BACK if known else _ABSENT
    gone = [name for name, share in before.shares.items() if share >= _PRESENT and recent.shares[name] < bound]
    if not gone:
        return None
    words = ", ".join(
        f"{name} ({recent.shares[name]:.0%} of stories, {before.shares[name]:.0%} before)" for name in gone
    )
    return Trouble("fields", f"no longer found: {words}")


def _fallback(recent: Sample, before: Sample, known: bool) -> Trouble | None:
    bound = _BACK if known else _PRESENT
    if recent.fallback < bound or before.fallback > _ABSENT:
        return None
    return Trouble("fallback", f"rules no longer fit {recent.fallback:.0%} of its pages: has it been redesigned?")


def _clock(recent: Sample) -> Trouble | None:
    if recent.future < _FUTURE:
        return None
    return Trouble("clock", f"{recent.future:.0%} of its stories are dated in the future")
