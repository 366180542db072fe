"""The news desk of a run: where the spiders get their work and bring what they got.

It holds the corpus and the catalogue; several spiders of one process share it, and with it the run.
"""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from crawler import catalogue as catalogues
from crawler.ahead import Ahead, readers
from crawler.alarm import Alarm
from crawler.catalogue import Edition
from crawler.discoveries import Discoveries
from crawler.hosts import Hosts, Pace
from crawler.items import Fetch
from crawler.lane import Lane
from crawler.plan import Plan
from crawler.related import Teasers
from crawler.responses import conditional
from crawler.stop import Stop
from crawler.tray import Tray
from crawler.urls import UrlError, canonical_key, clean
from storage import archive, hosts, intake, owners, robots, runs
from storage.corpus import Corpus, CorpusError
from storage.frontier import Candidate, Frontier
from storage.leasing import Leased
from storage.records import Article, Found, Outcome, Page

if TYPE_CHECKING:
    from crawler.reading import Read

Listener = Callable[[Fetch, Outcome], None]
"""Hears of every URL that has come to its end."""


class Desk:
    """A run's corpus, catalogue, frontier and readers.

    Args:
        plan: What the run is asked to do.
        listener: Told of every URL that has come to its end.
        ahead: What was made ready for it; whoever did so ends the readers too.

    Raises:
        CatalogueError: The catalogue cannot be used, or the plan names a source that it does not hold.
        CorpusError: The corpus file cannot be used.
    """

    def __init__(self, plan: Plan, listener: Listener | None = None, ahead: Ahead | None = None) -> None:
        self.plan = plan
        self.listener = listener
        self.catalogue = ahead.catalogue if ahead else catalogues.load(plan.catalogue)
        self.selected = self.catalogue.select(plan.words, plan.language)
        self.corpus = Corpus.open(plan.db)
        self.frontier = Frontier(self.corpus)
        self.started = datetime.now(UTC)
        self.run_id = runs.start(self.corpus, plan.trigger, self.started, pid=os.getpid(), host=socket.gethostname())
        self.owner = owners.name(self.run_id)
        self.frontier.release_dead(owners.is_alive)
        self.stop = Stop()
        self.pool = ahead.pool if ahead else readers(plan, self.catalogue)
        self.tray = Tray[Fetch](lambda fetches: self.keep(*fetches))
        self.teasers = Teasers(self.catalogue)
        self.alarm = Alarm(self.corpus)
        self._hosts: Hosts | None = None
        self.discoveries = Discoveries(
            self.corpus, self.catalogue, plan, self.alarm, self.stop, self.guarded, self.started
        )
        self.agency_sources = self.catalogue.agency_sources
        self.fatal: CorpusError | None = None

    def editions(self, group: str) -> list[Edition]:
        """Return the editions of a group that this run crawls, in crawl order."""
        return [edition for edition in self.selected if edition.group == group]

    # --- manners ------------------------------------------------------------------------------------------------

    def hosts(self, pace: Pace) -> Hosts:
        """Return the hosts of this run; whoever asks first says how they are treated."""
        if self._hosts is None:
            self._hosts = Hosts(pace, self.catalogue.editions, self)
        return self._hosts

    def reserve(self, host: str, distance: float) -> float:
        """Take the next moment at a host for this process; return the seconds to wait where another has it."""
        pause = 0.0
        with self.guarded():
            pause += hosts.reserve(self.corpus, host, datetime.now(UTC).timestamp(), distance)
        return pause

    def rest(self, host: str, seconds: float) -> None:
        """Leave a host alone for some seconds: other processes and later runs do so too."""
        with self.guarded():
            hosts.rest(self.corpus, host, datetime.now(UTC).timestamp(), seconds)

    def robots_of(self, site: str) -> bytes | None:
        """Return a site's robots.txt, if it was read within the last day."""
        body: bytes | None = None
        with self.guarded():
            body = robots.get(self.corpus, site, datetime.now(UTC))
        return body  # noqa: RET504 - where the corpus fails, the block is left before its end

    def keep_robots(self, site: str, body: bytes) -> None:
        """Keep a site's robots.txt for the runs of a day."""
        with self.guarded():
            robots.put(self.corpus, site, body, datetime.now(UTC))

    def host_closed(self, edition: Edition, reason: str) -> None:
        """Tell the operator that a host is left alone for the rest of the run."""
        with self.guarded():
            self.alarm.closed(edition.source, reason, datetime.now(UTC))

    # --- stories ------------------------------------------------------------------------------------------------

    def lane(self, edition: Edition, *, width: int) -> Lane:
        """Return the work of an edition."""
        return Lane(partial(self._lease, edition), limit=self.plan.limit, width=width)

    def _lease(self, edition: Edition, number: int) -> list[Leased]:
        leased: list[Leased] = []
        with self.guarded():
            leased += self.frontier.lease(
                self.owner,
                number,
                datetime.now(UTC),
                sources=[edition.source],
                languages=[edition.language],
                run_id=self.run_id,
            )
        return leased

    def one_off(self, urls: list[str]) -> list[Leased]:
        """Lease the URLs a person named, whatever the frontier says of them.

        Raises:
            DatelineError: A URL is none.
        """
        now = datetime.now(UTC)
        wanted = [self._named(url) for url in urls]
        self.frontier.add(wanted, now)
        return self.frontier.claim([each.key for each in wanted], self.owner, now, run_id=self.run_id)

    def _named(self, url: str) -> Candidate:
        edition = self.catalogue.find(url)
        return Candidate(
            key=canonical_key(url, self.catalogue),
            found=Found(clean(url)),
            source=edition.source if edition else None,
            language=edition.language if edition else None,
            host=edition.host if edition else urlsplit(url).netloc.lower(),
            discovered_from="named",
        )

    async def read(self, fetch: Fetch) -> "Read":
        """Return what the page of a URL holds.

        Raises:
            ReadingError: It cannot be read; the message says why.
            StoppingError: The run ends before it was read.
        """
        assert fetch.page is not None
        dictionary = None
        with self.guarded():
            dictionary = archive.dictionary(self.corpus, fetch.leased.source)
        with self.tray.expecting():
            return await self.stop.or_leave(self.pool.read(fetch.page, dictionary))

    def article_validators(self, leased: Leased) -> dict[str, str]:
        """Return the conditional headers for an article that is visited again."""
        return conditional(leased.etag, leased.last_modified) if leased.article_id else {}

    def keep(self, *fetches: Fetch) -> None:
        """Store what came of some URLs, in one transaction, and tell the listener of what is in the file."""
        ended: list[tuple[Fetch, Outcome | None]] = []
        with self.guarded():
            with self.corpus.transaction():
                outcomes = [self._settle(fetch) if fetch.verdict else self._store(fetch) for fetch in fetches]
            ended += zip(fetches, outcomes, strict=True)
            for fetch, outcome in ended:
                self._stored(fetch, outcome)
        for fetch, outcome in ended:
            if outcome and self.listener:
                self.listener(fetch, outcome)

    def _stored(self, fetch: Fetch, outcome: Outcome | None) -> None:
        """Take note that a page is in the file, with what it leads to; without an outcome, another process has it."""
        if fetch.verdict is None:
            self.alarm.answered(fetch.leased.source, fetch.leased.url, datetime.now(UTC))
            if outcome and fetch.follow and fetch.article:
                self.teasers.told(fetch.leased, fetch.article)

    def _settle(self, fetch: Fetch) -> Outcome | None:
        assert fetch.verdict is not None
        settled = intake.settle_only(
            self.corpus,
            fetch.leased,
            fetch.verdict.outcome,
            now=datetime.now(UTC),
            status=fetch.status,
            next_at=fetch.next_at,
            detail=fetch.verdict.detail,
            etag=fetch.etag,
            last_modified=fetch.last_modified,
            latency=fetch.latency,
        )
        return fetch.verdict.outcome if settled else None

    def _store(self, fetch: Fetch) -> Outcome | None:
        assert fetch.page is not None
        assert fetch.article is not None
        kept = intake.keep(
            self.corpus,
            self._fetched(fetch, fetch.page, fetch.article),
            now=datetime.now(UTC),
            origin=self.plan.origin,
            agency_sources=self.agency_sources,
        )
        return kept.outcome if kept else None

    def _fetched(self, fetch: Fetch, page: Page, article: Article) -> intake.Fetched:
        return intake.Fetched(
            page=page,
            article=article,
            key=canonical_key(page.url, self.catalogue),
            alias_keys=tuple(self._keys(article.canonical_url)),
            leased=fetch.leased,
            status=fetch.status,
            etag=fetch.etag,
            last_modified=fetch.last_modified,
            latency=fetch.latency,
            original_key=next(self._keys(article.original_url), None),
            candidates=tuple(self.teasers.of(fetch.leased, page, article)) if fetch.follow else (),
            reading=fetch.reading,
            packed=fetch.packed,
        )

    def _keys(self, url: str | None) -> Iterator[str]:
        """Yield the key of an address that a page gives, if it is one."""
        with suppress(UrlError):
            if url:
                yield canonical_key(url, self.catalogue)

    # --- the end ------------------------------------------------------------------------------------------------

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Note that the corpus has failed: the run must end, and the file stays as the last transaction left it."""
        try:
            yield
        except CorpusError as error:
            self.fatal = self.fatal or error
            self.stop.ask()

    def close(self) -> None:
        """End the run: give back what was leased and not fetched, count, stop the readers, close the file."""
        self.pool.close()
        with self.guarded():
            runs.finish(self.corpus, self.run_id, datetime.now(UTC))
        self.corpus.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self.close()
        if self.fatal and kind is None:
            raise self.fatal
