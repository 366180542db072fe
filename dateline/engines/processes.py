"""The engine of one machine: a process for each core."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

from crawler.parts import OWN
from dateline.engines import Part, Work, pools
from dateline.engines.singly import Lone, singly

AHEAD = 2
"""Parts handed out for each worker: the one it does and the next."""
MOST_BREAKS = 5
"""Parts in a row that end their workers: pages do not come so deadly, so it is the workers that cannot run."""


class _Out(NamedTuple):
    part: Part
    future: Future[bytes]


class Processes:
    """Does work in processes of its own.

    A page that kills or hangs its process costs nothing but itself: its part is done again page by page
    (:mod:`dateline.engines.singly`), the parts beside it are handed out anew.

    Args:
        workers: Number of processes.
    """

    packing = OWN

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.executor: ProcessPoolExecutor | None = None
        self.lone: Lone | None = None

    def run(self, work: Work, parts: Iterable[Part]) -> Iterator[tuple[Part, bytes]]:
        """Do the work; see :class:`dateline.engines.Engine`."""
        self.close()
        self.executor = pools.start(work, self.workers)
        self.breaks = 0
        out: deque[_Out] = deque()
        try:
            for part in parts:
                out.append(self._hand_out(part))
                if len(out) >= AHEAD * self.workers:
                    yield self._first(work, out)
            while out:
                yield self._first(work, out)
        finally:
            self.close()

    def _hand_out(self, part: Part) -> _Out:
        assert self.executor is not None
        try:
            return _Out(part, self.executor.submit(pools.do, part.payload, pools.PART_SECONDS))
        except BrokenProcessPool as error:  # a process has died since the last result: found out in its turn
            broken: Future[bytes] = Future()
            broken.set_exception(error)
            return _Out(part, broken)

    def _first(self, work: Work, out: deque[_Out]) -> tuple[Part, bytes]:
        part, future = out.popleft()
        try:
            result = future.result()
            self.breaks = 0
        except (BrokenProcessPool, MemoryError):
            result = self._replaced(work, part)
            waiting = [self._hand_out(other.part) for other in out]
            out.clear()
            out.extend(waiting)
        return part, result

    def _replaced(self, work: Work, part: Part) -> bytes:
        """Do the part that broke the processes page by page, and start others.

        Raises:
            DatelineError: They break whatever they are given.
        """
        self._end_pool()
        self.breaks += 1
        if self.breaks > MOST_BREAKS:
            raise pools.unable()
        result = singly(work, part)
        self.executor = pools.start(work, self.workers)
        return result

    def aside(self, work: Work, part: Part) -> bytes:
        """Do a part in one more process; see :class:`dateline.engines.Engine`."""
        self.lone = self.lone or Lone(work)
        return self.lone.do(part)

    def close(self) -> None:
        """End the processes now, whatever they are doing."""
        self._end_pool()
        if self.lone is not None:
            self.lone.close()
            self.lone = None

    def _end_pool(self) -> None:
        if self.executor is not None:
            pools.end(self.executor)
            self.executor = None
