"""Tables on a terminal, as wide as it is; in a pipe as wide as they need to be."""

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import click
from rich.console import Console, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dateline.show import printable

UNBOUNDED = 10_000
"""Columns of a pipe: no line is broken for a program's sake."""

ROOM = 20
"""Columns for a few words a line."""

ADDRESS = 48
"""Columns for an address: broken into many pieces it cannot be read."""

HELD = "\ue000"
"""In a cell, a space at which no line is broken: rich breaks at no-break spaces too."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        title: Its heading.
        number: It holds numbers.
        wraps: Its cells may be broken into lines.
        room: The columns it needs to be worth that; with less, its cells stand below their rows.
    """

    title: str
    number: bool = False
    wraps: bool = False
    room: int = ROOM


def width() -> int:
    """Return the columns there are: the terminal's, or ``COLUMNS``, or no bound in a pipe."""
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    if on_terminal or os.environ.get("COLUMNS", "").isdecimal():
        return shutil.get_terminal_size().columns
    return UNBOUNDED


def fits(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> bool:
    """Say whether a table can be shown without breaking a cell."""
    return _natural(columns, rows) <= width()


def show(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
    """Print a table to standard output; None is an empty cell.

    Where a cell that wraps would get too little room, it stands below its row.
    """
    rows = list(rows)
    narrow = [index for index, column in enumerate(columns) if not column.wraps]
    left = width() - _natural(*_only(narrow, columns, rows))
    if fits(columns, rows) or left >= sum(column.room for column in columns if column.wraps):
        _print(_table(columns, rows))
    else:
        _stacked(columns, rows, narrow)


def facts(pairs: Iterable[tuple[str, str]]) -> None:
    """Print labels and values as two columns."""
    show((Column(""), Column("", wraps=True)), pairs)


def paragraph(pieces: Iterable[tuple[str, bool]], indent: int = 0) -> None:
    """Print a text, broken into lines where a terminal is narrow, the marked pieces in bold where there is one.

    Args:
        pieces: Texts, each with whether it is marked.
        indent: Spaces before every line.
    """
    text = Text.assemble(*((printable(piece), "bold" if marked else "") for piece, marked in pieces))
    _print(Padding(text, (0, 0, 0, indent)))


def _stacked(columns: Sequence[Column], rows: Sequence[Sequence[object]], narrow: Sequence[int]) -> None:
    """Print a table's narrow columns, and under every row the cells that wrap."""
    head, *lines = _lines(_table(*_only(narrow, columns, rows)))
    if len(lines) == len(rows):
        click.echo(head)
    else:
        lines = [head, *lines]
    for line, row in zip(lines, rows, strict=True):
        click.echo(line)
        below = [str(cell) for column, cell in zip(columns, row, strict=True) if column.wraps and cell]
        if below:
            paragraph([("; ".join(below), False)], indent=4)


def _only(
    wanted: Sequence[int], columns: Sequence[Column], rows: Iterable[Sequence[object]]
) -> tuple[list[Column], list[list[object]]]:
    return [columns[index] for index in wanted], [[row[index] for index in wanted] for row in rows]


def _natural(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> int:
    """Return how wide a table wants to be."""
    console = _console(UNBOUNDED)
    return Measurement.get(console, console.options, _table(columns, rows)).maximum


def _print(drawn: RenderableType) -> None:
    for line in _lines(drawn):
        click.echo(line)


def _lines(drawn: RenderableType) -> list[str]:
    """Return lines without the spaces that rich puts behind them to fill the width."""
    console = _console(width())
    with console.capture() as captured:
        console.print(drawn)
    return [line.replace(HELD, " ").rstrip() for line in captured.get().splitlines()]


def _console(columns: int) -> Console:
    return Console(width=columns, highlight=False, markup=False, emoji=False)


def _table(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=any(each.title for each in columns))
    for column in columns:
        justify = "right" if column.number else "left"
        table.add_column(column.title, justify=justify, no_wrap=not column.wraps, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*(Text(printable("" if cell is None else str(cell))) for cell in row))
    return table
