"""The pages of the reading room: addresses, and what answers them."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial, wraps
from typing import Any, TypeVar

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import NotFound, Request, Response

from storage import archive, export
from storage.corpus import Corpus
from storage.reading_room import alike, archived, atom, finding, front, reading, security, show, views
from storage.records import DatelineError

DATABASE = "corpus"
"""What the database is called in addresses, whatever the file's name: links stay good when the file is moved."""
PATIENCE_MS = 3000
"""Milliseconds for all that one of our pages asks of the corpus."""

T = TypeVar("T")
Handler = Callable[[Any, Request], Awaitable[Response]]


class SlowError(DatelineError):
    """A page's questions took too long."""


async def ask(datasette: Any, question: Callable[[Corpus], T]) -> T:
    """Put a question to the corpus: in one of Datasette's threads, on one state of the file, for a limited time.

    Raises:
        SlowError: It took longer than :data:`PATIENCE_MS`.
    """
    database = datasette.get_database(DATABASE)

    def read(conn: sqlite3.Connection) -> T:
        with sqlite_timelimit(conn, PATIENCE_MS):
            conn.execute("BEGIN")
            try:
                return question(Corpus(database.path, conn, read_only=True))
            finally:
                conn.rollback()

    try:
        answer: T = await database.execute_fn(read)
    except sqlite3.OperationalError as error:
        if str(error) != "interrupted":
            raise
        raise SlowError("that took too long: ask for less (fewer years, one source, rarer words)") from error
    return answer


async def _html(datasette: Any, request: Request, template: str, status: int = 200, **context: Any) -> Response:
    context |= {"now": datetime.now(UTC)}
    body = await datasette.render_template(template, context, request=request)
    return Response.html(body, status=status, headers={"content-security-policy": security.OWN})


def _plain_errors(page: Handler) -> Handler:
    """Show what the reader can mend as a page, not as a stack trace."""

    @wraps(page)
    async def safe(datasette: Any, request: Request) -> Response:
        try:
            return await page(datasette, request)
        except SlowError as error:
            return await _html(datasette, request, "message.html", 503, title="Too slow", message=str(error))
        except DatelineError as error:
            return await _html(datasette, request, "message.html", 400, title="Not understood", message=str(error))

    return safe


@_plain_errors
async def front_page(datasette: Any, request: Request) -> Response:
    """Show the corpus at a glance."""
    shown = await ask(datasette, lambda corpus: front.read(corpus, datetime.now(UTC)))
    return await _html(datasette, request, "front.html", front=shown, asked=finding.Asked())


@_plain_errors
async def search_page(datasette: Any, request: Request) -> Response:
    """Show the form, and what it found."""
    asked = finding.parse(_parameters(request))
    found, choices = await ask(datasette, lambda corpus: (finding.find(corpus, asked), finding.choices(corpus)))
    return await _html(datasette, request, "search.html", asked=asked, found=found, choices=choices)


@_plain_errors
async def search_feed(datasette: Any, request: Request) -> Response:
    """Give the newest hits of a search as a feed."""
    asked = finding.parse(_parameters(request) | {"order": ["newest"], "page": ["1"]})
    found = await ask(datasette, lambda corpus: finding.find(corpus, asked, limit=atom.ENTRIES))
    base = f"{request.scheme}://{request.host}"
    body = (await asyncio.to_thread(atom.feed, asked, found.hits, base)).decode("utf-8")
    return Response(body, content_type="application/atom+xml; charset=utf-8")


@_plain_errors
async def article_page(datasette: Any, request: Request) -> Response:
    """Show an article."""
    article_id = _id(request)
    shown = await ask(datasette, lambda corpus: reading.read(corpus.conn, article_id))
    if shown is None:
        raise NotFound(f"there is no article {article_id}")
    return await _html(datasette, request, "article.html", it=shown, row=shown.row)


@_plain_errors
async def article_json(datasette: Any, request: Request) -> Response:
    """Give an article as the line an export would have."""
    article_id = _id(request)
    record = await ask(datasette, lambda corpus: export.record(corpus, article_id))
    if record is None:
        raise NotFound(f"there is no article {article_id}")
    return Response(json.dumps(record, ensure_ascii=False), content_type="application/json; charset=utf-8")


@_plain_errors
async def near_page(datasette: Any, request: Request) -> Response:
    """Show what is near an article by its subject."""
    article_id = _id(request)
    near = await ask(datasette, lambda corpus: alike.read(corpus, article_id))
    if near is None:
        raise NotFound(f"there is no article {article_id}")
    return await _html(datasette, request, "near.html", near=near)


@_plain_errors
async def seeds_page(datasette: Any, request: Request) -> Response:
    """List the documents the corpus began with."""
    seeds = await ask(datasette, lambda corpus: alike.seeds(corpus.conn))
    return await _html(datasette, request, "seeds.html", seeds=seeds)


@_plain_errors
async def archived_page(datasette: Any, request: Request) -> Response:
    """Show an archived page in a frame, with what is known of it."""
    page_id = _id(request)
    row = await ask(datasette, partial(_page_row, page_id=page_id))
    if row is None:
        raise NotFound(f"there is no page {page_id}")
    return await _html(datasette, request, "archived.html", page=row)


async def archived_inert(datasette: Any, request: Request) -> Response:
    """Give the archived page itself, made inert."""
    body = await _archived(datasette, request, archived.inert)
    return Response.html(body, headers={"content-security-policy": security.INERT})


async def archived_source(datasette: Any, request: Request) -> Response:
    """Give the archived page as the text it was."""
    body = await _archived(datasette, request, archived.text_of)
    headers = {"content-security-policy": security.INERT}
    return Response(body, headers=headers, content_type="text/plain; charset=utf-8")


async def _archived(datasette: Any, request: Request, made: Callable[[Any], str]) -> str:
    page_id = _id(request)
    try:
        page = await ask(datasette, lambda corpus: archive.load(corpus, page_id))
    except LookupError as error:
        raise NotFound(str(error)) from error
    return await asyncio.to_thread(made, page)


@_plain_errors
async def views_page(datasette: Any, request: Request) -> Response:
    """List the questions."""
    groups: dict[str, list[views.View]] = {}
    for view in views.VIEWS:
        groups.setdefault(view.group, []).append(view)
    return await _html(datasette, request, "views.html", groups=groups)


@_plain_errors
async def view_page(datasette: Any, request: Request) -> Response:
    """Answer one of them."""
    view = views.BY_NAME.get(request.url_vars["name"])
    if view is None:
        raise NotFound("there is no such view")
    rows = await ask(datasette, lambda corpus: views.run(corpus.conn, view.name))
    columns = rows[0].keys() if rows else []
    return await _html(
        datasette, request, "view.html", view=view, rows=rows, columns=columns, id_columns=show.ARTICLE_COLUMNS
    )


def _page_row(corpus: Corpus, page_id: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = corpus.conn.execute(
        "SELECT id, url, source, article_id, fetched_at, content_type, size FROM pages WHERE id = ?", (page_id,)
    ).fetchone()
    return row


def _parameters(request: Request) -> dict[str, list[str]]:
    return {name: request.args.getlist(name) for name in request.args}


def _id(request: Request) -> int:
    """Return the id in an address; the route lets only digits in, and SQLite takes eighteen of them."""
    digits = request.url_vars["id"]
    return int(digits) if len(digits) <= 18 else 0


ROUTES: list[tuple[str, Handler]] = [
    (r"^/$", front_page),
    (r"^/search$", search_page),
    (r"^/search\.atom$", search_feed),
    (r"^/article/(?P<id>[0-9]+)$", article_page),
    (r"^/article/(?P<id>[0-9]+)\.json$", article_json),
    (r"^/article/(?P<id>[0-9]+)/near$", near_page),
    (r"^/seeds$", seeds_page),
    (r"^/page/(?P<id>[0-9]+)$", archived_page),
    (r"^/page/(?P<id>[0-9]+)/inert$", archived_inert),
    (r"^/page/(?P<id>[0-9]+)/source$", archived_source),
    (r"^/views$", views_page),
    (r"^/views/(?P<name>[a-z_]+)$", view_page),
]
"""Regular expressions and what answers them; a database called "search" or "views" would be out of reach."""
