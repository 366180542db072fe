"""What the pipelines let through to the corpus."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from crawler import reading
from crawler.items import Fetch
from crawler.pipelines import MAX_TEXT, Read
from storage import stories
from storage.records import Article, Outcome, Page


class Pool:
    """Reads every page as one text."""

    def __init__(self, text: str) -> None:
        self.text = text

    async def read(self, fetch: Fetch) -> reading.Read:
        assert fetch.page
        article = Article(url=fetch.page.url, text=self.text)
        return reading.Read(article, stories.read(Article(url=fetch.page.url), "crawl"))


def read(text: str) -> Fetch:
    leased: Any = None  # the stage does not look at it
    crawler: Any = SimpleNamespace(spider=SimpleNamespace(desk=Pool(text)))
    fetch = Fetch(leased, page=Page("https://baonghean.vn/1.html", b"<p>"))
    return asyncio.run(Read(crawler).process_item(fetch))


def test_the_longest_stories_pass() -> None:
    assert read("a" * MAX_TEXT).verdict is None


@pytest.mark.parametrize("length", [MAX_TEXT + 1, 2 * MAX_TEXT])
def test_what_no_newspaper_prints_is_no_article(length: int) -> None:
    verdict = read("a" * length).verdict
    assert verdict is not None
    assert (verdict.outcome, verdict.detail) == (Outcome.NOT_ARTICLE, f"a text of {length:,} characters")
