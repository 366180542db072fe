"""How a web archive is written: plain, gzip or zstd; where its records begin, and where one ends.

A record can be found from any place of a file: each has a gzip member or a zstd frame of its own, or begins a line of
a plain file. What only looks like a beginning (a web archive inside a web archive) is found out by whoever compares
where one part ended with where the next one began.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Protocol

import zstandard

from storage.records import DatelineError

CHUNK = 1024 * 1024
"""Bytes read at once in search of a beginning."""
HEAD = 16 * 1024
"""Bytes that are looked at from a beginning on: enough to inflate the first line and, mostly, the whole head."""
SIP = 512
"""Bytes inflated at once in search of an end: zstd can make 16 MiB of them, gzip half of one."""
SKIPPABLE_DICTIONARY = 0x184D2A5D
"""The frame that holds a file's dictionary (Web Archive Commons, "WARC and zstd", 0.1)."""
MAX_DICTIONARY = 8 * 1024 * 1024
"""Bytes. Dictionaries in use have 1 to 100 kB."""

MAX_FIRST = 64 * 1024 * 1024
"""Bytes in which the first record must begin, and of it that are looked at; it is a warcinfo of some hundred."""
BEYOND = 64
"""Bytes behind the first record that show whether another one is in the same member: line ends and a first line."""
PADDING = 6
"""Bytes that may follow a record in its member: two line ends, which some writers leave out, or three."""
CUT = "cut"
"""The file ends before the record does."""
DAMAGED = "damaged"
"""Its bytes, its head or its length are wrong."""

TOGETHER = "it is compressed as a whole, not record by record: `warcio recompress` mends that"
"""Why a file cannot be divided."""

_FIRST_LINE = b"WARC/"
_LENGTH = re.compile(rb"\r?\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r?\n", re.IGNORECASE)
_BLANK = re.compile(rb"\r?\n\r?\n")


class Form(StrEnum):
    """How a file is written."""

    PLAIN = "plain"
    GZIP = "gzip"
    ZSTD = "zstd"


class FormError(DatelineError):
    """A file that is no web archive, or not one that can be divided."""


class UnsoundError(Exception):
    """A record that is not what it says.

    Attributes:
        reason: :data:`CUT` or :data:`DAMAGED`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Inflater(Protocol):
    """What zlib and zstandard have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Archive:
    """An open web archive.

    Attributes:
        file: Open for bytes, seekable.
        size: Bytes.
        form: How it is written.
        dictionary: The frame with the file's dictionary, as it stands; empty for none.
    """

    file: BinaryIO
    size: int
    form: Form
    dictionary: bytes = b""

    def start(self, after: int, before: int | None = None) -> int | None:
        """Return where the first record from an offset on begins, None where none begins before another offset."""
        before = self.size if before is None else before
        position = max(after, len(self.dictionary))
        while position < before:
            base = max(0, position - 1)  # of a plain file, the end of the line before
            self.file.seek(base)
            at = self._first(self.file.read(CHUNK + HEAD), base, position)
            if at is not None and at < position + CHUNK:
                return at if at < before else None
            position += CHUNK
        return None

    def starts(self, after: int, before: int) -> Iterator[int]:
        """Yield where records begin between two offsets, then where the next one does, or the file ends.

        Nothing where none begins. Costs as much as reading all of them.
        """
        at = self.start(after, before)
        if at is None:
            return
        while at < before:
            yield at
            at = self._next(at)
        yield at

    def _next(self, at: int) -> int:
        """Return where the record after one begins, or the file ends."""
        try:
            following = self.start(self.end(at))
        except UnsoundError:
            following = self.start(at + 1)
        return self.size if following is None else following

    def _first(self, chunk: bytes, base: int, after: int) -> int | None:
        found = (match.start("begin") for match in _BEGINNINGS[self.form].finditer(chunk))
        begins = (base + at for at in found if base + at >= after and self._begins(chunk[at : at + HEAD]))
        return next(begins, None)

    def _begins(self, data: bytes) -> bool:
        """Tell whether a record begins here, inflating no more than its first bytes."""
        try:
            if self.form is Form.GZIP:
                data = zlib.decompressobj(31).decompress(data, len(_FIRST_LINE))
            elif self.form is Form.ZSTD:
                data = self._zstd().stream_reader(data).read(len(_FIRST_LINE))
        except (zlib.error, zstandard.ZstdError):
            return False
        return data.startswith(_FIRST_LINE)

    def _zstd(self) -> zstandard.ZstdDecompressor:
        return zstandard.ZstdDecompressor(dict_data=_dictionary(self.dictionary))

    def _inflater(self) -> _Inflater:
        return zlib.decompressobj(31) if self.form is Form.GZIP else self._zstd().decompressobj()

    def check(self) -> None:
        """See that there are records, each compressed for itself; the first one shows it.

        Raises:
            FormError: There are none, or they are not.
        """
        at = self.start(0, min(self.size, MAX_FIRST))
        if at is None:
            raise FormError("it is no web archive: no record begins in it")
        if self.form is Form.PLAIN:
            return
        inflater, data = self._inflater(), bytearray()
        self.file.seek(at)
        with suppress(UnsoundError):
            self._inflate(inflater, data, CHUNK)
            said = _said_length(data)
            self._inflate(inflater, data, min(said + BEYOND, MAX_FIRST))
            if data[said:].lstrip(b"\r\n").startswith(_FIRST_LINE):
                raise FormError(TOGETHER)

    def _inflate(self, inflater: _Inflater, data: bytearray, length: int) -> None:
        """Read on until there are so many bytes, or all of a member or frame."""
        while not inflater.eof and len(data) < length:
            data += _inflated(inflater, self.file.read(SIP))

    def looks_like_one(self, data: bytes) -> bool:
        """Tell whether bytes begin as a record does, even if they cannot be read as one."""
        found = _BEGINNINGS[self.form].match(data)
        return found is not None and found.start("begin") == 0

    def end(self, start: int) -> int:
        """Return where the record that begins at an offset ends.

        Costs as much as reading it: meant for where something is wrong.

        Raises:
            UnsoundError: It is cut, damaged, or not as long as it says.
        """
        if self.form is Form.PLAIN:
            return self._plain_end(start)
        inflater, head, total, position = self._inflater(), b"", 0, start
        self.file.seek(start)
        while not inflater.eof:
            data = self.file.read(SIP)
            inflated = _inflated(inflater, data)
            position += len(data)
            total += len(inflated)
            head += inflated[: max(0, CHUNK - len(head))]
        said = _said_length(head)
        if not 0 <= total - said <= PADDING:
            raise UnsoundError(DAMAGED)
        return position - len(inflater.unused_data)

    def _plain_end(self, start: int) -> int:
        self.file.seek(start)
        end = start + _said_length(self.file.read(CHUNK))
        self.file.seek(end)
        if self.file.read(4) != b"\r\n\r\n":
            raise UnsoundError(CUT if end > self.size - 4 else DAMAGED)
        return end + 4


_BEGINNINGS = {
    Form.PLAIN: re.compile(rb"(?:\A|\n)(?P<begin>WARC/[01]\.\d{1,2}\r?\n)"),
    Form.GZIP: re.compile(rb"(?P<begin>\x1f\x8b\x08[\x00-\x1f])"),
    Form.ZSTD: re.compile(rb"(?P<begin>\x28\xb5\x2f\xfd)"),
}


def recognised(file: BinaryIO, address: str, size: int) -> Archive:
    """Return what an open file is.

    Args:
        file: Open for bytes, seekable.
        address: Its name tells the form where the first bytes are damaged.
        size: Bytes.

    Raises:
        FormError: It is no web archive.
    """
    file.seek(0)
    head = file.read(8)
    if head.startswith(b"\x1f\x8b"):
        return Archive(file, size, Form.GZIP)
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        return Archive(file, size, Form.ZSTD)
    if len(head) == 8 and struct.unpack("<I", head[:4])[0] == SKIPPABLE_DICTIONARY:
        return Archive(file, size, Form.ZSTD, _dictionary_frame(file, head))
    if head.startswith(_FIRST_LINE):
        return Archive(file, size, Form.PLAIN)
    named = {"gz": Form.GZIP, "zst": Form.ZSTD, "warc": Form.PLAIN}.get(address.lower().rpartition(".")[2])
    if named is None or not size:
        raise FormError(f"it is no web archive: {'it is empty' if not size else 'no record begins it'}")
    return Archive(file, size, named)


def _dictionary_frame(file: BinaryIO, head: bytes) -> bytes:
    length = struct.unpack("<I", head[4:])[0]
    if length > MAX_DICTIONARY:
        raise FormError(f"it is no web archive: it begins with a dictionary of {length:,} bytes")
    return head + file.read(length)


def _dictionary(frame: bytes) -> zstandard.ZstdCompressionDict | None:
    content = frame[8:]
    if content.startswith(b"\x28\xb5\x2f\xfd"):
        content = zstandard.ZstdDecompressor().decompress(content, max_output_size=MAX_DICTIONARY)
    return zstandard.ZstdCompressionDict(content) if content else None


def _inflated(inflater: _Inflater, data: bytes) -> bytes:
    if not data:
        raise UnsoundError(CUT)
    try:
        return inflater.decompress(data)
    except (zlib.error, zstandard.ZstdError) as error:
        raise UnsoundError(DAMAGED) from error


def _said_length(head: bytes | bytearray) -> int:
    """Return how long a record says it is, head included."""
    blank = _BLANK.search(head)
    length = _LENGTH.search(head, 0, blank.start() + 2) if blank else None
    if not blank or not length:
        raise UnsoundError(DAMAGED)
    return blank.end() + int(length[1])
