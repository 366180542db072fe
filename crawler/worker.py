"""The inside of a worker process: pages come in by a socket, readings go out by it.

Nothing of Scrapy is imported here: a worker starts in a fraction of the time, and is smaller. The rules are imported
once it has started: the process that starts it has no use for them.
"""

import pickle
import resource
import struct
import traceback
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedRWPair
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Final

from crawler import children
from crawler.extraction.rules import Rulebook
from storage.packing import Dictionary
from storage.records import Page

if TYPE_CHECKING:
    from crawler.reading import Read

# Bytes of data a worker may hold: a real page takes 50 MB or so, one of 8 MiB made of tags alone more than this.
MAX_DATA: Final = 400 * 1024 * 1024
# Before each message: its length in bytes, so that the event loop knows when it has all of it.
HEAD: Final = struct.Struct(">Q")
READY: Final = b""
# On Linux: the process' size, resident set and so on, in memory pages.
_STATM: Final = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Task:
    """A page to be read.

    Attributes:
        page: The page.
        dictionary_id: What it is to be compressed by for the archive; None: it is not.
        dictionary: That itself, for a worker that does not have it yet.
    """

    page: Page
    dictionary_id: int | None = None
    dictionary: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker says of a page.

    Attributes:
        result: What it is, or what kept it from being read; MemoryError means the page, all else is our own mistake.
        held: Bytes of memory that the worker holds now.
    """

    result: "Read | Exception"
    held: int


def work(pages: socket, rulebook: Rulebook, origin: str) -> None:
    """Read pages until nobody sends any more. The first message says that this process has started.

    Args:
        pages: The pool has the other end.
        rulebook: What extraction knows.
        origin: Of the articles, as :func:`crawler.reading.read` takes it.
    """
    children.settle_in(MAX_DATA)
    import crawler.extraction.extract  # noqa: F401, PLC0415 - now, not on the first page's time

    dictionaries: dict[int, bytes] = {}
    with suppress(BrokenPipeError, ConnectionResetError), pages, pages.makefile("rwb") as file:
        _send(file, READY)
        while head := file.read(HEAD.size):
            _send(file, _answer(file.read(*HEAD.unpack(head)), rulebook, origin, dictionaries))


def _answer(packed: bytes, rulebook: Rulebook, origin: str, dictionaries: dict[int, bytes]) -> bytes:
    from crawler.reading import read  # noqa: PLC0415

    result: Read | Exception
    try:
        task: Task = pickle.loads(packed)  # noqa: S301 - from our own parent
        result = read(task.page, rulebook, origin, _dictionary(task, dictionaries))
    except Exception as error:  # noqa: BLE001 - raised again in the parent
        error.add_note(traceback.format_exc())
        result = error
    return pickle.dumps(Answer(result, held()), pickle.HIGHEST_PROTOCOL)


def _dictionary(task: Task, known: dict[int, bytes]) -> Dictionary | None:
    """Return the dictionary of a page; it was sent with this page or an earlier one."""
    if task.dictionary_id is None:
        return None
    if task.dictionary is not None:
        known[task.dictionary_id] = task.dictionary
    return Dictionary(task.dictionary_id, known[task.dictionary_id])


def held() -> int:
    """Return the bytes of memory that this process holds; where no system tells, what it held at its fullest."""
    if _STATM.exists():
        return int(_STATM.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _send(file: BufferedRWPair, message: bytes) -> None:
    file.write(HEAD.pack(len(message)))
    file.write(message)
    file.flush()
