"""A corpus that grows to given sizes, and what a page, a search and a copy of the file cost at each.

The corpus is grown by the intake itself, some hundred stories in one transaction, so that everything a crawl writes
is in it: articles, full text, signatures and keys, archive, frontier; a second process writes and signs the stories
meanwhile, and is idle when anything is measured. At each size pages of real size are kept as a crawl does it:
announced, leased, looked up among all stories, archived, indexed, settled, with five teasers for the frontier. Some
come alone, each in a transaction of its own, as in a crawl that is not in a hurry; as many come in tens,
as :mod:`crawler.tray` stores them in one that is. They were signed and compressed beforehand, as a crawl's readers do
it; what readers do does not depend on the corpus. The stories, with copies and other kin among them, are the stream
of bench/wire.py.

A corpus that is kept grows on where it was left.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import mean, median
from typing import TypeVar

import told
from beforehand import alone, batches
from points import Kept
from told import SOURCES, moment

from crawler import children, tray
from storage import archive, intake, search
from storage.corpus import Corpus
from storage.frontier import Frontier
from storage.intake import Fetched

BATCH = 500
"""Stories in a transaction while the corpus grows."""
CHECKPOINT = 32_768
"""Pages of the log, 128 MB, before they are written to the file while the corpus grows; SQLite's own is 1,000. A page
that many stories change is written once."""
LEASED = 8
"""As :data:`crawler.lane.BATCH`."""
AHEAD = 3
"""Batches that are written beforehand: they wait in memory."""
WORDS = ("hanoi", "le gouvernement", "economie du vietnam")
SEARCHES = 5
FIRST = 100
"""Stories before the first size: what only the first pages pay, such as statements."""
WARM = 10
"""Pages kept at each size before any is measured: caches hold what growing needed, a source's dictionary is old."""
OWNER = "bench"
_IO = Path("/proc/self/io")
_RSS_UNITS = 1e6 if sys.platform == "darwin" else 1e3  # to a megabyte

T = TypeVar("T")


@dataclass
class Point:
    """What was measured at one size of the corpus; lists in milliseconds.

    Attributes:
        size: Articles stored.
        growing: CPU milliseconds of the writer for a story since the size before, many in a transaction; 0 where none
            was stored.
        cpu: Of each page that came alone, leasing included.
        wall: The same by the clock.
        lease: The part of the CPU time that leasing took.
        together: CPU milliseconds of a page where some are kept in one transaction, for each transaction.
        read: Bytes that were read from files for a page that came alone, mean; 0 where the system does not say.
        written: The same of bytes written.
        search_ms: CPU milliseconds of a search, median.
        bytes: Of the file.
        copy_seconds: Of a copy of the file (VACUUM INTO); None where no copy was made.
        megabytes: The most memory that this process held so far.
    """

    size: int
    growing: float = 0.0
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    lease: list[float] = field(default_factory=list)
    together: list[float] = field(default_factory=list)
    read: float = 0.0
    written: float = 0.0
    search_ms: float = 0.0
    bytes: int = 0
    copy_seconds: float | None = None
    megabytes: float = 0.0

    @property
    def keep_ms(self) -> float:
        """CPU milliseconds of the writer for a page that comes alone, median."""
        return median(self.cpu)

    @property
    def mean_ms(self) -> float:
        """The same, mean: what only one page in many pays is in it, such as merging parts of the index of words."""
        return mean(self.cpu)


def reached(folder: Path, sizes: list[int], pages: int, seed: int, disk: float) -> Iterator[Point]:
    """Grow a corpus, and yield what was measured at each size as it is reached.

    Args:
        folder: Where the file grows. One that is there grows on; of sizes that were measured before, that is yielded.
        sizes: Articles stored when pages are measured.
        pages: How many are measured that come alone, and how many together.
        seed: Decides every text.
        disk: Bytes that may be used: growing ends before they are, and copies are made of files that fit twice.

    Raises:
        DatelineError: The corpus in the folder was grown by another seed.
    """
    kept = Kept(folder / "points.json", seed, Point)
    with Corpus.open(folder / "grown.db") as corpus, ProcessPoolExecutor(1, initializer=alone) as pool:
        grower = Grower(corpus, seed, pool, disk)
        if not grower.number:
            grower.grow(FIRST)
            grower.warm()
        for size in sorted(sizes):
            if size not in kept:
                began, first = time.process_time(), grower.number
                grower.grow(size)
                if grower.number < size:
                    return
                growing = 1000 * (time.process_time() - began) / max(1, grower.number - first)
                point = replace(grower.measure(pages), growing=growing, search_ms=_search(corpus))
                if 2 * point.bytes < disk:
                    point.copy_seconds = _copy(corpus, folder / "copy.db")
                kept[size] = point
            yield kept[size]


@contextmanager
def stoppable() -> Iterator[None]:
    """End the block early, without an error, at Ctrl-C and at SIGTERM: what was measured so far counts."""
    try:
        with children.ended_in_order():
            yield
    except KeyboardInterrupt:
        sys.stderr.write("stopped: what follows is of the sizes that were reached\n")


class Grower:
    """Fills a corpus with made-up stories, and measures what a page costs.

    Args:
        corpus: An empty one, or one that was filled so.
        seed: Decides every text.
        pool: One process that writes stories.
        disk: Bytes that the file may take.
    """

    def __init__(self, corpus: Corpus, seed: int, pool: Executor, disk: float) -> None:
        self.corpus, self.seed, self.pool, self.disk = corpus, seed, pool, disk
        self.frontier = Frontier(corpus)
        (self.number,) = corpus.conn.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
        if self.number:
            _say(f"passing over {self.number} stories")
            pool.submit(told.skip, seed, self.number).result()
            # What was announced and not kept, where it was stopped as it measured, comes again.
            corpus.conn.execute("DELETE FROM urls WHERE priority > 0 AND article_id IS NULL")

    def grow(self, size: int) -> None:
        """Store stories until the corpus has so many, or its file is as large as it may be."""
        make = partial(told.bare, self._dictionaries())
        with self._rarer_checkpoints():
            counts = (min(BATCH, size - at) for at in range(self.number, size, BATCH))
            for batch in batches(self.pool, make, self.seed, counts, AHEAD):
                self._keep(batch)
                self.number += len(batch)
                _say(f"{self.number} of {size} stories")
                if self._used() > self.disk:
                    sys.stderr.write(f"{self.number} stories fill the disk that may be used: name more by --disk\n")
                    return

    def _keep(self, batch: list[Fetched]) -> None:
        """Keep pages in one transaction."""
        with self.corpus.transaction():
            for each in batch:
                assert intake.keep(self.corpus, each, now=self.now)

    def _dictionaries(self) -> told.Dictionaries:
        found = ((source, archive.dictionary(self.corpus, source)) for source in SOURCES)
        return {source: dictionary for source, dictionary in found if dictionary}

    def _used(self) -> int:
        """Return the bytes of the file and its log."""
        path = self.corpus.path
        return sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*"))

    @contextmanager
    def _rarer_checkpoints(self) -> Iterator[None]:
        before = self.corpus.conn.execute("PRAGMA wal_autocheckpoint").fetchone()[0]
        self.corpus.conn.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
        yield
        self.corpus.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.corpus.conn.execute(f"PRAGMA wal_autocheckpoint = {before}")

    def measure(self, pages: int) -> Point:
        """Keep some pages as a crawl does, so many alone and so many together, and return what each cost."""
        point = Point(self.number)
        self.warm()
        waiting = self._announced(pages)
        before = _moved()
        for cpu, wall, lease in self._costs(waiting, LEASED, 1):
            point.cpu.append(cpu)
            point.wall.append(wall)
            point.lease.append(lease)
        point.read, point.written = ((now - then) / pages for now, then in zip(_moved(), before, strict=True))
        point.together = [cpu for cpu, _, _ in self._costs(self._announced(pages), tray.MOST, tray.MOST)]
        point.bytes = self.corpus.path.stat().st_size
        point.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _RSS_UNITS
        return point

    def warm(self) -> None:
        """Keep some pages that are not measured."""
        for _ in self._costs(self._announced(WARM), LEASED, 1):
            pass

    def _costs(self, waiting: dict[str, Fetched], leased: int, together: int) -> Iterator[tuple[float, float, float]]:
        """Keep pages, so many in a transaction; yield of each its share of a page: CPU, clock, CPU of the lease."""
        while waiting:
            batch, cpu, wall = _timed(partial(self.frontier.lease, OWNER, min(leased, len(waiting)), self.now))
            assert batch, "what was announced is due"
            cpu, wall = cpu / len(batch), wall / len(batch)
            came = [replace(waiting.pop(each.key), leased=each) for each in batch]
            for at in range(0, len(came), together):
                group = came[at : at + together]
                _, own, clock = _timed(partial(self._keep, group))
                yield own / len(group) + cpu, clock / len(group) + wall, cpu

    def _announced(self, pages: int) -> dict[str, Fetched]:
        """Return the next pages of real size, by key; the frontier knows them and nothing that is wanted more."""
        made = self.pool.submit(told.pages, self._dictionaries(), self.seed, pages).result()
        self.number += pages
        self.frontier.add([told.candidate(each, priority=self.number) for each in made], self.now)
        return {each.key: each for each in made}

    @property
    def now(self) -> datetime:
        """The moment of the newest story."""
        return moment(self.number)


def _search(corpus: Corpus) -> float:
    """Return the CPU milliseconds of a search, median."""
    return median(_timed(partial(search.search, corpus, words))[1] for words in WORDS * SEARCHES)


def _copy(corpus: Corpus, path: Path) -> float:
    _, _, milliseconds = _timed(partial(corpus.conn.execute, "VACUUM INTO ?", (str(path),)))
    path.unlink()
    return milliseconds / 1000


def _timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """Do something; return what it gives, its CPU time and its time by the clock, in milliseconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    done = work()
    return done, 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall)


def _moved() -> tuple[int, int]:
    """Return how many bytes this process has read and written so far, from the disk or not; Linux alone tells."""
    if not _IO.exists():
        return 0, 0
    told_of = dict(line.split(": ") for line in _IO.read_text().splitlines())
    return int(told_of["rchar"]), int(told_of["wchar"])


def _say(words: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{words:40}\r")
        sys.stderr.flush()
