"""`dateline crawl`: what is new at the newspapers."""

import sys
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from dateline.cli import STOPPED
from dateline.config import Config
from dateline.moments import WHEN, age
from dateline.options import as_json, settings

if TYPE_CHECKING:
    from crawler.ahead import Ahead
    from crawler.catalogue import Catalogue, Edition
    from crawler.plan import Plan
    from dateline.summary import Summary


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--all", "everything", is_flag=True, help="Every active source; the same as naming none.")
@click.option("--language", help="Only editions in this language, as fr or vi.")
@click.option("--since", type=WHEN, help="What counts as news: 2d, 12h or 2026-11-01.  [default: 2d]")
@click.option("--due", is_flag=True, help="Ask only feeds whose time has come, as the schedule does.")
@click.option("--trigger", default="manual", hidden=True)
@click.option("-v", "--verbose", is_flag=True, help="Name every URL and what became of it.")
@as_json
@settings("db", "catalogue", "limit", "share", "contact")
def command(  # noqa: PLR0913 - one per option
    config: Config,
    *,
    sources: tuple[str, ...],
    everything: bool,
    language: str | None,
    since: date | datetime | None,
    due: bool,
    trigger: str,
    verbose: bool,
    as_json: bool,
) -> None:
    r"""Fetch what is new at each SOURCE and store it; without SOURCE, at every active newspaper.

    A SOURCE is a name (baocantho), an edition (nhandan/fr), a host (fr.nhandan.vn) or a group (vna, national,
    provincial, vietnamvn). Hosts are asked side by side, each at one request a second. Every URL ends in one
    outcome, and the outcomes add up to the URLs taken in hand. With --share, a group is taken as far as it is of this
    share, and a SOURCE of another one is refused.

    \b
    Examples:
      dateline crawl
      dateline crawl vietnamplus/fr baocantho --limit 20
      dateline crawl provincial --language vi --since 12h
      dateline crawl --share 1/3

    Exit code 0 when newspapers answered, even with nothing new; 1 when nothing could be fetched; 130 after Ctrl-C,
    which ends the run in order: what was fetched is stored, the rest comes with the next run.
    """
    if everything and sources:
        raise click.UsageError("--all and SOURCE exclude each other: give one of them")
    from crawler import catalogue as catalogues
    from crawler import shares
    from crawler.ahead import prepare
    from crawler.plan import Plan

    catalogue = catalogues.load(config.sources())
    plan = Plan(
        db=config.db,
        catalogue=config.sources(),
        words=shares.words(config.share, sources, catalogue),
        language=language,
        since=_span(since) or timedelta(days=config.since_days),
        limit=config.limit,
        trigger=trigger,
        due=due,
        conditional=since is None,
        workers=config.workers,
    )
    _note_missing_contact(config, plan, catalogue)
    with prepare(plan, catalogue) as ahead:
        summary = _crawl(config, plan, ahead, verbose=verbose)
    _show(summary, as_json=as_json)
    raise SystemExit(STOPPED if summary.stopped else 0 if summary.answered else 1)


def _span(since: date | datetime | None) -> timedelta | None:
    if since is None:
        return None
    span = age(since, datetime.now(UTC))
    if span <= timedelta(0):
        raise click.BadParameter(f"{since} lies in the future", param_hint="'--since'")
    return span


def _note_missing_contact(config: Config, plan: "Plan", catalogue: "Catalogue") -> None:
    """Ask the operator to say who crawls, where somebody else's servers are crawled.

    Raises:
        DatelineError: The words or the corpus cannot be used: then there is nothing to ask.
    """
    from storage.corpus import Corpus

    editions = catalogue.select(plan.words, plan.language)
    Corpus.open(plan.db).close()
    if not config.contact and not all(map(_is_loopback, editions)):
        click.echo(
            'dateline: no contact is set, so no newspaper can reach you: give --contact, or contact = "…" in '
            "dateline.toml",
            err=True,
        )


def _is_loopback(edition: "Edition") -> bool:
    host = urlsplit(edition.base_url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _crawl(config: Config, plan: "Plan", ahead: "Ahead", *, verbose: bool) -> "Summary":
    from crawler import run
    from dateline import downloads, progress, summary
    from storage.corpus import Corpus

    stopped = False
    with progress.Progress(shown=sys.stderr.isatty(), verbose=verbose) as listener:
        try:
            run_id = run.crawl(plan, downloads.overrides(config), listener, ahead)
        except run.Stopped as error:
            run_id, stopped = error.run_id, True
    with Corpus.open(plan.db, read_only=True) as corpus:
        return summary.read(corpus, run_id, seconds=listener.seconds, stopped=stopped)


def _show(summary: "Summary", *, as_json: bool) -> None:
    from dateline import summary as summaries
    from dateline.show import to_json

    if as_json:
        click.echo(to_json(summary.as_dict(), indent=2))
    else:
        summaries.show(summary)
