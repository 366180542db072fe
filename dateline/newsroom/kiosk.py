"""The newsrooms' fast server: every story is printed once and kept as bytes, so that a benchmark's limit is not here.

One thread, no journal, no second edition, no faults, no Crawl-delay: it answers GET and HEAD, with keep-alive.
"""

import asyncio
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from dateline.newsroom.exchange import Reply, Visit
from dateline.newsroom.server import CONTROL, HOST, NOT_FOUND
from dateline.newsroom.world import PAPERS, World

BACKLOG = 128  # a crawler without manners may open many connections at once
ROBOTS = "/robots.txt"
# Taken out here: who honours it would be measured by it, and who does not would win by that.
CRAWL_DELAY = re.compile(rb"(?m)^Crawl-delay:.*\n")
GZIP = {"accept-encoding": "gzip"}
REASONS = {200: "OK", 304: "Not Modified", 404: "Not Found"}


class Kiosk:
    """Serves the five newsrooms.

    Args:
        first_port: Port of the first newsroom, the others follow; 0 for free ones.
        world: Builds the world once the addresses are known.

    Raises:
        OSError: A port is taken.
    """

    def __init__(self, first_port: int, world: Callable[[dict[str, str]], World]) -> None:
        self._sockets = {
            paper.name: socket.create_server((HOST, first_port + turn if first_port else 0), backlog=BACKLOG)
            for turn, paper in enumerate(PAPERS)
        }
        self.addresses = {name: f"http://{HOST}:{each.getsockname()[1]}" for name, each in self._sockets.items()}
        self.world = world(self.addresses)
        self.printed = {name: dict(self._print(name)) for name in self.addresses}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self) -> None:
        """Serve, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def answer(self, newsroom: str, head: bytes) -> bytes:
        """Return the answer to a request, given without the empty line that ends its head."""
        method, target = head.split(b" ", 2)[:2]
        printed = self.printed[newsroom].get((target, b"gzip" in head)) if method == b"GET" else None
        return printed or self._made(newsroom, head.decode("latin-1"))

    def _print(self, newsroom: str) -> Iterator[tuple[tuple[bytes, bool], bytes]]:
        """Yield the answers of every story, by path and whether the client takes gzip."""
        paper, routes = self.world.papers[newsroom], self.world.routes[newsroom]
        robots = routes[ROBOTS](Visit(ROBOTS, {}, 0, 0))
        unhurried = _bytes(replace(robots, body=CRAWL_DELAY.sub(b"", robots.body)))
        yield from (((ROBOTS.encode(), packed), unhurried) for packed in (False, True))
        for story in self.world.press.stories:
            path = paper.path(story)
            if story.paper == newsroom and path in routes:
                for packed in (False, True):
                    reply = routes[path](Visit(path, GZIP if packed else {}, 0, 0))
                    yield (path.encode(), packed), _bytes(reply)

    def _made(self, newsroom: str, head: str) -> bytes:
        """Make the answer to a request for anything else: listings, feeds, sitemaps, the truth."""
        first, *lines = head.split("\r\n")
        method, target = first.split(" ", 2)[:2]
        pairs = (line.partition(":")[::2] for line in lines)
        headers = {name.lower(): value.strip() for name, value in pairs}
        if target == CONTROL + "truth":
            reply = Reply(
                json.dumps(self.world.truth(), ensure_ascii=False).encode(), content_type="application/json"
            )
        else:
            route = self.world.routes[newsroom].get(target)
            reply = route(Visit(target, headers, 0, 0)) if route else NOT_FOUND
        return _bytes(reply, bare=method == "HEAD")

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        for name, each in self._sockets.items():
            made = partial(Connection, partial(self.answer, name))
            self._loop.run_until_complete(self._loop.create_server(made, sock=each))
        self._loop.run_forever()


class Connection(asyncio.Protocol):
    """One client's connection.

    Args:
        answer: Gives the answer to a request's head.
    """

    transport: asyncio.Transport

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self._answer = answer
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer the requests whose heads are complete."""
        *heads, self._read = (self._read + data).split(b"\r\n\r\n")
        for head in heads:
            self.transport.write(self._answer(head))
            if b"connection: close" in head.lower():
                self.transport.close()


def _bytes(reply: Reply, *, bare: bool = False) -> bytes:
    """Return a reply as it goes over the wire; ``bare`` for the head alone."""
    body = b"" if reply.status == 304 else reply.body
    fields = [*reply.headers, ("Content-Type", reply.content_type), ("Content-Length", str(len(body)))]
    lines = [f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'Other')}"]
    lines += [f"{name}: {value}" for name, value in fields]
    return "\r\n".join([*lines, "", ""]).encode() + (b"" if bare else body)
