"""`dateline seeds`: the documents that the corpus is deduplicated against."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline.config import Config
from dateline.options import as_json, settings

if TYPE_CHECKING:
    from seeds.importer import Seed

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FOLDER|FILE]...")


@click.group()
def command() -> None:
    """The documents that the corpus starts from: a crawled copy of one is stored as its duplicate."""


@command.command("import", short_help="Store documents as origins.")
@PATHS
@as_json
@settings("db", "catalogue")
def import_(config: Config, *, paths: tuple[Path, ...], as_json: bool) -> None:
    r"""Store the documents of each FOLDER or FILE; without any, the five that come with dateline.

    Text dumps and saved pages are read (.txt, .html, .htm). Importing them again changes nothing.

    \b
    Examples:
      dateline seeds import
      dateline seeds import my-documents/ story.html

    Exit code 1 when a file could not be read; the others are imported all the same.
    """
    from crawler import catalogue
    from seeds import importer
    from storage.corpus import Corpus

    known = catalogue.load(config.sources())
    with Corpus.open(config.db) as corpus:
        seeds = [
            seed
            for path in paths or (importer.DOCUMENTS,)
            for seed in importer.import_folder(
                corpus, path, known.rulebook(), now=datetime.now(UTC), agency_sources=known.agency_sources
            )
        ]
    _show(seeds, as_json=as_json)


@command.command("list", short_help="Show what would be imported.")
@PATHS
@as_json
@settings("catalogue")
def list_(config: Config, *, paths: tuple[Path, ...], as_json: bool) -> None:
    r"""Show what would be imported, without a database.

    \b
    Examples:
      dateline seeds list
      dateline seeds list my-documents/ --json
    """
    from crawler import catalogue
    from seeds import importer

    rulebook = catalogue.load(config.sources()).rulebook()
    folders = paths or (importer.DOCUMENTS,)
    _show([seed for path in folders for seed in importer.list_folder(path, rulebook)], as_json=as_json)


def _show(seeds: "list[Seed]", *, as_json: bool) -> None:
    from dateline import tables
    from dateline.show import printable, to_json
    from dateline.tables import Column

    read = [seed for seed in seeds if seed.problem is None]
    if as_json:
        click.echo(to_json([asdict(seed) for seed in seeds], indent=2))
    elif read:
        became = [Column("became")] if read[0].outcome else []
        columns = [Column("file"), *became, Column("lang"), Column("words", number=True), Column("title", wraps=True)]
        tables.show(columns, [[cell for cell in _row(seed) if cell is not None] for seed in read])
    for seed in seeds:
        if seed.problem:
            click.echo(f"dateline: {printable(seed.problem)}", err=True)
    raise SystemExit(len(read) < len(seeds))


def _row(seed: "Seed") -> tuple[str | int | None, ...]:
    return seed.name, seed.outcome, seed.language or "", seed.words, seed.title or ""
