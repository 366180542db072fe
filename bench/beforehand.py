"""The stories of ``bench/wire.py`` made by a second process, batches ahead of the one that stores them.

The writer of a corpus is one process, as in a crawl; so what makes and signs its stories does not make a long run
longer.
"""

import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from functools import cache
from itertools import islice
from typing import TypeVar

from wire import Piece, Wire

MOST = 10**9  # more stories than anybody asks for

T = TypeVar("T")


@cache
def stream(seed: int) -> Iterator[Piece]:
    """Return the stream of a seed, which goes on in a process where it was left."""
    return Wire(seed).pieces(MOST)


def batches(
    pool: Executor, make: Callable[[int, int], T], seed: int, counts: Iterator[int], ahead: int
) -> Iterator[T]:
    """Yield batches, one after the other.

    Args:
        pool: One process.
        make: What it does: it is given the seed and how many stories are wanted.
        seed: Decides every text.
        counts: Stories of each batch.
        ahead: Batches that are made beforehand. With none the second process is idle while one is stored: what is
            measured then has the machine's caches for itself.
    """
    pending = deque(pool.submit(make, seed, count) for count in islice(counts, max(1, ahead)))
    while pending:
        yield pending.popleft().result()
        pending += (pool.submit(make, seed, count) for count in islice(counts, 1))


def alone() -> None:
    """Leave it to the program to end its process: Ctrl-C in a terminal reaches both."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
