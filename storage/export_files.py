"""Export into files: whole or not at all, with a card beside each."""

import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from storage import export, export_csv, export_parquet, export_warc
from storage.corpus import Corpus
from storage.export_card import Order, Tally, card
from storage.records import DatelineError

Records = Iterable[dict[str, Any]]


def _write_jsonl(found: Records, file: BinaryIO) -> int:
    text = io.TextIOWrapper(file, "utf-8", newline="\n", write_through=True)
    count = export.write_jsonl(found, text)
    text.detach()
    return count


WRITERS: dict[str, Callable[[Records, BinaryIO], int]] = {
    "jsonl": _write_jsonl,
    "csv": export_csv.write,
    "parquet": export_parquet.write,
    "warc": export_warc.write,
}
"""Every format with what writes it."""

CARD = ".card.md"
"""What a card's name ends in."""


class ExportError(DatelineError):
    """The file cannot be written."""


def count(corpus: Corpus, order: Order) -> int:
    """Return how many records an order comes to.

    Raises:
        SearchError: Its words hold no word.
    """
    counted = export_warc.count if order.form == "warc" else export.count
    return counted(corpus, order.selection, match=order.match, after=order.after)


def write(
    corpus: Corpus, order: Order, file: BinaryIO, watch: Callable[[Records], Records] = lambda found: found
) -> Tally:
    """Write what an order asks for, one record at a time.

    Args:
        corpus: Open for reading.
        order: What is asked for.
        file: Open for bytes; stays open.
        watch: Is given the records on their way, and passes them on: for a progress bar.

    Returns:
        What was written.

    Raises:
        SearchError: The order's words hold no word.
        ParquetError, WarcError: What the format needs is not installed.
    """
    records = export_warc.records if order.form == "warc" else export.records
    tally = Tally()
    found = records(corpus, order.selection, match=order.match, after=order.after)
    WRITERS[order.form](tally.passing(watch(found)), file)
    return tally


def write_card(path: Path, order: Order, tally: Tally, now: datetime) -> Path:
    """Write the card of an exported file beside it, and return its path.

    Args:
        path: The exported file.
        order: What was asked for.
        tally: What came.
        now: Aware.

    Raises:
        ExportError: It cannot be written.
    """
    beside = path.with_name(path.name + CARD)
    with whole(beside) as file:
        file.write(card(path.name, order, tally, now).encode("utf-8"))
    return beside


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its name only when it is complete; before, and after an error, the old one stands.

    A symbolic link stays, and the file behind it is replaced. What is no regular file (a device, a FIFO) is written
    to as it is.

    Raises:
        ExportError: It cannot be written.
    """
    try:
        with path.open("wb") if path.exists() and not path.is_file() else _aside(path) as file:
            yield file
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}") from error


@contextmanager
def _aside(path: Path) -> Iterator[BinaryIO]:
    """Open a file beside the one that it replaces in the end."""
    real = Path(os.path.realpath(path))
    part = real.with_name(f".{real.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(real)
    finally:
        part.unlink(missing_ok=True)
