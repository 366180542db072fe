"""What most would write: a Scrapy spider whose callback calls trafilatura, its items exported as JSON lines."""

from collections.abc import Iterator

import spiders
import story
from scrapy.http import Response


class StorySpider(spiders.ListSpider):
    """Reads every page in its callback."""

    def parse(self, response: Response) -> Iterator[spiders.rows.Row]:
        """Yield the page's row."""
        yield story.read(response.url, response.body)


if __name__ == "__main__":
    spiders.crawl(StorySpider, FEEDS={spiders.rows.out(): {"format": "jsonlines", "encoding": "utf8"}})
