"""How values are shown in HTML: times, numbers, ages, sizes, and links that lead nowhere dangerous."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from storage import times

ARTICLE_COLUMNS = frozenset({"article", "article_id", "other_id", "duplicate_of", "origin_id", "seed_id", "copy_id"})
"""Columns that hold an article's id."""

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def article_link(article_id: int, text: object) -> Markup:
    """Return a link to an article's page."""
    return Markup('<a href="/article/{}">{}</a>').format(article_id, text)


def web(url: str | None) -> str | None:
    """Return an address that a link may lead to, None for any other: ``javascript:``, ``data:``, a seed's name."""
    try:
        parts = urlsplit(url or "")
        usable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # a bracket out of place
        return None
    return url if usable else None


def host(url: str | None) -> str:
    """Return the host of an address, or nothing."""
    address = web(url)
    return (urlsplit(address).hostname or "").removeprefix("www.") if address else ""


def when(stored: str | None, precision: str | None = "minute") -> Markup:
    """Return a stored time as Vietnam's clock shows it, as precisely as it is known.

    Args:
        stored: UTC, or a day; what is neither is shown as it is.
        precision: "second", "minute" or "day".
    """
    if not stored:
        return Markup('<span class="unknown">no date</span>')
    try:
        moment = times.moment(stored).astimezone(times.VIETNAM)
    except ValueError:
        return Markup("{}").format(stored)
    is_day = precision == times.DAY or len(stored) == len("2026-07-20")
    shown = f"{moment.day} {moment:%B %Y}"
    if not is_day:
        shown += f", {moment:%H:%M:%S}" if precision == "second" else f", {moment:%H:%M}"
    return Markup('<time datetime="{}">{}</time>').format(times.with_offset(stored), shown)


def duration(seconds: float | None) -> str:
    """Return a span of time in its two largest units: "2 days 3 hours"; under a minute counts as a minute."""
    if seconds is None:
        return ""
    left, parts = int(abs(seconds)), []
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}{'s' if count > 1 else ''}")
    return " ".join(parts[:2]) or "under a minute"


def between(early: str | None, late: str | None) -> str:
    """Return how long after one stored time another is; nothing where either has no time of day."""
    if not early or not late or min(len(early), len(late)) == len("2026-07-20"):
        return ""
    return duration((times.moment(late) - times.moment(early)) / timedelta(seconds=1))


def ago(stored: str | None, now: datetime) -> str:
    """Return how long ago a stored time was, in its largest unit."""
    if not stored:
        return "never"
    seconds = (now - times.moment(stored)).total_seconds()
    if seconds < 0:
        return "in the future"
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds >= size), (60, "minute"))
    count = max(1, round(seconds / size))
    return f"{count} {unit}{'s' if count > 1 else ''} ago"


def number(value: float | None) -> str:
    """Return a number with thousands parted by commas."""
    return "" if value is None else f"{value:,}"


def size(count: int) -> str:
    """Return bytes in a unit that fits."""
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1e3))} kB"


LANGUAGES = {
    "de": "German", "en": "English", "es": "Spanish", "fr": "French", "ja": "Japanese", "km": "Khmer",
    "ko": "Korean", "lo": "Lao", "ru": "Russian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def language(code: str | None) -> str:
    """Return the name of a language."""
    return LANGUAGES.get(code or "", code or "unknown")


FILTERS: dict[str, Callable[..., Any]] = {
    "web": web,
    "host": host,
    "when": when,
    "duration": duration,
    "between": between,
    "ago": ago,
    "number": number,
    "size": size,
    "language": language,
}
