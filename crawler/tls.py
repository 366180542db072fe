"""HTTPS with verified certificates, but for the hosts whose source opts out (``verify_tls = false``)."""

from typing import Any

from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawler.catalogue import Catalogue


@implementer(IPolicyForHTTPS)
class _ByHost:
    """Verifies, except where the catalogue says that a site's certificate is known to be broken."""

    def __init__(self, verifying: Any, catalogue: Catalogue) -> None:  # zope interfaces say nothing to a type checker
        self.verifying = verifying
        self.exempt = {edition.host for edition in catalogue.editions if not edition.verify_tls}
        self.trusting = _ScrapyClientContextFactory(verify_certificates=False)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802
        """Twisted's hook: how to connect to a host."""
        exempt = hostname.decode("ascii").removeprefix("www.") in self.exempt
        factory = self.trusting if exempt else self.verifying
        return factory.creatorForNetloc(hostname, port)


class CatalogueTLS(HTTP11DownloadHandler):
    """Scrapy's HTTP handler with a choice of certificate check by host.

    Scrapy 2.19 has one switch for all hosts (DOWNLOAD_VERIFY_CERTIFICATES); the private names used here are why the
    project pins Scrapy below 2.20.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        spider: Any = crawler.spider
        by_host: Any = _ByHost(self._contextFactory, spider.desk.catalogue)
        self._contextFactory = by_host
