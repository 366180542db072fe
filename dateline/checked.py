"""What ``dateline sources check`` shows: what came, what it says of the catalogue, and how to correct that."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import click

from crawler.catalogue import Catalogue, Edition
from dateline import tables, verdicts
from dateline.show import printable, to_json
from dateline.tables import Column
from dateline.trials import Line
from dateline.verdicts import Judged, Verdict

QUIET = frozenset({Verdict.UNASKED, Verdict.UNSURE})
"""Verdicts that say nothing of a fact; ``--json`` has them."""


@dataclass(frozen=True, slots=True)
class Report:
    """A source that was tried.

    Attributes:
        source: Its name.
        lines: What was asked, and what came.
        facts: What that says of the catalogue.
        toml: The lines that would correct the catalogue; nothing where it holds.
    """

    source: str
    lines: tuple[Line, ...]
    facts: tuple[Judged, ...]
    toml: str

    @property
    def works(self) -> bool:
        """Whether at least one article was read."""
        return any(line.what == "article" and line.well for line in self.lines)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain data."""
        asked, facts = map(asdict, self.lines), map(asdict, self.facts)
        return {"source": self.source, "works": self.works, "asked": [*asked], "facts": [*facts], "toml": self.toml}


def report(catalogue: Catalogue, editions: Iterable[Edition], lines: Iterable[Line], today: date) -> list[Report]:
    """Draw up what a trial found, source by source.

    Args:
        catalogue: The catalogue.
        editions: Those that were tried.
        lines: What was asked of them.
        today: The day of the trial in Vietnam.
    """
    lines = list(lines)
    tried: dict[str, list[Edition]] = {}
    for edition in editions:
        tried.setdefault(edition.source, []).append(edition)
    return [
        _report(catalogue, name, own, [line for line in lines if line.source == name], today)
        for name, own in tried.items()
    ]


def _report(catalogue: Catalogue, name: str, editions: list[Edition], lines: list[Line], today: date) -> Report:
    source = catalogue.sources[name]
    facts = verdicts.judge(source, editions, lines, today)
    return Report(name, tuple(lines), tuple(facts), verdicts.toml(source, facts, lines, catalogue, today))


def show(reports: Iterable[Report], *, as_json: bool) -> None:
    """Print what was found."""
    if as_json:
        click.echo(to_json([each.as_dict() for each in reports], indent=2))
        return
    for each in reports:
        click.secho(each.source, bold=True)
        _show_lines(each.lines)
        _show_facts(each.facts)
        if each.toml:
            click.echo("\nTo correct the catalogue, put this into a file of your folder of sources:\n")
            click.echo(printable(each.toml))
        click.echo(f"{each.source}: {'well' if each.works else 'no article could be read'}\n")


def _show_lines(lines: Iterable[Line]) -> None:
    lines = list(lines)
    asked = [(line.what, line.came, _address(line)) for line in lines if line.url]
    if asked:
        tables.show([Column("asked"), Column("came"), Column("address", wraps=True, room=tables.ADDRESS)], asked)
    for line in lines:
        if not line.url:
            click.echo(printable(line.came))


def _address(line: Line) -> str:
    found = f"\nfound: {', '.join(line.fields)}" if line.fields else ""
    return line.url + found + (f"\nmissing: {', '.join(line.missing)}" if line.missing else "")


def _show_facts(facts: Iterable[Judged]) -> None:
    rows = [(each.what, each.told, each.verdict, each.fact) for each in facts if each.verdict not in QUIET]
    if rows:
        click.echo()
        columns = [Column("fact"), Column("status"), Column("now")]
        tables.show([*columns, Column("address", wraps=True, room=tables.ADDRESS)], rows)
