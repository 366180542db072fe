"""Scrapy's two lines for every page are not made for nobody, and are there for who asks for them."""

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.quiet import Quiet

REQUEST = Request("http://paper.example/story/good-1.html")


@pytest.mark.parametrize(("level", "told"), [("INFO", False), ("WARNING", False), ("DEBUG", True)])
def test_a_page_that_came_is_logged_for_who_debugs(level: str, *, told: bool) -> None:
    crawler = get_crawler(settings_dict={"LOG_LEVEL": level})
    spider, formatter = crawler._create_spider("paper"), Quiet.from_crawler(crawler)
    response = Response(REQUEST.url, request=REQUEST)
    assert bool(formatter.crawled(REQUEST, response, spider)) is told
    assert bool(formatter.scraped({}, response, spider)) is told


def test_trouble_is_logged_at_any_level() -> None:
    crawler = get_crawler(settings_dict={"LOG_LEVEL": "WARNING"})
    spider = crawler._create_spider("paper")
    assert Quiet.from_crawler(crawler).item_error({}, ValueError("bad"), None, spider)
