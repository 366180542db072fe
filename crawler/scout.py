"""Finds what is new at one edition: which addresses to ask, and what their answers announce.

First the addresses that are remembered or stated in the catalogue. Where none of them serves, discovery falls back
by itself: the site's robots.txt and front page are asked for sitemaps and feeds, then well-known paths are tried,
and the front page's own links are read. What worked is remembered in the ``feeds`` table.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urljoin

from crawler.catalogue import Catalogue, Edition
from crawler.catalogue.records import Status
from crawler.discovery import feeds, robots, sitemaps
from crawler.discovery.likely import likely_articles
from crawler.discovery.listings import Listing
from crawler.discovery.sitemap_names import expand, prune, span
from crawler.urls import canonical_key, clean, is_article, resolve
from storage.feeds import Feed
from storage.frontier import Candidate
from storage.records import Found, Kind

# Announced sooner, fetched sooner; teasers last, since they may lead far into the past.
PRIORITY = {"feed": 30, "sitemap": 20, "section": 10, "related": 0}
# Index of indexes at the most: none of the known sites goes deeper, and one that names itself must end.
MAX_SITEMAP_DEPTH = 2
# Sitemaps of one edition in one run: a month by day, twice; a larger index is pruned by date to fewer.
MAX_SITEMAPS = 60
ROBOTS = "/robots.txt"
# Tried when a site announces nothing itself; from the forms seen on the 61 sites.
WELL_KNOWN = (
    (Kind.FEED, "rss/home.rss"),
    (Kind.FEED, "home.rss"),
    (Kind.FEED, "rss"),
    (Kind.FEED, "rss.xml"),
    (Kind.FEED, "feed"),
    (Kind.SITEMAP, "sitemap.xml"),
    (Kind.SITEMAP, "news-sitemap.xml"),
    (Kind.SITEMAP, "sitemap-news.xml"),
)


@dataclass(frozen=True, slots=True)
class Address:
    """Something that announces stories.

    Attributes:
        url: Absolute.
        kind: Feed, sitemap or section page.
        depth: How many sitemap indexes led here.
        guess: Nobody knows that it exists: what a server says of it says nothing of the server.
    """

    url: str
    kind: Kind
    depth: int = 0
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What an address announced.

    Attributes:
        found: Stories.
        more: Further addresses to ask.
        offered: Addresses to ask only where the stated ones fail.
        problem: Why the answer is of no use, in a few words; None where it is.
        foreign: It is a page of something else.
        ttl_minutes: How long a feed asks to be left alone.
        unchanged: The server said so (304), or the same bytes came again.
    """

    found: tuple[Found, ...] = ()
    more: tuple[Address, ...] = ()
    offered: tuple[Address, ...] = ()
    problem: str | None = None
    foreign: bool = False
    ttl_minutes: int | None = None
    unchanged: bool = False


def still_serves(feed: Feed, since: date) -> bool:
    """Say whether an address that is remembered is worth asking: it served, and is not of a month or day gone by.

    Args:
        feed: What is remembered.
        since: What is older is not news.
    """
    days = span(feed.url) if feed.kind is Kind.SITEMAP else None
    return feed.last_ok_at is not None and (days is None or days[1] >= since)


class Scout:
    """Discovery of one edition in one run.

    Args:
        edition: Whose stories are looked for.
        catalogue: To tell whose a URL is.
        now: The time of the run, with zone.
        since: What was published or changed before this is not news.
        asked: URLs that other editions of the run have asked: several languages of a site share a sitemap, and what
            it announces is sorted by URL, whoever reads it. Addresses that have failed repeatedly and rest are put
            in here beforehand.
        failing: Those of them that do not serve.
    """

    def __init__(  # noqa: PLR0913 - facts by keyword
        self,
        edition: Edition,
        catalogue: Catalogue,
        *,
        now: datetime,
        since: datetime,
        asked: set[str],
        failing: Collection[str] = (),
    ) -> None:
        self.edition = edition
        self.catalogue = catalogue
        self.now = now
        self.since = since
        self.asked = asked
        self.failing = failing
        self.offered: list[Address] = []
        self.waiting = 0
        self.served = False
        self.fell_back = False
        self.sitemaps = 0

    def begin(self, remembered: Iterable[Address] = ()) -> list[Address]:
        """Return the addresses to ask first.

        Args:
            remembered: What served in earlier runs.
        """
        first: dict[str, Address] = {}
        for address in (*remembered, *self._stated()):
            first.setdefault(address.url, address)
        return self._unasked(first.values()) or self._fall_back()

    def _stated(self) -> Iterator[Address]:
        for fact in self.edition.tryable_feeds:
            yield Address(fact.url, Kind.FEED, guess=fact.status is Status.GUESS)
        for fact in self.edition.tryable_sitemaps:
            for url in expand(fact.url, since=self.since.date(), until=self._tomorrow()):
                yield Address(url, Kind.SITEMAP, guess=fact.status is Status.GUESS)
        for url in self.edition.sections:
            yield Address(url, Kind.SECTION)

    def _unasked(self, addresses: Iterable[Address]) -> list[Address]:
        fresh = [address for address in addresses if self._is_unasked(address)]
        self.waiting += len(fresh)
        return fresh

    def _is_unasked(self, address: Address) -> bool:
        if address.url in self.asked:
            self.served |= address.kind is not Kind.SECTION and address.url not in self.failing
            return False
        if address.kind is Kind.SITEMAP:
            self.sitemaps += 1
        self.asked.add(address.url)
        return self.sitemaps <= MAX_SITEMAPS or address.kind is not Kind.SITEMAP

    def answered(self, address: Address, reading: Reading) -> list[Address]:
        """Take note of an answer and return what to ask next.

        Must be called once for every address that :meth:`begin` or this method returned. A feed or sitemap that
        answers well, even with nothing new, keeps discovery from falling back; a section page does not, since it
        shows only the latest stories.
        """
        self.waiting -= 1
        self.served |= address.kind is not Kind.SECTION and reading.problem is None
        self.offered.extend(reading.offered)
        more = self._unasked(reading.more)
        return more or self._fall_back()

    def _fall_back(self) -> list[Address]:
        if self.waiting or self.served or self.fell_back:
            return []
        self.fell_back = True
        return self._unasked(self._fallback())

    def _fallback(self) -> Iterator[Address]:
        yield from self.offered
        yield Address(urljoin(self.edition.base_url, ROBOTS), Kind.SITEMAP)
        for kind, path in WELL_KNOWN:
            yield Address(urljoin(self.edition.base_url, path), kind, guess=True)

    def read(self, address: Address, body: bytes, url: str, content_type: str | None) -> Reading:
        """Return what an answer announces.

        Args:
            address: What was asked.
            body: The decompressed answer.
            url: Where it came from in the end.
            content_type: Its Content-Type header.
        """
        if address.url.endswith(ROBOTS):
            return self._read_robots(body)
        if address.kind is Kind.FEED:
            return self._read_feed(body, url, content_type)
        if address.kind is Kind.SITEMAP:
            return self._read_sitemap(address, body, url)
        return self._read_section(body, url, content_type)

    def _read_robots(self, body: bytes) -> Reading:
        named = tuple(Address(url, Kind.SITEMAP) for url in robots.sitemaps(body))
        return Reading(more=named, problem="only points to others")

    def _read_feed(self, body: bytes, url: str, content_type: str | None) -> Reading:
        feed = feeds.parse(body, url, content_type)
        foreign = "html" in feed.warnings
        return Reading(found=feed.entries, problem=feed.problem, foreign=foreign, ttl_minutes=feed.ttl_minutes)

    def _read_sitemap(self, address: Address, body: bytes, url: str) -> Reading:
        sitemap = sitemaps.parse(body, url)
        children: tuple[Found, ...] = ()
        if address.depth < MAX_SITEMAP_DEPTH:
            children = prune(sitemap.children, since=self.since.date(), until=self._tomorrow())
        return Reading(
            found=sitemaps.recent(sitemap.entries, self.since),
            more=tuple(
                Address(child.url, Kind.SITEMAP, address.depth + 1)
                for child in children
                if self.edition.reads_sitemap(child.url)
            ),
            problem=sitemap.problem,
        )

    def _tomorrow(self) -> date:
        """The last day a sitemap may be of: the newspapers' clock is seven hours ahead of UTC."""
        return (self.now + timedelta(days=1)).date()

    def _read_section(self, body: bytes, url: str, content_type: str | None) -> Reading:
        listing = Listing(body, url, content_type)
        found = stories(self.catalogue, listing)
        offered = tuple(Address(feed.url, Kind.FEED) for feed in listing.feeds)
        return Reading(found=found, offered=offered, problem=None if found else "no links to stories")


def stories(catalogue: Catalogue, listing: Listing) -> tuple[Found, ...]:
    """Return the stories of the catalogue's newspapers that a listing leads to, in its order; others' URLs go."""
    likely = {found.url for found in likely_articles(listing.links, listing.url)}
    return tuple(link for link in listing.links if _leads_to_story(catalogue, link.url, likely))


def _leads_to_story(catalogue: Catalogue, url: str, likely: set[str]) -> bool:
    edition = catalogue.find(url)
    known = is_article(url, edition) if edition else False
    return url in likely if known is None else known


def candidates(
    catalogue: Catalogue, found: Iterable[Found], *, via: str, announced_by: str, priority: int | None = None
) -> Iterator[Candidate]:
    """Yield the frontier's candidates among what was found; URLs that are no story of the catalogue are passed over.

    Args:
        catalogue: To tell whose a URL is.
        found: Announced URLs.
        via: "feed", "sitemap", "section" or "related".
        announced_by: The URL of the announcing page.
        priority: None for that of its kind of announcement.
    """
    for item in found:
        url = resolve(announced_by, item.url)
        edition = catalogue.find(url) if url else None
        if url is None or edition is None or is_article(url, edition) is False:
            continue
        yield Candidate(
            key=canonical_key(url, catalogue),
            found=replace(item, url=clean(url)),
            source=edition.source,
            language=edition.language,
            host=edition.host,
            priority=PRIORITY[via] if priority is None else priority,
            discovered_from=f"{via}:{announced_by}",
        )
