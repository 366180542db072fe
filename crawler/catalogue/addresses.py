"""Web addresses taken apart the same way everywhere: for identity, for the catalogue's hosts and for links."""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import urlsplit

from storage.records import DatelineError

DEFAULT_PORTS = {"http": 80, "https": 443}
# Browsers strip these around a URL and drop tabs and line breaks inside it (WHATWG URL standard, basic URL parser).
EDGES = "".join(map(chr, range(0x21)))
INSIDE = re.compile(r"[\t\r\n]")
HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\Z")
# One token of a path or query: an escape, or a character that may not stand there bare (RFC 3986, 2.1 and 3.3).
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|[^A-Za-z0-9._~!$&'()*+,;=:@/?-]", re.DOTALL)
# A link is looked at some five times on its way into the frontier (whose is it, is it a story, which?), and the pages
# of a site repeat their teasers; so many of usual length are remembered.
PARSED = 1024
USUAL = 2083
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class UrlError(DatelineError, ValueError):
    """A text that is no web address."""


@dataclass(frozen=True, slots=True)
class Address:
    """A web address in normal form.

    Attributes:
        scheme: "http" or "https".
        host: In lower case, without trailing dot, with ``:port`` unless it is the scheme's own; ``www.`` is kept.
        path: Percent-encoding normalised, dot segments resolved; "/" at least.
        query: Percent-encoding normalised, without the question mark; "" if there is none.
    """

    scheme: str
    host: str
    path: str
    query: str

    @property
    def bare_host(self) -> str:
        """The host without ``www.``: the form in which the catalogue knows it."""
        return bare(self.host)

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        return f"{self.scheme}://{self.host}{self.path}{query}"


def parse(url: str) -> Address:
    """Take a URL apart; the fragment and any user name in it are dropped.

    Args:
        url: An absolute http or https URL, as found in the wild.

    Raises:
        UrlError: It is none, or its host or port is malformed.
    """
    return _parsed(url) if len(url) <= USUAL else _parsed.__wrapped__(url)


@lru_cache(PARSED)
def _parsed(url: str) -> Address:
    text = INSIDE.sub("", url.strip(EDGES))
    try:
        parts = urlsplit(text)
        scheme, port = _scheme(parts.scheme), parts.port
        host = _host(parts.netloc)
    except ValueError as error:
        raise UrlError(f"{_short(url)} is not a web address: {error}") from error
    if port not in (None, DEFAULT_PORTS[scheme]):
        host = f"{host}:{port}"
    elif "." not in host and host != "localhost" and not host.startswith("["):
        # No newspaper lives there, and "vietnamplus/fr:1" must stay free for the keys of articles.
        raise UrlError(f"{_short(url)} is not a web address: its host '{host}' has no dot")
    return Address(scheme, host, _path(parts.path), normal(parts.query))


def bare(host: str) -> str:
    """Return a host without ``www.``, unless that would leave no domain."""
    rest = host.removeprefix("www.")
    return rest if "." in rest else host


def normal(text: str) -> str:
    """Normalise the percent-encoding of a path or query (RFC 3986, 6.2.2.1 and 6.2.2.2).

    Escapes of unreserved characters are decoded, the others written in capitals; what may not stand bare is encoded.
    """
    return ESCAPE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    if digits := match[1]:
        char = chr(int(digits, 16))
        return char if char in UNRESERVED else f"%{digits.upper()}"
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))


def _scheme(scheme: str) -> str:
    if scheme not in DEFAULT_PORTS:
        raise ValueError("it must begin with http:// or https://")
    return scheme


def _host(netloc: str) -> str:
    if "\\" in netloc:  # browsers read it as a slash, libraries do not: each would go to another host
        raise ValueError("there is a backslash in its host")
    host = netloc.rpartition("@")[2].lower()
    if host.startswith("["):
        return f"[{IPv6Address(host[1:].partition(']')[0])}]"
    host = host.partition(":")[0].removesuffix(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii").lower()
    if not HOST.match(host):
        raise ValueError(f"its host '{host[:60]}' is malformed" if host else "it has no host")
    return host


def _path(path: str) -> str:
    """Resolve dot segments (RFC 3986, 5.2.4) of a normalised path; empty segments stay, for servers see them."""
    segments: list[str] = []
    parts = normal(path).split("/")[1:]
    for part in parts:
        if part == "..":
            del segments[-1:]
        elif part != ".":
            segments.append(part)
    if parts and parts[-1] in {".", ".."}:
        segments.append("")
    return "/" + "/".join(segments)


def _short(url: str) -> str:
    """Quote a URL for an error line: one line, at most 100 characters."""
    text = " ".join(url.split())
    return f"'{text[:100]}…'" if len(text) > 100 else f"'{text}'"
