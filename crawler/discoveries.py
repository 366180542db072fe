"""The desk's side of discovery: what is known of an edition's addresses, and what they announce to the frontier."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar

from scrapy.http import Response

from crawler.alarm import Alarm
from crawler.catalogue import Catalogue, Edition
from crawler.plan import Plan
from crawler.responses import answer_of, conditional, sha256
from crawler.scout import Address, Reading, Scout, candidates, still_serves
from crawler.stop import Stop
from storage import feeds, times
from storage.corpus import Corpus
from storage.frontier import Candidate, Frontier
from storage.records import Found

# An address that failed so often in a row is left alone until its back-off has passed; once may be an accident.
RESTING_FAILURES = 2
# Stories taken in at a time: some 20 ms, in which nothing else of the run moves.
SLICE = 500
# Announced stories above which a thread works out their keys: 50,000 took 4 s, in which every other download waited.
FEW = 1000

T = TypeVar("T")


@dataclass
class Discoveries:
    """What a run asks for news, and what it is told.

    Attributes:
        corpus, catalogue, plan, alarm, stop: The run's.
        guarded: A context that notes when the corpus fails.
        started: When the run began.
        problems: Why answers were of no use, by address; the corpus keeps only that they were.
    """

    corpus: Corpus
    catalogue: Catalogue
    plan: Plan
    alarm: Alarm
    stop: Stop
    guarded: Callable[[], AbstractContextManager[None]]
    started: datetime
    problems: dict[str, str] = field(default_factory=dict)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def scout(self, edition: Edition, asked: set[str]) -> Scout:
        """Return the discovery of an edition; ``asked`` is shared by the editions of a run."""
        known = self._known(edition)
        asked.update(feed.url for feed in known if self._rests(feed))
        failing = {feed.url for feed in known if feed.failures >= RESTING_FAILURES}
        since = self.started - self.plan.since
        return Scout(edition, self.catalogue, now=self.started, since=since, asked=asked, failing=failing)

    def _rests(self, feed: feeds.Feed) -> bool:
        waits = feed.next_at > times.utc(self.started)
        return waits and (self.plan.due or feed.failures >= RESTING_FAILURES)

    def remembered(self, edition: Edition) -> list[Address]:
        """Return what served an edition in earlier runs and still may."""
        since = (self.started - self.plan.since).date()
        return [Address(feed.url, feed.kind) for feed in self._known(edition) if still_serves(feed, since)]

    def _known(self, edition: Edition) -> list[feeds.Feed]:
        known = feeds.known(self.corpus, sources=[edition.source])
        return [feed for feed in known if self.catalogue.find(feed.url) in (edition, None)]

    def validators(self, address: Address) -> dict[str, str]:
        """Return the conditional headers for a feed, sitemap or section page."""
        feed = feeds.get(self.corpus, address.url)
        if feed is None or not self.plan.conditional or not feed.may_ask_conditionally(self.started):
            return {}
        return conditional(feed.etag, feed.last_modified)

    def is_known(self, address: Address, body: bytes) -> bool:
        """Tell whether an answer has the same bytes as the last one that was read."""
        feed = feeds.get(self.corpus, address.url) if self.plan.conditional else None
        return feed is not None and feed.body_sha256 == sha256(body)

    async def apart(self, work: Callable[[], T]) -> T:
        """Do something long in a thread, so that downloads go on; one at a time, so that memory holds."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(work)

    async def announce(self, edition: Edition, address: Address, reading: Reading, response: Response | None) -> None:
        """Put what an address announced into the frontier, and then remember how it answered.

        Long lists go in by slices. A crawl that dies between two finds the address as it was, and reads it again.

        Args:
            edition: Whose address it is.
            address: What was asked.
            reading: What came of it.
            response: The answer, None where there was none.
        """
        found = await self._candidates(address, reading.found)
        new = 0
        for part in slices(found):
            if self.stop.asked:
                return
            new += self._add(part)
            await asyncio.sleep(0)
        self.record(edition, address, reading, response, new)

    def record(
        self, edition: Edition, address: Address, reading: Reading, response: Response | None, new: int = 0
    ) -> None:
        """Remember how an address answered, and how many unknown stories it announced."""
        now = datetime.now(UTC)
        if reading.problem:
            self.problems[address.url] = reading.problem
        with self.guarded(), self.corpus.transaction():
            feeds.record(self.corpus, answer_of(edition, address, reading, response, new), now)
            if reading.problem is None:
                self.alarm.answered(edition.source, address.url, now)

    async def _candidates(self, address: Address, found: tuple[Found, ...]) -> list[Candidate]:
        def work() -> list[Candidate]:
            return list(candidates(self.catalogue, found, via=address.kind, announced_by=address.url))

        return work() if len(found) <= FEW else await self.apart(work)

    def _add(self, part: Iterable[Candidate]) -> int:
        new = 0
        with self.guarded():
            new += Frontier(self.corpus).add(part, datetime.now(UTC)).new
        return new


def slices(found: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    """Yield lists of :data:`SLICE` at the most; what is known of their URLs lies in memory together."""
    rest = iter(found)
    while part := list(islice(rest, SLICE)):
        yield part
