"""What both Scrapy contenders share: a spider over a list of addresses, without politeness, as fast as it goes."""

from collections.abc import AsyncIterator
from typing import Any

import rows
import scrapy
from scrapy.crawler import CrawlerProcess

SETTINGS = {
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
    "ROBOTSTXT_OBEY": False,
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS": rows.THREADS,
    "CONCURRENT_REQUESTS_PER_DOMAIN": rows.THREADS,  # the five newsrooms are one host to Scrapy
}


class ListSpider(scrapy.Spider):
    """Asks for every address of the list."""

    name = "list"

    async def start(self) -> AsyncIterator[Any]:
        """Yield the requests."""
        for url in rows.urls():
            yield scrapy.Request(url, dont_filter=True)


def crawl(spider: type[ListSpider], **settings: Any) -> None:
    """Run a spider to its end."""
    process = CrawlerProcess(SETTINGS | settings)
    process.crawl(spider)
    process.start()
