"""The spider that all groups of newspapers share: discovery, work from the frontier, one outcome per URL."""

from asyncio import CancelledError
from collections.abc import AsyncIterator, Iterable, Iterator
from functools import partial
from typing import Any, ClassVar, Self

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler import catalogue as catalogues
from crawler.catalogue import CatalogueError, Edition
from crawler.catalogue.records import GROUPS
from crawler.desk import Desk
from crawler.failures import verdict_of
from crawler.hosts import HostRestsError, host_of
from crawler.items import Fetch
from crawler.lane import Lane
from crawler.outcomes import Verdict, judge
from crawler.plan import Plan
from crawler.responses import asked_back, content_type, header, page_of
from crawler.scout import Address, Reading, Scout
from crawler.stop import NotNowError, StoppingError
from storage.leasing import Leased
from storage.records import DatelineError, Outcome

# A host's feeds are asked before its articles, robots.txt (Scrapy: 1000) before both.
DISCOVERY_FIRST = 10
# URLs of an edition on their way at once: one asked for, the other being read and stored meanwhile. The hosts see to
# it that requests keep their distance.
WIDTH = 2
# Where the operator asks for none, a server answers sooner than pages are read and, several at once, stored.
FULL_SPEED = 24
# Feeds, sitemaps and section pages up to this size are read at once, in a tenth of a second or so; longer ones in a
# thread, while downloads go on.
SMALL = 512 * 1024


class NewsSpider(scrapy.Spider):
    """Crawls the editions of one group of the catalogue.

    ``-a source=NAME`` narrows it to one source ("baonghean"), one edition ("baonghean/fr") or one host.

    Args:
        desk: The run's corpus and catalogue, where several spiders share a run; else one is opened.
        source: What to crawl, several divided by commas; everything of the group where empty.
    """

    group: ClassVar[str]
    follows: ClassVar[bool] = True
    """Whether the teasers of a page lead on."""

    def __init__(self, desk: Desk | None = None, source: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.words = tuple(source.replace(",", " ").split())
        self.shared = desk
        self.desk: Desk
        self.scouts: dict[Edition, Scout] = {}
        self.lanes: dict[Edition, Lane] = {}
        self.asked: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's hook: open the corpus, or join the run that is under way."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.desk = spider.shared or spider.own_desk(crawler.settings)
        crawler.signals.connect(spider.idle, signal=signals.spider_idle)
        crawler.signals.connect(spider.broke, signal=signals.item_error)
        crawler.signals.connect(spider.erred, signal=signals.spider_error)
        crawler.signals.connect(spider.closed_down, signal=signals.spider_closed)
        return spider

    def own_desk(self, settings: BaseSettings) -> Desk:
        """Open the corpus for ``scrapy crawl``; say in one line what keeps it from starting.

        Raises:
            CancelledError: It cannot start. Scrapy then ends with status 1, and asyncio adds no traceback.
        """
        try:
            return Desk(self.plan(settings))
        except DatelineError as error:
            self.logger.error(str(error))  # noqa: TRY400 - the user's slip, not ours
            raise CancelledError from error

    def plan(self, settings: BaseSettings) -> Plan:
        """Return the orders of a spider that was started by ``scrapy crawl``.

        Raises:
            DatelineError: They cannot be followed.
        """
        plan = Plan.from_settings(settings, self.words or (self.group,))
        catalogue = catalogues.load(plan.catalogue)
        for word in self.words:
            groups = {edition.group for edition in catalogue.select([word])}
            if self.group in GROUPS and self.group not in groups:
                other = min(groups)
                raise CatalogueError(
                    f"{self.name} does not crawl '{word}': `scrapy crawl {other} -a source={word}` does"
                )
        return plan

    async def start(self) -> AsyncIterator[Request]:
        """Yield the first requests: what announces stories, and stories left from earlier runs."""
        width = WIDTH if self.settings.getfloat("DOWNLOAD_DELAY") else FULL_SPEED
        for edition in self.desk.editions(self.group):
            self.scouts[edition] = self.desk.discoveries.scout(edition, self.asked)
            self.lanes[edition] = self.desk.lane(edition, width=width)
        for edition, scout in self.scouts.items():
            for address in scout.begin(self.desk.discoveries.remembered(edition)):
                yield self._ask(edition, address)
        for edition in self.lanes:
            for request in self._work(edition):
                yield request

    # --- discovery ----------------------------------------------------------------------------------------------

    def _ask(self, edition: Edition, address: Address) -> Request:
        return Request(
            address.url,
            self.announced,
            headers=self.validators(address),
            errback=self.not_announced,
            cb_kwargs={"edition": edition, "address": address},
            meta={"dateline_guess": address.guess},
            priority=DISCOVERY_FIRST,
            dont_filter=True,
        )

    def validators(self, address: Address) -> dict[str, str]:
        """Return the headers by which an address may say that it has not changed."""
        return self.desk.discoveries.validators(address)

    async def announced(self, response: Response, edition: Edition, address: Address) -> AsyncIterator[Request]:
        """Take in the answer of a feed, sitemap or section page; yield what to ask next and the stories."""
        reading = await self._reading(self.scouts[edition], response, address)
        await self.desk.discoveries.announce(edition, address, reading, response)
        for request in self._onwards(edition, address, reading):
            yield request

    async def _reading(self, scout: Scout, response: Response, address: Address) -> Reading:
        verdict = judge(response)
        if verdict and verdict.outcome is Outcome.UNCHANGED:
            return Reading(unchanged=True)
        if verdict and verdict.outcome is not Outcome.NOT_ARTICLE:  # a feed has a content type of its own
            return Reading(problem=verdict.detail)
        if self.desk.discoveries.is_known(address, response.body):
            return Reading(unchanged=True)
        read = partial(scout.read, address, response.body, response.url, content_type(response))
        return read() if len(response.body) <= SMALL else await self.desk.discoveries.apart(read)

    async def not_announced(self, failure: Failure) -> AsyncIterator[Request]:
        """Take note that a feed, sitemap or section page could not be had."""
        arguments = failure.request.cb_kwargs  # type: ignore[attr-defined]
        reading = Reading(problem=verdict_of(failure).detail)
        if isinstance(failure.value, NotNowError):
            self._not_now(failure, arguments["edition"])
        else:
            await self.desk.discoveries.announce(**arguments, reading=reading, response=None)
        for request in self._onwards(**arguments, reading=reading):
            yield request

    def _onwards(self, edition: Edition, address: Address, reading: Reading) -> Iterator[Request]:
        for following in self.scouts[edition].answered(address, reading):
            yield self._ask(edition, following)
        yield from self._work(edition)

    # --- stories ------------------------------------------------------------------------------------------------

    def _work(self, edition: Edition) -> Iterator[Request]:
        if self.desk.stop.asked:
            return
        for leased in self.lanes[edition].next():
            yield self.fetch(leased, edition)

    def _not_now(self, failure: Failure, edition: Edition) -> None:
        """Leave the rest of an edition for another run, unless the host that rests is only an alias of its own.

        What is leased is given back when this run ends.
        """
        if isinstance(failure.value, HostRestsError):
            self.desk.host_closed(edition, str(failure.value))
            if host_of(failure.request.url) != host_of(edition.base_url):  # type: ignore[attr-defined]
                return
        self.lanes[edition].close()

    def fetch(self, leased: Leased, edition: Edition | None, **meta: Any) -> Request:
        """Return the request for a leased URL."""
        return Request(
            leased.url,
            self.fetched,
            headers=self.desk.article_validators(leased),
            errback=self.not_fetched,
            cb_kwargs={"leased": leased, "edition": edition},
            meta=meta,
            dont_filter=True,
        )

    def fetched(self, response: Response, leased: Leased, edition: Edition | None) -> Iterator[Fetch]:
        """Hand a response to the pipelines."""
        verdict = judge(response)
        yield Fetch(
            leased=leased,
            edition=edition,
            page=page_of(response, leased),
            status=response.status,
            etag=header(response, "ETag"),
            last_modified=header(response, "Last-Modified"),
            latency=response.meta.get("download_latency"),
            verdict=verdict,
            next_at=asked_back(response),
        )

    def not_fetched(self, failure: Failure) -> Iterator[Fetch]:
        """Hand a failure to the pipelines; a URL that was not asked for is given back."""
        arguments = failure.request.cb_kwargs  # type: ignore[attr-defined]
        edition = arguments["edition"]
        if isinstance(failure.value, NotNowError) and edition in self.lanes:
            self._not_now(failure, edition)
            self.lanes[edition].done(arguments["leased"])
        elif not isinstance(failure.value, StoppingError):
            yield Fetch(**arguments, verdict=verdict_of(failure))

    async def finish(self, fetch: Fetch) -> None:
        """Store what came of a URL, with others where they come, and go on; called by the last pipeline."""
        fetch.follow = self.follows
        try:
            await self.desk.tray.put(fetch)
        finally:
            self.go_on(fetch)

    def finished(self, fetch: Fetch) -> None:
        """Store what came of a URL now, and go on."""
        try:
            self.desk.keep(fetch)
        finally:
            self.go_on(fetch)

    def go_on(self, fetch: Fetch) -> None:
        """A URL has come to its end: fetch the next."""
        if fetch.edition in self.lanes:
            self.lanes[fetch.edition].done(fetch.leased)
            self._send(self._work(fetch.edition))

    def _send(self, requests: Iterable[Request]) -> None:
        engine = self.crawler.engine
        assert engine is not None
        if not self.desk.fatal:
            for request in requests:
                engine.crawl(request)

    # --- Scrapy's signals ---------------------------------------------------------------------------------------

    def idle(self) -> None:
        """Everything asked is answered: take what became due meanwhile, or let the spider close."""
        if self.desk.fatal:
            raise CloseSpider("storage_failed")
        requests = [request for edition in self.lanes for request in self._work(edition)]
        self._send(requests)
        if requests:
            raise DontCloseSpider

    def broke(self, item: Any, failure: Failure) -> None:
        """A pipeline raised: the URL still gets its outcome. Scrapy has logged the traceback."""
        if isinstance(item, Fetch) and not self.desk.fatal:
            item.verdict = _internal(failure)
            self.finished(item)

    def erred(self, failure: Failure, response: Any) -> None:
        """A callback raised: its URL still gets its outcome, its address is still noted. Scrapy has logged it."""
        arguments = response.request.cb_kwargs if response else {}  # none where start() itself failed
        verdict = _internal(failure)
        if "leased" in arguments:
            self.finished(Fetch(**arguments, verdict=verdict))
        elif "address" in arguments:
            self._send(self.unread(**arguments, problem=verdict.detail))

    def unread(self, edition: Edition, address: Address, problem: str) -> Iterator[Request]:
        """Take note that an answer could not be taken in; yield what comes next."""
        reading = Reading(problem=problem)
        self.desk.discoveries.record(edition, address, reading, None)
        return self._onwards(edition, address, reading)

    def closed_down(self) -> None:
        """Close the run, where it is this spider's own."""
        if self.shared is None:
            self.desk.close()


def _internal(failure: Failure) -> Verdict:
    return Verdict(Outcome.FAILED, f"internal error: {failure.type.__name__}")  # type: ignore[union-attr]
