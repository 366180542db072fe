"""The bare download: Scrapy fetches every page and does nothing with it."""

from collections.abc import Iterator
from typing import Any

import spiders
from scrapy.http import Response


class BareSpider(spiders.ListSpider):
    """Counts what came, so that a page that did not come is seen."""

    def parse(self, response: Response) -> Iterator[Any]:
        """Yield the address alone."""
        yield {"url": response.url, "bytes": len(response.body)}


if __name__ == "__main__":
    spiders.crawl(BareSpider, FEEDS={spiders.rows.out(): {"format": "jsonlines"}})
