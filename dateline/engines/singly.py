"""The last resort of every engine: a part that ended its worker, page by page in a process that may die of it."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from dateline.engines import Divisible, Part, Work, pools
from storage.records import DatelineError


def singly(work: Work, part: Part) -> bytes:
    """Return the result of a part, done piece by piece on this machine.

    Raises:
        DatelineError: The work cannot be divided, or no process can do any.
    """
    lone = Lone(work)
    try:
        return lone.singly(part)
    finally:
        lone.close()


class Lone:
    """A process of this machine that does parts alone, and is replaced when it dies.

    Args:
        work: What it does.
    """

    def __init__(self, work: Work) -> None:
        self.work = work
        self._start()

    def _start(self) -> None:
        self.executor = pools.start(self.work, 1)
        try:
            self.executor.submit(pools.ready).result()
        except BrokenProcessPool:
            raise pools.unable() from None

    def do(self, part: Part) -> bytes:
        """Do a part, piece by piece if it ends the process.

        Raises:
            DatelineError: The work cannot be divided, or no process can do any.
        """
        result, why = self._tried(pools.do, part.payload, pools.PART_SECONDS)
        return self.singly(part) if why else result

    def singly(self, part: Part) -> bytes:
        """Do a part piece by piece; see :func:`singly`."""
        if not isinstance(self.work, Divisible):
            raise DatelineError(
                f"{part.name} ends every process that takes it: leave it out, or report it as a fault"
            )
        return self.work.join(self._pieces(self.work, part.payload))

    def _pieces(self, work: Divisible, payload: Any) -> Iterator[bytes]:
        pieces, why = self._tried(pools.divide, payload, pools.PART_SECONDS)
        for piece in [payload] if why else pieces:  # what cannot even be divided is a piece of its own
            result, why = self._tried(pools.do, piece, pools.PAGE_SECONDS)
            yield work.lost(piece, why) if why else result

    def _tried(self, task: Callable[[Any, float], Any], payload: Any, seconds: float) -> tuple[Any, str]:
        """Return what the process makes of a payload; or why it could not."""
        began = time.monotonic()
        try:
            return self.executor.submit(task, payload, seconds).result(), ""
        except MemoryError:
            why = "it needs too much memory to read"
        except BrokenProcessPool:
            late = time.monotonic() - began >= seconds
            why = f"it took longer than {seconds:g} s to read" if late else "the process reading it died"
        self.close()
        self._start()
        return None, why

    def close(self) -> None:
        """End the process now, whatever it is doing."""
        pools.end(self.executor)
