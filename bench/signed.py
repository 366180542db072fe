"""The articles of ``bench/wire.py`` as a reader of a crawl hands them over, signed."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import process_time

from beforehand import alone, batches, stream
from wire import Piece

from storage import articles, copies, times
from storage.copies import Story
from storage.shingles import content_sha256
from storage.signatures import sign

START = datetime(2025, 1, 1, tzinfo=UTC)
STEP = timedelta(days=1) / 5_000
"""Time between two articles: the press of this catalogue prints some thousands a day."""
AHEAD = 2
"""Batches that are made beforehand: they wait in memory, 14 MB each of three hundred."""

Read = tuple[Piece, articles.Row, Story]


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles, and what making them took.

    Attributes:
        reads: The articles, ready to be stored.
        generate: CPU seconds of making them up.
        sign: CPU seconds of what a reader does.
        megabytes: What the second process holds in memory.
    """

    reads: list[Read]
    generate: float
    sign: float
    megabytes: float


class Signed:
    """The stream.

    Args:
        seed: Decides every text.
        pool: One process.
    """

    def __init__(self, seed: int, pool: ProcessPoolExecutor) -> None:
        self.seed, self.pool = seed, pool

    def batches(self, count: int, size: int, *, ahead: int = AHEAD) -> Iterator[Batch]:
        """Yield the next so many articles, in batches of this size; see :mod:`beforehand`."""
        sizes = (min(size, count - start) for start in range(0, count, size))
        return batches(self.pool, made, self.seed, sizes, ahead)


@contextmanager
def signed(seed: int) -> Iterator[Signed]:
    """Open the stream; the second process ends with the block."""
    with ProcessPoolExecutor(1, initializer=alone) as pool:
        yield Signed(seed, pool)


def made(seed: int, count: int) -> Batch:
    """Make the next articles of the stream; what the second process does."""
    began = process_time()
    pieces = list(islice(stream(seed), count))
    written = process_time()
    reads = [read(piece) for piece in pieces]
    return Batch(reads, written - began, process_time() - written, rss())


def read(piece: Piece) -> Read:
    """Do what a reader does: sign, and make a row."""
    at = times.utc(START + STEP * piece.number)
    row: articles.Row = {
        "url": f"https://wire.test/{piece.story}/{piece.number}", "language": piece.language, "agency": None,
        "place": None, "title": piece.title, "text": piece.text, "content_sha256": content_sha256(piece.text),
        "origin": "crawl", "published_at": at, "first_seen_at": at, "updated_at": at,
    }  # fmt: skip
    return piece, row, copies.story(row, sign(piece.text))


def rss() -> float:
    """Return the megabytes that this process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
