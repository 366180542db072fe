"""The archive of newspapers: dated sitemaps, or listings, newest first, behind whatever the live crawl does."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from scrapy import Request
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.archive import PRIORITY, Archive, Listed
from crawler.catalogue import Edition
from crawler.discoveries import slices
from crawler.discovery.sitemap_names import span
from crawler.failures import verdict_of
from crawler.items import Fetch
from crawler.lane import Lane
from crawler.outcomes import Verdict, judge
from crawler.plan import Plan
from crawler.scout import ROBOTS, Address, candidates
from crawler.spiders.base import NewsSpider
from crawler.stop import NotNowError, StoppingError
from crawler.tally import Tally
from crawler.walks import Walks
from storage import archives
from storage.leasing import Leased
from storage.records import DatelineError, Outcome

Told = Callable[[int], None]


class ArchiveSpider(NewsSpider):
    """Fetches the stories of some days, from the editions that the run selects.

    Args:
        first, last: The days, both included; as ``scrapy crawl archive -a`` gives them, in ISO 8601.
        told: Hears how many lists, sitemaps and pages of listings, are known and not read yet.
        tally: Takes note of which of them could be read.
    """

    name = "archive"
    group = "archive"
    follows = False  # the teasers of an old page lead into the past

    def __init__(
        self,
        first: date | str = "",
        last: date | str = "",
        told: Told | None = None,
        tally: Tally | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.days = str(first), str(last)
        self.archives: dict[Edition, Archive] = {}
        self.seen: set[str] = set()
        self.lists: Counter[Edition] = Counter()
        self.told = told
        self.tally = tally or Tally()
        self.told_by_sitemaps: set[Edition] = set()
        self.walks = Walks(self)

    @property
    def between(self) -> tuple[date, date]:
        """The first and the last day.

        Raises:
            ValueError: One of them is no day.
        """
        first, last = map(date.fromisoformat, self.days)
        return first, last

    def plan(self, settings: BaseSettings) -> Plan:
        """Return the orders of ``scrapy crawl archive``.

        Raises:
            DatelineError: No source is named, or the days are none.
        """
        try:
            first, last = self.between
        except ValueError:
            first, last = date.max, date.min
        if not self.words or first > last:
            raise DatelineError(
                "name sources and days, as in `scrapy crawl archive -a source=baocantho -a first=2026-01-01 "
                "-a last=2026-01-31`"
            )
        return super().plan(settings)

    async def start(self) -> AsyncIterator[Request]:
        """Yield the sitemaps to ask first, and what earlier runs left."""
        for edition in self.desk.selected:
            self.archives[edition] = Archive(edition, *self.between)
            self.lanes[edition] = Lane(partial(self._lease, edition), limit=self.desk.plan.limit, width=2)
        for edition, archive in self.archives.items():
            for request in self._sitemaps(edition, archive.begin()):
                yield request
            for request in self._work(edition):
                yield request

    # --- sitemaps -----------------------------------------------------------------------------------------------

    def _sitemaps(self, edition: Edition, addresses: list[Address]) -> Iterator[Request]:
        for address in addresses:
            if archives.is_read(self.desk.corpus, address.url):
                self.told_by_sitemaps.add(edition)
            elif address.url not in self.seen:
                self.seen.add(address.url)
                self.count(edition, 1)
                yield self._ask(edition, address)

    def validators(self, address: Address) -> dict[str, str]:
        """Return no headers: of an archive all is wanted, whatever the live crawl has seen of it."""
        del address
        return {}

    async def announced(self, response: Response, edition: Edition, address: Address) -> AsyncIterator[Request]:
        """Take in a sitemap; yield those it leads to and the stories."""
        listed, verdict = _understood(self.archives[edition], address, response)
        self._note(edition, address, listed, verdict)
        self._take_in(edition, address, listed)
        for request in (*self._sitemaps(edition, list(listed.more)), *self._listed(edition), *self._work(edition)):
            yield request

    def _note(self, edition: Edition, address: Address, listed: Listed, verdict: Verdict | None) -> None:
        """Tally a sitemap that was answered; something else in the place of one nobody promised is no trouble."""
        if listed.problem and (verdict or listed.found or listed.more or not address.guess):
            self.tally.failed(edition.name, address.url, listed.problem)
        elif verdict is None and not (listed.problem or address.url.endswith(ROBOTS)):
            self.tally.was_read(edition.name)

    def count(self, edition: Edition, lists: int) -> None:
        """Count the lists of an edition that are yet to be read."""
        self.lists[edition] += lists
        if self.told:
            self.told(self.lists.total())

    def _listed(self, edition: Edition) -> Iterator[Request]:
        """A sitemap has been dealt with. Where the last of them is, and none spoke of the days, ask the listings."""
        self.count(edition, -1)
        if not self.lists[edition] and edition not in self.told_by_sitemaps:
            yield from self.walks.begin(edition)

    def _take_in(self, edition: Edition, address: Address, listed: Listed) -> None:
        """Put an archive's stories into the frontier, and note a sitemap that is over and done with."""
        now, desk = datetime.now(UTC), self.desk
        found = candidates(desk.catalogue, listed.found, via="sitemap", announced_by=address.url, priority=PRIORITY)
        with desk.guarded(), desk.corpus.transaction():
            for part in slices(found):
                desk.frontier.add(part, now)
            if listed.found:
                self.told_by_sitemaps.add(edition)
            days = span(address.url)
            first, last = self.between
            whole = days is not None and days[0] >= first and days[1] <= last
            if whole and days and days[1] < desk.started.date() and not listed.problem:
                archives.read(desk.corpus, address.url, edition.source, len(listed.found), now)

    async def not_announced(self, failure: Failure) -> AsyncIterator[Request]:
        """A sitemap could not be had; the next backfill asks it again."""
        arguments = failure.request.cb_kwargs  # type: ignore[attr-defined]
        self.leave(failure, arguments["edition"])
        for request in (*self._listed(arguments["edition"]), *self._work(arguments["edition"])):
            yield request

    def unread(self, edition: Edition, address: Address, problem: str) -> Iterator[Request]:
        """A sitemap could not be taken in; the next backfill asks it again."""
        self.tally.failed(edition.name, address.url, problem)
        yield from (*self._listed(edition), *self._work(edition))

    def work(self, edition: Edition) -> Iterator[Request]:
        """Yield the stories of an edition to fetch next."""
        return self._work(edition)

    def leave(self, failure: Failure, edition: Edition) -> None:
        """Take note of a list that could not be had; leave an edition whose host is asked no more in this run."""
        if not isinstance(failure.value, StoppingError):  # a stop is nobody's trouble
            url = failure.request.url  # type: ignore[attr-defined]
            self.tally.failed(edition.name, url, verdict_of(failure).detail)
        if isinstance(failure.value, NotNowError):
            self._not_now(failure, edition)

    # --- stories ------------------------------------------------------------------------------------------------

    def _lease(self, edition: Edition, number: int) -> list[Leased]:
        """Lease stories of the archive, unless the live crawl is at the host."""
        leased: list[Leased] = []
        with self.desk.guarded():
            if not archives.live_at(self.desk.corpus, edition.host):
                leased += self.desk.frontier.lease(
                    self.desk.owner,
                    number,
                    datetime.now(UTC),
                    sources=[edition.source],
                    languages=[edition.language],
                    run_id=self.desk.run_id,
                    archive=True,
                )
        return leased

    def go_on(self, fetch: Fetch) -> None:
        """Fetch what the walk through a listing asks for now that it may know how old a story is, and the next."""
        if fetch.edition in self.archives:
            self._send(self.walks.fetched(fetch.leased.key))
        super().go_on(fetch)

    def idle(self) -> None:
        """Nothing is under way: go on, wait for the live crawl to leave a host, or end."""
        if self.desk.fatal:
            raise CloseSpider("storage_failed")
        requests = [request for edition in self.lanes for request in self._work(edition)]
        self._send(requests)
        waits = any(lane.left and archives.live_at(self.desk.corpus, each.host) for each, lane in self.lanes.items())
        if requests or (waits and not self.desk.stop.asked):
            raise DontCloseSpider


def _understood(archive: Archive, address: Address, response: Response) -> tuple[Listed, Verdict | None]:
    """Return what a sitemap lists, and what speaks against it where it is none."""
    verdict = judge(response)
    if verdict is None or verdict.outcome is Outcome.NOT_ARTICLE:  # a sitemap has a content type of its own
        return archive.read(address, response.body, response.url), None
    if verdict.outcome is Outcome.GONE:  # a day without a sitemap: it will not get one any more
        return Listed(), verdict
    return Listed(problem=verdict.detail), verdict
