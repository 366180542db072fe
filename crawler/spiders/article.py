"""One-off URLs: the pages a person names, of any newspaper."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.settings import BaseSettings

from crawler.items import Fetch
from crawler.plan import Plan
from crawler.spiders.base import NewsSpider
from crawler.urls import clean
from storage.records import DatelineError


class ArticleSpider(NewsSpider):
    """Fetches the given URLs and nothing else; hosts outside the catalogue are welcome.

    Args:
        url: One or several URLs divided by white space.
    """

    name = "article"
    group = "article"
    follows = False  # a person named what is wanted

    def __init__(self, url: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.urls = url.split()

    def plan(self, settings: BaseSettings) -> Plan:
        """Return the orders of ``scrapy crawl article``: no edition is crawled.

        Raises:
            DatelineError: There is no URL, or one that is none.
        """
        if not self.urls:
            raise DatelineError("nothing to fetch: name an address, as in `scrapy crawl article -a url=https://…`")
        for url in self.urls:
            clean(url)
        return replace(Plan.from_settings(settings, ()), trigger="fetch")

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request for each URL."""
        for leased in self.desk.one_off(self.urls):
            edition = self.desk.catalogue.find(leased.url)
            yield self.fetch(leased, edition, allow_offsite=True, dateline_named=True)

    def go_on(self, fetch: Fetch) -> None:
        """Nothing follows."""
