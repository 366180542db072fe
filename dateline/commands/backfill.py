"""`dateline backfill`: the archives of newspapers."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

import click

from dateline.cli import STOPPED
from dateline.config import Config
from dateline.options import as_json, settings
from dateline.progress import Progress

if TYPE_CHECKING:
    from crawler.items import Fetch
    from crawler.plan import Plan
    from crawler.tally import Tally
    from dateline.summary import Summary
    from storage.corpus import Corpus
    from storage.records import Outcome

EVERYTHING = 1_000_000_000
"""Articles of one edition when no --limit is given: an archive is wanted whole."""
LOOK_EVERY = 1.0
"""Seconds between two counts of what is left."""
_DAY = click.DateTime(formats=["%Y-%m-%d"])

Editions = dict[str, list[str]]
PerDay = dict[str, dict[date, int]]
"""Articles of each day, by source."""


@dataclass(frozen=True, slots=True)
class Report:
    """A backfill that has ended.

    Attributes:
        summary: Its run.
        stored: What the corpus holds of the days.
        left: Stories that are known and not fetched yet, by source.
        tally: Which lists could be read.
    """

    summary: "Summary"
    stored: PerDay
    left: dict[str, int]
    tally: "Tally"

    @property
    def code(self) -> int:
        """The exit code."""
        if self.summary.stopped:
            return STOPPED
        some = any(sum(found.values()) for found in self.stored.values())
        return 0 if some and self.summary.answered else 1


class Left(Progress):
    """The live line of a backfill: it knows how much is left.

    Args:
        corpus: Open for reading.
        editions: Whose archives: languages, by source.
        shown: Whether to draw the line.
    """

    def __init__(self, corpus: "Corpus", editions: "Editions", *, shown: bool) -> None:
        super().__init__(shown=shown)
        self.corpus = corpus
        self.editions = editions
        self.left = 0
        self.lists = 0
        self.looked = 0.0

    def told(self, lists: int) -> None:
        """Take note of how many lists are known and not read yet."""
        self.lists = lists

    def __call__(self, fetch: "Fetch", outcome: "Outcome") -> None:
        """Take note of a URL that has come to its end."""
        super().__call__(fetch, outcome)
        if monotonic() - self.looked > LOOK_EVERY:
            from storage import archives

            self.looked = monotonic()
            now = datetime.now(UTC)
            self.left = sum(archives.left(self.corpus, *edition, now) for edition in self.editions.items())

    def line(self) -> str:
        """Return the state in one line."""
        pages = self.counts.total()
        unread = f", {self.lists} list{'s' * (self.lists != 1)} to read" if self.lists else ""
        if not pages:
            return super().line() + unread
        seconds = round(self.seconds / pages * self.left)
        return f"{super().line()}; {self.left} known are left, about {timedelta(seconds=seconds)}{unread}"


@click.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("--from", "first", type=_DAY, required=True, help="The first day, as 2019-01-01.")
@click.option("--to", "last", type=_DAY, required=True, help="The last day, included; today at the latest.")
@click.option("--language", help="Only editions in this language, as fr or vi.")
@as_json
@settings("db", "catalogue", "share", "contact")
@click.option("--limit", type=click.IntRange(min=1), default=EVERYTHING, help="Articles of one edition at the most.")
def command(  # noqa: PLR0913 - one per option
    config: Config,
    *,
    sources: tuple[str, ...],
    first: datetime,
    last: datetime,
    language: str | None,
    limit: int,
    as_json: bool,
) -> None:
    r"""Fetch what each SOURCE, or group of sources, published from one day to another, newest first.

    Its dated sitemaps tell; where they say nothing of these days, its sections are walked back page by page. A
    section whose last page is younger than these days is not walked; one of a single page is fetched whole, for only
    its stories tell how old they are.

    It may be stopped at any time and goes on where it was: sitemaps of days gone by are read once, and what they
    announced waits in the corpus. The live crawl never waits for it: while that fetches from a host, the archive of
    that host rests. With --share, a group is taken as far as it is of this share, and a SOURCE of another one is
    refused. At the end the articles of these days are counted, and the days without any are named; so are lists that
    could not be read, for then the days may have had more.

    \b
    Examples:
      dateline backfill baocantho --from 2019-01-01 --to 2019-12-31
      dateline backfill vietnamplus/fr --from 2024-02-01 --to 2024-02-29 --limit 500
      dateline backfill provincial --from 2024-02-01 --to 2024-02-29 --share 1/3

    Exit code 0 when something is stored of these days, 1 when nothing is or nothing could be fetched; 130 after
    Ctrl-C.
    """
    days = _days_gone(first.date(), last.date())
    from crawler import catalogue, shares
    from crawler.plan import Plan

    plan = Plan(
        db=config.db,
        catalogue=config.sources(),
        words=shares.words(config.share, sources, catalogue.load(config.sources())),
        language=language,
        limit=limit,
        trigger="backfill",
        workers=config.workers,
    )
    report = _backfill(config, plan, *days)
    _show(report, as_json=as_json)
    raise SystemExit(report.code)


def _days_gone(first: date, last: date) -> tuple[date, date]:
    """Return the days of a span that have begun, by the newspapers' calendar.

    Raises:
        BadParameter: There are none.
    """
    from storage.times import VIETNAM

    today = datetime.now(VIETNAM).date()
    if last < first:
        raise click.BadParameter("it lies before --from", param_hint="'--to'")
    if first > today:
        raise click.BadParameter(f"it lies in the future: in Vietnam it is {today}", param_hint="'--from'")
    return first, min(last, today)


def _backfill(config: Config, plan: "Plan", first: date, last: date) -> Report:
    from crawler import catalogue, run
    from crawler.tally import Tally
    from dateline import downloads, summary
    from storage import archives
    from storage.corpus import Corpus

    editions: Editions = {}
    for edition in catalogue.load(plan.catalogue).select(plan.words, plan.language):
        editions.setdefault(edition.source, []).append(edition.language)
    Corpus.open(plan.db).close()  # made, if there is none, for the readers below
    tally, stopped = Tally(), False
    with Corpus.open(plan.db, read_only=True) as corpus:
        with Left(corpus, editions, shown=sys.stderr.isatty()) as listener:
            try:
                run_id = run.backfill(
                    plan, first, last, downloads.overrides(config), listener, told=listener.told, tally=tally
                )
            except run.Stopped as error:
                run_id, stopped = error.run_id, True
        stored = {name: archives.per_day(corpus, name, own, first, last) for name, own in editions.items()}
        left = {name: archives.left(corpus, name, own, datetime.now(UTC)) for name, own in editions.items()}
        ended = summary.read(corpus, run_id, seconds=listener.seconds, stopped=stopped)
        return Report(replace(ended, answered=_answered(ended, tally)), stored, left, tally)


def _answered(summary: "Summary", tally: "Tally") -> bool:
    """Say whether any page or list came, or none was asked for. The corpus cannot: it does not keep these lists."""
    from storage.answers import ANSWERED

    came = tally.read.total() or any(summary.counts[outcome] for outcome in ANSWERED)
    return bool(came) or not (summary.run.leased or tally.problems)


def _show(report: Report, *, as_json: bool) -> None:
    from dateline import summary as summaries
    from dateline.show import printable, to_json

    empty = {name: [day for day, count in days.items() if not count] for name, days in report.stored.items()}
    articles = {name: sum(days.values()) for name, days in report.stored.items()}
    if as_json:
        days = {name: [day.isoformat() for day in found] for name, found in empty.items()}
        own = {"articles": articles, "empty_days": days, "left": report.left, "unread": report.tally.as_dict()}
        click.echo(to_json(report.summary.as_dict() | own, indent=2))
        return
    summaries.show(report.summary)
    for line in unread(report.tally):
        click.echo(printable(line))
    for name, found in empty.items():
        count = articles[name]
        none = f"; none on {len(found)} day{'s' * (len(found) != 1)}: {spans(found)}" if found else ""
        click.echo(f"{name}: {count} article{'s' * (count != 1)} of these days{none}")
    for name, count in report.left.items():
        if count:
            click.echo(f"{name}: {count} known articles are left: run the same command again")


def unread(tally: "Tally") -> Iterator[str]:
    """Yield a line for each edition with lists that could not be read; of several, the first that failed is named."""
    from dateline import downloads

    for name, problems in sorted(tally.problems.items()):
        url, problem = next(iter(problems.items()))
        why = downloads.PRIVATE if downloads.is_private(url) else problem
        count = tally.asked(name)
        lists = f"{len(problems)} of {count} list{'s' * (count != 1)} could not be read"
        yield f"{name}: {lists}, as {url}: {why}; the next backfill asks again"


def spans(days: list[date]) -> str:
    """Return days in words, runs of them as one: "2019-01-03, 2019-02-10 to 2019-02-14"."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
