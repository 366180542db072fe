"""Runs a crawl from start to end in this process: the spiders of every group that has work, side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler import settings as ours
from crawler.desk import Desk, Listener
from crawler.plan import Plan
from crawler.spiders.article import ArticleSpider
from crawler.spiders.base import NewsSpider
from crawler.spiders.national import NationalSpider
from crawler.spiders.provincial import ProvincialSpider
from crawler.spiders.vietnamvn import VietnamVnSpider
from crawler.spiders.vna import VnaSpider

SPIDERS: tuple[type[NewsSpider], ...] = (VnaSpider, NationalSpider, ProvincialSpider, VietnamVnSpider)


def crawl(plan: Plan, overrides: Mapping[str, Any] | None = None, listener: Listener | None = None) -> int:
    """Crawl what the plan says and return the id of the run; its counts are in ``runs`` and ``visits``.

    Scrapy's reactor starts once in a process: this or :func:`fetch` may be called once.

    Args:
        plan: What to crawl, into which file.
        overrides: Scrapy settings that differ from :mod:`crawler.settings`.
        listener: Told of every URL that has come to its end.

    Raises:
        DatelineError: The catalogue or the corpus cannot be used, or the corpus failed on the way.
    """
    with Desk(plan, listener) as desk:
        process = _process(overrides)
        for spider in SPIDERS:
            if desk.editions(spider.group):
                process.crawl(spider, desk=desk)
        process.start()
    return desk.run_id


def fetch(
    plan: Plan, urls: Sequence[str], overrides: Mapping[str, Any] | None = None, listener: Listener | None = None
) -> int:
    """Fetch the given URLs, whatever the frontier says of them, and return the id of the run.

    Args:
        plan: Into which file; its words are not looked at.
        urls: Absolute URLs.
        overrides: Scrapy settings that differ from :mod:`crawler.settings`.
        listener: Told of every URL that has come to its end.

    Raises:
        DatelineError: A URL, the catalogue or the corpus cannot be used.
    """
    with Desk(plan, listener) as desk:
        process = _process(overrides)
        process.crawl(ArticleSpider, desk=desk, url=" ".join(urls))
        process.start()
    return desk.run_id


def _process(overrides: Mapping[str, Any] | None) -> AsyncCrawlerProcess:
    settings = Settings()
    settings.setmodule(ours, priority="project")
    settings.update(dict(overrides or {}), priority="cmdline")
    return AsyncCrawlerProcess(settings)
