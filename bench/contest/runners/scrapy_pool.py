"""What one would come to after a profile: a Scrapy spider that has trafilatura read in two processes."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import spiders
import story
from scrapy.http import Response

PROCESSES = 2


class PoolSpider(spiders.ListSpider):
    """Reads every page in another process."""

    pool: ProcessPoolExecutor

    async def parse(self, response: Response) -> AsyncIterator[spiders.rows.Row]:
        """Yield the page's row."""
        loop = asyncio.get_running_loop()
        yield await loop.run_in_executor(self.pool, story.read, response.url, response.body)


if __name__ == "__main__":
    # spawn: a fork of a process with a running event loop copies it
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as PoolSpider.pool:
        spiders.crawl(PoolSpider, FEEDS={spiders.rows.out(): {"format": "jsonlines", "encoding": "utf8"}})
