"""The reading room as a program: a Datasette with our plugin, templates and limits, and a server for it."""

import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from storage.corpus import Corpus
from storage.reading_room import plugin
from storage.reading_room.pages import DATABASE
from storage.reading_room.security import LOOPBACK
from storage.records import DatelineError

HERE = Path(__file__).parent
ANYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared with, not bound to
"""Addresses that mean every network of this machine; then any name may be ours."""

SETTINGS = {
    "sql_time_limit_ms": 3000,  # our own pages need 0.3 s at 100,000 articles; an hour's query would block the others
    "facet_time_limit_ms": 1000,
    "max_returned_rows": 1000,
    "default_page_size": 40,
    "suggest_facets": False,  # 46 instead of 810 ms for a list page at 200,000 articles (measurements 8)
    "truncate_cells_html": 200,
    "allow_download": False,  # a file copied while it is written is no backup
    "num_sql_threads": 3,
}
HIDDEN = (
    "arrived_keys",
    "bands",
    "settled_bands",
    "sieves",
    "dictionaries",
    "signatures",
    "articles_fts",
    "_sqlite_migrations",
)
"""Tables that say nothing to a reader."""

METADATA: dict[str, Any] = {
    "title": "dateline",
    "license": "The texts belong to their publishers",
    "databases": {
        DATABASE: {
            "description": "Vietnam's press, every story once. Read-only; a crawl may be writing to it.",
            "tables": {
                "articles": {
                    "sort_desc": "published_at",
                    "label_column": "title",
                    "facets": ["source", "language"],
                    "fts_table": "articles_fts",
                    "fts_pk": "id",
                },
                "runs": {"sort_desc": "id"},
                "visits": {"sort_desc": "at"},
                "alerts": {"sort_desc": "raised_at"},
            }
            | {name: {"hidden": True} for name in HIDDEN},
        }
    },
}


class ReadingError(DatelineError):
    """The reading room cannot be opened; the message says what to do."""


class ReadOnlyDatabase(Database):  # type: ignore[misc]  # datasette ships no types
    """The corpus as Datasette sees it: opened as every reader of a corpus opens it, never for writing."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """Open a connection for one thread."""
        if write:
            raise sqlite3.OperationalError("the reading room does not write")
        return Corpus.open(self.path, read_only=True).conn


def build(path: str | Path, *, hosts: frozenset[str] | None = LOOPBACK) -> Datasette:
    """Return a Datasette that shows a corpus.

    Args:
        path: The corpus file.
        hosts: Names the server answers to; None for any.

    Raises:
        CorpusError: The file is missing or no corpus.
    """
    Corpus.open(path, read_only=True).close()
    if not pm.is_registered(plugin):
        pm.register(plugin, name=plugin.NAME)
    room = Datasette(
        [],
        memory=False,
        metadata=METADATA | {"plugins": {plugin.NAME: {"hosts": None if hosts is None else sorted(hosts)}}},
        template_dir=str(HERE / "templates"),
        static_mounts=[("static", str(HERE / "static"))],
        settings=SETTINGS,
    )
    room.remove_database("_memory")
    room.add_database(ReadOnlyDatabase(room, str(path)), name=DATABASE)
    return room


def serve(path: Path, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Show a corpus until interrupted.

    Args:
        path: The corpus file.
        host: The address to listen on.
        port: The port; 0 for a free one.
        ready: Called with the address of the front page as soon as it can be asked for.

    Raises:
        CorpusError: The file is missing or no corpus.
        ReadingError: The address cannot be listened on.
    """
    hosts = None if host in ANYWHERE else LOOPBACK | {f"[{host}]" if ":" in host else host.lower()}
    room = build(path, hosts=hosts)
    listener = _listen(host, port)
    shown = "127.0.0.1" if host in ANYWHERE else f"[{host}]" if ":" in host else host
    ready(f"http://{shown}:{listener.getsockname()[1]}/")
    config = uvicorn.Config(room.app(), log_level="warning", lifespan="on", timeout_graceful_shutdown=2)
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ReadingError(
            f"cannot listen on {host} port {port} ({reason}): choose another --port or --host"
        ) from error
    return listener
