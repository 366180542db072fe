"""Floors: the quality once reached, below which nothing may fall unnoticed.

Floors are pinned for a corpus' very pages, told by their hash. Raising a floor is free; lowering one must be asked
for by its name, so that a diff shows it and a reviewer can ask why.
"""

import json
import re
import tomllib
from dataclasses import dataclass
from math import floor
from pathlib import Path

from dateline.quality.corpora import ROOT
from dateline.quality.gate import REFERENCE, Result
from dateline.quality.scores import Tally
from storage.records import DatelineError

FILE = ROOT / "quality" / "floors.toml"
PLACES = 10_000
"""Floors are rounded down to the fourth place: one paragraph in ten thousand."""

_HEAD = """\
# The quality that extraction has reached, per corpus, family and field; `make quality` fails below it.
# Written by `python -m dateline.quality --pin`; see docs/quality.md.
"""
_BARE = re.compile(r"[A-Za-z0-9_-]+")
"""A key that TOML needs no quotes for."""
_NO_FLOOR = {"words_precision", "words_recall"}
"""Measures for the comparison with the reference only."""


class FloorsError(DatelineError):
    """Floors that cannot be read, or must not be written so."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """The floors of a corpus: by row and measure, with the hash of its pages."""

    sha256: str
    rows: dict[str, dict[str, float]]


def measures(tally: Tally) -> dict[str, float]:
    """Return the measures of a row that floors are pinned for."""
    shares = {name: tally.share(name) for name in (*sorted(tally.asked.keys() - _NO_FLOOR), "f1")}
    return {name: floor(share * PLACES) / PLACES for name, share in shares.items() if share is not None}


def load(file: Path = FILE) -> dict[str, Pinned]:
    """Return the pinned floors by corpus; none when the file is missing.

    Raises:
        FloorsError: The file is no such file.
    """
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
        return {name: Pinned(table.pop("sha256"), table) for name, table in tables.items()}
    except FileNotFoundError:
        return {}
    except (KeyError, AttributeError, ValueError) as error:
        raise FloorsError(f"{file} holds no floors ({error}): restore it from version control") from None


def below(result: Result, pinned: Pinned) -> list[str]:
    """Return the floors that a corpus fell below, as "epi.lead: 98.11 < 100.00"."""
    found = []
    for row, floors in pinned.rows.items():
        reached = measures(result.rows[row]) if row in result.rows else {}
        found += [
            f"{row}.{name}: {100 * reached.get(name, 0):.2f} < {100 * least:.2f}"
            for name, least in floors.items()
            if reached.get(name, 0) < least
        ]
    return found


def verdict(result: Result, known: dict[str, Pinned]) -> list[str]:
    """Return what is wrong with a result, a line each."""
    name, pinned = result.corpus.name, known.get(result.corpus.name)
    found = [f"{name}: without rules worse than {REFERENCE}: {each}" for each in result.beaten()]
    if pinned is None:
        return found
    if pinned.sha256 == result.corpus.sha256:
        return found + [f"{name}.{each}" for each in below(result, pinned)]
    if result.corpus.is_own:
        found.append(f"{name}: these are not the pages its floors were pinned for; see the table, then --pin")
    return found


def notice(result: Result, known: dict[str, Pinned]) -> str | None:
    """Return why nothing was held against floors, where that is no fault: the pages are not of this repository.

    What lies beside it differs from machine to machine; a change to the repository's own pages shows in a commit and
    must be pinned with it.
    """
    name, pinned = result.corpus.name, known.get(result.corpus.name)
    if result.corpus.is_own or (pinned and pinned.sha256 == result.corpus.sha256):
        return None
    why = "no floors are pinned" if pinned is None else "these are other pages than its floors were pinned for"
    return f"{name}: {why}: only shown"


def pin(pinned: dict[str, Pinned], results: list[Result], lowered: set[str], file: Path = FILE) -> None:
    """Write the floors that these results allow.

    Args:
        pinned: The floors so far; those of corpora without a result stay.
        results: What was reached.
        lowered: Names of floors that may be lowered or dropped: "pages.epi.lead".
        file: Where to write.

    Raises:
        FloorsError: A floor would be lowered that is not named; nothing is written.
    """
    names = [result.corpus.name for result in results]
    if len(set(names)) < len(names):
        raise FloorsError(
            "two of these folders have the same name, under which floors are pinned: name one at a time"
        )
    fresh = dict(pinned)
    lower = []
    for result in results:
        name = result.corpus.name
        rows = {row: measures(tally) for row, tally in result.rows.items() if row != REFERENCE}
        lower += _lowered(name, pinned[name].rows, rows) if name in pinned else []
        fresh[name] = Pinned(result.corpus.sha256, rows)
    unnamed = [name for name in lower if name not in lowered]
    if unnamed:
        flags = " ".join(f"--lower '{name}'" for name in unnamed)
        raise FloorsError(f"these floors would be lowered: mend the extraction, or name each of them: {flags}")
    file.parent.mkdir(exist_ok=True)
    file.write_text(_HEAD + "".join(_toml(name, each) for name, each in sorted(fresh.items())), "utf-8")


def _lowered(corpus: str, old: dict[str, dict[str, float]], new: dict[str, dict[str, float]]) -> list[str]:
    return [
        f"{corpus}.{row}.{name}"
        for row, floors in old.items()
        for name, least in floors.items()
        if new.get(row, {}).get(name, -1) < least
    ]


def _toml(name: str, pinned: Pinned) -> str:
    key = name if _BARE.fullmatch(name) else _quoted(name)
    lines = [f'\n[{key}]\nsha256 = "{pinned.sha256}"']
    for row, floors in pinned.rows.items():
        values = "\n".join(f"{measure} = {least}" for measure, least in floors.items())
        lines.append(f"\n[{key}.{_quoted(row)}]\n{values}")
    return "\n".join(lines) + "\n"


def _quoted(name: str) -> str:
    """Return a name as TOML's quoted key, whose escapes are JSON's."""
    return json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")
