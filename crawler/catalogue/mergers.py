"""The merger of provinces of 2025, and the papers that survived it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).parent / "mergers.toml"


@dataclass(frozen=True, slots=True)
class Merger:
    """A province that came out of the merger.

    Attributes:
        province: Its name, without marks.
        merged_from: The provinces it was made of, its namesake among them.
        papers: The sources that cover it now, by name.
        evidence: Why they are believed to.
    """

    province: str
    merged_from: tuple[str, ...]
    papers: tuple[str, ...]
    evidence: str = ""


def mergers() -> tuple[Merger, ...]:
    """Return the mergers, north to south as in the resolution."""
    tables = tomllib.loads(TABLE.read_text("utf-8"))["merger"]
    return tuple(
        Merger(table["province"], tuple(table["from"]), tuple(table["papers"]), table.get("evidence", ""))
        for table in tables
    )


def unchanged() -> tuple[str, ...]:
    """Return the provinces and cities that the merger left alone, without marks."""
    return tuple(tomllib.loads(TABLE.read_text("utf-8"))["unchanged"])


def merger_of(source: str) -> Merger | None:
    """Return the merger whose province a source covers, None where there was none."""
    return next((merger for merger in mergers() if source in merger.papers), None)
