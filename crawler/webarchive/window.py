"""What FastWARC reads: a file from some place on, as if it began there."""

import io
from typing import BinaryIO


class Window(io.RawIOBase):
    """A file from an offset on, behind a prefix.

    FastWARC (2.0.1) panics in Rust when its stream raises an error, so this one ends instead, and remembers why.

    Args:
        file: Seekable; several windows may share it.
        start: Where the window begins in the file.
        prefix: Bytes that are read before it: the dictionary of a zstd file.
        limit: Where it ends in the file; None for where the file does.

    Attributes:
        error: Why reading ended before the end of the file.
    """

    def __init__(self, file: BinaryIO, start: int, prefix: bytes = b"", limit: int | None = None) -> None:
        super().__init__()
        self._file = file
        self._shift = start - len(prefix)
        self._prefix = prefix
        self._limit = limit
        self._position = 0
        self.error: OSError | None = None

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is; FastWARC asks where it stands."""
        return True

    def tell(self) -> int:
        """Return the position, counted from the beginning of the prefix."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go somewhere, counted from the beginning of the prefix or from here."""
        assert whence in (io.SEEK_SET, io.SEEK_CUR), "the end is nobody's business"
        self._position = max(0, offset + (self._position if whence == io.SEEK_CUR else 0))
        return self._position

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; none at the end, or where the file cannot be read."""
        if self._position < len(self._prefix):
            end = len(self._prefix) if size < 0 else self._position + size
            data = self._prefix[self._position : end]
        else:
            data = self._from_file(size)
        self._position += len(data)
        return data

    def _from_file(self, size: int) -> bytes:
        at = self._shift + self._position
        if self._limit is not None:
            left = max(0, self._limit - at)
            size = left if size < 0 else min(size, left)
        try:
            self._file.seek(at)
            return self._file.read(size)
        except OSError as error:
            self.error = error
            return b""
