"""What the name of a sitemap says: the days it covers, whether it can hold stories, how a template is written out.

The forms seen on the sites: news-2026-7.xml, news-7-2026.xml (month first), sitemap-article-2026-07-14.xml,
sitemap-post/2026-07-14.xml, sitemaps-2026-7-6-10.xml (five days), sitemaps/2026/7/article.xml, ?yyyy=2026&mm=07.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, timezone
from urllib.parse import urlsplit

from storage.records import DatelineError, Found

# Names of sitemaps that list no stories, by what they list instead.
NO_NEWS = {
    "sections": "cat|cate|cates|category|categories|menu|danh-muc|chuyen-muc",
    "topics and tags": "tags?|topics?|events?|keywords?|chu-de|su-kien",
    "people and organisations": "authors?|users?|tac-gia|organi[sz]ations?",
    "pages of the site itself": r"(?:sitemap|pt)-(?:pages?|static)|(?:pages?|static)(?=-sitemap|\.xml)",
    "the same stories again, by their images": "images?",
    "videos, which have no text": "videos?",
    "shop": "products?",
    "baodongnai's index.lastest.xml, reported as one to skip": "lastest",
}
# Words of the names of undated sitemaps that hold the newest stories.
NEWS = "news|articles?|posts?|latest|daily|today|recent|stor(?:y|ies)|tin|tin-tuc|bai-viet"
_NO_NEWS = re.compile(rf"(?<![a-z])(?:{'|'.join(NO_NEWS.values())})(?![a-z])")
_NEWS = re.compile(rf"(?<![a-z])(?:{NEWS})(?![a-z])")

_GAP = r"(?:[-_/.]|&\w+=)"
_YEAR = r"(?P<year>199\d|20\d\d)"
_MONTH, _MM = r"(?P<month>0?[1-9]|1[0-2])", r"(?P<month>0[1-9]|1[0-2])"
_DAY, _DD = r"(?P<day>0?[1-9]|[12]\d|3[01])", r"(?P<day>0[1-9]|[12]\d|3[01])"
_LAST = r"(?P<last>0?[1-9]|[12]\d|3[01])"
# From the most exact to the least: 2026-7-6-10 is five days before it is a day, and a day before it is a month.
_SPANS = tuple(
    re.compile(rf"(?<!\d){pattern}(?!\d)")
    for pattern in (
        f"{_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}{_GAP}{_LAST}",
        f"{_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}",
        f"{_DAY}{_GAP}{_MONTH}{_GAP}{_YEAR}",
        f"{_YEAR}{_MM}{_DD}",
        f"{_YEAR}{_GAP}{_MONTH}",
        f"{_MONTH}{_GAP}{_YEAR}",
        f"{_YEAR}{_MM}",
        _YEAR,
    )
)
_FIELD = re.compile(r"\{([^{}]*)\}")
_ATOM = re.compile(r"Y+|M+|D[12]|D+")
_ATOMS = frozenset({"YYYY", "Y", "MM", "M", "DD", "D", "D1", "D2"})
_JOINTS = re.compile(r"[-_/.]*")
# VCCorp's files of five days: 1-5, 6-10 … 21-25, and from the 26th to the month's end (26-31, 26-30, 26-28).
_BLOCK_STARTS = (26, 21, 16, 11, 6, 1)
_VIETNAM = timezone(timedelta(hours=7))


def span(url: str) -> tuple[date, date] | None:
    """Return the first and last day that the name of a sitemap speaks of, None where it names none.

    Days come before months (14-07-2026); a name of several days gives the whole of them, one of a month its month.
    """
    parts = urlsplit(url)
    name = f"{parts.path}?{parts.query}"
    for pattern in _SPANS:
        for match in pattern.finditer(name):
            days = _days(match.groupdict())
            if days:
                return days
    return None


def _days(found: dict[str, str | None]) -> tuple[date, date] | None:
    year, month, day, last = (int(found.get(name) or 0) for name in ("year", "month", "day", "last"))
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    end = monthrange(year, month)[1]
    if day > end or (last and last < day):  # 31 June; 2026-07-14-2, where 2 counts parts
        return None
    return date(year, month, day or 1), date(year, month, min(last or day or end, end))


def prune(children: Iterable[Found], *, since: date, until: date | None = None) -> tuple[Found, ...]:
    """Choose the children of a sitemap index that can hold stories of a span of days, newest first.

    A date in the name decides. Without one, a child is left out where lastmod says that it has not changed since;
    one without lastmod too is taken where its name speaks of news, or where nothing better is offered.
    Names of sections, tags, authors and their like (``NO_NEWS``) are left out always.

    Args:
        children: As :func:`crawler.discovery.sitemaps.parse` gave them.
        since: The first day, in Vietnam.
        until: The last day; None for no end.
    """
    kept: list[tuple[date, Found]] = []
    unknown: list[Found] = []
    for child in children:
        if _NO_NEWS.search(urlsplit(child.url).path.lower()):
            continue
        newest = _newest(child)
        if newest is None:
            unknown.append(child)
        elif _covers(child, since, until, newest):
            kept.append((newest, child))
    kept.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(child for _, child in kept) or tuple(unknown)


def _newest(child: Found) -> date | None:
    """The last day that a child can speak of; the end of time for an undated file of news."""
    days = span(child.url)
    if days:
        return days[1]
    if child.modified_at:
        return _day(child.modified_at)
    return date.max if _NEWS.search(urlsplit(child.url).path.lower()) else None


def _covers(child: Found, since: date, until: date | None, newest: date) -> bool:
    days = span(child.url)
    return newest >= since and not (days and until and days[0] > until)


def _day(iso: str) -> date:
    if len(iso) == len("2026-07-14"):
        return date.fromisoformat(iso)
    return datetime.fromisoformat(iso).astimezone(_VIETNAM).date()


def expand(template: str, *, since: date, until: date) -> tuple[str, ...]:
    """Write out a sitemap template of the catalogue for a span of days, newest first.

    Args:
        template: A URL with fields in braces: YYYY (or Y), MM, M, DD, D, any of them joined as in {YYYY-MM-DD}; D1
            and D2 are the first and last day of a five-day file. M and D have no leading zero. A template without
            fields gives itself.
        since: The first day.
        until: The last day; before ``since`` gives nothing.

    Raises:
        DatelineError: A field is not one of these.
    """
    fields = _FIELD.findall(template)
    for field in fields:
        if not _is_known(field):
            raise DatelineError(f"{template}: unknown field {{{field}}}; use YYYY, MM, M, DD, D, D1 or D2")
    if not fields:
        return (template,)
    atoms = {atom for field in fields for atom in _ATOM.findall(field)}
    urls = (_filled(template, first, last) for first, last in _periods(atoms, since, until))
    return tuple(dict.fromkeys(urls))


def _is_known(field: str) -> bool:
    atoms = _ATOM.findall(field)
    return bool(atoms) and _ATOMS.issuperset(atoms) and bool(_JOINTS.fullmatch(_ATOM.sub("", field)))


def _filled(template: str, first: date, last: date) -> str:
    values = {
        "YYYY": f"{first.year:04d}",
        "Y": str(first.year),
        "MM": f"{first.month:02d}",
        "M": str(first.month),
        "DD": f"{first.day:02d}",
        "D": str(first.day),
        "D1": str(first.day),
        "D2": str(last.day),
    }
    return _FIELD.sub(lambda field: _ATOM.sub(lambda atom: values[atom[0]], field[1]), template)


def _periods(atoms: set[str], since: date, until: date) -> Iterator[tuple[date, date]]:
    """Yield the first and last days of the periods that a template distinguishes, newest first."""
    day = until
    while day >= since:
        first, last = _period(atoms, day)
        yield first, last
        if first == date.min:
            return
        day = first - timedelta(days=1)


def _period(atoms: set[str], day: date) -> tuple[date, date]:
    """The period around a day: the day itself, five days, a month or a year."""
    if atoms & {"D", "DD"}:
        return day, day
    end = day.replace(day=monthrange(day.year, day.month)[1])
    if atoms & {"D1", "D2"}:
        start = next(start for start in _BLOCK_STARTS if start <= day.day)
        return day.replace(day=start), end if start == _BLOCK_STARTS[0] else day.replace(day=start + 4)
    if atoms & {"M", "MM"}:
        return day.replace(day=1), end
    return date(day.year, 1, 1), date(day.year, 12, 31)
