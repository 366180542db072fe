"""How an import is shown: a bar while it goes, a summary in the end."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from dateline.bulk import Progress, Trouble
from dateline.progress import wording
from dateline.show import printable, to_json

REASONS = {
    "type": "no responses",
    "host": "of other hosts",
    "status": "not of status 200",
    "media": "no HTML",
    "address": "no address of an article",
    "revisit": "revisits, whose pages are elsewhere",
    "truncated": "cut short by the archiver",
    "too_large": "larger than 8 MiB",
}
"""What the reasons of :class:`crawler.webarchive.captures.Sieve` mean, in words that follow a number."""


@contextmanager
def bar() -> Iterator[Callable[[Progress], None]]:
    """Show bytes and records on standard error, where somebody is watching."""
    from rich.console import Console  # noqa: PLC0415 - only where there is something to show
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = (
        TextColumn("Importing"),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[records]} records"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as shown:
        task = shown.add_task("", total=None, records=0)
        yield lambda now: shown.update(task, total=now.total, completed=now.done, records=now.tally.records)


def name_trouble(trouble: Trouble) -> None:
    """Name a record that could not be read, on standard error."""
    click.echo(printable(f"{trouble.address} at {trouble.offset}: {trouble.reason}"), err=True)


def show(progress: Progress, run_id: int, *, stopped: bool, as_json: bool) -> None:
    """Print what came of an import."""
    if as_json:
        click.echo(to_json(as_dict(progress, run_id, stopped=stopped), indent=2))
        return
    for address, problem in progress.problems.items():
        click.echo(printable(f"{address}: {problem}"), err=True)
    tally = progress.tally
    click.echo(f"Run {run_id}{' (stopped)' * stopped}: {_files(progress)}, {tally.records} records")
    click.echo(f"  read          {tally.outcomes.total()}{_explained(wording(tally.outcomes))}")
    passed = ", ".join(f"{count} {REASONS.get(reason, reason)}" for reason, count in tally.passed.most_common())
    click.echo(f"  passed over   {tally.passed.total()}{_explained(passed)}")
    broken = ", ".join(f"{count} {reason}" for reason, count in tally.broken.most_common())
    click.echo(f"  broken        {tally.broken.total()}{_explained(broken)}")


def as_dict(progress: Progress, run_id: int, *, stopped: bool) -> dict[str, Any]:
    """Return what came of an import as plain data."""
    tally = progress.tally
    return {
        "run": run_id,
        "stopped": stopped,
        "files": progress.files,
        "finished": progress.finished,
        "finished_before": progress.skipped,
        "problems": progress.problems,
        "bytes": progress.total,
        "bytes_done": progress.done,
        "records": tally.records,
        "outcomes": {str(outcome): count for outcome, count in tally.outcomes.items()},
        "passed": dict(tally.passed),
        "broken": dict(tally.broken),
    }


def _files(progress: Progress) -> str:
    files = f"{progress.finished} of {progress.files} file{'s' * (progress.files != 1)} finished"
    return f"{files} ({progress.skipped} before)" if progress.skipped else files


def _explained(words: str) -> str:
    return f": {words}" if words else ""
