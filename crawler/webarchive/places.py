"""Where web archives lie: files, folders and patterns, on this machine or at any address that fsspec opens."""

import glob
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from storage.records import DatelineError

ENDINGS = (".warc", ".warc.gz", ".warc.zst", ".warc.open")
"""What a web archive's name ends in, in a folder; ``.open`` is what Heritrix has not closed. A file that is named may
be called as it likes."""

GONE = (404, 410)
"""Statuses of what is not there (RFC 9110, 15.5.5 and 15.5.11)."""


class PlaceError(DatelineError):
    """A place that cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class File:
    """A file, as it is now.

    Attributes:
        address: An absolute path, or the address by which fsspec opens it.
        size: Bytes.
        etag: What changes when it does: the server's ETag or the time of its last change; None where nobody says.
    """

    address: str
    size: int
    etag: str | None = None


def find(words: Iterable[str]) -> list[File]:
    """Return the files that paths, folders and patterns name, each once, sorted by address.

    Archives are named by the time they were begun, so their order is mostly that of the captures.

    Args:
        words: Paths, folders (all web archives below), shell patterns, and addresses such as s3://bucket/x/*.warc.gz.

    Raises:
        PlaceError: One names nothing, or cannot be reached.
    """
    found: dict[str, File] = {}
    for word in words:
        files = _remote(word) if "://" in word else _local(word)
        if not files:
            raise PlaceError(f"{word} names no web archive: name a file, or a folder with {', '.join(ENDINGS[:3])}")
        found |= {file.address: file for file in files}
    return [found[address] for address in sorted(found)]


@contextmanager
def opened(address: str) -> Iterator[BinaryIO]:
    """Open a file for reading at any place of it; whatever fails there is an OSError.

    Raises:
        PlaceError: It cannot be opened, or not read from the middle.
    """
    with _said(address):
        file = _open(address)
    with file:
        try:
            file.seek(1)  # some that cannot say that they are seekable
            file.seek(0)
        except OSError as error:
            raise PlaceError(f"{address} can only be read from its beginning: copy it here first") from error
        yield file


def _open(address: str) -> BinaryIO:
    if "://" in address:
        return cast("BinaryIO", _Remote(_fsspec().open(address, "rb").open()))
    return Path(address).open("rb")


class _Remote(io.RawIOBase):
    """A file that fsspec has opened. Its errors are OSErrors, whatever the library raises that knows the protocol."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with _as_os_error():
            return self._file.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        with _as_os_error():
            return self._file.read(size)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


@contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # boundary: fsspec lets through what aiohttp, botocore and their like raise
        raise OSError(_cause(error)) from error


def _local(word: str) -> list[File]:
    path = Path(word).expanduser()
    with _said(word):
        if path.is_dir():
            names = sorted(each for each in path.rglob("*") if each.name.lower().endswith(ENDINGS) and each.is_file())
        elif path.exists() or not glob.has_magic(word):
            names = [path]
        else:
            names = [each for each in map(Path, sorted(glob.glob(str(path), recursive=True))) if each.is_file()]  # noqa: PTH207 - Path.glob takes no absolute patterns
        return [_local_file(each.absolute()) for each in names]


def _local_file(path: Path) -> File:
    stat = path.stat()
    return File(str(path), stat.st_size, f"mtime {stat.st_mtime_ns}")


def _remote(word: str) -> list[File]:
    with _said(word):
        system, path = _fsspec().core.url_to_fs(word)
        if word.startswith(("http://", "https://")):
            names = [path]  # a server has no folders, and "?" belongs to an address
        elif glob.has_magic(word):
            names = [each for each in system.glob(path) if system.isfile(each)]
        elif system.isdir(path):
            names = [each for each in system.find(path) if each.lower().endswith(ENDINGS)]
        else:
            names = [path]
        return [_remote_file(system, each) for each in names]


def _remote_file(system: Any, path: str) -> File:
    facts = system.info(path)
    address = system.unstrip_protocol(path)
    if facts.get("size") is None:
        raise PlaceError(f"{address}: its server does not say how long it is: copy it here first")
    told = (facts.get(name) for name in ("ETag", "etag", "LastModified", "mtime", "created"))
    etag = next((str(each) for each in told if each), None)
    return File(address, int(facts["size"]), etag)


def _fsspec() -> Any:
    try:
        import fsspec  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise PlaceError("addresses need fsspec: pip install 'dateline[warc]'") from error
    return fsspec


@contextmanager
def _said(word: str) -> Iterator[None]:
    """Say in one line why a place cannot be reached."""
    try:
        yield
    except DatelineError:
        raise
    except ImportError as error:  # fsspec names the package that knows the protocol
        raise PlaceError(f"{word} cannot be opened: {error}") from error
    except Exception as error:  # boundary, for addresses: see _as_os_error
        if not ("://" in word or isinstance(error, (OSError, ValueError))):
            raise
        cause = _behind(error)
        if isinstance(cause, FileNotFoundError) or getattr(cause, "status", None) in GONE:
            raise PlaceError(f"{word} does not exist: check the name") from None
        raise PlaceError(f"{word} cannot be read: {_cause(error)}") from error


def _behind(error: BaseException) -> BaseException:
    """Return what an error comes from: fsspec calls all that fails of an http address a file that is not there."""
    cause = error.__cause__
    is_guess = isinstance(error, FileNotFoundError) and (isinstance(cause, OSError) or hasattr(cause, "status"))
    return cause if cause and is_guess else error


def _cause(error: BaseException) -> str:
    """Say in some words why something cannot be read: the server's status, the system's words, or the library's."""
    error = _behind(error)
    if status := getattr(error, "status", None):  # aiohttp's
        return f"its server answers {status} {getattr(error, 'message', '')}".rstrip()
    number = getattr(error, "errno", None) or 0
    told = os.strerror(number) if number > 0 else getattr(error, "strerror", None)  # negative: a name is unknown
    return " ".join(str(told or error).split()) or type(error).__name__
