"""Requests and replies as the newsrooms' pages see them."""

import gzip
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request.

    Attributes:
        path: With its query.
        headers: Names in lower case.
        serial: How many requests the server had answered before; teasers turn with it.
        earlier: How often this path was asked for before.
    """

    path: str
    headers: Mapping[str, str]
    serial: int
    earlier: int


@dataclass(frozen=True, slots=True)
class Reply:
    """One response; ``delay`` seconds pass before it is sent."""

    body: bytes = b""
    status: int = 200
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = field(default=())
    delay: float = 0.0


Route = Callable[[Visit], Reply]


def page(text: str, status: int = 200, *headers: tuple[str, str]) -> Reply:
    """Return an HTML reply."""
    return Reply(text.encode(), status, HTML, headers)


def fixed(reply: Reply) -> Route:
    """Return a route that always gives the same reply."""
    return lambda _visit: reply


def revalidated(reply: Reply) -> Route:
    """Return a route that answers If-None-Match properly: 304 as long as the body is the same."""
    etag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
    return etagged(reply, etag, honest=True)


def etagged(reply: Reply, etag: str, *, honest: bool) -> Route:
    """Return a route with a given ETag.

    Args:
        reply: What to serve.
        etag: With its quotes.
        honest: Whether a matching If-None-Match yields 304. A careless server always sends 200.
    """
    full = replace(reply, headers=(*reply.headers, ("ETag", etag)))
    not_modified = Reply(b"", 304, reply.content_type, (("ETag", etag),))

    def route(visit: Visit) -> Reply:
        return not_modified if honest and visit.headers.get("if-none-match") == etag else full

    return route


def gzipped(route: Route) -> Route:
    """Return the route with Content-Encoding: gzip for clients that accept it."""

    def packed(visit: Visit) -> Reply:
        reply = route(visit)
        if not reply.body or "gzip" not in visit.headers.get("accept-encoding", ""):
            return reply
        # Level 1: the server shares the machine with the crawler that is being measured.
        body = gzip.compress(reply.body, compresslevel=1, mtime=0)
        return replace(
            reply, body=body, headers=(*reply.headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
        )

    return packed
