"""`dateline export`: articles for notebooks and models, and the raw pages for whoever reads them again."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from dateline.config import Config
from dateline.options import settings
from dateline.selecting import check_languages, check_sources, selecting
from storage.records import DatelineError

FORMATS = ("jsonl", "csv", "parquet", "warc")
BINARY = frozenset({"parquet", "warc"})


@click.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="jsonl", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    help="The file to write.  [default: standard output]",
)
@selecting
@click.option("--match", help="Only articles that hold these words, as in search.")
@click.option("--no-duplicates", is_flag=True, help="Only one article of each story.")
@click.option("--after", type=click.IntRange(min=0), default=0, help="Only what has a greater id.")
@click.option("--no-card", is_flag=True, help="Write no dataset card beside the file.")
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
    no_card: bool,
) -> None:
    r"""Write articles in the order they came in: jsonl and csv for all tools, parquet for notebooks and models.

    The format warc writes the archived pages instead, as the servers gave them. A file gets a card beside it
    (FILE.card.md): counts, sources, dates, and whose the texts are. Standard error names the last id: give it as
    --after, and the next export has only what came since.

    A story whose text cannot be read yet (encoded, built by JavaScript) is among them, with title and lead and a
    word_count of 0; warnings says why.

    \b
    Examples:
      dateline export -o corpus.jsonl
      dateline export --language fr --since 2026-11-01 --no-duplicates --format parquet -o november.parquet
      dateline export --source baocantho --format warc -o pages.warc.gz
      dateline export --match '"thủy sản"' | jq -r .title

    Exit code 1 when no article answers; then FILE is left as it is.
    """
    from storage import export_files
    from storage.corpus import Corpus
    from storage.export_card import Order
    from storage.selection import Selection

    chosen = Selection(sources, languages, since, until, copies=not no_duplicates)
    order = Order(form=form, selection=chosen, match=match, after=after)
    to_file = None if output is None or str(output) == "-" else output
    on_screen = to_file is None and sys.stdout.isatty()
    if form in BINARY and on_screen:
        raise DatelineError(f"{form} is not for reading on a terminal: name a file with -o")
    with Corpus.open(config.db, read_only=True) as corpus:
        check_sources(corpus, config, sources)
        check_languages(corpus, config, languages)
        total = export_files.count(corpus, order)
        if not total:
            click.echo("dateline: nothing to export", err=True)
            raise SystemExit(1)
        with _opened(to_file) as file:
            tally = export_files.write(
                corpus, order, file, lambda found: found if on_screen else _watched(found, total)
            )
    things = "pages" if form == "warc" else "articles"
    click.echo(f"dateline: {tally.count} {things}; continue with --after {tally.last_id}", err=True)
    if to_file and to_file.is_file() and not no_card:  # a card beside /dev/null is of no use
        export_files.write_card(to_file, order, tally, datetime.now(UTC))


def _watched(found: Iterable[dict[str, Any]], total: int) -> Iterator[dict[str, Any]]:
    """Pass records on, with a bar on standard error where somebody watches it."""
    if not sys.stderr.isatty():
        yield from found
        return
    with click.progressbar(found, length=total, file=sys.stderr, update_min_steps=max(1, total // 200)) as bar:
        yield from bar


@contextmanager
def _opened(output: Path | None) -> Iterator[BinaryIO]:
    """Open standard output, or a file that takes its name only when it is complete."""
    from storage.export_files import whole

    if output is None:
        yield sys.stdout.buffer
    else:
        with whole(output) as file:
            yield file
