"""Progress of long work on stored rows: a bar where somebody is watching; an orderly end at Ctrl-C and SIGTERM."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from crawler import children
from dateline.cli import STOPPED


@contextmanager
def stoppable() -> Iterator[None]:
    """Say at Ctrl-C and at SIGTERM that nothing is lost, and leave no process or file behind."""
    try:
        with children.ended_in_order():
            yield
    except KeyboardInterrupt:
        click.echo("dateline: stopped; the same command goes on where it was", err=True)
        raise SystemExit(STOPPED) from None


@contextmanager
def bar(what: str, total: int, done: int = 0) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on standard error, where somebody is watching.

    Args:
        what: One word or two before the bar.
        total: How many there are.
        done: How many of them are done already.

    Yields:
        What to call with the number of those that have just been done.
    """
    from rich.console import Console  # noqa: PLC0415 - 60 ms, needed only for long work
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as shown:
        task = shown.add_task(what, total=total, completed=done)
        yield lambda count: shown.advance(task, count)
