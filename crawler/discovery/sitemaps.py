"""Sitemaps: which stories, and which further sitemaps, a site announces.

A file is read as a stream of events, never as a tree: what a hostile one costs is its own size and 50,000 records.
``prune``, which chooses among the children of an index, and ``expand``, which writes out a catalogue's template,
live in ``sitemap_names`` and are offered here too.
"""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from urllib.parse import urlsplit

from lxml import etree

from crawler.discovery import announced, markup
from crawler.discovery.sitemap_names import expand, prune
from crawler.extraction.decode import decode
from storage.records import Found, Hints, Kind

__all__ = ["MAX_ENTRIES", "Sitemap", "expand", "parse", "prune", "recent"]

# The protocol's limit for one file (sitemaps.org). A file with more is read up to it.
MAX_ENTRIES = 50_000
_SITEMAP_ROOTS = ("urlset", "sitemapindex")
_FEED_ROOTS = ("rss", "rdf", "feed")
_SLICE = 64 * 1024
_LONGEST_REFERENCE = 33
# Where the parts of an entry stand: (element, its parent). Told apart by the parent, because images and videos have
# a loc and a title of their own; without namespaces, because sites declare them wrongly or not at all.
_PARTS = {
    ("loc", "url"): "loc",
    ("loc", "sitemap"): "loc",
    ("lastmod", "url"): "lastmod",
    ("lastmod", "sitemap"): "lastmod",
    ("title", "news"): "title",
    ("publication_date", "news"): "published",
    ("language", "publication"): "language",
    ("language", "news"): "language",
}
_BROKEN = "broken XML, or cut short: read up to the break"
_VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap says.

    Attributes:
        children: Further sitemaps, of kind SITEMAP, in the file's order, each once; never the file itself.
        entries: Pages, each URL once. ``modified_at`` is lastmod (which some sites set at publication, others at
            every change); title, date and language of a news sitemap are hints.
        problem: What was wrong, in a few words; children and entries are what could be read all the same.
    """

    children: tuple[Found, ...] = ()
    entries: tuple[Found, ...] = ()
    problem: str | None = None


def parse(body: bytes, url: str) -> Sitemap:
    """Read a sitemap: an index, a list of pages, a list of one URL a line, or a feed. Never raises.

    Args:
        body: The bytes as served; gzip is unpacked, up to 50 MiB.
        url: Where it was found, for relative links.
    """
    body, problem = markup.gunzip(body)
    pieces = _pieces(body)
    head = next(pieces, "")
    xml = markup.from_root(head, _SITEMAP_ROOTS)
    if xml is not None:
        found, broken = _read(_chain(xml, pieces), url)
        return _sitemap(found, url, problem or broken)
    if markup.from_root(head, _FEED_ROOTS) is not None:
        return _from_feed(body, url, problem)
    if "<" in head:
        return Sitemap(problem=problem or markup.missing(head, "sitemap"))
    lines = list(_from_lines(_chain(head, pieces), url))
    return _sitemap(lines, url, problem or (None if lines else markup.missing(head, "sitemap")))


def recent(entries: Iterable[Found], since: datetime) -> tuple[Found, ...]:
    """Return the entries that were published or changed at ``since`` or later, and those without any date.

    Args:
        entries: From a sitemap or feed. A bare date counts until the end of that day in Vietnam.
        since: With a time zone.

    Raises:
        ValueError: ``since`` has no time zone.
    """
    if since.tzinfo is None:
        raise ValueError("since needs a time zone")
    return tuple(entry for entry in entries if (latest := _latest(entry)) is None or latest >= since)


def _latest(entry: Found) -> datetime | None:
    dates = [_instant(iso) for iso in (entry.modified_at, entry.hints.published_at) if iso]
    return max(dates, default=None)


def _instant(iso: str) -> datetime:
    if len(iso) == len("2026-07-14"):
        return datetime.combine(date.fromisoformat(iso), time.max, _VIETNAM)
    instant = datetime.fromisoformat(iso)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _pieces(body: bytes) -> Iterator[str]:
    """Decode in slices, so that no second and third copy of a large file is made."""
    # Up to the end of a tag: a character cut in the middle would look like another encoding.
    sample = body[:_SLICE]
    encoding = decode(sample[: sample.rfind(b">") + 1] or sample).encoding
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest = ""
    for start in range(0, len(body), _SLICE):
        text = rest + decoder.decode(body[start : start + _SLICE])
        # A reference that the slice may have cut in two ("&am") waits for the next one.
        cut = text.find("&", max(0, len(text) - _LONGEST_REFERENCE))
        text, rest = (text, "") if cut < 0 else (text[:cut], text[cut:])
        yield markup.legal(text)
    yield markup.legal(rest)


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


class _Reader:
    """Collects entries from the parser's events (lxml's target interface: no tree is built)."""

    def __init__(self, url: str) -> None:
        self.found: list[Found] = []
        self._url = url
        self._seen = 0
        self._path: list[str] = []
        self._parts: dict[str, list[str]] = {}

    @property
    def full(self) -> bool:
        """Whether the file has more entries than it may, good ones or not."""
        return self._seen > MAX_ENTRIES

    @property
    def open(self) -> bool:
        """Whether an element was left open: the parser repairs what it can, and stops where it cannot."""
        return bool(self._path)

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self._path.append(_local(tag))

    def data(self, text: str) -> None:
        part = _PARTS.get((self._path[-1], self._path[-2])) if len(self._path) > 1 else None
        if part:
            self._parts.setdefault(part, []).append(text)

    def end(self, tag: str) -> None:
        if self._path:
            self._path.pop()
        if _local(tag) in {"url", "sitemap"}:
            self._finish(Kind.SITEMAP if _local(tag) == "sitemap" else Kind.ARTICLE)

    def close(self) -> None:
        """Nothing is left to do; lxml asks for the method."""

    def _finish(self, kind: Kind) -> None:
        parts = {name: "".join(texts).strip() for name, texts in self._parts.items()}
        self._parts = {}
        self._seen += 1
        address = _address(parts.get("loc", ""), self._url)
        if address is None or self.full:
            return
        hints = Hints(
            title=announced.title(parts.get("title")),
            published_at=announced.moment(parts.get("published")),
            language=announced.language(parts.get("language")),
        )
        self.found.append(Found(address, kind, hints, announced.moment(parts.get("lastmod"))))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _read(pieces: Iterable[str], url: str) -> tuple[list[Found], str | None]:
    reader = _Reader(url)
    # The prolog is cut off already, so no entity is declared; the options say the same once more.
    parser = etree.XMLParser(  # type: ignore[call-overload]  # the stub wants methods that lxml calls optional
        target=reader, encoding="utf-8", recover=True, resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        for piece in pieces:
            parser.feed(piece.encode("utf-8", "replace"))
            if reader.full:
                return reader.found, f"more than {MAX_ENTRIES:,} entries: the rest was left"
        parser.close()
    except etree.XMLSyntaxError:
        return reader.found, _BROKEN
    return reader.found, _BROKEN if reader.open else None


def _sitemap(found: Iterable[Found], url: str, problem: str | None) -> Sitemap:
    """Sort what was found into children and entries. Some sites list their sitemaps as if they were pages."""
    unique = announced.fold(found)
    children = [one for one in unique if one.kind is Kind.SITEMAP or _is_xml(one.url)]
    entries = tuple(one for one in unique if one.kind is Kind.ARTICLE and not _is_xml(one.url))
    others = tuple(_as_child(one) for one in children if _bare(one.url) != _bare(url))
    return Sitemap(others, entries, problem or (None if unique else "a sitemap without entries"))


def _as_child(found: Found) -> Found:
    return Found(found.url, Kind.SITEMAP, modified_at=found.modified_at)


def _is_xml(url: str) -> bool:
    return urlsplit(url).path.lower().endswith((".xml", ".xml.gz"))


def _bare(url: str) -> str:
    """An address without its scheme: an index that lists itself often still says http."""
    return url.partition("://")[2]


def _from_lines(pieces: Iterable[str], url: str) -> Iterator[Found]:
    for line in "".join(pieces).splitlines()[:MAX_ENTRIES]:
        if line.strip().lower().startswith(("http://", "https://")):
            address = _address(line, url)
            if address:
                yield Found(address)


def _address(text: str, url: str) -> str | None:
    # What was a bare ampersand was escaped for the parser, and CDATA keeps that; some sites escape twice themselves.
    return announced.absolute(text.replace("&amp;", "&"), url)


def _from_feed(body: bytes, url: str, problem: str | None) -> Sitemap:
    # Imported here: feedparser costs 0.1 s, and few sitemaps are feeds.
    from crawler.discovery import feeds  # noqa: PLC0415

    feed = feeds.parse(body, url)
    return Sitemap(entries=feed.entries, problem=problem or feed.problem)
