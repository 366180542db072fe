"""Options that several commands share."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from dateline.config import Config, load

_OPTIONS: dict[str, Callable[[Callable[..., Any]], Callable[..., Any]]] = {
    "db": click.option("--db", type=click.Path(path_type=Path), help="The corpus file.  [default: corpus.db]"),
    "catalogue": click.option(
        "--catalogue",
        type=click.Path(path_type=Path),
        help="A TOML file or folder with sources of your own.  [default: sources/ beside the corpus, if there]",
    ),
    "limit": click.option("--limit", type=int, help="Articles of one edition at the most.  [default: 200]"),
    "share": click.option("--share", metavar="N/M", help="Only this share of the sources, as 1/3 of three crawlers."),
    "contact": click.option("--contact", help="How a newspaper can reach you; sent in the User-Agent."),
}


def settings(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the named settings as options and the outcome as its first argument, a Config.

    Args:
        names: Of "db", "catalogue", "limit", "share", "contact".
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def command(config_file: Path | None, **arguments: Any) -> Any:
            flags = {name: arguments.pop(name) for name in names}
            config: Config = load(config_file, **flags)
            return function(config, **arguments)

        wrapped: Callable[..., Any] = command
        for name in reversed(names):
            wrapped = _OPTIONS[name](wrapped)
        return click.option(
            "--config",
            "config_file",
            type=click.Path(path_type=Path),
            help="Settings file.  [default: dateline.toml, if there]",
        )(wrapped)

    return decorate


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def one_form(*, as_json: bool, markdown: bool) -> None:
    """Let an article be printed in one form.

    Raises:
        click.UsageError: Both are asked for.
    """
    if as_json and markdown:
        raise click.UsageError("--json and --markdown exclude each other: give one of them")
