"""What comes back from workers: rows of read pages, packed as an Arrow stream.

A part is data and nothing but data. The writer that unpacks it runs no code that a worker could have put there (as a
pickle would), checks every offset before it follows one, and refuses what another version has packed. pyarrow is an
extra and is imported only where a part is packed or unpacked; between a process and those that it has started itself
:data:`OWN` does without.
"""

import json
import pickle
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from crawler.reading import Read
from storage import copies, stories
from storage.records import Article, DatelineError, Hints, Page
from storage.signatures import Gist, Signature, sketch
from storage.stories import Reading

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped,import-not-found,unused-ignore]

VERSION = 1
"""Of the columns and of what they mean; raise it when either changes."""
LEVEL = 1
"""zstd's level: parts live for seconds; a higher one costs the workers more time than it saves the network."""
_WORDS = {"shingles": "Q", "prose": "Q", "keys": "i"}
"""Lists of integers with their :mod:`array` type codes: unsigned 64 bits, signed 32."""

Facts = dict[str, str | int | None]
"""Plain facts of a row by name."""


class PartError(DatelineError):
    """A part that cannot be packed or unpacked."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a worker says of one page or record.

    Attributes:
        position: Which one: a record's offset in its file, a page's id.
        page: The page, where the writer does not have it.
        read: What was made of it; None where nothing could be.
        trouble: Why not, in one line; None for no trouble.
        facts: Whatever else the work has to say of it, or of the whole part.
    """

    position: int
    page: Page | None = None
    read: Read | None = None
    trouble: str | None = None
    facts: Facts = field(default_factory=dict)


def pack(rows: Iterable[Row]) -> bytes:
    """Pack rows into a part.

    Raises:
        PartError: pyarrow is not installed.
    """
    pa = _pyarrow()
    rows = list(rows)
    columns = _columns(rows)
    fields = _fields(pa)
    arrays = [_array(pa, name, kind, columns[name]) for name, kind in fields.items()]
    table = pa.record_batch(arrays, schema=_schema(pa))
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=LEVEL))
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_batch(table)
    return bytes(sink.getvalue().to_pybytes())


def unpack(part: bytes) -> list[Row]:
    """Return the rows of a part, as they were.

    Raises:
        PartError: It is damaged, of another version, or pyarrow is not installed.
    """
    pa = _pyarrow()
    try:
        with pa.ipc.open_stream(part) as reader:
            if not reader.schema.equals(_schema(pa), check_metadata=True):
                raise PartError(_other_version(reader.schema))
            batches = list(reader)
        for batch in batches:
            batch.validate(full=True)
        return [row for batch in batches for row in _rows(batch)]
    except (pa.ArrowException, OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        what = " ".join(str(error).split())
        raise PartError(f"a part of results is damaged ({what}): run the command again") from error


class Packing(NamedTuple):
    """How rows travel; picklable."""

    pack: Callable[[Iterable[Row]], bytes]
    unpack: Callable[[bytes], list[Row]]


def _pickle(rows: Iterable[Row]) -> bytes:
    return pickle.dumps(list(rows), pickle.HIGHEST_PROTOCOL)


def _unpickle(part: bytes) -> list[Row]:
    return cast("list[Row]", pickle.loads(part))  # noqa: S301 - from a process of ours, which returns by pickle anyway


ARROW = Packing(pack, unpack)
"""From machines that may be others'."""
OWN = Packing(_pickle, _unpickle)
"""Between a process and its own children: faster, and needs no extra."""


def _pyarrow() -> Any:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        import pyarrow.ipc  # type: ignore[import-untyped,import-not-found,unused-ignore]  # noqa: PLC0415
    except ImportError as error:
        raise PartError('results travel by pyarrow, which is missing: pip install "dateline[cluster]"') from error
    return pa


def _other_version(schema: "pa.Schema") -> str:
    version = (schema.metadata or {}).get(b"dateline.part", b"none").decode("ascii", "replace")
    return f"a worker packs parts of version {version}, here it is {VERSION}: install the same dateline everywhere"


def _fields(pa: Any) -> "dict[str, pa.DataType]":
    return {
        "position": pa.int64(),
        "trouble": pa.binary(),
        "facts": pa.binary(),
        "page": pa.binary(),
        "body": pa.large_binary(),
        "article": pa.binary(),
        "row": pa.binary(),
        "words": pa.int64(),
        "numbers": pa.binary(),
        "minhash": pa.binary(),
        "shingles": pa.list_(pa.uint64()),
        "prose": pa.list_(pa.uint64()),
        "keys": pa.list_(pa.int32()),
    }


def _schema(pa: Any) -> "pa.Schema":
    return pa.schema(list(_fields(pa).items()), metadata={"dateline.part": str(VERSION)})


def _columns(rows: Sequence[Row]) -> dict[str, list[Any]]:
    reads = [row.read for row in rows]
    signatures = [read.reading.story.signature if read else None for read in reads]
    return {
        "position": [row.position for row in rows],
        "trouble": [None if row.trouble is None else _text(row.trouble) for row in rows],
        "facts": [_json(row.facts) for row in rows],
        "page": [row.page and _json(_plain(row.page)) for row in rows],
        "body": [row.page and row.page.body for row in rows],
        "article": [read and _json(read.article.as_dict()) for read in reads],
        "row": [read and _json(_told(read)) for read in reads],
        "words": [signature and signature.words for signature in signatures],
        "numbers": [signature and _json(sorted(signature.numbers)) for signature in signatures],
        "minhash": [signature and signature.minhash for signature in signatures],
        "shingles": [signature.shingles if signature else () for signature in signatures],
        "prose": [signature.prose if signature else () for signature in signatures],
        "keys": [signature.keys if signature else () for signature in signatures],
    }


def _plain(page: Page) -> dict[str, Any]:
    return {
        "url": page.url,
        "content_type": page.content_type,
        "hints": asdict(page.hints),
        "fetched_at": page.fetched_at,
    }


def _told(read: Read) -> list[list[Any]]:
    """Return the columns of a row of ``articles``, [name, value]; [name] alone where the article says the same."""
    columns = read.reading.row.items()
    return [[name] if _same(getattr(read.article, name, None), value) else [name, value] for name, value in columns]


def _same(said: Any, value: Any) -> bool:
    return isinstance(value, str) and said == value


def _json(data: Any) -> bytes:
    return _text(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _text(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # pages hold lone surrogates


def _array(pa: Any, name: str, kind: "pa.DataType", values: list[Any]) -> "pa.Array":
    if name not in _WORDS:
        return pa.array(values, kind)
    code = _WORDS[name]
    offsets, flat = array("i", [0]), array(code)
    for each in values:
        flat.extend(each)
        offsets.append(len(flat))
    items = pa.Array.from_buffers(kind.value_type, len(flat), [None, pa.py_buffer(flat)])
    starts = pa.Array.from_buffers(pa.int32(), len(offsets), [None, pa.py_buffer(offsets)])
    return pa.ListArray.from_arrays(starts, items)


def _rows(batch: "pa.RecordBatch") -> list[Row]:
    names = batch.schema.names
    columns = [_words(batch[name]) if name in _WORDS else batch[name].to_pylist() for name in names]
    return [_row(dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]


def _words(column: "pa.ListArray") -> list[Sequence[int]]:
    """Return lists of integers, from the memory they lie in: pyarrow would make two objects of each number."""
    flat = array("Q" if column.type.value_type.bit_width == 64 else "i")
    flat.frombytes(column.values.buffers()[1] or b"")
    return [flat[start:end] for start, end in pairwise(column.offsets.to_pylist())]


def _row(cells: dict[str, Any]) -> Row:
    return Row(
        position=cells["position"],
        page=None if cells["page"] is None else _page(json.loads(_untext(cells["page"])), cells["body"]),
        read=None if cells["article"] is None else _read(cells),
        trouble=None if cells["trouble"] is None else _untext(cells["trouble"]),
        facts=json.loads(_untext(cells["facts"])),
    )


def _page(data: dict[str, Any], body: bytes) -> Page:
    return Page(**data | {"hints": Hints(**data["hints"])}, body=body)


def _read(cells: dict[str, Any]) -> Read:
    article = Article.from_dict(json.loads(_untext(cells["article"])))
    row = _cells(article, json.loads(_untext(cells["row"])))
    gist = Gist(
        words=cells["words"],
        shingles=frozenset(cells["shingles"]),
        numbers=frozenset(json.loads(_untext(cells["numbers"]))),
        prose=frozenset(cells["prose"]),
    )
    known = gist.words, gist.shingles, gist.numbers, gist.prose
    signature = Signature(*known, cells["minhash"], tuple(cells["keys"]), sketch(gist))
    return Read(article, Reading(row, copies.story(row, signature), tuple(article.images)))


def _cells(article: Article, told: list[list[Any]]) -> dict[str, Any]:
    """Return a row of ``articles``; its names become SQL, so that none but those of its columns may be there."""
    values = {name: value for name, *value in told}
    if values.keys() != _columns_of_articles():
        raise ValueError("its columns are not those of articles")
    row = {name: value[0] if value else getattr(article, name) for name, value in values.items()}
    if not all(value is None or isinstance(value, (str, int)) for value in row.values()):
        raise ValueError("a column holds what no column can")
    return row


@cache
def _columns_of_articles() -> frozenset[str]:
    return frozenset(stories.read(Article(""), "").row)


def _untext(text: bytes) -> str:
    return text.decode("utf-8", "surrogatepass")
