"""Links of home and section pages: stories among everything else, feeds, the pages that follow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.discovery import announced
from crawler.discovery.likely import likely_articles
from crawler.extraction.decode import decode
from crawler.extraction.page import HEADINGS, Document, ancestors, text_of
from storage.records import Found, Hints, Kind

__all__ = ["Counter", "Listing", "likely_articles"]

# A headline has at least three words, Vietnamese ones more; shorter link texts are buttons and section names.
_HEADLINE_WORDS = 3
_FEED_TYPES = re.compile(r"application/(?:rss|atom|rdf)\+xml|application/xml|text/xml", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"\.(?:rss|atom|rdf)$|/(?:rss|feed|atom)(?:\.xml|/.+|/)?$|/(?:feed|index)\.xml$", re.IGNORECASE
)
_FEED_LIST = re.compile(r"/rss(?:\.html?|\.aspx)?/?$", re.IGNORECASE)
_COMMENTS = re.compile(r"/comments?/|/binh-luan/", re.IGNORECASE)
_NEXT = re.compile(
    "[›»>→]+|(?:next|older)(?: pages?| posts?)?|(?:page )?suivante?s?|(?:trang )?(?:sau|tiếp|kế)|tiếp theo|xem thêm"
    "|siguiente|далее|следующая|下一?页"
)
# Page counters of these sites: ?page=2, ?trang=2, ?p=2, /trang-2.htm, /page/2, /trang2, -p2.htm, /2.htm.
_COUNTER = re.compile(
    r"(?:[?&](?:page|trang|p|paged|pg|pageindex)=|/(?:page|trang|p)[-/]?|-(?:page|trang|p)-?|/)(\d{1,4})"
    r"(?=$|[/&#]|\.\w+$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Counter:
    """How the pages of a listing are numbered in their addresses.

    Attributes:
        before, after: The address around the number.
    """

    before: str
    after: str

    def page(self, number: int) -> str:
        """Return the address of a page, the first being 1."""
        return f"{self.before}{number}{self.after}"


class Listing:
    """A page with links, parsed once whatever is asked of it. Bad markup never raises.

    Args:
        body: The bytes as served.
        url: Where the page was found.
        content_type: The Content-Type header, for its charset.
    """

    def __init__(self, body: bytes, url: str, content_type: str | None = None) -> None:
        self.url = url
        self._document = Document(decode(body, content_type).text, url)
        self._anchors = list(_anchors(self._document))

    @cached_property
    def links(self) -> tuple[Found, ...]:
        """The links in page order, each URL once, never the page itself.

        Every link is of kind ARTICLE: which of them are stories, the caller knows by the source's URL patterns
        (:func:`crawler.urls.is_article`) or, for unknown sites, asks :func:`likely_articles`. ``hints.title`` is the
        best text that any of the links to a URL has: a heading, else the title attribute, else the link's own words,
        else its picture's alternative text.
        """
        titles: dict[str, tuple[int, str]] = {}
        for address, anchor in self._anchors:
            # Of equals the first stays.
            titles[address] = max([titles.get(address, (0, "")), *_titles(anchor)], key=_rank)
        return tuple(Found(address, hints=Hints(title=title or None)) for address, (_, title) in titles.items())

    @property
    def feeds(self) -> tuple[Found, ...]:
        """The feeds that it names, the best first: rel=alternate, links that look like feeds, lists of feeds.

        A list of feeds ("/rss.htm") is a page; when a feed turns out to be one, ask it for what it names.
        """
        named = [_feed(self._document, link) for link in self._document.root.iter("link") if _is_alternate_feed(link)]
        linked = [
            Found(address, Kind.FEED, Hints(title=announced.title(text_of(anchor) or anchor.get("title"))))
            for address, anchor in self._anchors
            if announced.same_site(address, self.url)
        ]
        direct = [each for each in linked if _FEED_PATH.search(urlsplit(each.url).path) and not _is_list(each.url)]
        lists = [each for each in linked if _is_list(each.url)]
        found = [one for one in named if one] + direct + lists
        return announced.fold(one for one in found if not _COMMENTS.search(one.url))

    @property
    def next_pages(self) -> tuple[Found, ...]:
        """The pages that continue it, in page order: kind SECTION, on the same host.

        Known by rel=next, by their text ("Trang sau", "Suivant", "›"), or by a number that the address has as a
        counter. Pages before the present one are left out.
        """
        here, base = _page_number(self.url) or 1, self._document.base
        rel = [
            announced.absolute(link.get("href"), base) for link in self._document.root.iter("link") if _is_next(link)
        ]
        pages = [address for address, anchor in self._anchors if _continues(address, anchor, here)]
        host = urlsplit(self.url).netloc
        found = [address for address in (*rel, *pages) if address and urlsplit(address).netloc == host]
        return tuple(Found(address, Kind.SECTION) for address in dict.fromkeys(found))

    @property
    def counter(self) -> Counter | None:
        """How the pages after this first one are numbered, None where it names none with a number."""
        matches = ([*_COUNTER.finditer(found.url)][-1:] for found in self.next_pages)
        match = next((match for last in matches for match in last), None)
        return Counter(match.string[: match.start(1)], match.string[match.end(1) :]) if match else None


def _anchors(document: Document) -> Iterator[tuple[str, HtmlElement]]:
    here = announced.absolute(document.url, document.url)
    for anchor in document.root.iter("a"):
        address = announced.absolute(anchor.get("href"), document.base)
        if address and address != here:
            yield address, anchor


def _titles(anchor: HtmlElement) -> Iterator[tuple[int, str]]:
    """Yield what a link is called, each with its worth: 4 for a heading down to 1 for a picture's text."""
    heading = next(anchor.iter(*HEADINGS), None)
    own = _text(anchor)
    if heading is not None:
        yield 4, _text(heading)
    elif any(element.tag in HEADINGS for element in _nearest(anchor)):
        yield 4, own
    yield 3, announced.title(anchor.get("title")) or ""
    yield 2, own
    yield from ((1, announced.title(image.get("alt")) or "") for image in anchor.iter("img"))


def _text(element: HtmlElement) -> str:
    """The text of a heading or link; nothing for a link around a whole story."""
    text = text_of(element)
    return text if len(text) <= announced.MAX_TITLE else ""


def _nearest(anchor: HtmlElement) -> Iterator[HtmlElement]:
    # A headline's link stands in its heading, with a span between at most; further up are headings of whole boxes.
    for element, _ in zip(ancestors(anchor), range(2), strict=False):
        yield element


def _rank(title: tuple[int, str]) -> tuple[bool, bool, int]:
    worth, text = title
    return len(text.split()) >= _HEADLINE_WORDS or _is_unspaced(text), bool(text), worth


def _is_unspaced(text: str) -> bool:
    """Chinese, Japanese, Thai and Lao headlines have few spaces or none."""
    return len(text) >= 8 and any("\u0e00" <= char <= "\u0eff" or "\u3040" <= char <= "\u9fff" for char in text)


def _is_alternate_feed(link: HtmlElement) -> bool:
    return "alternate" in _words(link.get("rel")) and bool(_FEED_TYPES.match((link.get("type") or "").strip()))


def _feed(document: Document, link: HtmlElement) -> Found | None:
    address = announced.absolute(link.get("href"), document.base)
    return Found(address, Kind.FEED, Hints(title=announced.title(link.get("title")))) if address else None


def _is_list(url: str) -> bool:
    return bool(_FEED_LIST.search(urlsplit(url).path))


def _words(attribute: str | None) -> list[str]:
    return (attribute or "").lower().split()


def _is_next(element: HtmlElement) -> bool:
    return "next" in _words(element.get("rel"))


def _continues(address: str, anchor: HtmlElement, here: int) -> bool:
    if _is_next(anchor):
        return True
    text, number = text_of(anchor).lower(), _page_number(address)
    if number is None or number <= here:
        return False
    return text == str(number) or bool(_NEXT.fullmatch(text))


def _page_number(url: str) -> int | None:
    parts = urlsplit(url)
    found = _COUNTER.findall(parts.path + ("?" + parts.query if parts.query else ""))
    return int(found[-1]) if found else None
