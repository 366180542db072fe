"""Runs a crawl from start to end in this process: the spiders of every group that has work, side by side."""

import gc
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler import settings as ours
from crawler.ahead import Ahead
from crawler.desk import Desk, Listener
from crawler.plan import Plan
from crawler.spiders.archive import ArchiveSpider
from crawler.spiders.article import ArticleSpider
from crawler.spiders.base import NewsSpider
from crawler.spiders.national import NationalSpider
from crawler.spiders.provincial import ProvincialSpider
from crawler.spiders.vietnamvn import VietnamVnSpider
from crawler.spiders.vna import VnaSpider
from crawler.tally import Tally
from crawler.urls import clean

SPIDERS: tuple[type[NewsSpider], ...] = (VnaSpider, NationalSpider, ProvincialSpider, VietnamVnSpider)
STOPPED_BY = ("shutdown", None)
"""Scrapy's reasons for a spider that was stopped from outside."""


class Stopped(KeyboardInterrupt):
    """A run that was asked to stop (Ctrl-C, SIGTERM) before its end, and has stopped in order.

    Attributes:
        run_id: The run; what it did is stored, what it still held is given back.
    """

    def __init__(self, run_id: int) -> None:
        super().__init__(f"run {run_id} was stopped")
        self.run_id = run_id


def crawl(
    plan: Plan,
    overrides: Mapping[str, Any] | None = None,
    listener: Listener | None = None,
    ahead: Ahead | None = None,
) -> int:
    """Crawl what the plan says and return the id of the run; its counts are in ``runs`` and ``visits``.

    Scrapy's reactor starts once in a process: this or :func:`fetch` may be called once.

    Args:
        plan: What to crawl, into which file.
        overrides: Scrapy settings that differ from :mod:`crawler.settings`.
        listener: Told of every URL that has come to its end.
        ahead: What was made ready for the run.

    Raises:
        DatelineError: The catalogue or the corpus cannot be used, or the corpus failed on the way.
        Stopped: Somebody asked the run to stop.
    """
    with Desk(plan, listener, ahead) as desk:
        spiders = [spider for spider in SPIDERS if desk.editions(spider.group)]
        stopped = _run(_process(overrides), spiders, desk=desk)
    return _ended(desk, stopped=stopped)


def fetch(
    plan: Plan,
    urls: Sequence[str],
    overrides: Mapping[str, Any] | None = None,
    listener: Listener | None = None,
    ahead: Ahead | None = None,
) -> int:
    """Fetch the given URLs, whatever the frontier says of them, and return the id of the run.

    Args:
        plan: Into which file; its words are not looked at.
        urls: Absolute URLs.
        overrides: Scrapy settings that differ from :mod:`crawler.settings`.
        listener: Told of every URL that has come to its end.
        ahead: What was made ready for the run.

    Raises:
        DatelineError: A URL, the catalogue or the corpus cannot be used.
        Stopped: Somebody asked the run to stop.
    """
    for url in urls:
        clean(url)
    with Desk(plan, listener, ahead) as desk:
        stopped = _run(_process(overrides), [ArticleSpider], desk=desk, url=" ".join(urls))
    return _ended(desk, stopped=stopped)


def backfill(  # noqa: PLR0913 - who listens, by keyword
    plan: Plan,
    first: date,
    last: date,
    overrides: Mapping[str, Any] | None = None,
    listener: Listener | None = None,
    *,
    told: Callable[[int], None] | None = None,
    tally: Tally | None = None,
) -> int:
    """Fetch the stories of some days gone by and return the id of the run; what is left comes with the next one.

    Args:
        plan: From which editions, into which file, how many of each.
        first: The first day.
        last: The last day.
        overrides: Scrapy settings that differ from :mod:`crawler.settings`.
        listener: Told of every URL that has come to its end.
        told: Told how many sitemaps and pages of listings are known and not read yet, whenever that changes.
        tally: Takes note of which of them could be read.

    Raises:
        DatelineError: The catalogue or the corpus cannot be used, or the corpus failed on the way.
        Stopped: Somebody asked the run to stop.
    """
    with Desk(plan, listener) as desk:
        stopped = _run(
            _process(overrides), [ArchiveSpider], desk=desk, first=first, last=last, told=told, tally=tally
        )
    return _ended(desk, stopped=stopped)


def _run(process: AsyncCrawlerProcess, spiders: Iterable[type[NewsSpider]], **arguments: Any) -> bool:
    """Run spiders to their end; return whether they were asked to stop before it."""
    crawlers = [process.create_crawler(spider) for spider in spiders]
    crawls = [process.crawl(crawler, **arguments) for crawler in crawlers]
    gc.freeze()  # modules and catalogue: collections would look at some hundred thousand things that stay anyway
    process.start()
    for crawl_task in crawls:
        if crawl_task.done() and not crawl_task.cancelled():
            crawl_task.result()  # raises what kept a spider from starting
    # A second Ctrl-C ends the process' loop before the spiders can give a reason.
    return any(crawler.stats and crawler.stats.get_value("finish_reason") in STOPPED_BY for crawler in crawlers)


def _ended(desk: Desk, *, stopped: bool) -> int:
    if stopped:
        raise Stopped(desk.run_id)
    return desk.run_id


def _process(overrides: Mapping[str, Any] | None) -> AsyncCrawlerProcess:
    settings = Settings()
    settings.setmodule(ours, priority="project")
    settings.update(dict(overrides or {}), priority="cmdline")
    return AsyncCrawlerProcess(settings)
