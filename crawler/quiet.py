"""Scrapy's log without the two lines of each page that say that nothing is wrong."""

import logging
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.logformatter import LogFormatter


class Quiet(LogFormatter):
    """Says nothing of a page that came and of an item that was stored: work at every page, to be thrown away.

    With ``LOG_LEVEL = "DEBUG"`` Scrapy's own formatter says them.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self | LogFormatter:  # type: ignore[override]
        """Scrapy's hook."""
        return LogFormatter() if crawler.settings["LOG_LEVEL"] == logging.getLevelName(logging.DEBUG) else cls()

    def crawled(self, *_: Any) -> None:  # type: ignore[override]
        """A response came."""

    def scraped(self, *_: Any) -> None:  # type: ignore[override]
        """An item has left the pipelines."""
