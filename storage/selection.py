"""Which articles a reader asks for: the conditions that search and export share."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from storage import times


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions on articles, all of which must hold.

    Attributes:
        sources: Of these newspapers; empty for all.
        languages: In these languages; empty for all.
        agencies, places, sections: With one of these, spelled as stored; empty for all.
        since: Published on this day (in Vietnam) or later, or at this aware moment or later.
        until: Published on this day or earlier, or at this aware moment or earlier. With either bound, articles
            without a date are left out.
        copies: Whether articles that duplicate another are wanted.
    """

    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: date | datetime | None = None
    until: date | datetime | None = None
    copies: bool = True
    agencies: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


EVERYTHING = Selection()


def conditions(selection: Selection) -> tuple[str, list[str]]:
    """Return a selection as SQL on the table alias ``a``, with the values of its placeholders."""
    parts, values = ["TRUE"], list[str]()
    given = [(column, allowed) for column, allowed in _lists(selection) if allowed]
    for column, allowed in given:
        # A unary + keeps an index from being used: the rarest condition's serves, and SQLite cannot know which it is.
        kept = "" if column == given[0][0] else "+"
        parts.append(f"{kept}a.{column} IN ({', '.join('?' * len(allowed))})")
        values += allowed
    if selection.since is not None:
        parts.append("a.published_at >= ?")
        values.append(_lower(selection.since))
    if selection.until is not None:
        operator, bound = _upper(selection.until)
        parts.append(f"a.published_at {operator} ?")
        values.append(bound)
    if not selection.copies:
        parts.append("a.duplicate_of IS NULL")
    return " AND ".join(parts), values


def _lists(selection: Selection) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the columns of which some values are wanted, the one that parts most finely first."""
    return (
        ("place", selection.places),
        ("section", selection.sections),
        ("source", selection.sources),
        ("agency", selection.agencies),
        ("language", selection.languages),
    )


def _lower(since: date | datetime) -> str:
    return times.utc(since) if isinstance(since, datetime) else times.day_start(since)


def _upper(until: date | datetime) -> tuple[str, str]:
    if isinstance(until, datetime):
        return "<=", times.utc(until)
    return "<", times.day_start(until + timedelta(days=1))
