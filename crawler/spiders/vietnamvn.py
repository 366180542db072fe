"""Vietnam.vn, which republishes and translates."""

from crawler.spiders.base import NewsSpider


class VietnamVnSpider(NewsSpider):
    """Vietnam.vn, which republishes and translates."""

    name = "vietnamvn"
    group = "vietnamvn"
