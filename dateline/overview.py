"""All newspapers on one screen: a row each, by groups, as wide as the terminal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import click

from dateline import sparks
from dateline.show import NO_SOURCE
from storage import times
from storage.records import Outcome
from storage.status import Alert, SourceStatus
from storage.vitals import Vitals

IN_VAIN = (Outcome.BLOCKED, Outcome.ROBOTS, Outcome.FAILED, Outcome.EMPTY)
"""Outcomes that brought nothing to read."""
OTHERS = "others"
"""Whatever the catalogue does not name: seeds, newspapers of another catalogue."""
NAME_ROOM = 20
WIDE, MIDDLE, NARROW = 76, 62, 50
"""Columns from which there is room for all, without the delay, without the share in vain; below, half the days."""


@dataclass(frozen=True, slots=True)
class Row:
    """A newspaper on the screen.

    Attributes:
        name: Its name.
        group: Of the catalogue.
        mark: "alert", "unread" (none of its addresses answers) or "fine".
        per_day: Stories of the last days, today last.
        daily: Stories a day.
        age: Since its last story came.
        delay: Minutes from publication to storage.
        in_vain: Share of the last week's visits, 0 to 1.
        alerts: Kinds of the open ones.
    """

    name: str
    group: str
    mark: str
    per_day: tuple[int | None, ...] = ()
    daily: float | None = None
    age: timedelta | None = None
    delay: float | None = None
    in_vain: float | None = None
    alerts: tuple[str, ...] = ()


def rows(
    sources: Iterable[SourceStatus],
    vitals: Mapping[str, Vitals],
    alerts: Sequence[Alert],
    groups: Mapping[str, str],
    now: datetime,
) -> list[Row]:
    """Gather what is shown of each newspaper.

    Args:
        sources: As the corpus has them.
        vitals: How they come in, by name.
        alerts: The open ones.
        groups: Of the catalogue, by name.
        now: Aware.
    """
    return [
        _row(each, vitals.get(each.source or ""), alerts, groups.get(each.source or "", OTHERS), now)
        for each in sources
    ]


def _row(source: SourceStatus, vitals: Vitals | None, alerts: Sequence[Alert], group: str, now: datetime) -> Row:
    kinds = tuple(alert.kind for alert in alerts if alert.source == source.source and source.source)
    unread = 0 < source.feeds == source.broken_feeds
    name, mark = source.source or NO_SOURCE, "alert" if kinds else "unread" if unread else "fine"
    in_vain = share_in_vain(source.outcomes or {})
    if vitals is None:
        return Row(name, group, mark, in_vain=in_vain, alerts=kinds)
    age = now - times.moment(vitals.last_at) if vitals.last_at else None
    return Row(name, group, mark, vitals.per_day, vitals.daily, age, vitals.delay, in_vain, kinds)


def share_in_vain(outcomes: Mapping[Outcome, int]) -> float | None:
    """Return the share of visits that brought nothing to read; None where there were none."""
    visits = sum(outcomes.values())
    return sum(outcomes.get(each, 0) for each in IN_VAIN) / visits if visits else None


def show(found: Sequence[Row], order: Sequence[str], columns: int) -> None:
    """Print the table.

    Args:
        found: The newspapers.
        order: Groups, the first first; those that are not named come last.
        columns: Room.
    """
    if not found:
        return
    names = min(NAME_ROOM, max(len(row.name) for row in found))
    click.secho(_fitted(_heading(names, columns), columns), bold=True)
    for group in sorted({row.group for row in found}, key=lambda name: _place(name, order)):
        click.secho(group, dim=True)
        for row in sorted((row for row in found if row.group == group), key=lambda row: row.name):
            line = _fitted(_line(row, names, columns), columns)
            click.secho(line, fg={"alert": "red", "unread": "yellow"}.get(row.mark))


def _place(group: str, order: Sequence[str]) -> tuple[int, str]:
    return (order.index(group) if group in order else len(order), group)


def _fitted(line: str, columns: int) -> str:
    return line.rstrip() if len(line.rstrip()) <= columns else line[: columns - 1] + "…"


def _days(columns: int) -> int:
    return 14 if columns >= NARROW else 7


def _heading(names: int, columns: int) -> str:
    days = _days(columns)
    cells = [f"  {'source':<{names}}", f"{f'{days} days':<{days}}", "a day", " last"]
    cells += [" delay"] if columns >= WIDE else []
    cells += ["vain"] if columns >= MIDDLE else []
    return " ".join([*cells, "alerts"])


def _line(row: Row, names: int, columns: int) -> str:
    days = _days(columns)
    bars = sparks.line(row.per_day[-days:])
    cells = [f"{sparks.MARKS[row.mark]} {row.name[:names]:<{names}}", f"{bars:>{days}}", f"{_number(row.daily):>5}"]
    cells.append(f"{sparks.span(row.age) if row.age is not None else '':>6}")
    if columns >= WIDE:
        cells.append(f"{sparks.span(timedelta(minutes=row.delay)) if row.delay is not None else '':>6}")
    if columns >= MIDDLE:
        cells.append(f"{_share(row.in_vain):>4}")
    return " ".join([*cells, ",".join(row.alerts)])


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"
