"""robots.txt: read before anything else of a host, once a day, obeyed, and not guessed at where it cannot be had."""

import asyncio
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.failures import ForbiddenError, NoRobotsError, verdict_of_error
from crawler.hosts import HostRestsError
from crawler.manners import hosts_of
from crawler.stop import NotNowError

# RFC 9309, 2.5: crawlers must read at least 500 KiB; what lies behind would only cost time.
MAX_BYTES = 500 * 1024
# Before everything else of its host.
PRIORITY = 1000
TOO_MANY_REQUESTS = 429
# What holds for a request holds for that of its robots.txt.
HANDED_ON = ("allow_offsite", "dateline_named")


class Robots:
    """Obeys robots.txt as RFC 9309 has it.

    A missing one (4xx) allows everything. One that cannot be had now (5xx, 429, no answer) forbids everything, so its
    host is left alone for this run; Scrapy's own middleware would take that for permission.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self.hosts = hosts_of(crawler)
        self.rules: dict[str, asyncio.Future[RobotParser]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's hook."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let pass what robots.txt allows.

        Raises:
            ForbiddenError: It does not.
            NoRobotsError: It cannot be had; after a few URLs the host is left alone.
            NotNowError: It is not asked for in this run.
        """
        if request.meta.get("dateline_robots"):
            return
        parts = urlparse_cached(request)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self.rules:
            self.rules[site] = asyncio.ensure_future(self._fetch(site, request))
        host = self.hosts.of(site)
        if host.closed:
            raise HostRestsError(host.closed)
        try:
            rules = await asyncio.shield(self.rules[site])
        except NoRobotsError as error:
            host.in_vain(f"robots.txt cannot be had ({error})")
            raise
        if not rules.allowed(request.url, self.agent):
            raise ForbiddenError("forbidden by robots.txt")

    async def _fetch(self, site: str, request: Request) -> RobotParser:
        """Return a site's rules; a request for a URL outside the catalogue may read that site's too."""
        meta = {"dateline_robots": True, **{name: request.meta.get(name, False) for name in HANDED_ON}}
        engine = self.crawler.engine
        assert engine is not None
        desk = self.crawler.spider.desk  # type: ignore[union-attr]
        kept = desk.robots_of(site)
        if kept is not None:
            return self._parsed(site, kept)
        asked = Request(site + "/robots.txt", priority=PRIORITY, meta=meta, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await engine.download_async(asked)
        except NotNowError:
            raise
        except IgnoreRequest:  # too many redirects, or one that leaves the catalogue: RFC 9309 takes it for missing
            return self._parsed(site, b"")
        except Exception as error:
            raise NoRobotsError(verdict_of_error(error).detail) from error
        body = self._judged(response)
        desk.keep_robots(site, body)
        return self._parsed(site, body)

    def _judged(self, response: Response) -> bytes:
        if response.status >= 500 or response.status == TOO_MANY_REQUESTS:
            raise NoRobotsError(f"answered {response.status}")
        return response.body[:MAX_BYTES] if response.status < 400 else b""

    def _parsed(self, site: str, body: bytes) -> RobotParser:
        rules = ProtegoRobotParser.from_crawler(self.crawler, body)
        self.hosts.of(site).ask_for_delay(rules.crawl_delay(self.agent))
        return rules
