"""The newsrooms' HTTP server: one port each, standard library only, HTTP/1.1 with keep-alive."""

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any, TextIO

from dateline.newsroom.exchange import Reply, Route, Visit, page
from dateline.newsroom.troubles import calendar_day
from dateline.newsroom.world import PAPERS, World

HOST = "127.0.0.1"  # the demo is for this machine only
CONTROL = "/__newsroom__/"
IDLE_SECONDS = 60  # a kept-alive connection is closed after this long without a request
LOGGED_HEADERS = (
    "host",
    "user-agent",
    "if-none-match",
    "if-modified-since",
    "cookie",
    "accept-encoding",
    "accept-language",
    "referer",
)
NOT_FOUND = page("<!DOCTYPE html><title>404</title><h1>404</h1>", 404)


@dataclass(slots=True)
class Journal:
    """Counts requests and writes them down, one JSON line each."""

    file: TextIO | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    serial: "count[int]" = field(default_factory=count)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def visit(self, newsroom: str, path: str, headers: dict[str, str]) -> Visit:
        """Take note of a request and return it with its numbers."""
        with self.lock:
            earlier = self.seen[newsroom, path]
            self.seen[newsroom, path] += 1
            return Visit(path, headers, next(self.serial), earlier)

    def write(self, row: dict[str, Any]) -> None:
        """Append a row; it is on disk when this returns."""
        if self.file is None:
            return
        with self.lock:
            self.file.write(json.dumps(row, ensure_ascii=False) + "\n")
            self.file.flush()


class Newsrooms:
    """The five servers and their world.

    Args:
        first_port: Port of the first newsroom, the others follow; 0 for free ones.
        log: File to append requests to, or None.
        world: Builds the world once the addresses are known.

    Raises:
        OSError: A port is taken.
    """

    def __init__(self, first_port: int, log: Path | None, world: Callable[[dict[str, str]], World]) -> None:
        self.journal = Journal(log.open("a", encoding="utf-8") if log else None)
        self.servers = {
            paper.name: Server(self, paper.name, first_port + turn if first_port else 0)
            for turn, paper in enumerate(PAPERS)
        }
        self.addresses = {name: f"http://{HOST}:{server.server_port}" for name, server in self.servers.items()}
        self.world = world(self.addresses)

    def start(self) -> None:
        """Serve, each newsroom in a thread of its own."""
        for server in self.servers.values():
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def stop(self) -> None:
        """Stop serving and close the log."""
        for server in self.servers.values():
            server.shutdown()
            server.server_close()
        if self.journal.file:
            self.journal.file.close()

    def answer(self, newsroom: str, visit: Visit) -> Reply:
        """Return the reply to a visit."""
        routes = self.world.routes[newsroom]
        path = visit.path.partition("?")[0]
        route: Route | None = routes.get(visit.path) or routes.get(path)
        return route(visit) if route else calendar_day(routes, visit) or NOT_FOUND


class Server(ThreadingHTTPServer):
    """One newsroom's socket."""

    daemon_threads = True
    request_queue_size = 128  # a crawler without manners may open many connections at once

    def __init__(self, rooms: Newsrooms, newsroom: str, port: int) -> None:
        self.rooms = rooms
        self.newsroom = newsroom
        super().__init__((HOST, port), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about a crawler that hung up, as one does that is killed in a test; report anything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Answers one connection's requests."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    wbufsize = -1  # head and body leave in one piece; small writes would wait for the client's delayed ACK
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a page, feed or sitemap."""
        if self.path.startswith(CONTROL):
            self._control()
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        visit = self.server.rooms.journal.visit(self.server.newsroom, self.path, headers)
        started = time.time()
        reply = self.server.rooms.answer(self.server.newsroom, visit)
        if reply.delay:
            time.sleep(reply.delay)
        self._log(visit, reply, started)  # before the answer: who has that finds this
        self._send(reply)

    do_HEAD = do_GET  # noqa: N815 - the base class looks for this name

    def do_POST(self) -> None:
        """Take orders: POST /__newsroom__/edition {"n": 2}."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != CONTROL + "edition":
            self._send(NOT_FOUND)
            return
        try:
            number = json.loads(body)["n"]
        except (ValueError, KeyError, TypeError):
            number = None
        if number not in (1, 2):
            self._send(_json({"error": 'send {"n": 1} or {"n": 2}'}, 400))
            return
        self.server.rooms.world.open(number)
        self._send(_json({"edition": number}))

    def _control(self) -> None:
        world = self.server.rooms.world
        self._send(_json(world.truth()) if self.path == CONTROL + "truth" else NOT_FOUND)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD" and reply.status != 304:
            self.wfile.write(reply.body)
        self.wfile.flush()

    def _log(self, visit: Visit, reply: Reply, started: float) -> None:
        headers = {name: visit.headers[name] for name in LOGGED_HEADERS if name in visit.headers}
        row = {"time": started, "newsroom": self.server.newsroom, "port": self.server.server_port}
        row |= {"method": self.command, "path": visit.path, "status": reply.status, "bytes": len(reply.body)}
        self.server.rooms.journal.write({**row, "headers": headers})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Write nothing to stderr; the journal holds it all."""


def _json(data: object, status: int = 200) -> Reply:
    return Reply(json.dumps(data, ensure_ascii=False).encode(), status, "application/json; charset=utf-8")
