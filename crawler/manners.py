"""How the crawler behaves towards a host: turns, AutoThrottle, back-off and Retry-After."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self

from scrapy import Request, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

from crawler.hosts import Host, Hosts, Pace
from crawler.outcomes import refusal_of
from storage.hosts import LONGEST_REST

# What no page but a whole server does. A cut answer or a redirect loop is a page's own fault.
UNANSWERED: dict[type[Exception], str] = {
    DownloadConnectionRefusedError: "connection refused",
    DownloadTimeoutError: "no answer in time",
    CannotResolveHostError: "host name unknown",
}


def hosts_of(crawler: Crawler) -> Hosts:
    """Return the hosts of a crawler's run, which all its spiders share."""
    settings, spider = crawler.settings, crawler.spider
    pace = Pace(
        distance=settings.getfloat("DOWNLOAD_DELAY"),
        patience=settings.getfloat("DATELINE_MAX_WAIT"),
        at_once=settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
    )
    hosts: Hosts = spider.desk.hosts(pace)  # type: ignore[union-attr]
    return hosts


class HostTurn:
    """Lets one request at a time through to each host, with the host's distance between them.

    Scrapy's own slots cannot do it: each spider has its own, a redirect keeps the slot of the first request, ports
    are ignored, and what is queued in them must be fetched before a crawl can stop.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.hosts = hosts_of(crawler)
        self.inside: dict[Request, Host] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's hook."""
        turn = cls(crawler)
        crawler.signals.connect(turn.opened, signal=signals.spider_opened)
        crawler.signals.connect(turn.left, signal=signals.request_left_downloader)
        return turn

    def opened(self) -> None:
        """Take the delay off Scrapy's slots: it is kept here."""
        engine: Any = self.crawler.engine
        engine.downloader._delay = 0.0  # noqa: SLF001 - as AutoThrottle sets it

    async def process_request(self, request: Request) -> None:
        """Wait for the request's turn.

        Raises:
            NotNowError: It is not sent in this run.
        """
        host = self.hosts.of(request.url)
        request.meta["download_slot"] = host.name
        await host.enter(self.crawler.spider.desk.stop, counts=_counts(request))  # type: ignore[union-attr]
        self.inside[request] = host

    def left(self, request: Request) -> None:
        """A request has ended, however: the next may go."""
        host = self.inside.pop(request, None)
        if host:
            host.leave(counts=_counts(request))


def _counts(request: Request) -> bool:
    """Whether the next request keeps its distance: robots.txt and the page that a person named are one visit."""
    return not (request.meta.get("dateline_robots") and request.meta.get("dateline_named"))


class PoliteThrottle(AutoThrottle):
    """AutoThrottle for our hosts: a slow server is asked more slowly, a quick one never below its delay."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.hosts = hosts_of(crawler)

    def _start_delay(self) -> float:
        return 0.0  # for Scrapy's slots: our hosts begin with the delay they were promised

    def _get_slot(self, request: Request, spider: Any) -> tuple[str | None, Slot | None]:
        del spider
        host: Any = self.hosts.of(request.url)  # has the slot's one attribute that counts, its delay
        return host.name, host


class PatientRetry(RetryMiddleware):
    """Scrapy's retries, with back-off and Retry-After for the whole host, not only the page that was refused."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's hook."""
        retry = super().from_crawler(crawler)
        retry.hosts = hosts_of(crawler)
        return retry

    hosts: Hosts

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Retry what is worth it; a wait longer than our patience is left to a later run."""
        host = self.hosts.of(request.url)
        trouble = refusal_of(response) or (f"answered {response.status}" if response.status >= 500 else None)
        if trouble is None:
            host.answered()
            return response
        if request.meta.get("dateline_guess") and retry_after(response) is None:
            return response  # many servers answer 403 or 500 for whatever they do not have
        again = self._again(request, response, host)
        if isinstance(again, Response):
            host.in_vain(trouble)
        return again

    def _again(self, request: Request, response: Response, host: Host) -> Request | Response:
        wait = retry_after(response)
        if wait is None:
            host.stumbled()
        else:
            self.crawler.spider.desk.rest(host.name, wait)  # type: ignore[union-attr]
            host.rest(wait)
            if wait > host.pace.patience:
                host.close(f"asked to be left alone for {wait:.0f} s")
                return response
        # A host in trouble is probed with one request a URL, not three.
        return response if host.in_trouble else super().process_response(request, response)

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        """Retry a broken connection; a page that did not come in time is left to a later run."""
        host = self.hosts.of(request.url)
        trouble = next((words for kind, words in UNANSWERED.items() if isinstance(exception, kind)), None)
        if trouble is None:
            return super().process_exception(request, exception)
        host.stumbled()
        again = None if host.in_trouble else super().process_exception(request, exception)
        if again is None:
            host.in_vain(trouble)
        return again


def retry_after(response: Response) -> float | None:
    """Return the seconds a 429 or 503 asks to wait, a day at the most, or None.

    Args:
        response: Any response; Retry-After may hold seconds or an HTTP date (RFC 9110, 10.2.3).
    """
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if response.status not in {429, 503} or not value:
        return None
    try:
        seconds = float(value) if value.isdecimal() else _seconds_until(parsedate_to_datetime(value))
    except (ValueError, OverflowError):
        return None
    return min(max(0.0, seconds), LONGEST_REST)


def _seconds_until(when: datetime) -> float:
    return (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
