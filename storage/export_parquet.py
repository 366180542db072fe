"""Export as Parquet, for pandas, polars, DuckDB and the loaders of models. Needs pyarrow: the extra ``parquet``.

Times stay the text of the article JSON: a day without a time is no timestamp, and none is invented.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from storage.export_csv import COLUMNS
from storage.records import DatelineError

ROWS = 1_000
"""Articles in a row group: a few megabytes, all that is in memory at a time."""

_NUMBERS = frozenset({"id", "word_count", "duplicate_of"})
_WORDS = frozenset({"tags", "warnings"})
_RECORDS = {"images": ("url", "caption", "credit"), "related": ("title", "url")}


class ParquetError(DatelineError):
    """pyarrow is not installed."""


def write(found: Iterable[dict[str, Any]], file: BinaryIO) -> int:
    """Write records as Parquet (zstd), and return how many.

    Args:
        found: What :func:`storage.export.records` yields.
        file: Open for bytes; stays open.

    Raises:
        ParquetError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # type: ignore[import-untyped,import-not-found,unused-ignore]  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ParquetError("Parquet needs pyarrow: pip install 'dateline[parquet]'") from error
    schema = pa.schema([(name, _type(pa, name)) for name in COLUMNS])
    count = 0
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in _batches(found):
            writer.write_batch(pa.RecordBatch.from_pylist(batch, schema))
            count += len(batch)
    return count


def _type(pa: Any, name: str) -> Any:
    if name in _RECORDS:
        return pa.list_(pa.struct([(field, pa.string()) for field in _RECORDS[name]]))
    if name in _WORDS:
        return pa.list_(pa.string())
    return pa.int64() if name in _NUMBERS else pa.string()


def _batches(found: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rows = map(_composed, found)
    while batch := list(islice(rows, ROWS)):
        yield batch


def _composed(value: Any) -> Any:
    """Return a record with all its text in NFC, as the other formats have it."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_composed(each) for each in value]
    return {name: _composed(each) for name, each in value.items()} if isinstance(value, dict) else value
