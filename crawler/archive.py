"""Which sitemaps and listings of an edition hold the stories of some days, and which of these they list. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

from crawler.catalogue import Edition
from crawler.discovery import likely, robots, sitemaps
from crawler.discovery.listings import Listing
from crawler.discovery.sitemap_names import expand, prune, span
from crawler.scout import MAX_SITEMAP_DEPTH, ROBOTS, Address
from crawler.urls import is_article
from storage.records import Found, Kind
from storage.times import VIETNAM, moment

PRIORITY = -10
"""Of what an archive announces: below 0, where the live crawl takes nothing."""
PROBE = PRIORITY + 1
"""Of a story that is fetched to learn how old its page of a listing is: the walk waits for it."""
MAX_SECTIONS = 40
"""Sections of one edition: the fullest menu of the known sites has some thirty."""
WELL_KNOWN = "sitemap.xml"


@dataclass(frozen=True, slots=True)
class Listed:
    """What a sitemap of an archive announced.

    Attributes:
        found: Stories of the days that were asked for.
        more: Further sitemaps to ask, newest first.
        problem: Why the answer is of no use; None where it is.
    """

    found: tuple[Found, ...] = ()
    more: tuple[Address, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """The days of an edition that are to be fetched.

    Attributes:
        edition: Whose.
        first, last: Days of the newspaper's calendar, both included.
    """

    edition: Edition
    first: date
    last: date

    def begin(self) -> list[Address]:
        """Return the sitemaps to ask first: what the catalogue states for these days, robots.txt, the usual one."""
        stated = [
            Address(url, Kind.SITEMAP)
            for fact in self.edition.tryable_sitemaps
            for url in expand(fact.url, since=self.first, until=self.last)
        ]
        usual = [urljoin(self.edition.base_url, path) for path in (ROBOTS, WELL_KNOWN)]
        return [*stated, *(Address(url, Kind.SITEMAP, guess=True) for url in usual)]

    def read(self, address: Address, body: bytes, url: str) -> Listed:
        """Return what a sitemap, or robots.txt, announces.

        Args:
            address: What was asked.
            body: The decompressed answer.
            url: Where it came from in the end.
        """
        if address.url.endswith(ROBOTS):
            return Listed(more=tuple(Address(each, Kind.SITEMAP) for each in robots.sitemaps(body)))
        sitemap = sitemaps.parse(body, url)
        more = self._children(address, sitemap.children) if address.depth < MAX_SITEMAP_DEPTH else ()
        return Listed(tuple(self._entries(sitemap.entries, span(url))), tuple(more), sitemap.problem)

    def sections(self, home: Listing) -> list[str]:
        """Return the sections that a home page leads to, its own listing of everything among them."""
        links = (found for found in home.links if likely.may_list(found, home.url))
        own = (found.url for found in links if urlsplit(found.url).path.startswith(self.edition.prefix or "/"))
        return list(dict.fromkeys(address for address in own if not is_article(address, self.edition)))[:MAX_SECTIONS]

    def _children(self, address: Address, children: tuple[Found, ...]) -> Iterator[Address]:
        for child in prune(children, since=self.first, until=self.last):
            days = span(child.url)
            if self.edition.reads_sitemap(child.url) and (days is None or self._meets(days)):
                yield Address(child.url, Kind.SITEMAP, address.depth + 1)

    def _entries(self, entries: tuple[Found, ...], days: tuple[date, date] | None) -> Iterator[Found]:
        """Yield the entries that may be of the days wanted.

        A date of publication decides. Without one the sitemap's name does, for a date of change may be years later;
        but what last changed before the first day was published before it too.
        """
        for entry in entries:
            published, changed = _day(entry.hints.published_at), _day(entry.modified_at)
            if published:
                wanted = self._meets((published, published))
            elif days:
                wanted = self._meets(days) and (changed is None or changed >= self.first)
            else:
                wanted = changed is not None and self._meets((changed, changed))
            if wanted:
                yield entry

    def _meets(self, days: tuple[date, date]) -> bool:
        return days[0] <= self.last and days[1] >= self.first


def _day(told: str | None) -> date | None:
    return moment(told).astimezone(VIETNAM).date() if told else None
