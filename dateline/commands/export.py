"""`dateline export`: articles for notebooks and models."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

import click

from dateline.choosing import check_sources, selecting
from dateline.config import Config
from dateline.options import settings
from storage.records import DatelineError

EVERY = 500
"""Articles between two updates of the progress: a few a second."""


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True, help="JSON Lines."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    help="The file to write.  [default: standard output]",
)
@selecting
@click.option("--match", help="Only articles that hold these words, as in search.")
@click.option("--no-duplicates", is_flag=True, help="Only one article of each story.")
@click.option("--after", type=click.IntRange(min=0), default=0, help="Only articles with a greater id.")
@settings("db", "catalogue")
def command(  # noqa: PLR0913 - one per option
    config: Config,
    *,
    form: str,
    output: Path | None,
    sources: tuple[str, ...],
    languages: tuple[str, ...],
    since: date | datetime | None,
    until: date | datetime | None,
    match: str | None,
    no_duplicates: bool,
    after: int,
) -> None:
    r"""Write articles in the order they came in, one JSON object per line.

    Standard error names the last id: give it as --after, and the next export has only what came since.

    \b
    Examples:
      dateline export -o corpus.jsonl
      dateline export --language fr --since 2026-11-01 --no-duplicates -o november.jsonl
      dateline export --match '"thủy sản"' | jq -r .title

    Exit code 1 when no article answers; then FILE is left as it is.
    """
    del form  # the only one so far
    from storage import export
    from storage.corpus import Corpus
    from storage.selection import Selection

    chosen = Selection(sources, languages, since, until, copies=not no_duplicates)
    with Corpus.open(config.db, read_only=True) as corpus:
        check_sources(corpus, config, sources)
        counted = _Counted(export.records(corpus, chosen, match=match, after=after))
        first = next(counted, None)
        if first is None:
            click.echo("dateline: nothing to export", err=True)
            raise SystemExit(1)
        with _opened(output) as file:
            export.write_jsonl(_again(first, counted), file)
    click.echo(f"dateline: {counted.count} articles; continue with --after {counted.last_id}", err=True)


class _Counted(Iterator[dict[str, Any]]):
    """Passes records on, counts them, and says how far it is where somebody is watching."""

    def __init__(self, found: Iterator[dict[str, Any]]) -> None:
        self.found = found
        self.count = 0
        self.last_id = 0
        self.watched = sys.stderr.isatty() and not sys.stdout.isatty()

    def __next__(self) -> dict[str, Any]:
        record = next(self.found)
        self.count += 1
        self.last_id = record["id"]
        if self.watched and self.count % EVERY == 0:
            click.echo(f"\r{self.count} articles\r", err=True, nl=False)
        return record


def _again(first: dict[str, Any], rest: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield first
    yield from rest


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """Open standard output, or a file that takes its name only when it is complete."""
    if output is None or str(output) == "-":
        yield sys.stdout
        return
    part = output.with_name(f".{output.name}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            yield file
        part.replace(output)
    except OSError as error:
        raise DatelineError(f"{output} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
