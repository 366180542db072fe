"""From a fetched page to the corpus: read it, then keep it."""

from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.items import Fetch
from crawler.outcomes import MAX_TEXT, Verdict
from crawler.pool import ReadingError
from crawler.stop import StoppingError
from storage.records import Article, Outcome


class _Stage:
    """A pipeline that knows its crawler."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's hook."""
        return cls(crawler)

    @property
    def spider(self) -> Any:
        """The spider whose pages these are."""
        return self.crawler.spider


class Read(_Stage):
    """Turns the page into an article, in a worker process."""

    async def process_item(self, item: Fetch) -> Fetch:
        """Fill in the article, or the reason why there is none."""
        if item.verdict is None and item.page is not None:
            try:
                read = await self.spider.desk.read(item)
                item.article, item.reading, item.packed = read.article, read.reading, read.packed
                item.verdict = _no_story(item.article)
            except ReadingError as error:
                item.verdict = Verdict(Outcome.FAILED, str(error))
            except StoppingError:
                item.given_back = True
        return item


def _no_story(article: Article) -> Verdict | None:
    """Refuse what no newspaper prints, before it is signed, indexed and compared: that takes a second a megabyte."""
    if len(article.text) <= MAX_TEXT:
        return None
    return Verdict(Outcome.NOT_ARTICLE, f"a text of {len(article.text):,} characters")


class Keep(_Stage):
    """Stores what came of the URL."""

    async def process_item(self, item: Fetch) -> Fetch:
        """Give the item back to its spider, which keeps it and goes on."""
        if not item.given_back:
            await self.spider.finish(item)
        return item
