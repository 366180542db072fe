"""The plugin: what Datasette asks of us, answered by the modules beside this one."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from datasette import hookimpl
from jinja2 import Environment
from markupsafe import Markup

from storage.reading_room import pages, show, views
from storage.reading_room.security import App, Guard

NAME = "reading-room"

Hook = TypeVar("Hook", bound=Callable[..., Any])


def hook(function: Hook) -> Hook:
    """Mark an implementation of a hook; datasette ships no types, and its mark would hide those of the function."""
    return cast("Hook", hookimpl(function))


@hook
def register_routes() -> list[tuple[str, Any]]:
    """Our pages; they come before Datasette's own."""
    return pages.ROUTES


@hook
def asgi_wrapper(datasette: Any) -> Any:
    """Put the guard around everything."""
    hosts = (datasette.plugin_config(NAME) or {}).get("hosts")

    def wrap(app: App) -> App:
        return Guard(app, hosts)

    return wrap


@hook
def prepare_jinja2_environment(env: Environment) -> None:
    """Teach the templates to show times, numbers and links."""
    env.filters.update(show.FILTERS)


@hook
def canned_queries(database: str) -> dict[str, dict[str, str]]:
    """Our views as queries that anyone can open, change, and take as JSON or CSV."""
    del database
    return {view.name: {"sql": view.sql, "title": view.title, "description": view.about} for view in views.VIEWS}


@hook
def render_cell(row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    """Lead from a table of Datasette to the page made for reading."""
    if table == "articles" and column == "title" and "id" in row.keys():  # noqa: SIM118 - a sqlite3.Row holds values
        return show.article_link(row["id"], value or "(no title)")
    return show.article_link(value, value) if column in show.ARTICLE_COLUMNS and isinstance(value, int) else None
