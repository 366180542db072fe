"""Dates as Vietnam's press prints them. Nothing is invented: what is no date is None, and a day stays a day."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

from crawler.extraction.text import fold_key, normalise

# The first Vietnamese news site opened in 1997; print archives put online reach back to about 1990.
_FIRST_YEAR = 1990
# A year with more than one mistyped digit is no date; the present is not known here.
_LAST_YEAR = 2099
# A date line is short. Longer text is a paragraph, whose first date is not the story's.
_LONGEST = 120

MONTHS = {
    **{name: number for number, names in enumerate((
        "january jan janvier janv enero ene yanvarya", "february feb fevrier fevr fev febrero",
        "march mar mars marzo", "april apr avril avr abril abr", "may mai mayo", "june jun juin junio",
        "july jul juillet juil julio", "august aug aout agosto ago",
        "september sep sept septembre septiembre setiembre",
        "october oct octobre octubre", "november nov novembre noviembre", "december dec decembre diciembre dic",
    ), 1) for name in names.split()},
    **{name: number for number, names in enumerate((
        "января янв", "февраля фев", "марта мар", "апреля апр", "мая", "июня", "июля", "августа авг", "сентября сен",
        "октября окт", "ноября ноя", "декабря дек",
    ), 1) for name in names.split()},
}  # fmt: skip
"""Folded names and abbreviations of months, and their numbers."""

# "17:26'" has a minute mark; SA and CH are morning and afternoon in Vietnamese.
_HALF = r"(?P<half>[ap]\.?m\.?|(?:sa|ch)(?!\w))"
_TIME = (
    r"(?P<h>\d{1,2})(?:[:h.]|\s?(?:gio|h)\s)(?P<mi>\d{2})(?!\d)(?::(?P<s>\d{2}))?"
    rf"(?:\.\d+)?(?:'|\s?phut)?\s*{_HALF}?"
)
# Named zones close a date line: "est" further left is French.
_ZONES = {
    "ut": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "ict": 7,
}  # fmt: skip
_ZONE = rf"\s*(?P<zone>z|(?:gmt|utc)?\s*[+-]\d{{1,2}}(?::?\d{{2}})?|gmt|utc|(?:{'|'.join(_ZONES)})(?=\W*$))?"
_WEEKDAY = (
    r"(?:thu\s?(?:hai|ba|tu|nam|sau|bay|[2-7])|t[2-7]|chu nhat|cn|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)(?!\w)"
)
# What stands between a day and its hour.
_MARKS = r"[\s,|•·/@(\-–]"
_CLOCK = rf"(?:{_MARKS}{{0,5}}(?:t|luc|at|a|vao(?: luc)?|{_WEEKDAY})?{_MARKS}{{0,5}}{_TIME}{_ZONE})?"
# The same before the day; an hour right behind another date is that one's.
_HOUR = (
    rf"(?=\d)(?<!\d)(?<!\d{{4}}[\s,])(?<!\d{{4}}[\s,]{_MARKS})(?<!\d{{4}}[\s,]{_MARKS}\s)"
    r"(?<!\d{4}\sa\s)(?<!\d{4}\sat\s)(?<!\d{4}\sluc\s)(?<!\d{4},\sluc\s)"
    rf"{_TIME}{_ZONE}(?:{_MARKS}|(?:ngay|le)(?!\w)|{_WEEKDAY})+"
)
_MONTH_NAME = r"(?P<name>[^\W\d_]{3,10})\.?"
_END = r"(?!\d)"
_ISO = re.compile(rf"(?<!\d)(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_END}{_CLOCK}")
_DAY_FIRST = re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})[-/.](?P<m>\d{{1,2}})[-/.](?P<y>\d{{4}}){_END}{_CLOCK}")
_CLOCK_FIRST = re.compile(rf"{_HOUR}(?P<d>\d{{1,2}})[-/.](?P<m>\d{{1,2}})[-/.](?P<y>\d{{4}}|\d{{2}}){_END}")
_DAY_OF_MONTH = (
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?:de\s+)?{_MONTH_NAME},?\s+(?:del?\s+)?"
    rf"(?P<y>\d{{4}})(?:\s*г\.?)?{_END}"
)
_MONTH_AND_DAY = rf"(?<!\w){_MONTH_NAME}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_END}"
_IN_VIETNAMESE = rf"(?<!\d)(?P<d>\d{{1,2}})\s*thang\s*(?P<m>\d{{1,2}})\s*,?\s*(?:nam\s*)?(?P<y>\d{{4}}){_END}"
_IN_WORDS = tuple(
    re.compile(form)
    for day in (_IN_VIETNAMESE, _DAY_OF_MONTH, _MONTH_AND_DAY)
    for form in (_HOUR + day, day + _CLOCK)
)
_CHINESE = re.compile(
    r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日?(?:[\s,|]*(?P<h>\d{1,2})[:时](?P<mi>\d{2})(?::(?P<s>\d{2}))?)?"
)
_US_CLOCK = re.compile(
    r"(?<!\d)(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})\s+(?P<h>\d{1,2}):(?P<mi>\d{2}):(?P<s>\d{2})\s*(?P<half>[ap]m)\b"
)
# Two digits make a year beside a clock only: "11/07/14 11:35", and "21 Nov 26 08:00:00 EST" of RFC 822.
_SHORT_YEAR = re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})/(?P<y>\d{{2}}),?\s*(?:-\s*)?{_TIME}{_ZONE}")
_RFC_822 = re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\s(?P<name>[a-z]{{3}})\s(?P<y>\d{{2}})\s{_TIME}{_ZONE}")
_FORMS = (
    _ISO, _US_CLOCK, _CHINESE, _CLOCK_FIRST, _DAY_FIRST, *_IN_WORDS, _SHORT_YEAR, _RFC_822,
)  # fmt: skip
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?$")


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as printed: ISO 8601, with an offset unless it is a bare day; ``second``, ``minute`` or ``day``."""

    iso: str
    precision: str


def parse_date(text: str | None, *, offset: str | None = "+07:00") -> Moment | None:
    """Read the date in a date line, attribute or feed element.

    Args:
        text: A short text around one date; words before and after it are skipped ("Updated: 16:42, 17/06/2019").
        offset: The zone of a time that names none, "+07:00" for Vietnam's sites; None where it is not known: such a
            time gives its day.

    Returns:
        The moment, or None where there is no date, an impossible one, or one before 1990. Days come before months,
        but for the 'M/D/YYYY h:mm:ss AM' of one CMS's feeds.
    """
    line = normalise(text or "")
    return _parse(line, offset) if line and len(line) <= _LONGEST else None


@lru_cache(maxsize=64)  # a page says its date in three places, in the same words mostly
def _parse(line: str, offset: str | None) -> Moment | None:
    folded = fold_key(line)
    for form in _FORMS:
        for match in form.finditer(folded):
            moment = _moment(match.groupdict(), offset)
            if moment:
                return moment
    return None


def _moment(found: dict[str, str | None], offset: str | None) -> Moment | None:
    day = _day(found)
    if day is None:
        return None
    clock = _clock(found)
    if clock is None:
        return Moment(day.isoformat(), "day")
    hour, minute, second = clock
    named = found.get("zone") or offset
    zone = _zone(named) if named else None
    if hour > 23 or minute > 59 or second > 59 or zone is None:
        return Moment(day.isoformat(), "day")
    moment = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
    return Moment(moment.isoformat(), "second" if found.get("s") else "minute")


def _day(found: dict[str, str | None]) -> date | None:
    name = found.get("name")
    month = MONTHS.get(name) if name else int(found.get("m") or 0)
    year = _year(found["y"] or "")
    if not month or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, int(found["d"] or 0))
    except ValueError:
        return None


def _year(digits: str) -> int:
    """The year; of two digits, the one that the press can mean."""
    year = int(digits)
    return year if len(digits) > 2 else year + (1900 if year >= _FIRST_YEAR % 100 else 2000)


def _clock(found: dict[str, str | None]) -> tuple[int, int, int] | None:
    """Hour, minute and second, None where no time of day was printed."""
    if not found.get("h"):
        return None
    hour, half = int(found["h"] or 0), (found.get("half") or "").replace(".", "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + 12 * (half in ("pm", "ch"))
    return hour, int(found["mi"] or 0), int(found.get("s") or 0)


def _zone(text: str) -> timezone | None:
    match = _OFFSET.search(text.strip())
    if not match:
        return timezone(timedelta(hours=_ZONES.get(text.strip(), 0)))
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    # No place on earth is further from Greenwich than 14 hours.
    return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes)) if minutes <= 14 * 60 else None
