"""What the crawler refuses: private addresses, and hosts that are no newspaper of the catalogue."""

from ipaddress import ip_address
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingHostnameResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer

from crawler.catalogue import Catalogue


class Offsite(IgnoreRequest):
    """A redirect or link that leaves the catalogue."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one that a newspaper could have.

    Private, loopback, link-local (cloud metadata services among them), multicast and reserved ranges are not, nor
    are their IPv4-mapped forms.

    Args:
        address: IPv4 or IPv6 in text form, with or without a zone.
    """
    ip = ip_address(address.split("%", maxsplit=1)[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not (mapped or ip).is_multicast


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Passes on only the addresses that may be connected to."""

    def __init__(self, receiver: Any) -> None:  # zope interfaces say nothing to a type checker
        self.receiver = receiver

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - Twisted's interface
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's interface
        if is_public(address.host):
            self.receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's interface
        self.receiver.resolutionComplete()


class GuardedResolver(CachingHostnameResolver):
    """Resolves names, and lets through only addresses of the public Internet.

    The check sits here because these are the very addresses that the connection then uses: a name that answers
    differently the second time, or a redirect into a private network, cannot get around it. Literal addresses in
    URLs come this way too. The operator may allow private addresses for hosts named in DATELINE_ALLOW_PRIVATE.
    """

    def __init__(self, reactor: Any, cache_size: int, allowed: frozenset[str] = frozenset()) -> None:
        super().__init__(reactor, cache_size)
        self.allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        """Scrapy's hook."""
        allowed = crawler.settings.get("DATELINE_ALLOW_PRIVATE", "")
        return cls(reactor, crawler.settings.getint("DNSCACHE_SIZE"), frozenset(allowed.split()))

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        """Resolve a host name, dropping addresses that are not public."""
        receiver: Any = resolutionReceiver if hostName in self.allowed else _PublicOnly(resolutionReceiver)
        return super().resolveHostName(receiver, hostName, *args, **kwargs)


class CatalogueOnly:
    """Refuses requests to hosts that the catalogue does not know, redirects included.

    One-off fetches (the ``article`` spider) set ``allow_offsite`` in the request's meta.
    """

    def __init__(self, hosts: frozenset[str]) -> None:
        self.hosts = hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's hook."""
        catalogue: Catalogue = crawler.spider.desk.catalogue  # type: ignore[union-attr]
        return cls(frozenset(host for edition in catalogue.editions for host in edition.hosts))

    def process_request(self, request: Request) -> None:
        """Raise :class:`Offsite` for a foreign host."""
        host = urlparse_cached(request).netloc.lower()
        if host.removeprefix("www.") not in self.hosts and not request.meta.get("allow_offsite"):
            raise Offsite(host)
