"""How a corpus file comes to the present schema: named steps, each applied once, kept by sqlite-utils.

A step that has been released is never edited; a change is a new step at the end. The number of steps is the
schema number (``PRAGMA user_version``), which lets :class:`storage.corpus.Corpus` see in one look, and without
importing sqlite-utils (130 ms), that a file is up to date.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from storage import schema, schema_schedule

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
