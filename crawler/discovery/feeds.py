"""RSS and Atom feeds: which stories a site announces, as seen through feedparser."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawler.discovery import announced, markup
from crawler.extraction.decode import decode
from storage.records import Found, Hints

# Three days of the largest site of the catalogue (vietnam.vn, about 1,576 stories a day); feeds hold 20 to 100.
MAX_ENTRIES = 5_000
# A feed of 100 stories in full has about a million; feedparser takes up to 6 s for a million hostile ones.
MAX_CHARACTERS = 2 * 1024 * 1024
# "feed" is Atom, "RDF" RSS 0.90 and 1.0; some home-made feeds forget <rss> around their channel.
_ROOTS = ("rss", "rdf", "feed", "channel")
# Minutes of the RSS syndication module's update periods.
_PERIODS = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says.

    Attributes:
        entries: The stories, in the feed's order, each URL once.
        title: The feed's own title.
        language: The primary subtag of the language that it declares.
        ttl_minutes: How long it asks to be left alone (``ttl``, or ``sy:updatePeriod`` over ``sy:updateFrequency``).
        warnings: ``bozo`` (not well-formed, read all the same), ``capped`` (too long: read up to 5,000 entries or
            2 million characters), ``not_a_feed`` and ``html`` (an HTML page in its place).
        problem: Why it gave no story, in a few words; None where it gave some.
    """

    entries: tuple[Found, ...] = ()
    title: str | None = None
    language: str | None = None
    ttl_minutes: int | None = None
    warnings: tuple[str, ...] = ()
    problem: str | None = None


def parse(body: bytes, url: str, content_type: str | None = None) -> Feed:
    """Read a feed. Never raises, whatever the bytes.

    Entries are what the feed lists as items; links inside their descriptions are not looked at. An entry without a
    link is taken by its guid where that is an absolute URL, else left out.

    Args:
        body: The bytes as served; gzip is unpacked.
        url: Where the feed was found, for relative links.
        content_type: The Content-Type header, for its charset.
    """
    text = decode(markup.gunzip(body)[0], content_type).text
    xml = markup.from_root(markup.legal(text[:MAX_CHARACTERS]), _ROOTS)
    if xml is None:
        problem = markup.missing(text, "feed")
        html = ("html",) if problem.startswith("html") else ()
        return Feed(warnings=("not_a_feed", *html), problem=problem)
    try:
        parsed = _feedparser(xml)
    except Exception as error:  # noqa: BLE001 - feedparser raises what it runs into, and the bytes are a stranger's
        return Feed(warnings=("bozo",), problem=f"feedparser cannot read it: {type(error).__name__}")
    return _feed(parsed, url, capped=len(text) > MAX_CHARACTERS or len(parsed.entries) > MAX_ENTRIES)


def _feedparser(xml: str) -> Any:
    import feedparser  # noqa: PLC0415 - it takes its time, and a page that a person names asks no feed

    # A stream, because feedparser opens a str or bytes as a URL or file name first. The header names the charset
    # that the text is in now.
    return feedparser.parse(
        io.BytesIO(xml.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _feed(parsed: Any, url: str, *, capped: bool) -> Feed:
    language = announced.language(_own(parsed.feed, "language"))
    found = announced.fold(_entries(parsed, url, language))
    warnings = (*(["bozo"] if parsed.bozo else []), *(["capped"] if capped else []))
    return Feed(
        entries=found,
        title=announced.title(_own(parsed.feed, "title")),
        language=language,
        ttl_minutes=_ttl(parsed.feed),
        warnings=warnings,
        problem=None if found else "a feed without entries",
    )


def _entries(parsed: Any, base: str, language: str | None) -> Iterator[Found]:
    # RSS 1.0 and many RSS 2.0 feeds date their items by dc:date, which feedparser calls "updated".
    # In Atom "updated" is the last change and says nothing of the publication.
    atom = (parsed.get("version") or "").startswith("atom")
    for entry in parsed.entries[:MAX_ENTRIES]:
        link = _link(entry, base)
        if link is None:
            continue
        updated = announced.moment(_own(entry, "updated"))
        published = announced.moment(_own(entry, "published")) or (None if atom else updated)
        hints = Hints(announced.title(_own(entry, "title")), published, language)
        yield Found(link, hints=hints, modified_at=updated)


def _own(entry: Any, name: str) -> str | None:
    """Return a field itself: FeedParserDict.get answers "updated" with "published" where there is none."""
    value = dict.get(entry, name)
    return value if isinstance(value, str) else None


def _link(entry: Any, base: str) -> str | None:
    original = _own(entry, "feedburner_origlink")
    if original:
        return announced.absolute(original, base)
    link = _own(entry, "link")
    # feedparser makes a link of any guid, "12345" too; the entry's link elements are in "links".
    if any(one.get("rel") == "alternate" and one.get("href") == link for one in entry.get("links") or ()):
        return announced.absolute(link, base)
    return announced.absolute(_own(entry, "id"), "")


def _ttl(feed: Any) -> int | None:
    ttl = _number(feed.get("ttl"))
    if ttl:
        return ttl
    period = _PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower())
    return max(1, period // (_number(feed.get("sy_updatefrequency")) or 1)) if period else None


def _number(text: Any) -> int | None:
    digits = str(text or "").strip()
    # Nine digits of minutes are 1,900 years: longer ones are noise.
    return int(digits) or None if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None
