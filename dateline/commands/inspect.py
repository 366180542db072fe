"""`dateline inspect`: the reading room in a browser."""

import click

from dateline.config import Config
from dateline.options import settings
from storage.records import DatelineError

PORT = 8001
"""Datasette's own."""


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 for any free port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Another address lets other machines read.")
@click.option("--open/--no-open", "open_browser", default=True, help="Whether to open it in the browser at once.")
@settings("db")
def command(config: Config, port: int, host: str, open_browser: bool) -> None:
    r"""Open the corpus for reading, searching and comparing, in the browser.

    Reads only, while a crawl may be writing. Ctrl-C ends it.

    \b
    Examples:
      dateline inspect
      dateline inspect --db demo.db --port 0 --no-open
    """
    try:
        from storage.reading_room.app import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"datasette", "uvicorn"}:
            raise
        raise DatelineError("the reading room needs Datasette: pip install 'dateline[inspect]'") from error

    def ready(address: str) -> None:
        click.echo(f"Reading {config.db} at {address} (Ctrl-C ends it)")
        if open_browser:
            click.launch(address)

    serve(config.db, host, port, ready)
