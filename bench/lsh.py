"""The articles of ``bench/wire.py`` through datasketch's MinHashLSH in memory; rows of figures as JSON lines.

Started by ``bench/copies_at_scale.py`` with an interpreter that has datasketch: it needs numpy and scipy, which
dateline does not. It decides by the same containment of the same shingles; texts are kept in memory.
"""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from scores import Scores, percentile
from wire import Piece, Wire

from storage import shingles

PERMUTATIONS = 128
THRESHOLD = 0.5
"""Jaccard at which datasketch's bands are laid out; cut copies lie below it, more strangers above a lower one."""
COPY = 0.8


class Memory:
    """datasketch's index, and the texts to compare."""

    def __init__(self) -> None:
        from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - of another environment

        self.minhash: Any = MinHash
        self.index: Any = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
        self.texts: dict[int, tuple[int, str]] = {}

    def sign(self, piece: Piece) -> tuple[frozenset[int], Any]:
        """Return the shingles of an article and their signature."""
        pieces = shingles.shingles(piece.text)
        minhash = self.minhash(num_perm=PERMUTATIONS, hashfunc=lambda value: value & 0xFFFF_FFFF)
        minhash.update_batch(list(pieces))
        return pieces, minhash

    def find(self, pieces: frozenset[int], minhash: Any) -> list[int]:
        """Return the stories of the articles that this one is a copy of."""
        held = (self.texts[number] for number in self.index.query(minhash))
        return [story for story, text in held if shingles.containment(pieces, shingles.shingles(text)) >= COPY]

    def insert(self, piece: Piece, minhash: Any) -> None:
        """Take an article in."""
        self.index.insert(piece.number, minhash)
        self.texts[piece.number] = piece.story, piece.text


def measure(total: int, seed: int, probes: int, sizes: list[int]) -> Iterator[dict[str, object]]:
    """Yield a row of figures at each size."""
    memory, scores, done = Memory(), Scores(), 0
    stream = Wire(seed).pieces(total + probes)
    for goal in sizes:
        signing, inserting, count = grow(memory, stream, goal - done, scores)
        ahead = list(islice(stream, probes))
        times = [probe(memory, piece) for piece in ahead]
        yield {
            "articles": goal, "insert/s": count / inserting, "sign": signing / count,
            "find p50": percentile(times, 50), "find p99": percentile(times, 99),
            "RSS": rss(), "scores": scores.counts(),
        }  # fmt: skip
        done = goal + len(ahead)
        grow(memory, iter(ahead), len(ahead), scores)


def grow(memory: Memory, stream: Iterator[Piece], count: int, scores: Scores) -> tuple[float, float, int]:
    """Take articles in; return the seconds of signing, and of look-up, decision and insertion, of the last tenth."""
    signing = inserting = 0.0
    late = int(0.9 * count)
    for number, piece in enumerate(islice(stream, count)):
        start = perf_counter()
        pieces, minhash = memory.sign(piece)
        signed = perf_counter()
        found = memory.find(pieces, minhash)
        memory.insert(piece, minhash)
        ended = perf_counter()
        scores.decided(piece, found)
        if number >= late:
            signing, inserting = signing + signed - start, inserting + ended - signed
    return signing, inserting, count - late


def probe(memory: Memory, piece: Piece) -> float:
    """Return the seconds of a look-up with its decision."""
    pieces, minhash = memory.sign(piece)
    start = perf_counter()
    memory.find(pieces, minhash)
    return perf_counter() - start


def rss() -> float:
    """Return the megabytes that this process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    for row in measure(*map(int, sys.argv[1:4]), [int(each) for each in sys.argv[4:]]):  # type: ignore[misc]
        print(json.dumps(row), flush=True)
