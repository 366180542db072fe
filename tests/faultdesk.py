"""The fault desk: a server on loopback where every site has a fault of its own. A tool of the tests.

Each fault is a site on a port of its own, so that a slow one holds up no other. A site announces its faulty pages in
``/feed.xml``, and after them one sound story, ``/story/sound-1.html``: whatever happens, a crawl must get that too.

As a script it serves, prints its ports as one JSON line, and ends with its standard input. Requests are logged, one
JSON line each, to the file named as first argument.
"""

import asyncio
import json
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from faults import LISTINGS, SITES, Site

CATALOGUE = """
[source.{name}]
group = "provincial"
family = "other"
scheme = "http"
host = "127.0.0.1:{port}"
aliases = {aliases}
language = "fr"
sections = {sections}
feeds = {feeds}
sitemaps = {sitemaps}
article = ['/story/(?:[a-z-]+-)?(?P<id>\\d+)\\.html']
template = {{ title = ["h1"], body = ["div.body"], caption = ["figcaption"], published = ["time"] }}
"""


# --- the server -----------------------------------------------------------------------------------------------------


@dataclass
class Exchange:
    """One request, and the means to answer it in any manner."""

    site: Site
    path: str
    headers: dict[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    ports: dict[str, int]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.ports[self.site.name]}"

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def reply(
        self, body: bytes = b"", status: int = 200, kind: str = "text/html; charset=utf-8", **more: str
    ) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
        await self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def reset(self) -> None:
        sock: socket.socket = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


@dataclass
class Server:
    log: Path
    ports: dict[str, int] = field(default_factory=dict)
    servers: list[asyncio.Server] = field(default_factory=list)
    closed: socket.socket = field(default_factory=socket.socket)  # bound, so that nobody else is; it never listens

    async def start(self) -> None:
        self.closed.bind(("127.0.0.1", 0))
        self.ports["closed"] = self.closed.getsockname()[1]
        for site in SITES.values():
            server = await asyncio.start_server(self.connected(site), "127.0.0.1", 0, backlog=64)
            self.ports[site.name] = server.sockets[0].getsockname()[1]
            self.servers.append(server)

    def connected(self, site: Site) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
                while head := await reader.readuntil(b"\r\n\r\n"):
                    await self.answer(site, head, reader, writer)
            writer.close()

        return serve

    async def answer(
        self, site: Site, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}
        path = first.split(" ")[1]
        with self.log.open("a") as file:
            row = {"time": time.time() - waited(writer), "site": site.name, "path": path, "headers": headers}
            file.write(json.dumps(row) + "\n")
        exchange = Exchange(site, path, headers, reader, writer, self.ports)
        await site.answer(exchange)


def waited(writer: asyncio.StreamWriter) -> float:
    """Return the seconds since a request came; Linux knows, however late a busy server gets to it."""
    if sys.platform != "linux":
        return 0.0
    info = writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 56)
    milliseconds: int = struct.unpack_from("I", info, 52)[0]  # tcpi_last_data_recv of tcp(7)
    return milliseconds / 1000


async def main(log: Path) -> None:
    server = Server(log)
    await server.start()
    sys.stdout.write(json.dumps(server.ports) + "\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)


# --- its handle -----------------------------------------------------------------------------------------------------


@dataclass
class FaultDesk:
    """A running fault desk."""

    ports: dict[str, int]
    log: Path

    def url(self, site: str, path: str) -> str:
        return f"http://127.0.0.1:{self.ports[site]}{path}"

    def catalogue(self) -> str:
        return "\n".join(self._source(site) for site in SITES.values())

    def _source(self, site: Site) -> str:
        listing = site.name in LISTINGS
        return CATALOGUE.format(
            name=site.name,
            port=self.ports[site.name],
            aliases=json.dumps([f"127.0.0.1:{self.ports['closed']}"] if site.name == "refused" else []),
            sections=json.dumps(["/section/"] if "section" in site.announced else []),
            feeds=json.dumps(["/feed.xml", *(["/hostile.xml"] if listing and "feed" in site.announced else [])]),
            sitemaps=json.dumps(["/sitemap.xml"] if "sitemap" in site.announced else []),
        )

    def requests(self) -> list[dict[str, Any]]:
        lines = self.log.read_text().splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]  # the last may be half written

    def asked(self, site: str) -> list[str]:
        return [request["path"] for request in self.requests() if request["site"] == site]


@contextmanager
def start(folder: Path) -> Iterator[FaultDesk]:
    log = folder / "faultdesk.jsonl"
    log.touch()
    process = subprocess.Popen([sys.executable, __file__, str(log)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdin
    try:
        yield FaultDesk(json.loads(process.stdout.readline()), log)
    finally:
        process.stdin.close()
        process.kill()
        process.wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
