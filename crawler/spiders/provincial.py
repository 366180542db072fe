"""The papers of the provinces and cities."""

from crawler.spiders.base import NewsSpider


class ProvincialSpider(NewsSpider):
    """The papers of the provinces and cities."""

    name = "provincial"
    group = "provincial"
