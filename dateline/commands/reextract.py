"""`dateline reextract`: the present rules over the archive."""

import sys
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from dateline import bars
from dateline.config import Config
from dateline.engines import choosing
from dateline.moments import WHEN, stored
from dateline.options import as_json, settings
from dateline.selecting import check_sources

if TYPE_CHECKING:
    from crawler.catalogue import Catalogue
    from dateline.engines.choosing import Choice
    from dateline.redo import Job
    from dateline.rereading import Report
    from storage.corpus import Corpus
    from storage.worksheet import Worksheet

NAMED = 3
"""Sources that a line names; the table has them all."""


@click.command()
@click.option("--source", "sources", multiple=True, help="Only pages of this newspaper; may be repeated.")
@click.option("--since", type=WHEN, help="Only pages fetched then or later: 2026-11-01, or 12h, 2d, 3w ago.")
@click.option("--limit", type=click.IntRange(min=1), help="Pages at the most.")
@click.option("--dry-run", is_flag=True, help="Only report what would change.")
@click.option("--force", is_flag=True, help="Also write readings that lose the text or most of it.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask before writing.")
@choosing.options
@as_json
@settings("db", "catalogue")
def command(  # noqa: PLR0913 - one per option
    config: Config,
    *,
    sources: tuple[str, ...],
    since: date | datetime | None,
    limit: int | None,
    dry_run: bool,
    force: bool,
    yes: bool,
    engine: str | None,
    scheduler: str | None,
    workers: int | None,
    as_json: bool,
) -> None:
    r"""Read stored pages again by the present rules: what would change is reported first, then written.

    Each page is read by the rules of the day it was fetched. A changed article keeps its former state in `revisions`,
    as kind 'reextracted'; pages that gave no article before may give one now. A run that is stopped goes on where it
    was. Readings that would lose the text are reported and not written without --force.

    It asks before it writes where both its input and its output are a terminal. In a pipe, from cron, and with --json
    or -y it writes at once; --dry-run never does.

    Pages are read on all cores, or on a cluster (docs/scale.md): its workers need the same dateline, and no corpus.

    \b
    Examples:
      dateline reextract --dry-run
      dateline reextract --source baocantho --since 2026-11-01
      dateline reextract --scheduler tls://scheduler.lan:8786

    Exit code 1 when there is no page to read, some could not be read, or the cluster was lost.
    """
    from crawler import catalogue
    from dateline import redo, rereading
    from storage.corpus import Corpus
    from storage.reextraction import Scope
    from storage.worksheet import Worksheet

    choice = choosing.choose(engine, scheduler, workers)
    known = catalogue.load(config.sources())
    job = redo.Job(Scope(sources, stored(since)), limit)
    with Corpus.open(config.db, create=False, read_only=dry_run) as corpus:
        check_sources(corpus, config, sources)
        with Worksheet(config.db, redo.fingerprint(known, job)) as sheet:
            _survey(corpus, sheet, known, job, choice)
            report = rereading.report(sheet, force=force)
            rereading.show(corpus, sheet, report, as_json=as_json)
            _name_strangers(report, known)
            if not report.to_write:
                sheet.remove()
            elif dry_run:
                click.echo("dateline: nothing written; without --dry-run the same is written at once", err=True)
            elif yes or as_json or _agreed():
                _apply(corpus, sheet, known, force=force, total=report.to_write)
    raise SystemExit(bool(report.failed or not report.pages))


def _name_strangers(report: "Report", known: "Catalogue") -> None:
    """Say so where most of the pages are of sources that the catalogue lacks: their rules are in another one."""
    strange = [source for source in report.sources if source.name and source.name not in known.sources]
    if 2 * sum(source.pages for source in strange) > report.pages:
        names = ", ".join(source.name for source in strange[:NAMED]) + " …" * (len(strange) > NAMED)
        click.echo(
            f"dateline: not in the catalogue, read without their rules: {names}: name theirs by --catalogue", err=True
        )


def _survey(corpus: "Corpus", sheet: "Worksheet", known: "Catalogue", job: "Job", choice: "Choice") -> None:
    from dateline import redo
    from storage import reextraction

    total = reextraction.count(corpus, job.scope)
    total = total if job.limit is None else min(total, job.limit)
    if sheet.pages:
        click.echo(f"dateline: going on after {sheet.pages} pages that are read already", err=True)
    with bars.stoppable(), choosing.opened(choice) as engine, bars.bar("Reading", total, sheet.pages) as listener:
        redo.survey(corpus, sheet, known, job, engine=engine, listener=listener)


def _agreed() -> bool:
    """Ask, where somebody can answer; a program that calls the command has asked for it."""
    return not (sys.stdin.isatty() and sys.stdout.isatty()) or click.confirm("Write these changes?")


def _apply(corpus: "Corpus", sheet: "Worksheet", known: "Catalogue", *, force: bool, total: int) -> None:
    from dateline import redo

    with bars.stoppable(), bars.bar("Writing", total, 0) as listener:
        written = redo.apply(corpus, sheet, known, force=force, listener=listener)
    sheet.remove()
    click.echo(f"dateline: {written} article{'s' * (written != 1)} written", err=True)
