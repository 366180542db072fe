"""What a run came to, as a table and as JSON."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import click

from dateline import downloads, tables
from dateline.progress import wording
from dateline.show import NO_SOURCE, printable
from dateline.tables import Column
from storage import answers, feeds, runs
from storage.corpus import Corpus
from storage.records import Outcome
from storage.runs import Run

EXPLAINED = (Outcome.BLOCKED, Outcome.FAILED, Outcome.EMPTY)
"""Outcomes whose reasons an operator wants to see."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A run that has ended.

    Attributes:
        run: As stored.
        sources: Outcomes by source.
        troubles: What was wrong with whole sources.
        answered: Whether anything came at all.
        reasons: Why URLs failed or were refused, the commonest reasons with their counts.
        seconds: How long it took.
        stopped: Whether it was asked to stop before its end.
    """

    run: Run
    sources: dict[str, Counter[Outcome]]
    troubles: dict[str, str]
    answered: bool
    reasons: dict[Outcome, list[tuple[str, int]]]
    seconds: float
    stopped: bool

    @property
    def counts(self) -> Counter[Outcome]:
        """Outcomes of the whole run."""
        return Counter(self.run.counts)

    def as_dict(self) -> dict[str, Any]:
        """Return the summary as plain data."""
        return {
            "run": self.run.id,
            "trigger": self.run.trigger,
            "started": self.run.started,
            "finished": self.run.finished,
            "seconds": round(self.seconds, 1),
            "stopped": self.stopped,
            "answered": self.answered,
            "leased": self.run.leased,
            "outcomes": dict(self.run.counts),
            "sources": {name: dict(counts) for name, counts in self.sources.items()},
            "troubles": self.troubles,
            "reasons": {str(outcome): dict(found) for outcome, found in self.reasons.items()},
        }


def read(corpus: Corpus, run_id: int, *, seconds: float, stopped: bool) -> Summary:
    """Read what a run came to.

    Args:
        corpus: Where it was stored.
        run_id: The run.
        seconds: How long it took.
        stopped: Whether it was asked to stop before its end.
    """
    run = runs.get(corpus, run_id)
    sources = {source or NO_SOURCE: Counter(counts) for source, counts in runs.by_source(corpus, run_id).items()}
    return Summary(
        run=run,
        sources=dict(sorted(sources.items())),
        troubles={} if stopped else troubles(corpus, run),  # a stop is nobody's trouble
        answered=answers.any_answer(corpus, run),
        reasons={each: found for each in EXPLAINED if (found := answers.reasons(corpus, run, each))},
        seconds=seconds,
        stopped=stopped,
    )


def troubles(corpus: Corpus, run: Run) -> dict[str, str]:
    """Return what was wrong with sources in a run of this process, by name; of a private address, the way out."""
    found = answers.troubles(corpus, run)
    private = {feed.source for feed in feeds.known(corpus, sources=found) if downloads.is_private(feed.url)}
    return found | dict.fromkeys(private, downloads.PRIVATE)


def show(summary: Summary) -> None:
    """Print the summary of a crawl."""
    if summary.sources:
        _show_outcomes(summary)
        click.echo()
    for outcome, found in summary.reasons.items():
        click.echo(printable(f"{outcome}: {', '.join(f'{reason} ({count})' for reason, count in found)}"))
    for source, trouble in summary.troubles.items():
        click.echo(printable(f"{source}: {trouble}"))
    click.echo(_closing(summary))


def _show_outcomes(summary: Summary) -> None:
    """Print source × outcome; where that is too wide, the outcomes of a source in words."""
    occurred = [outcome for outcome in Outcome if summary.counts[outcome]]
    lines = [*summary.sources.items(), ("total", summary.counts)]
    columns = [Column("source"), Column("URLs", number=True)]
    wide = [*columns, *(Column(outcome.replace("_", " "), number=True) for outcome in occurred)]
    rows = [(name, counts.total(), *(counts[outcome] or None for outcome in occurred)) for name, counts in lines]
    if tables.fits(wide, rows):
        tables.show(wide, rows)
    else:
        worded = [(name, counts.total(), wording(counts, tables.HELD)) for name, counts in lines]
        tables.show([*columns, Column("became", wraps=True)], worded)


def _closing(summary: Summary) -> str:
    new = summary.counts[Outcome.NEW]
    stored = f"{new} new article{'s' * (new != 1)}"
    if summary.stopped and not summary.run.leased:
        return f"Run {summary.run.id}: stopped before anything was fetched"
    begin = f"Run {summary.run.id}{' (stopped)' * summary.stopped}, {duration(summary.seconds)}: "
    if not summary.answered:
        return begin + "nothing could be fetched"
    if not summary.run.leased:
        return begin + "nothing new, no URL was due"
    return begin + f"{summary.run.leased} URL{'s' * (summary.run.leased != 1)}, {stored}"


def duration(seconds: float) -> str:
    """Return a time as one says it: "4.2 s", "3 min 20 s", "1 h 5 min"."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
