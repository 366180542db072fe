"""Engines carry bulk work to where it is done: this process, the cores of this machine, a cluster.

What is done is pure (:mod:`crawler.reading`), so an engine only carries payloads to it and results back. The one who
asked commits the results, in the order of the parts, so the corpus does not depend on who was faster.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from storage.records import DatelineError

if TYPE_CHECKING:
    from crawler.parts import Packing

Work = Callable[[Any], bytes]
"""Done on a worker, without the corpus: a module's function or a picklable object; payload in, packed part out."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a job.

    Attributes:
        name: Says which, to a person and to the record of what is done: "file.warc.gz 0-16777216", "pages 1-500".
        payload: What the work needs; picklable.
    """

    name: str
    payload: Any


class LostError(DatelineError):
    """The workers are gone and did not come back. What was committed stays: the same command goes on there."""


@runtime_checkable
class Divisible(Protocol):
    """Work that can be done page by page, so that a page that kills or hangs its worker costs nothing but itself."""

    def __call__(self, payload: Any) -> bytes:
        """Do a part."""
        ...

    def pieces(self, payload: Any) -> Iterable[Any]:
        """Yield a payload for each page of a part, in order; in a process that may die of it."""
        ...

    def lost(self, piece: Any, why: str) -> bytes:
        """Return the result of a piece that no worker survives: that it could not be done, and why.

        This and :meth:`join` run in the process that asked.
        """
        ...

    def join(self, results: Iterable[bytes]) -> bytes:
        """Return the results of all pieces of a part as that of the part."""
        ...


class Engine(Protocol):
    """Where work is done."""

    @property
    def packing(self) -> "Packing":
        """How the rows that it brings back are to be packed."""
        ...

    def run(self, work: Work, parts: Iterable[Part]) -> Iterator[tuple[Part, bytes]]:
        """Yield every part with its result: in the order of the parts, each once, however often it was tried.

        Parts are drawn as they are needed, some ahead of the workers: a job of any size takes constant memory.

        Raises:
            DatelineError: The work cannot be done: no worker, or a part that ends every worker that takes it and is
                not :class:`Divisible`.
        """
        ...

    def aside(self, work: Work, part: Part) -> bytes:
        """Do a part at once, on this machine, while others are under way; within the limits of the others.

        Raises:
            DatelineError: As :meth:`run`.
        """
        ...

    def close(self) -> None:
        """End what was started for it."""
        ...


class Here:
    """The engine of one process: this one."""

    @property
    def packing(self) -> "Packing":
        """Rows stay in this process."""
        from crawler.parts import OWN  # noqa: PLC0415 - a command's help needs no extraction

        return OWN

    def run(self, work: Work, parts: Iterable[Part]) -> Iterator[tuple[Part, bytes]]:
        """Do the work here, part after part."""
        for part in parts:
            yield part, work(part.payload)

    def aside(self, work: Work, part: Part) -> bytes:
        """Do a part here, without limits like all others."""
        return work(part.payload)

    def close(self) -> None:
        """Nothing was started."""
