"""How bytes come in: HTTP and HTTPS with verified certificates, bounded heads, and an end when the run ends."""

from typing import Any

from scrapy import Request
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawler import guards
from crawler.catalogue import Catalogue

# Status line and headers of one answer. Browsers stop at 256 KiB; Twisted limits a line, but not their number.
MAX_HEAD = 256 * 1024


@implementer(IPolicyForHTTPS)
class _ByHost:
    """Verifies, except where the catalogue says that a site's certificate is known to be broken."""

    def __init__(self, verifying: Any, catalogue: Catalogue) -> None:  # zope interfaces say nothing to a type checker
        self.verifying = verifying
        editions = (edition for edition in catalogue.editions if not edition.verify_tls)
        self.exempt = {host.partition(":")[0] for edition in editions for host in edition.hosts}
        self.trusting = _ScrapyClientContextFactory(verify_certificates=False)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802
        """Twisted's hook: how to connect to a host."""
        exempt = hostname.decode("ascii").removeprefix("www.") in self.exempt
        factory = self.trusting if exempt else self.verifying
        return factory.creatorForNetloc(hostname, port)


class _Protocol(_LenientHTTP11ClientProtocol):
    """Hangs up on an answer whose head does not end."""

    head = 0

    def request(self, request: Any) -> Any:
        self.head = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's interface
        parser: Any = self._parser
        if parser is not None and parser.state in {"STATUS", "HEADER"}:
            if self.head > MAX_HEAD:
                self.transport.abortConnection()  # type: ignore[union-attr]
                return
            self.head += len(data)
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _Factory(_LenientHTTP11ClientFactory):
    """Builds such connections."""

    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: N802 - Twisted's interface
        del addr
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class PressHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler with a choice of certificate check by host, and a quick end.

    Scrapy 2.19 has one switch for all hosts (DOWNLOAD_VERIFY_CERTIFICATES); the private names used here are why the
    project pins Scrapy below 2.20.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        desk: Any = crawler.spider.desk  # type: ignore[union-attr]
        by_host: Any = _ByHost(self._contextFactory, desk.catalogue)
        self._contextFactory = by_host
        self._pool._factory = _Factory  # noqa: SLF001 - as Scrapy sets its own
        self.stop = desk.stop

    async def download_request(self, request: Request) -> Response:
        """Download a page.

        Raises:
            StoppingError: The run ends before it has come.
            PrivateAddressError: The host has no address that may be connected to.
        """
        try:
            response: Response = await self.stop.or_leave(super().download_request(request))
        except CannotResolveHostError as error:
            host = (urlparse_cached(request).hostname or "").lower()
            if host in guards.refused:
                raise guards.PrivateAddressError(f"{host} is {guards.refused[host]}") from error
            raise
        return response
