"""The listings that a backfill walks where no sitemap speaks of the days: which pages, and which stories to await."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.archive import PRIORITY, PROBE
from crawler.catalogue import Edition
from crawler.discovery.listings import Listing
from crawler.outcomes import Verdict, judge
from crawler.responses import content_type
from crawler.scout import candidates, stories
from crawler.spiders.base import DISCOVERY_FIRST
from crawler.walk import Walk
from storage import archives
from storage.records import Found, Outcome

if TYPE_CHECKING:
    from crawler.spiders.archive import ArchiveSpider

TROUBLE = (Outcome.BLOCKED, Outcome.FAILED)
"""Answers that do not tell whether there is such a page."""


@dataclass
class _UnderWay:
    """A walk under way.

    Attributes:
        edition, walk: Whose, and where it stands.
        probes: Stories of the page by which it can still be dated.
        keys: Canonical keys of the stories that were asked for.
        awaited: Those of them that have not come yet.
    """

    edition: Edition
    walk: Walk
    probes: deque[Found] = field(default_factory=deque)
    keys: list[str] = field(default_factory=list)
    awaited: set[str] = field(default_factory=set)


class Walks:
    """Walks the sections of editions, each at the pace at which its stories come in.

    Args:
        spider: Whose requests these are; it has the archives, the frontier and the corpus.
    """

    def __init__(self, spider: "ArchiveSpider") -> None:
        self.spider = spider
        self.waiting: dict[str, list[_UnderWay]] = {}
        self.begun: set[str] = set()

    def begin(self, edition: Edition) -> Iterator[Request]:
        """Yield the requests for an edition's sections."""
        for url in edition.sections:
            yield from self._first_page(edition, url, home=True)

    def _first_page(self, edition: Edition, url: str, *, home: bool) -> Iterator[Request]:
        if url not in self.begun:
            self.begun.add(url)
            yield self._request(url, self.first_page, edition=edition, home=home)

    def _request(self, url: str, callback: object, **arguments: object) -> Request:
        self.spider.count(arguments["edition"], 1)  # type: ignore[arg-type]
        return Request(
            url,
            callback,  # type: ignore[arg-type]
            errback=self.not_had,
            cb_kwargs=arguments,
            priority=DISCOVERY_FIRST,
            dont_filter=True,
        )

    def first_page(self, response: Response, edition: Edition, *, home: bool) -> Iterator[Request]:
        """Take in the first page of a listing; of a home page, the sections it leads to as well."""
        self.spider.count(edition, -1)
        verdict = judge(response)
        self._note(response, edition, verdict, promised=home)
        if verdict:
            return
        archive, listing = self.spider.archives[edition], _listing(response)
        if home:
            for url in archive.sections(listing):
                yield from self._first_page(edition, url, home=False)
        walk = Walk(response.url, listing.counter, archive.first, archive.last)
        if walk.listed(self._stories(edition, listing)):
            yield from self._look(_UnderWay(edition, walk))

    def next_page(self, response: Response, edition: Edition, way: _UnderWay) -> Iterator[Request]:
        """Take in another page of a listing."""
        self.spider.count(edition, -1)
        verdict = judge(response)
        self._note(response, edition, verdict, promised=False)
        if verdict and verdict.outcome in TROUBLE and way.walk.searching:
            yield from self._go(way, more=way.walk.dated(()))  # it may exist: no sign of the listing's end
            return
        if way.walk.listed(() if verdict else self._stories(edition, _listing(response))):
            yield from self._look(way)
        else:
            yield from self._go(way, more=way.walk.past_the_end())

    def _note(self, response: Response, edition: Edition, verdict: Verdict | None, *, promised: bool) -> None:
        """Tally a page; that a listing has no such page, or a menu leads to none, is no trouble."""
        if verdict is None:
            self.spider.tally.was_read(edition.name)
        elif promised or verdict.outcome in TROUBLE:
            self.spider.tally.failed(edition.name, response.url, verdict.detail)

    def _stories(self, edition: Edition, listing: Listing) -> list[Found]:
        """Return an edition's stories on a page of its listing; those of others are not ours to fetch."""
        catalogue = self.spider.desk.catalogue
        return [each for each in stories(catalogue, listing) if catalogue.find(each.url) == edition]

    def not_had(self, failure: Failure) -> Iterator[Request]:
        """A page could not be had: the next backfill looks for it again."""
        edition = failure.request.cb_kwargs["edition"]  # type: ignore[attr-defined]
        self.spider.count(edition, -1)
        self.spider.leave(failure, edition)
        yield from self.spider.work(edition)

    def _look(self, way: _UnderWay) -> Iterator[Request]:
        """Have the stories of a page fetched: all of them, or one that tells how old the page is."""
        if way.walk.searching:
            way.probes = deque(way.walk.probes())
            yield from self._probe(way)
        else:
            self._await(way, way.walk.stories, PRIORITY)
            yield from self._step(way) if not way.awaited else self.spider.work(way.edition)

    def _probe(self, way: _UnderWay) -> Iterator[Request]:
        """Have the next story fetched that may tell how old a page is."""
        self._await(way, [way.probes.popleft()] if way.probes else [], PROBE)
        yield from self._step(way) if not way.awaited else self.spider.work(way.edition)

    def _await(self, way: _UnderWay, listed: Iterable[Found], priority: int) -> None:
        """Have stories fetched, and note which are to come."""
        desk, now, edition = self.spider.desk, datetime.now(UTC), way.edition
        found = [
            *candidates(desk.catalogue, listed, via="section", announced_by=way.walk.address(), priority=priority)
        ]
        way.keys = [each.key for each in found]
        with desk.guarded():
            desk.frontier.add(found, now)
            way.awaited = archives.waiting(desk.corpus, edition.source, edition.language, way.keys, now)
        for key in way.awaited:
            self.waiting.setdefault(key, []).append(way)

    def fetched(self, key: str) -> Iterator[Request]:
        """A story has come to its end; yield the pages to ask that were waiting for it."""
        for way in self.waiting.pop(key, []):
            way.awaited.discard(key)
            if not way.awaited:
                yield from self._step(way)

    def _step(self, way: _UnderWay) -> Iterator[Request]:
        """What was asked for has come, or never will: go on, if need be by asking for another story."""
        days = archives.days(self.spider.desk.corpus, way.keys)
        if way.walk.searching and not days and way.probes:
            yield from self._probe(way)
        else:
            yield from self._go(way, more=way.walk.dated(days))

    def _go(self, way: _UnderWay, *, more: bool) -> Iterator[Request]:
        walk = way.walk
        while more and walk.counter is None and walk.number > 1:  # a listing of one page
            more = walk.past_the_end()
        if more:
            yield self._request(walk.address(), self.next_page, edition=way.edition, way=way)


def _listing(response: Response) -> Listing:
    return Listing(response.body, response.url, content_type(response))
