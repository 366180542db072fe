"""How a corpus file comes to the present schema: named steps, each applied once, kept by sqlite-utils.

A step that has been released is never edited; a change is a new step at the end. The number of steps is the
schema number (``PRAGMA user_version``), which lets :class:`storage.corpus.Corpus` see in one look, and without
importing sqlite-utils (130 ms), that a file is up to date.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING

from storage import schema, schema_bulk, schema_copies, schema_frontier, schema_schedule

if TYPE_CHECKING:
    from sqlite_utils import Database

SET_NAME = "dateline"
"""The name under which ``_sqlite_migrations`` records the steps."""

STEPS = {
    "archive": schema.ARCHIVE,
    "articles": schema.ARTICLES,
    "near_copies": schema.NEAR_COPIES,
    "frontier": schema.FRONTIER,
    "search": schema.SEARCH,
    "hosts": schema.HOSTS,
    "reading": schema.READING,
    "cadence": schema_schedule.CADENCE,
    "health": schema_schedule.HEALTH,
    "archives": schema_schedule.ARCHIVES,
    "reextraction": schema.REEXTRACTION,
    "latency": schema_schedule.LATENCY,
    "imports": schema_bulk.IMPORTS,
    "arrivals": schema_copies.ARRIVALS,
    "robots": schema_schedule.ROBOTS,
    "run_reasons": schema_schedule.RUN_REASONS,
    "failing": schema_schedule.FAILING,
    "outbox": schema_schedule.OUTBOX,
    "samples": schema_copies.SAMPLES,
    "figures": schema_copies.FIGURES,
    "arrived_keys": schema_copies.ARRIVED_KEYS,
    "due": schema_frontier.DUE,
    "sieves": schema_copies.SIEVES,
}

SCHEMA = len(STEPS)
"""The schema this program knows."""


def apply(db: "Database") -> None:
    """Apply the steps that a file does not have yet; applying them again does nothing.

    Args:
        db: The file, inside a transaction of the caller: all steps arrive together or none does.
    """
    from sqlite_utils import Migrations  # noqa: PLC0415 - 130 ms, needed only when a schema changes

    steps = Migrations(SET_NAME)
    for name, sql in STEPS.items():
        steps(name=name)(_step(sql))
    steps.apply(db)
    db.execute(f"PRAGMA user_version = {SCHEMA}")


def _step(sql: str) -> Callable[["Database"], None]:
    def step(db: "Database") -> None:
        db.executescript(sql)

    return step


def lacking(conn: sqlite3.Connection) -> list[str]:
    """Return what a file of the present schema lacks ("table feeds"): tables first, columns, indices, triggers.

    What somebody has added is nobody's trouble. Costs 5 ms at a process' first call, then less than 1 ms.

    Args:
        conn: The file.
    """
    missing = _expected(tuple(STEPS.values())) - _parts(conn)
    tables = {name for kind, name, column in missing if kind == "table" and not column}
    columns = {f"{name}.{column}" for _, name, column in missing if column and name not in tables}
    rest = {f"{kind} {name}" for kind, name, _ in missing if kind != "table"}
    return [
        *(f"table {name}" for name in sorted(tables)),
        *(f"column {name}" for name in sorted(columns)),
        *sorted(rest),
    ]


@cache
def _expected(steps: tuple[str, ...]) -> frozenset[tuple[str, str, str]]:
    with closing(sqlite3.connect(":memory:")) as conn:
        for sql in steps:
            conn.executescript(sql)
        return frozenset(_parts(conn))


def _parts(conn: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """Return kind, name and column of everything that a schema consists of; column "" for the thing itself."""
    parts = conn.execute(
        "SELECT type, name, '' FROM sqlite_master WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~' UNION ALL "
        "SELECT 'table', m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c "
        "WHERE m.type = 'table'"
    )
    return {(kind, name, column) for kind, name, column in parts}
