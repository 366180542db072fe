"""What the crawler refuses: private addresses, and hosts that are no newspaper of the catalogue."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer

from crawler.catalogue import Catalogue
from crawler.catalogue.addresses import UrlError, parse

# IPv6 ranges whose last 32 bits are an IPv4 address that a gateway or an old stack connects to: NAT64 (RFC 6052),
# its local range (RFC 8215) and the IPv4-compatible addresses (RFC 4291, 2.5.5.1).
EMBEDDING = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("::/96"))

refused: dict[str, str] = {}
"""Host names that had nothing but private addresses when last asked, with one of these."""


class Offsite(IgnoreRequest):
    """A redirect or link that leaves the catalogue."""


class PrivateAddressError(IgnoreRequest):
    """A host whose address may not be connected to."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one that a newspaper could have.

    Private, loopback, link-local (cloud metadata services among them), multicast and reserved ranges are not, nor is
    an IPv6 address that carries one of them.

    Args:
        address: IPv4 or IPv6 in text form, with or without a zone.
    """
    ip = ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, IPv6Address):
        inside = _carried(ip)
        if inside is not None:
            return _is_public(inside)
    return _is_public(ip)


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _carried(ip: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that a connection to this IPv6 address may end at."""
    if any(ip in network for network in EMBEDDING):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Passes on only the addresses that may be connected to."""

    def __init__(self, receiver: Any, host: str) -> None:  # zope interfaces say nothing to a type checker
        self.receiver = receiver
        self.host = host
        refused.pop(host, None)
        self.passed = False

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - Twisted's interface
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's interface
        if is_public(address.host):
            self.passed = True
            refused.pop(self.host, None)
            self.receiver.addressResolved(address)
        elif not self.passed:
            refused[self.host] = address.host

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
        return cls(reactor, crawler.settings.getint("DNSCACHE_SIZE"), frozenset(allowed.lower().split()))

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        """Resolve a host name, dropping addresses that are not public."""
        allowed = hostName.lower() in self.allowed
        receiver: Any = resolutionReceiver if allowed else _PublicOnly(resolutionReceiver, hostName.lower())
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
        if request.meta.get("allow_offsite"):
            return
        try:
            host = parse(request.url).bare_host
        except UrlError as error:
            raise Offsite(f"{request.url:.80}") from error
        if host not in self.hosts:
            raise Offsite(host)
