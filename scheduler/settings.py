"""What a user may say about the schedule: the table ``[schedule]`` of dateline.toml, read and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta, tzinfo
from difflib import get_close_matches
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.triggers.cron import CronTrigger

from crawler.catalogue import Catalogue
from crawler.shares import Share
from storage.records import DatelineError
from storage.times import VIETNAM

HOME = "Asia/Ho_Chi_Minh"
"""The newspapers' clock: what "06:00" in a schedule means unless the user says otherwise."""

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SPAN = re.compile(r"(\d{1,5})\s*([smhd])")
_QUIET = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_CRON_FIELDS = 5
_DAY = 24 * 60


class ScheduleError(DatelineError):
    """A schedule that cannot be kept; the message names the setting."""


@dataclass(frozen=True, slots=True)
class Policy:
    """When one source is crawled.

    Attributes:
        text: As the user wrote it: "auto", "off", "30m", "0 6 * * *".
        every: The interval, for one.
        cron: APScheduler's trigger, for a cron expression.
    """

    text: str = "auto"
    every: timedelta | None = None
    cron: CronTrigger | None = None

    def after(self, last: datetime) -> datetime | None:
        """Return the time that follows a crawl; None for "auto", which asks the feeds, and where there is none."""
        if self.every:
            return last + self.every
        following: datetime | None = None
        if self.cron:
            # A microsecond on, for CronTrigger counts the very moment it is asked from.
            following = self.cron.get_next_fire_time(None, last + timedelta(microseconds=1))
        return following


AUTO = Policy()
OFF = Policy("off")


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which no run begins; ``end`` before ``begin`` passes midnight."""

    begin: time
    end: time

    def holds(self, at: time) -> bool:
        """Say whether a time of day lies in them; their end does not."""
        if self.begin < self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


@dataclass(frozen=True, slots=True)
class Settings:
    """The schedule in force.

    Attributes:
        timezone: Of cron expressions and quiet hours.
        default: For sources that are not named.
        sources: By source name or by group.
        quiet: When no run begins.
        jitter: The longest a source is put off at random, so that sites are not asked on the second.
        gather: Sources that fall due within this time of each other share a run: a process costs a second to start,
            and a minute's delay costs nobody anything.
        runs: Side by side at the most. Two, so that one slow newspaper does not hold up the others.
        run_limit: A run that takes longer hangs, and is ended. 200 pages of an edition at a second each take minutes,
            at the longest Crawl-delay that is honoured (60 s) three hours and a half, so such a run is cut off and
            goes on in the next.
        webhook: URL that new and ended alerts are posted to, as JSON.
        mail: A command that gets the text of new alerts on its standard input.
        share: The names of the sources that are this crawler's; None for all.
    """

    timezone: tzinfo = field(default_factory=lambda: zone(HOME))
    default: Policy = AUTO
    sources: Mapping[str, Policy] = field(default_factory=dict)
    quiet: tuple[Quiet, ...] = ()
    jitter: timedelta = timedelta(seconds=30)
    gather: timedelta = timedelta(seconds=60)
    runs: int = 2
    run_limit: timedelta = timedelta(hours=2)
    webhook: str | None = None
    mail: str | None = None
    share: frozenset[str] | None = None

    def policy(self, source: str, group: str) -> Policy:
        """Return what holds for a source: its own line, else its group's, else the default; off in another share."""
        if self.share is not None and source not in self.share:
            return OFF
        return self.sources.get(source) or self.sources.get(group) or self.default


def read(table: Mapping[str, Any], catalogue: Catalogue, share: str | None = None) -> Settings:
    """Read the table ``[schedule]``.

    Args:
        table: As TOML gave it; may be empty.
        catalogue: To know the names of sources and groups.
        share: The share of the sources that is this crawler's, as "1/3"; None for all.

    Raises:
        ScheduleError: A name is unknown or a value cannot be used.
    """
    for key in table:
        if key not in _READERS and key not in {"default", "sources"}:
            raise ScheduleError(f"schedule.{key}: unknown setting{_near(key, [*_READERS, 'default', 'sources'])}")
    values = {key: _value(f"schedule.{key}", reader, table[key]) for key, reader in _READERS.items() if key in table}
    settings = replace(Settings(), **values)
    to_policy = partial(policy, timezone=settings.timezone)
    default = _value("schedule.default", to_policy, table.get("default", "auto"))
    sources = _sources(table.get("sources", {}), catalogue, to_policy)
    mine = Share.parse(share).sources(catalogue) if share else None
    return replace(settings, default=default, sources=sources, share=mine)


def _sources(table: Any, catalogue: Catalogue, to_policy: Any) -> dict[str, Policy]:
    if not isinstance(table, Mapping):
        raise ScheduleError('schedule.sources: must be a table, as [schedule.sources] and baocantho = "30m" below it')
    known = {*catalogue.sources, *(source.group for source in catalogue.sources.values())}
    for name in table:
        if name not in known:
            raise ScheduleError(f"schedule.sources: unknown source or group '{name}'{_near(name, sorted(known))}")
    return {name: _value(f"schedule.sources.{name}", to_policy, text) for name, text in table.items()}


def _near(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, 1)
    return f" (did you mean '{near[0]}'?)" if near else ""


def _value(place: str, reader: Any, value: Any) -> Any:
    try:
        return reader(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise ScheduleError(f"{place}: {error}") from error


def zone(name: str) -> tzinfo:
    """Return a time zone by its IANA name.

    Raises:
        ValueError: There is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        if name == HOME:  # a machine without a zone database; Vietnam has had no other time since 1975
            return VIETNAM
        raise ValueError(f"{name!r} is no time zone: give one as {HOME}") from error


def policy(text: str, timezone: tzinfo) -> Policy:
    """Read "auto", "off", an interval ("30m", "2h") or a cron expression of five fields.

    Raises:
        ValueError: It is none of these.
    """
    text = str(text).strip()
    words = text.lower()
    if words in {"auto", "off"}:
        return AUTO if words == "auto" else OFF
    if len(words.split()) == _CRON_FIELDS:
        return Policy(text, cron=_cron(words, timezone))
    return Policy(text, every=span(words, "give auto, off, an interval such as 30m, or a cron expression"))


def span(text: str, remedy: str = "give a time such as 90s, 30m or 2h") -> timedelta:
    """Read a length of time.

    Raises:
        ValueError: It is none, or nothing.
    """
    match = _SPAN.fullmatch(str(text).strip())
    if not match or not int(match[1]):
        raise ValueError(f"{text!r} cannot be read: {remedy}")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _cron(text: str, timezone: tzinfo) -> CronTrigger:
    minute, hour, day, month, weekday = text.split()
    try:
        return CronTrigger(
            minute=minute, hour=hour, day=day, month=month, day_of_week=_weekdays(weekday), timezone=timezone
        )
    except (ValueError, IndexError) as error:
        raise ValueError(f"{text!r} is no cron expression: {error}") from error


def _weekdays(text: str) -> str:
    """Turn cron's days of the week, where 0 and 7 are Sunday, into names: APScheduler's 0 is Monday."""
    if text == "*":
        return text
    return ",".join(dict.fromkeys(_WEEKDAYS[day % 7] for part in text.split(",") for day in _days(part)))


def _days(part: str) -> range:
    days, _, step = part.partition("/")
    first, _, last = ("0", "-", "6") if days == "*" else days.partition("-")
    begin, end = _day(first), _day(last or first)
    if end < begin:  # sat-mon, or 5-0
        end += 7
    return range(begin, end + 1, int(step or 1))


def _day(text: str) -> int:
    if text[:3] in _WEEKDAYS:
        return _WEEKDAYS.index(text[:3])
    if not text.isdecimal() or int(text) > 7:
        raise ValueError(f"{text!r} is no day of the week")
    return int(text)


def _quiet(value: Any) -> tuple[Quiet, ...]:
    spans = tuple(map(_hours, [value] if isinstance(value, str) else value))
    if all(any(each.holds(time(*divmod(minute, 60))) for each in spans) for minute in range(_DAY)) and spans:
        raise ValueError("leaves no hour of the day to crawl in")
    return spans


def _hours(text: str) -> Quiet:
    match = _QUIET.fullmatch(str(text))
    if not match:
        raise ValueError(f"{text!r} is no span of hours: give one as 23:00-05:00")
    begin_hour, begin_minute, end_hour, end_minute = map(int, match.groups())
    return Quiet(time(begin_hour, begin_minute), time(end_hour % 24, end_minute))


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{value!r} is no number of runs: give 1 or more")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be text in quotes")
    return value


def _short(value: Any) -> timedelta:
    """Read a length of time that may be nothing."""
    return timedelta(0) if str(value).strip() in {"0", "0s"} else span(value)


_READERS: Mapping[str, Any] = {
    "timezone": lambda value: zone(_text(value)),
    "quiet": _quiet,
    "jitter": _short,
    "gather": _short,
    "runs": _count,
    "run_limit": span,
    "webhook": _text,
    "mail": _text,
}
