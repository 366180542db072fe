"""The Vietnam News Agency's own sites."""

from crawler.spiders.base import NewsSpider


class VnaSpider(NewsSpider):
    """The Vietnam News Agency's own sites."""

    name = "vna"
    group = "vna"
