"""When a story was published and changed: the most precise of the times that a page gives, in the right zone."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crawler.extraction import generic
from crawler.extraction.dates import Moment, parse_date
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document, text_of
from crawler.extraction.rules import Rules

VIETNAM = "+07:00"
# A newsroom's clock may run ahead of ours, and a story may be listed a little before its hour.
_AHEAD = timedelta(hours=1)
"""Vietnam's press prints local time without saying so."""
_PRECISION = {"second": 2, "minute": 1, "day": 0}
# The selector of a time may match those of teasers further down the page.
_MOST = 3


def offset(url: str, data: Metadata, *, known: bool) -> str | None:
    """Return the zone in which a page's times are read that name none; None where nothing tells it.

    Args:
        url: The page's URL.
        data: For the language that the page declares.
        known: The page's site or family is in the catalogue, or its story is told to be from Vietnam.
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    vietnamese = any(name.lower().startswith("vi") for name in data.languages)
    return VIETNAM if known or vietnamese or host.endswith(".vn") else None


def published(document: Document, rules: Rules, data: Metadata, zone: str | None) -> Moment | None:
    """Return when a story was published.

    Args:
        document: The page.
        rules: For where the time is shown.
        data: For what the page declares.
        zone: The offset of times that name none; None where it is not known.
    """
    declared = _best(data.published, zone)
    if declared and declared.precision == "second" and not declared.iso.endswith("+00:00"):
        return declared
    stamps = [*data.published, *_stamps(document, rules.published)]
    found = _best(stamps, zone)
    if found and found.precision == "day":
        # A minute of the same day that the page shows in one of the common places makes a bare day more precise.
        return _best([*stamps, *_stamps(document, generic.TIMES)], zone)
    return found


def modified(document: Document, rules: Rules, data: Metadata, zone: str | None) -> Moment | None:
    """Return when a story was last changed, as :func:`published` does."""
    return _best([*data.modified, *_stamps(document, rules.modified)], zone)


def _stamps(document: Document, selectors: Iterable[str]) -> list[str]:
    stamps: list[str] = []
    for css in selectors:
        for element in document.select(css)[:_MOST]:
            said = (element.get("datetime"), element.get("content"), text_of(element))
            stamps += [value for value in said if value]
    return stamps


def _best(stamps: list[str], zone: str | None) -> Moment | None:
    """Return the most precise time of the first one's day.

    A time in UTC that the page gives elsewhere with the same clock and another offset is that local time,
    mislabelled: templates print "Z" after local time more often than two times differ by just the offset.
    """
    moments = [moment for moment in (parse_date(stamp, offset=zone) for stamp in stamps) if moment]
    if not moments:
        return None
    same_day = [moment for moment in moments if moment.iso[:10] == moments[0].iso[:10]]
    best = max(same_day, key=lambda moment: _PRECISION.get(moment.precision, 0))
    if not best.iso.endswith("+00:00"):
        return best
    twins = [moment for moment in same_day if moment.precision != "day" and moment.iso[:16] == best.iso[:16]]
    local = next((moment.iso[19:] for moment in twins if not moment.iso.endswith("+00:00")), "+00:00")
    return Moment(best.iso[:19] + local, best.precision)


def is_ahead(published: str, fetched: str) -> bool:
    """Say whether a story is dated after it was fetched, by more than an hour.

    Args:
        published: ISO 8601 with an offset, or a day, which begins at midnight in Vietnam.
        fetched: ISO 8601 with an offset.
    """
    return _instant(published) > _instant(fetched) + _AHEAD


def _instant(iso: str) -> datetime:
    read = datetime.fromisoformat(iso)
    return read if read.tzinfo else datetime.fromisoformat(f"{read.isoformat()}{VIETNAM}")
