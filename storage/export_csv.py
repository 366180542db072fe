"""Export as CSV (RFC 4180, UTF-8): one row per article, for tables and statistics.

Lists become JSON in their cell. Nothing is changed for spreadsheets, which may take a cell that begins with ``=`` for
a formula: import the columns as text.
"""

import csv
import io
import json
import unicodedata
from collections.abc import Iterable
from typing import Any, BinaryIO

COLUMNS = (
    "id", "url", "canonical_url", "source", "family", "language", "title", "lead", "text", "byline", "agency",
    "place", "section", "tags", "published_at", "published_precision", "modified_at", "images", "original_url",
    "republished_from", "related", "extractor", "warnings", "origin", "first_seen_at", "updated_at", "word_count",
    "content_sha256", "duplicate_of",
)  # fmt: skip
"""The keys of an exported record; a test holds them against :func:`storage.export.records`."""


def write(found: Iterable[dict[str, Any]], file: BinaryIO) -> int:
    """Write records as CSV with a header line, and return how many.

    Args:
        found: What :func:`storage.export.records` yields.
        file: Open for bytes; stays open.
    """
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    count = 0
    for record in found:
        rows.writerow([_cell(record[name]) for name in COLUMNS])
        count += 1
    text.detach()
    return count


def _cell(value: Any) -> str | int | None:
    if isinstance(value, list):
        value = json.dumps(value, ensure_ascii=False)
    return unicodedata.normalize("NFC", value).replace("\0", "") if isinstance(value, str) else value
