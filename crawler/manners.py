"""How the crawler behaves towards a host: one slot per address, Crawl-delay, Retry-After."""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any, Self

from scrapy import Request, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils.httpobj import urlparse_cached

# A Crawl-delay above this is a way of saying "go away" or a mistake; it is honoured up to a minute a page.
MAX_CRAWL_DELAY = 60.0


def slot_of(request: Request) -> str:
    """Return the download slot of a request: host and port, ``www.`` left off since it is the same server."""
    return urlparse_cached(request).netloc.lower().removeprefix("www.")


class HostSlot:
    """Give every request the download slot of the address it goes to.

    Scrapy keeps the slot of the first request across a redirect, and ignores ports: a redirect to another host would
    be sent without that host's delay, and several newsrooms on one machine would wait for each other.
    """

    def process_request(self, request: Request) -> None:
        """Set the slot to the request's host and port."""
        request.meta["download_slot"] = slot_of(request)


class PoliteThrottle(AutoThrottle):
    """AutoThrottle that never goes below a host's own Crawl-delay."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.floors: dict[str, float] = {}
        self.agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    def _robots_parsed(self, robotparser: Any, request: Request) -> None:
        wanted = robotparser.rp.crawl_delay(self.agent)
        if not wanted:
            return
        key = slot_of(request)
        self.floors[key] = min(float(wanted), MAX_CRAWL_DELAY)
        engine = self.crawler.engine
        slot = engine.downloader.slots.get(key) if engine else None
        if slot:
            slot.delay = max(slot.delay, self.floors[key])

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        key = response.request.meta.get("download_slot", "") if response.request else ""
        slot.delay = max(slot.delay, self.floors.get(key, 0.0))


class PatientRetry(RetryMiddleware):
    """Scrapy's retries, made to wait as long as the server asked.

    The whole host rests meanwhile, not only the page that was refused.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self.max_wait = settings.getfloat("DATELINE_MAX_WAIT")
        self.rest_until: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's hook."""
        return super().from_crawler(crawler)

    async def process_request(self, request: Request) -> None:
        """Hold the request back while its host rests."""
        pause = self.rest_until.get(slot_of(request), 0.0) - monotonic()
        if pause > 0:
            await asyncio.sleep(pause)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Retry what is worth it; a wait longer than the limit is left to the next run."""
        wait = retry_after(response)
        if wait is None:
            return super().process_response(request, response)
        if wait > self.max_wait:
            return response
        host = slot_of(request)
        self.rest_until[host] = max(self.rest_until.get(host, 0.0), monotonic() + wait)
        return super().process_response(request, response)


def retry_after(response: Response) -> float | None:
    """Return the seconds a 429 or 503 asks to wait, or None.

    Args:
        response: Any response; Retry-After may hold seconds or an HTTP date (RFC 9110, 10.2.3).
    """
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if response.status not in {429, 503} or not value:
        return None
    if value.isdecimal():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (when - datetime.now(when.tzinfo or UTC)).total_seconds())
