"""The last resort of every engine: a part that ended its worker, page by page in a process that may die of it."""

import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from dateline.engines import Divisible, Part, Work, pools
from storage.records import DatelineError


def singly(work: Work, part: Part) -> bytes:
    """Return the result of a part, done piece by piece on this machine.

    Raises:
        DatelineError: The work cannot be divided, or no process can do any.
    """
    if not isinstance(work, Divisible):
        raise DatelineError(f"{part.name} ends every process that takes it: leave it out, or report it as a fault")
    return work.join(_pieces(work, part))


def _pieces(work: Divisible, part: Part) -> Iterator[bytes]:
    lone = _Lone(work)
    try:
        for piece in work.pieces(part.payload):
            yield lone.do(piece)
    finally:
        lone.close()


class _Lone:
    """A process that is replaced when it dies."""

    def __init__(self, work: Divisible) -> None:
        self.work = work
        self._start()

    def _start(self) -> None:
        self.executor = pools.start(self.work, 1)
        try:
            self.executor.submit(pools.ready).result()
        except BrokenProcessPool:
            raise pools.unable() from None

    def do(self, piece: Any) -> bytes:
        began = time.monotonic()
        try:
            return self.executor.submit(pools.do, piece, pools.PAGE_SECONDS).result()
        except MemoryError:
            why = "it needs too much memory to read"
        except BrokenProcessPool:
            late = time.monotonic() - began >= pools.PAGE_SECONDS
            why = f"it took longer than {pools.PAGE_SECONDS:g} s to read" if late else "the process reading it died"
        self.close()
        self._start()
        return self.work.lost(piece, why)

    def close(self) -> None:
        pools.end(self.executor)
