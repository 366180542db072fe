"""A source on the screen: what the catalogue knows of it, and the rules that read its pages."""

from collections.abc import Sequence

import click

from crawler.catalogue import Edition, Family, Source
from crawler.catalogue.describe import FactLine, fact_lines, rows
from crawler.catalogue.rulebook import SELECTORS, merge
from dateline import tables
from dateline.show import printable
from dateline.tables import Column


def show(source: Source, family: Family, editions: Sequence[Edition]) -> None:
    """Print a source.

    Args:
        source: The source.
        family: Its family.
        editions: Those of its editions whose addresses are wanted.
    """
    click.secho(source.name, bold=True)
    tables.show([Column(""), Column("", wraps=True)], rows(source, family))
    for edition in editions:
        click.echo()
        click.secho(f"{edition.name}: what is asked", bold=True)
        tables.show(
            [Column(""), Column(""), Column("", wraps=True, room=tables.ADDRESS)],
            map(_address, fact_lines([edition])),
        )
    _show_rules(source, family)


def _address(line: FactLine) -> tuple[str, str, str]:
    origin = "" if line.origin == "source" else " (family's)"
    return line.kind, line.status, line.url + origin + (f"\n{line.note}" if line.note else "")


def _show_rules(source: Source, family: Family) -> None:
    """Print the selectors in force, the source's own in front of its family's."""
    for rules in merge(source.templates, family.templates):
        until = f", pages until {rules.valid_until}" if rules.valid_until else ""
        click.echo()
        click.secho(printable(f"rules{until}"), bold=True)
        found = [(name, ",  ".join(getattr(rules, name))) for name in SELECTORS if getattr(rules, name)]
        tables.show([Column(""), Column("", wraps=True)], found)
