"""`dateline status`: the corpus and every source at a glance."""

from dataclasses import asdict
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from dateline.config import Config
from dateline.options import as_json, settings

if TYPE_CHECKING:
    from storage.corpus import Corpus
    from storage.records import DatelineError
    from storage.runs import Run
    from storage.status import Status
    from storage.vitals import Vitals

EMPTY = "Nothing has been crawled yet: `dateline crawl NAME` does it once, `dateline schedule run` from now on."


@click.command()
@click.argument("source", required=False)
@as_json
@settings("db", "catalogue")
def command(config: Config, *, source: str | None, as_json: bool) -> None:
    r"""Show what is stored, how every source and the last runs did, and the alerts; or all of one SOURCE.

    A source's row has its stories of the last 14 days as bars, stories a day, the time since the last one came, the
    median delay from publication to storage, the share of the last week's visits that were in vain, and its open
    alerts. A narrow terminal is shown less; --json has everything. Stories whose text cannot be read yet (outcome
    "empty": encoded, built by JavaScript) count as articles. "(no source)" gathers seeds and the pages of sites that
    are in no catalogue.

    \b
    Examples:
      dateline status
      dateline status baocantho
      dateline status --json | jq '.sources[] | select(.alerts != [])'

    Exit code 1 when an alert is open (of that SOURCE, where one is named) or the last run was interrupted.
    """
    from storage.corpus import Corpus

    now = datetime.now(UTC)
    with Corpus.open(config.db, read_only=True) as corpus:
        wrong = (
            _one(config, corpus, source, now, as_json=as_json)
            if source
            else _all(config, corpus, now, as_json=as_json)
        )
    raise SystemExit(wrong)


# --- one source -----------------------------------------------------------------------------------------------------


def _one(config: Config, corpus: "Corpus", source: str, now: datetime, *, as_json: bool) -> bool:
    from dateline import portrait
    from dateline.show import to_json
    from scheduler.health import RECENT
    from storage import profile, status, vitals

    names = [each.source for each in status.read(corpus, now).sources if each.source]
    if source not in names:
        raise _unknown(config, corpus, source, names)
    found, comes_in = profile.read(corpus, source, now, latest=RECENT), vitals.read(corpus, now).get(source)
    if as_json:
        click.echo(to_json(found.as_dict() | _plain(comes_in), indent=2))
    else:
        portrait.show(found, comes_in, now)
    return any(alert["cleared_at"] is None for alert in found.alerts)


def _unknown(config: Config, corpus: "Corpus", source: str, names: list[str]) -> "DatelineError":
    """Return what to say of a source that the corpus does not know; it has others, by name."""
    from crawler import catalogue
    from storage.records import DatelineError

    known = catalogue.load(config.sources()).sources
    if source in known:
        return DatelineError(f"{source} was never crawled into {corpus.path}: `dateline crawl {source}` does it")
    near = get_close_matches(source, names, n=3) or get_close_matches(source, known, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "`dateline status` lists those it has"
    return DatelineError(f"nothing is known of '{source}' in {corpus.path}: {hint}")


def _plain(found: "Vitals | None") -> dict[str, Any]:
    return asdict(found) | {"daily": found.daily} if found else {}


# --- all sources ----------------------------------------------------------------------------------------------------


def _all(config: Config, corpus: "Corpus", now: datetime, *, as_json: bool) -> bool:
    from crawler import catalogue
    from storage import status, vitals

    found, comes_in = status.read(corpus, now, runs=3), vitals.read(corpus, now)
    groups = {source.name: source.group for source in catalogue.load(config.sources()).sources.values()}
    dead = _dead(corpus, found.runs)
    if as_json:
        _print_json(found, comes_in, groups, dead)
    else:
        _show(config, found, comes_in, groups, now)
        _show_runs(found.runs, dead)
        _show_alerts(found)
    last = found.runs[0] if found.runs else None
    interrupted = last is not None and (last.state == "interrupted" or last.id in dead)
    return bool(found.alerts) or interrupted


def _dead(corpus: "Corpus", runs: "list[Run]") -> set[int]:
    """Return the runs that say they are running and whose process is gone; the next crawl marks them."""
    from storage import owners

    running = {run.id for run in runs if run.state == "running"}
    rows = corpus.conn.execute("SELECT id, host, pid FROM runs WHERE state = 'running'").fetchall()
    return {run for run, host, pid in rows if run in running and not owners.is_alive(f"{host}/{pid}/{run}")}


def _state(run: "Run", dead: set[int]) -> str:
    return "interrupted" if run.id in dead else run.state


def _print_json(found: "Status", comes_in: "dict[str, Vitals]", groups: dict[str, str], dead: set[int]) -> None:
    from dateline.overview import share_in_vain
    from dateline.show import to_json

    data: dict[str, Any] = asdict(found)
    data["languages"] = {language or "unknown": count for language, count in found.languages.items()}
    for plain, run in zip(data["runs"], found.runs, strict=True):
        plain["state"] = _state(run, dead)
    for plain, source in zip(data["sources"], found.sources, strict=True):
        name = source.source or ""
        plain["group"] = groups.get(name)
        plain["in_vain"] = share_in_vain(source.outcomes or {})
        plain["alerts"] = [alert.kind for alert in found.alerts if alert.source == source.source]
        plain.update(_plain(comes_in.get(name)))
    data["never_crawled"] = _never_crawled(found, groups)
    click.echo(to_json(data, indent=2))


def _never_crawled(found: "Status", groups: dict[str, str]) -> list[str]:
    known = {each.source for each in found.sources}
    return sorted(name for name in groups if name not in known)


def _show(
    config: Config, found: "Status", comes_in: "dict[str, Vitals]", groups: dict[str, str], now: datetime
) -> None:
    from crawler.catalogue.records import GROUPS
    from dateline import overview, tables

    languages = ", ".join(f"{language or 'unknown'} {count}" for language, count in found.languages.items())
    copies = f"{found.duplicates} copies, {found.revisions} revisions"
    tables.paragraph([(f"{config.db}: {found.articles} articles ({copies})", False)])
    if languages:
        tables.paragraph([(f"languages: {languages}", False)])
    if not found.runs and not found.sources:
        click.echo(EMPTY)
        return
    rows = overview.rows(found.sources, comes_in, found.alerts, groups, now)
    click.echo()
    overview.show(rows, GROUPS, tables.width())
    if rest := len(_never_crawled(found, groups)):
        tables.paragraph([(f"{rest} more of the catalogue were never crawled: dateline sources list", False)])


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
        (run.id, run.trigger, _state(run, dead), run.started, wording(run.counts, tables.HELD) or _nothing(run))
        for run in runs
    ]
    click.echo()
    tables.show(columns, rows)


def _nothing(run: "Run") -> str:
    from storage import runs

    return "nothing to read" if run.trigger == runs.IMPORT else "nothing due"


def _show_alerts(found: "Status") -> None:
    from dateline import tables

    for alert in found.alerts:
        words = f"{alert.source or 'corpus'}: {alert.kind}: {alert.message} (since {alert.raised_at})"
        tables.paragraph([("alert: ", True), (words, False)])
