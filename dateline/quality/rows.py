"""The rows of a file of gold: read, and refused with the place and the name of what a person mistyped in them."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.records import DatelineError

TEXTS = (
    *("file", "url", "family", "title", "lead", "byline", "agency", "place", "language"),
    *("original_url", "republished_from"),
)
LISTS = (
    *("paragraphs", "box_paragraphs", "subheadings", "captions", "tags", "must_not", "related_titles"),
    "box",  # hashes of box_paragraphs
)
NUMBERS = ("shingles", "box_shingles")
TIMES = ("published", "fetched_at")
NEEDED = ("file", "paragraphs")


class GoldError(DatelineError):
    """A file of gold that cannot be used."""


def read(file: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of gold: a list of objects, or an object of objects by file name.

    Raises:
        GoldError: The file is missing, or some row could not be scored as its writer meant it.
    """
    try:
        data = json.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise GoldError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise GoldError(f"{file} is no JSON: {error}") from None
    rows = list(map(_named, data.items())) if isinstance(data, dict) else data
    if not isinstance(rows, list):
        raise GoldError(f"{file} is no gold: it must be a list of objects, one for each page")
    for number, row in enumerate(rows, 1):
        wrong = fault(row)
        if wrong:
            raise GoldError(f"{file} is no gold: {_place(number, row)}: {wrong}")
    return rows


def _named(entry: tuple[str, Any]) -> Any:
    name, row = entry
    return {"file": name} | row if isinstance(row, dict) else row


def _place(number: int, row: Any) -> str:
    name = row.get("file") if isinstance(row, dict) else None
    return f"entry {number} ({name})" if isinstance(name, str) else f"entry {number}"


def fault(row: Any) -> str | None:
    """Return what is wrong with a row of gold, None where it can be scored.

    Null stands for "the page has none"; only what is needed cannot be null.
    """
    if not isinstance(row, dict):
        return "it must be an object"
    missing = [name for name in NEEDED if row.get(name) is None]
    if missing:
        return "it needs " + " and ".join(f"`{name}`" for name in missing)
    for names, fits, wanted in _KINDS:
        for name in names:
            if row.get(name) is not None and not fits(row[name]):
                return f"`{name}` must be {wanted}"
    return None


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_numbers(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, int) for each in value)


def _is_time(value: Any) -> bool:
    try:
        return bool(datetime.fromisoformat(value))
    except (ValueError, TypeError):
        return False


_KINDS: tuple[tuple[tuple[str, ...], Callable[[Any], bool], str], ...] = (
    (TEXTS, _is_text, "a text"),
    (LISTS, _is_texts, "a list of texts"),
    (NUMBERS, _is_numbers, "a list of numbers"),
    (TIMES, _is_time, "a time or a day as 2026-07-20T10:15:00+07:00 or 2026-07-20"),
)
