"""`dateline status`: the corpus and every source at a glance."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from dateline.config import Config
from dateline.options import as_json, settings

if TYPE_CHECKING:
    from storage.corpus import Corpus
    from storage.runs import Run
    from storage.status import SourceStatus, Status

SHOWN = 12
"""Sources that leave room for the rest of it on a screen of 24 lines."""


@click.command()
@click.option("--all", "everything", is_flag=True, help=f"Every source, not only the {SHOWN} that need a look most.")
@as_json
@settings("db")
def command(config: Config, *, everything: bool, as_json: bool) -> None:
    r"""Show what is stored, what waits, how the sources and the last runs did, and the alerts.

    Sources none of whose feeds, sitemaps and section pages can be read come first, then those with most articles.
    Stories whose text cannot be read yet (outcome "empty": encoded, built by JavaScript) count as articles.

    \b
    Examples:
      dateline status
      dateline status --json | jq .articles

    Exit code 1 when an alert is open or the last run was interrupted.
    """
    from storage import status
    from storage.corpus import Corpus

    with Corpus.open(config.db, read_only=True) as corpus:
        found = status.read(corpus, datetime.now(UTC), runs=3)
        dead = _dead(corpus, found.runs)
    if as_json:
        _print_json(found, dead)
    else:
        _show(config, found, dead, shown=None if everything else SHOWN)
    last = found.runs[0] if found.runs else None
    interrupted = last is not None and (last.state == "interrupted" or last.id in dead)
    raise SystemExit(bool(found.alerts) or interrupted)


def _dead(corpus: "Corpus", runs: "list[Run]") -> set[int]:
    """Return the runs that say they are running and whose process is gone; the next crawl marks them."""
    from storage import owners

    running = {run.id for run in runs if run.state == "running"}
    rows = corpus.conn.execute("SELECT id, host, pid FROM runs WHERE state = 'running'").fetchall()
    return {run for run, host, pid in rows if run in running and not owners.is_alive(f"{host}/{pid}/{run}")}


def _state(run: "Run", dead: set[int]) -> str:
    return "interrupted" if run.id in dead else run.state


def _print_json(found: "Status", dead: set[int]) -> None:
    from dateline.show import to_json

    data: dict[str, Any] = asdict(found)
    data["languages"] = {language or "unknown": count for language, count in found.languages.items()}
    for plain, run in zip(data["runs"], found.runs, strict=True):
        plain["state"] = _state(run, dead)
    click.echo(to_json(data, indent=2))


def _show(config: Config, found: "Status", dead: set[int], *, shown: int | None) -> None:
    from dateline.show import printable

    languages = ", ".join(f"{language or 'unknown'} {count}" for language, count in found.languages.items())
    copies = f"{found.duplicates} copies, {found.revisions} revisions"
    click.echo(f"{config.db}: {found.articles} articles ({copies})")
    if languages:
        click.echo(f"languages: {languages}")
    _show_sources(found.sources, shown)
    _show_runs(found.runs, dead)
    for alert in found.alerts:
        words = f"{alert.source or 'corpus'}: {alert.message} (since {alert.raised_at})"
        click.secho(f"alert: {printable(words)}", fg="red")


def _show_sources(sources: "list[SourceStatus]", shown: int | None) -> None:
    from dateline import tables
    from dateline.progress import wording
    from dateline.tables import Column

    if not sources:
        return
    order = sorted(sources, key=lambda each: (not _is_silent(each), -each.articles))
    columns = [
        Column("source"),
        Column("articles", number=True),
        Column("newest"),
        Column("due", number=True),
        Column("later", number=True),
        Column("feeds"),
        Column("last 7 days", wraps=True),
    ]
    rows = [
        (
            each.source or "(none)",
            each.articles,
            (each.newest or "")[:10],
            each.due or None,
            each.later or None,
            f"{each.feeds - each.broken_feeds}/{each.feeds}" if each.feeds else None,
            wording(each.outcomes or {}, tables.HELD),
        )
        for each in order[:shown]
    ]
    click.echo()
    tables.show(columns, rows)
    if shown is not None and len(order) > shown:
        click.echo(f"… and {len(order) - shown} more: dateline status --all")


def _is_silent(source: "SourceStatus") -> bool:
    """Whether nothing tells any more what is new there. Some feeds always fail: those that were tried at a guess."""
    return source.feeds > 0 and source.feeds == source.broken_feeds


def _show_runs(runs: "list[Run]", dead: set[int]) -> None:
    from dateline import tables
    from dateline.progress import wording
    from dateline.tables import Column

    if not runs:
        return
    columns = [
        Column("run", number=True),
        Column("by"),
        Column("state"),
        Column("started"),
        Column("came to", wraps=True),
    ]
    rows = [
        (run.id, run.trigger, _state(run, dead), run.started, wording(run.counts, tables.HELD) or "nothing due")
        for run in runs
    ]
    click.echo()
    tables.show(columns, rows)
