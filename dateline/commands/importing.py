"""`dateline import`: articles from files into the corpus."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline.cli import STOPPED
from dateline.config import Config
from dateline.engines import choosing
from dateline.options import as_json, settings
from storage.records import DatelineError

if TYPE_CHECKING:
    from crawler.webarchive.places import File
    from dateline.bulk import Importer
    from storage.corpus import Corpus


def _check_hosts(context: click.Context, parameter: click.Parameter, hosts: tuple[str, ...]) -> tuple[str, ...]:
    """See that patterns are of hosts alone: with a scheme, a path or a port they would match nothing.

    Raises:
        BadParameter: One is not.
    """
    del context, parameter
    for host in hosts:
        if "/" in host or host.count(":") == 1:  # an IPv6 address has two colons at the least
            raise click.BadParameter(f"'{host}' is no host: leave out https://, the path and the port")
    return hosts


@click.group()
def command() -> None:
    r"""Store articles that were exported, or the pages of web archives.

    \b
    Examples:
      dateline import jsonl articles.jsonl --db other.db
      dateline import warc archives/
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
    from crawler.urls import key_or_itself
    from storage import importing
    from storage.corpus import Corpus

    known = catalogue.load(config.sources())

    try:
        with file.open(encoding="utf-8") as lines, Corpus.open(config.db) as corpus:
            done = importing.read_jsonl(
                corpus,
                lines,
                now=datetime.now(UTC),
                agency_sources=known.agency_sources,
                key=lambda url: key_or_itself(url, known),
            )
    except OSError as error:
        raise DatelineError(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DatelineError(f"{file} is no UTF-8 text: give a file of JSON lines") from error
    click.echo(f"{done.new} articles stored, {done.held} held already")
    raise SystemExit(0 if done.new or done.held else 1)


@command.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="PATTERN",
    callback=_check_hosts,
    help="Only pages of hosts like this, of the catalogue or not: baocantho.com.vn, '*.gov.vn'; may be repeated.  "
    "[default: the hosts of the catalogue, and whatever `dateline export` wrote]",
)
@click.option("--again", is_flag=True, help="Read files that are in the corpus already.")
@click.option("-v", "--verbose", is_flag=True, help="Name every record that cannot be read, with its offset.")
@choosing.options
@as_json
@settings("db", "catalogue")
def warc(  # noqa: PLR0913 - one per option
    config: Config,
    *,
    paths: tuple[str, ...],
    hosts: tuple[str, ...],
    again: bool,
    verbose: bool,
    engine: str | None,
    scheduler: str | None,
    workers: int | None,
    as_json: bool,
) -> None:
    r"""Store the pages of web archives (WARC): files, folders or patterns, here or at any s3:// or https:// address.

    Each page is read by the rules of the day it was captured, and ends in the same outcomes as in a crawl; what it
    says is never put before what a later capture or a crawl has said. Only answers of status 200 with HTML are read,
    and what `dateline export --format warc` wrote. Broken records are counted and passed over. What is in the corpus
    is remembered: an import that was stopped goes on where it was, and files that are finished are passed over.

    \b
    Examples:
      dateline import warc archives/ crawl-2024.warc.gz
      dateline import warc 'CC-NEWS-2025*.warc.gz' --workers 4
      dateline import warc s3://bucket/collection/ --host '*.hanoimoi.vn' --scheduler 10.0.0.5:8786

    Exit code 1 when no record was read or a file could not be read, 130 after Ctrl-C.
    """
    from crawler import catalogue
    from crawler.webarchive import places
    from dateline import bulk_report
    from dateline.bulk import Importer
    from storage.corpus import Corpus

    _check_installed()
    choice = choosing.choose(engine, scheduler, workers)
    known = catalogue.load(config.sources())
    files = places.find(paths)
    with (
        Corpus.open(config.db) as corpus,
        _run(corpus) as run_id,
        choosing.opened(choice) as chosen,
        bulk_report.bar() as bar,
    ):
        importer = Importer(
            corpus,
            known,
            chosen,
            run_id=run_id,
            hosts=hosts,
            again=again,
            on_trouble=bulk_report.name_trouble if verbose else lambda _: None,
            on_progress=bar,
        )
        stopped = _stopped(importer, files)
    bulk_report.show(importer.progress, run_id, stopped=stopped, as_json=as_json)
    if stopped:
        without = "without --again " if again else ""  # which would begin anew
        click.echo(f"dateline: stopped; {without}the same command goes on where it was", err=True)
        raise SystemExit(STOPPED)
    done = importer.progress
    raise SystemExit(1 if done.problems or not (done.tally.outcomes or done.skipped) else 0)


def _check_installed() -> None:
    """See that what reads web archives is there.

    Raises:
        DatelineError: It is not.
    """
    if find_spec("fastwarc") is None:
        raise DatelineError("web archives need FastWARC: pip install 'dateline[warc]'")


@contextmanager
def _run(corpus: "Corpus") -> Iterator[int]:
    """Begin a run, and end it however it ends."""
    from storage import runs

    run_id = runs.start(corpus, runs.IMPORT, datetime.now(UTC), pid=os.getpid(), host=socket.gethostname())
    try:
        yield run_id
    finally:
        runs.finish(corpus, run_id, datetime.now(UTC))


def _stopped(importer: "Importer", files: list["File"]) -> bool:
    """Import files; tell whether Ctrl-C or SIGTERM ended it."""
    from crawler import children

    try:
        with children.ended_in_order():
            importer.run(files)
    except KeyboardInterrupt:
        return True
    return False
