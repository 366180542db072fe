"""What feeds, sitemaps and listings announce of a page, in one form: address, title, time, language."""

import html
import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit, urlunsplit

from crawler.extraction import text as texts
from crawler.extraction.dates import parse_date
from storage.records import Found, Hints

# Longer addresses are broken markup or traps: the sitemap protocol's limit is 2,048 characters.
MAX_URL = 2_048
# The longest headlines have some 200 characters; what is much longer is markup gone wrong.
MAX_TITLE = 500
# RFC 822, the form of pubDate, allows years of two digits and names these zones (section 5.1).
_SHORT_YEAR = re.compile(r"(\d{1,2} [A-Za-z]{3}) (\d\d)(?= )")
_ZONES = {"EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8}
_ZONE = re.compile(rf"(?<=\d) ({'|'.join(_ZONES)})$")
# Markup that editors leave in a title. Anything else in angle brackets is text ("a < b", "<3").
_TITLE_TAG = re.compile(r"</?(?:a|b|big|br|em|font|i|img|p|small|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE)
_SUBTAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def absolute(link: str | None, base: str) -> str | None:
    """Return a link as an absolute address without fragment.

    Args:
        link: The link as written; white space around it, and line breaks within, are dropped as browsers do.
        base: The absolute URL it is relative to.

    Returns:
        The address, or None where the link leads to no page: empty, a fragment of the page itself, another scheme
        than http or https, no host, a user name in it, or not an address at all.
    """
    text = _CONTROL.sub("", link or "").strip()
    if not text or text.startswith("#"):
        return None
    try:
        parts = urlsplit(urljoin(base, text))
        usable = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc and parts.port != 0
    except ValueError:  # "http://[": no IPv6 address; a port that is no number
        return None
    address = urlunsplit(parts._replace(fragment="")).replace(" ", "%20")
    return address if usable and len(address) <= MAX_URL else None


def same_site(url: str, other: str) -> bool:
    """Tell whether two absolute URLs belong to one site: the same host, or one a subdomain of the other."""
    hosts = [(urlsplit(one).hostname or "").removeprefix("www.") for one in (url, other)]
    long, short = sorted(hosts, key=len, reverse=True)
    return bool(short) and (long == short or long.endswith("." + short))


def moment(text: str | None) -> str | None:
    """Return an announced time as ISO 8601, as exact as it was given.

    Args:
        text: The time as written: RFC 822, ISO 8601, "7/14/2026 8:05:00 AM". Without a zone it is +07:00.

    Returns:
        2026-07-14T08:05:30+07:00, without seconds or as a bare date where none were given; None for no time and for
        a CMS's placeholder (1970, 0001).
    """
    if not text or not text.strip():
        return None
    plain = _SHORT_YEAR.sub(r"\1 20\2", text.strip())
    found = parse_date(_ZONE.sub(lambda zone: f" {_ZONES[zone[1]]:+03d}:00", plain))
    if found is None:
        return None
    return found.iso[:16] + found.iso[19:] if found.precision == "minute" else found.iso


def title(text: str | None) -> str | None:
    """Return a title in NFC on one line, markup gone and entities decoded; None for blank or endless ones.

    CMSs escape titles once more than XML asks (``&amp;quot;``, or ``&#39;`` in CDATA), so entities are decoded again.
    """
    plain = texts.normalise(_TITLE_TAG.sub(" ", html.unescape(text or "")))
    return plain if 0 < len(plain) <= MAX_TITLE else None


def language(tag: str | None) -> str | None:
    """Return the primary subtag of a BCP 47 tag ("vi" of "vi-VN"), None for anything else ("Vietnamese")."""
    match = _SUBTAG.fullmatch((tag or "").strip())
    return match[1].lower() if match else None


def fold(found: Iterable[Found]) -> tuple[Found, ...]:
    """Return what was found with each URL once, in order; a later mention fills the gaps of the first."""
    by_url: dict[str, Found] = {}
    for one in found:
        known = by_url.get(one.url)
        by_url[one.url] = _merged(known, one) if known else one
    return tuple(by_url.values())


def _merged(first: Found, later: Found) -> Found:
    hints = Hints(
        first.hints.title or later.hints.title,
        first.hints.published_at or later.hints.published_at,
        first.hints.language or later.hints.language,
    )
    return Found(first.url, first.kind, hints, first.modified_at or later.modified_at)
