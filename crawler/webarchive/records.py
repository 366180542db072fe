"""The records of a part of a web archive, in order, whatever is wrong between them.

FastWARC reads them. It stops at what it cannot read and ends silently at a file that is cut; here the damage is
found, named and passed over, and reading goes on at the next record that begins.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.webarchive.forms import DAMAGED, TOGETHER, Archive, FormError, UnsoundError
from crawler.webarchive.window import Window

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

GARBAGE = "garbage"


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that cannot be read.

    Attributes:
        reason: "cut" (the file ends before it does), "damaged" (its bytes, its length or its head), "garbage" (what
            stands between two records is none), "encoding" (of its body), or "date" (it has none).
    """

    reason: str


Take = Callable[["WarcRecord"], Any]
"""Takes from a record what is wanted, before the next one is read."""


@dataclass(slots=True)
class Scan:
    """A walk over the records that begin between two offsets.

    Attributes:
        archive: The file.
        start: Where a record is known to begin, or any offset: the walk begins at the next record.
        end: Records that begin here or later are not read.
        take: What is wanted of each.
        limit: What lies here or behind is not shown to FastWARC, which looks at a record's successor before it gives
            the record; None for no limit.
        first: Where the first record begins, ``end`` where none does before it.
        next: Where the first record after those that were yielded begins; the file's size after the last. Where none
            was, ``end``: what begins there or later is the next part's to find.
    """

    archive: Archive
    start: int
    end: int
    take: Take
    limit: int | None = None
    first: int = 0
    next: int = 0
    _held: tuple[int, Any] | None = field(default=None, init=False)

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        """Yield every record's offset with what was taken of it, or :class:`Broken`.

        Raises:
            OSError: The file cannot be read: nothing is wrong with it.
            FormError: It was not compressed record by record, so that no record can be found again.
        """
        end = min(self.end, self.archive.size)
        found = self.archive.start(self.start, end)
        self.first = self.next = end if found is None else found
        if self.start == 0 and self.first > len(self.archive.dictionary):
            yield 0, Broken(GARBAGE)
        while self.next < end:
            yield from self._stretch(self.next)

    def _start(self, after: int) -> int:
        found = self.archive.start(after)
        return self.archive.size if found is None else found

    def _stretch(self, at: int) -> Iterator[tuple[int, Any]]:
        """Read on until something is wrong; ``next`` is then where to go on."""
        for offset, taken in self._readable(at):
            held, self.next = self._held, offset
            if held:
                yield held
            self._held = (offset, taken) if offset < self.end else None
            if offset >= self.end:
                return
        yield from self._after(at)

    def _readable(self, at: int) -> Iterator[tuple[int, Any]]:
        """Yield records as FastWARC gives them, up to where it stops, with whatever reason."""
        from fastwarc.warc import ArchiveIterator  # noqa: PLC0415 - an extra

        window = Window(self.archive.file, at, self.archive.dictionary, self.limit)
        shift = at - len(self.archive.dictionary)
        last = -1
        try:
            for record in ArchiveIterator(window, parse_http=False):
                offset = max(at, shift + record.stream_pos)  # the first stands at 0, before the dictionary
                if offset in {last, self.limit or self.archive.size}:
                    raise FormError(TOGETHER)
                last = offset
                yield offset, (self.take(record) if offset < self.end else None)
        except OSError:
            pass  # what is wrong is found out by whoever asks for the rest
        if window.error:
            raise window.error

    def _after(self, at: int) -> Iterator[tuple[int, Any]]:
        """Find out what stopped the reading, and where it goes on."""
        held, self._held = self._held, None
        end = self._end(held[0]) if held else None
        self.next = self._start((held[0] if held else at) + 1 if end is None else end)
        if held is None or end is None:
            suspect = held[0] if held else at
            yield suspect, Broken(self._damage(suspect))
            return
        yield held
        if self.next > end:
            yield from self._between(end)

    def _end(self, at: int) -> int | None:
        try:
            return self.archive.end(at)
        except UnsoundError:
            return None

    def _damage(self, at: int) -> str:
        """Say what is wrong with something that cannot be read; only what is last in a file can be cut."""
        try:
            self.archive.end(at)
        except UnsoundError as error:
            return error.reason if self.next == self.archive.size else DAMAGED
        return DAMAGED

    def _between(self, at: int) -> Iterator[tuple[int, Any]]:
        """Yield what stands between a record's end and the next beginning, if it is more than padding."""
        self.archive.file.seek(at)
        data = self.archive.file.read(min(4096, self.next - at))
        if self.archive.looks_like_one(data):
            yield at, Broken(self._damage(at))
        elif data.strip(b"\0\r\n \t"):
            yield at, Broken(GARBAGE)
