"""`dateline import`: articles from files into the corpus."""

from datetime import UTC, datetime
from pathlib import Path

import click

from dateline.config import Config
from dateline.options import settings
from storage.records import DatelineError


@click.group()
def command() -> None:
    r"""Store articles that were exported, from this corpus or another.

    \b
    Examples:
      dateline import jsonl articles.jsonl --db other.db
    """


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@settings("db", "catalogue")
def jsonl(config: Config, file: Path) -> None:
    r"""Store the articles of FILE, as `dateline export --format jsonl` wrote them.

    What an article says, where it comes from and when it was first seen stay as the file has it; copies and their
    origins are found anew. Articles whose URL is held already are left alone, so importing twice changes nothing.

    \b
    Examples:
      dateline export --format jsonl -o articles.jsonl
      dateline import jsonl articles.jsonl --db other.db
    """
    from crawler import catalogue
    from crawler.urls import UrlError, canonical_key
    from storage import importing
    from storage.corpus import Corpus

    known = catalogue.load(config.sources())
    agencies = frozenset(source.name for source in known.sources.values() if source.agency)

    def key(url: str) -> str:
        """Return an address' key; what a page named as its source may be no address, and is then its own."""
        try:
            return canonical_key(url, known)
        except UrlError:
            return url

    try:
        with file.open(encoding="utf-8") as lines, Corpus.open(config.db) as corpus:
            done = importing.read_jsonl(corpus, lines, now=datetime.now(UTC), agency_sources=agencies, key=key)
    except OSError as error:
        raise DatelineError(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DatelineError(f"{file} is no UTF-8 text: give a file of JSON lines") from error
    click.echo(f"{done.new} articles stored, {done.held} held already")
    raise SystemExit(0 if done.new or done.held else 1)
