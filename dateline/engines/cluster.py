"""The engine of many machines: Dask carries the parts, this module keeps their order and waits out what breaks."""

import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.parts import ARROW
from dateline.engines import LostError, Part, Work, errand, pools
from dateline.engines.errand import Answer
from dateline.engines.link import GoneError, KilledError, Link
from dateline.engines.singly import Lone, singly
from storage.records import DatelineError

if TYPE_CHECKING:
    from distributed import Future

AHEAD = 3
"""Parts handed out for each thread of the workers: the one it does, and others while the first in the row is late."""
MOST_BREAKS = 5
"""Parts in a row that end every worker that takes them: then it is the workers that cannot run."""
MOST_LOSSES = 10
"""Times that the scheduler may go before a result comes: one that goes again and again goes because of the work."""


@dataclass(slots=True)
class _Out:
    """A part that is handed out; without a future, one that must be handed out again."""

    part: Part
    future: "Future[bytes] | None" = None


class Dask:
    """Does work on the workers of a Dask cluster; they need this package, and nothing of the corpus.

    A part that is done is fetched when its turn comes, so whatever order they are done in, the results come in the
    order of the parts, each once. Parts of a worker that dies are done by others (Dask sees to that), those of a
    scheduler that dies are handed out again to its successor.

    Args:
        link: To the scheduler.
    """

    packing = ARROW

    def __init__(self, link: Link) -> None:
        self.link = link
        self.lone: Lone | None = None

    def run(self, work: Work, parts: Iterable[Part]) -> Iterator[tuple[Part, bytes]]:
        """Do the work; see :class:`dateline.engines.Engine`.

        Raises:
            LostError: No scheduler or no worker came back in time.
            DatelineError: The workers cannot do it; the line says why.
        """
        self.link.connect()
        run = _Run(work, self.link)
        try:
            yield from run.through(iter(parts))
        finally:
            run.stop()
            self._end_lone()

    def aside(self, work: Work, part: Part) -> bytes:
        """Do a part in a process of this machine; see :class:`dateline.engines.Engine`."""
        self.lone = self.lone or Lone(work)
        return self.lone.do(part)

    def close(self) -> None:
        """Leave the cluster; a local one ends."""
        self._end_lone()
        self.link.close()

    def _end_lone(self) -> None:
        if self.lone is not None:
            self.lone.close()
            self.lone = None


class _Run:
    """One job on its way."""

    def __init__(self, work: Work, link: Link) -> None:
        self.work = work
        self.pickled = pickle.dumps(work)
        self.link = link
        self.out: deque[_Out] = deque()
        self.breaks = 0
        self.losses = 0

    def through(self, parts: Iterator[Part]) -> Iterator[tuple[Part, bytes]]:
        """Yield every part with its result."""
        while self._draw(parts) or self.out:
            part, answer = self.out[0].part, self._first()
            self.out.popleft()
            yield part, self._result(part, answer)

    def _draw(self, parts: Iterator[Part]) -> bool:
        """Take more parts until enough are out; False when there are none left."""
        while len(self.out) < AHEAD * max(1, self.link.threads):
            part = next(parts, None)
            if part is None:
                return False
            self.out.append(_Out(part))
            self._hand_out()
        return True

    def _hand_out(self) -> None:
        """Hand out what is not handed out; a scheduler that is gone is noticed when an answer is waited for."""
        try:
            for each in self.out:
                each.future = each.future or self._submit(each.part)
        except GoneError:
            pass

    def _submit(self, part: Part) -> "Future[bytes]":
        return self.link.submit(errand.run, self.pickled, part.payload, self.link.demanded, pools.PART_SECONDS)

    def _first(self) -> bytes | None:
        """Return the answer for the first part; None when it has ended the workers that took it."""
        while True:
            try:
                return self.link.fetch(self.out[0].future)
            except KilledError:
                return None
            except GoneError:
                self._return()

    def _return(self) -> None:
        """Find the scheduler, or its successor, and hand out anew what has not come."""
        self.stop()
        self.losses += 1
        if self.losses > MOST_LOSSES:
            raise LostError("the scheduler goes whenever it is given work: see its log; the same command goes on")
        self.link.reconnect()
        self._hand_out()

    def _result(self, part: Part, answer: bytes | None) -> bytes:
        kind, said = (Answer.TOO_LARGE, b"") if answer is None else (Answer(answer[0]), answer[1:])
        if kind is Answer.TOO_LARGE:
            return self._singly(part)
        if kind is Answer.TROUBLE:
            raise DatelineError(said.decode())
        if kind is Answer.FAULT:
            raise RuntimeError(f"{part.name} failed on a worker:\n{said.decode()}")
        self.breaks = self.losses = 0
        return said

    def _singly(self, part: Part) -> bytes:
        self.breaks += 1
        if self.breaks > MOST_BREAKS:
            raise DatelineError(
                "the cluster's workers end whatever part they get: see their logs, mend it, run again"
            )
        return singly(self.work, part)

    def stop(self) -> None:
        """Give up what is handed out; the scheduler forgets it."""
        for each in self.out:
            each.future = None
