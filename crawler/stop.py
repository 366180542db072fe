"""How a run is told to end, and how everything that waits hears of it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Self, TypeVar

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

# Seconds that a page under way has left once the run is to end: most come within one, and nobody who presses Ctrl-C
# wants to wait for those that do not. What is not finished by then is given back.
GRACE = 3.0
# Seconds between two looks at whether Scrapy was told to stop: it has no signal for that.
LOOK_EVERY = 0.2

T = TypeVar("T")


class NotNowError(IgnoreRequest):
    """A request that is not made in this run, through no fault of its URL: the URL is given back."""


class StoppingError(NotNowError):
    """The run ends."""


class Stop:
    """The wish to end the run: asked once, heard everywhere."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._under_way: set[asyncio.Future[Any]] = set()
        self._left: set[asyncio.Future[Any]] = set()

    @property
    def asked(self) -> bool:
        """Whether the run is to end."""
        return self._event.is_set()

    def ask(self) -> None:
        """End the run."""
        self._event.set()
        for task in self._under_way:
            task.get_loop().call_later(GRACE, self._leave, task)

    async def sleep(self, seconds: float) -> None:
        """Sleep, but not longer than the run goes on."""
        await asyncio.wait({heard := asyncio.ensure_future(self._event.wait())}, timeout=seconds)
        heard.cancel()

    async def or_leave(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what some work brings. Every download and every reading comes this way: it waits for one task alone.

        Raises:
            StoppingError: The run ends, and the work was not done within :data:`GRACE` seconds; it is cancelled.
        """
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        if self.asked:
            task.get_loop().call_later(GRACE, self._leave, task)
        try:
            return await task
        except BaseException as error:
            if task in self._left:  # whatever the work made of being cancelled
                raise StoppingError("the run ends") from error
            raise
        finally:
            self._under_way.discard(task)
            self._left.discard(task)

    def _leave(self, task: "asyncio.Future[Any]") -> None:
        if task.cancel():
            self._left.add(task)


class StopWatch:
    """Extension: passes on Ctrl-C, SIGTERM and whatever else makes Scrapy stop a crawler."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's hook."""
        watch = cls(crawler)
        crawler.signals.connect(watch.begin, signal=signals.spider_opened)
        crawler.signals.connect(watch.end, signal=signals.spider_closed)
        return watch

    def begin(self) -> None:
        """Look from now on."""
        self._task = asyncio.get_running_loop().create_task(self._look())

    def end(self) -> None:
        """Look no more."""
        if self._task:
            self._task.cancel()

    async def _look(self) -> None:
        while self.crawler.crawling:  # noqa: ASYNC110 - Scrapy offers no event
            await asyncio.sleep(LOOK_EVERY)
        self.crawler.spider.desk.stop.ask()  # type: ignore[union-attr]
