"""National newspapers and broadcasters."""

from crawler.spiders.base import NewsSpider


class NationalSpider(NewsSpider):
    """National newspapers and broadcasters."""

    name = "national"
    group = "national"
