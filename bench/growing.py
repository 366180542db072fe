"""A corpus that grows to given sizes, and what a page, a search and a copy of the file cost at each.

The corpus is grown by the intake itself, some hundred stories in one transaction, so that everything a crawl writes
is in it: articles, full text, signatures and keys, archive, frontier; a second process writes and signs the stories
meanwhile, and is idle when anything is measured. At each size some pages of real size are kept as a crawl does it
that is not in a hurry, each in a transaction of its own: announced, leased, looked up among all stories, archived,
indexed, settled, with five teasers for the frontier. Their texts were signed beforehand, as the readers do it; what
readers do does not depend on the corpus. They compress pages for the archive too; here the writer does, and its
figures hold that as well. The stories, with copies and other kin among them, are the stream of bench/wire.py.
"""

import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TypeVar

from beforehand import alone, batches, stream
from wire import Piece

from dateline.newsroom.papers.furniture import Furniture
from storage import intake, search, stories
from storage.corpus import Corpus
from storage.frontier import Candidate, Frontier
from storage.intake import Fetched
from storage.records import Article, Found, Page
from storage.stories import Reading

BATCH = 500
"""Stories in a transaction while the corpus grows."""
CHECKPOINT = 32_768
"""Pages of the log, 128 MB, before they are written to the file while the corpus grows; SQLite's own is 1,000. A page
that many stories change is written once."""
LEASED = 8
"""As :data:`crawler.lane.BATCH`."""
TEASERS = 5
AHEAD = 3
"""Batches that are written beforehand: they wait in memory."""
FURNITURE = (55.0, 140.0)
SOURCES = ("vietnamplus", "baocantho", "baonghean", "nhandan", "vietnamvn")
START = datetime(2024, 1, 1, tzinfo=UTC)
APART = timedelta(minutes=1)
"""Between two stories: a million are two years of all newspapers."""
WORDS = ("hanoi", "le gouvernement", "economie du vietnam")
SEARCHES = 5
FIRST = (100, 20)
"""Stories, and pages, before the first size: dictionaries, statements, caches, what only the first pages pay."""
_RSS_UNITS = 1e6 if sys.platform == "darwin" else 1e3  # to a megabyte

T = TypeVar("T")


@dataclass
class Point:
    """What was measured at one size of the corpus; lists in milliseconds, one for each page.

    Attributes:
        size: Articles stored.
        growing: CPU milliseconds of the writer for a story since the size before, many in a transaction.
        cpu: Of each page, leasing included.
        wall: The same by the clock.
        lease: The part of the CPU time that leasing took.
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
    search_ms: float = 0.0
    bytes: int = 0
    copy_seconds: float | None = None
    megabytes: float = 0.0

    @property
    def keep_ms(self) -> float:
        """CPU milliseconds of the writer for a page, median."""
        return median(self.cpu)


@dataclass(frozen=True, slots=True)
class Told:
    """A story on its way into the corpus: the article, and what a reader makes of it, signature and all."""

    article: Article
    reading: Reading


def told(seed: int, count: int) -> list[Told]:
    """Return the next stories of the stream; what the second process does."""
    return [_told(piece) for piece in islice(stream(seed), count)]


def _told(piece: Piece) -> Told:
    source = SOURCES[piece.number % len(SOURCES)]
    article = Article(
        url=f"https://{source}.test/story-{piece.number}",
        source=source,
        family="epi",
        language=piece.language,
        title=piece.title,
        text=piece.text,
        published_at=moment(piece.number).isoformat(),
        published_precision="second",
        extractor="rules:epi",
    )
    return Told(article, stories.read(article, "crawl"))


def moment(number: int) -> datetime:
    """Return when the story of a number was published."""
    return START + APART * number


def reached(folder: Path, sizes: list[int], pages: int, seed: int, disk: float) -> Iterator[Point]:
    """Grow a corpus, and yield what was measured at each size as it is reached.

    Args:
        folder: Where the file grows.
        sizes: Articles stored when pages are measured.
        pages: How many are measured.
        seed: Decides every text.
        disk: Bytes that may be used: growing ends before they are, and copies are made of files that fit twice.
    """
    with Corpus.open(folder / "grown.db") as corpus, ProcessPoolExecutor(1, initializer=alone) as pool:
        grower = Grower(corpus, seed, pool, disk)
        grower.grow(FIRST[0])
        grower.measure(FIRST[1])
        for size in sorted(sizes):
            began, first = time.process_time(), grower.number
            grower.grow(size)
            if grower.number < size:
                return
            growing = 1000 * (time.process_time() - began) / max(1, size - first)
            point = replace(grower.measure(pages), growing=growing, search_ms=_search(corpus))
            if 2 * point.bytes < disk:
                point.copy_seconds = _copy(corpus, folder / "copy.db")
            yield point


@contextmanager
def stoppable() -> Iterator[None]:
    """End the block early, without an error, at Ctrl-C and at SIGTERM: what was measured so far counts."""

    def stop(signum: int, _frame: object) -> None:
        raise KeyboardInterrupt(signum)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        sys.stderr.write("stopped: what follows is of the sizes that were reached\n")
    finally:
        signal.signal(signal.SIGTERM, before)


class Grower:
    """Fills a corpus with made-up stories, and measures what a page costs.

    Args:
        corpus: An empty one.
        seed: Decides every text.
        pool: One process that writes stories.
        disk: Bytes that the file may take.
    """

    def __init__(self, corpus: Corpus, seed: int, pool: Executor, disk: float) -> None:
        self.corpus, self.seed, self.pool, self.disk = corpus, seed, pool, disk
        self.frontier = Frontier(corpus)
        self.furniture = Furniture("fr", FURNITURE)
        self.number = 0

    def grow(self, size: int) -> None:
        """Store stories until the corpus has so many, or its file is as large as it may be."""
        with self._rarer_checkpoints():
            counts = (min(BATCH, size - at) for at in range(self.number, size, BATCH))
            for batch in batches(self.pool, told, self.seed, counts, AHEAD):
                with self.corpus.transaction():
                    for each in batch:
                        page = Page(each.article.url, each.article.text.encode())
                        intake.keep(self.corpus, _fetched(each, page), now=self.now)
                self.number += len(batch)
                _say(f"{self.number} of {size} stories")
                if self._used() > self.disk:
                    sys.stderr.write(f"{self.number} stories fill the disk that may be used: name more by --disk\n")
                    return

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
        """Keep some pages as a crawl does, and return what each cost."""
        point = Point(self.number)
        # The newest first: teasers wait behind, and so do the visits that earlier pages are due for by now.
        waiting = {fetched.key: fetched for fetched in self._pages(pages)}
        self.frontier.add([_candidate(key, each.article, self.number) for key, each in waiting.items()], self.now)
        while waiting:
            leased, cpu, wall = _timed(partial(self.frontier.lease, "bench", min(LEASED, len(waiting)), self.now))
            assert leased, "what was announced is due"
            point.lease += [cpu / len(leased)] * len(leased)
            for each in leased:
                fetched = replace(waiting.pop(each.key), leased=each)
                kept, own, clock = _timed(partial(intake.keep, self.corpus, fetched, now=self.now))
                assert kept
                point.cpu.append(own + cpu / len(leased))
                point.wall.append(clock + wall / len(leased))
        point.bytes = self.corpus.path.stat().st_size
        point.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _RSS_UNITS
        return point

    @property
    def now(self) -> datetime:
        """The moment of the newest story."""
        return moment(self.number)

    def _pages(self, pages: int) -> Iterator[Fetched]:
        """Yield pages of real size that follow on the stored ones."""
        for each in self.pool.submit(told, self.seed, pages).result():
            self.number += 1
            above, below = self.furniture.around(each.article.url)
            body = f"<html><body>{above}<h1>{each.article.title}</h1>{each.article.text}{below}</body></html>"
            fetched = _fetched(each, Page(each.article.url, body.encode()))
            yield replace(fetched, candidates=tuple(_teasers(each.article)))


def _fetched(each: Told, page: Page) -> Fetched:
    return Fetched(page=page, article=each.article, key=page.url, reading=each.reading)


def _teasers(article: Article) -> Iterator[Candidate]:
    yield from (_candidate(f"{article.url}/{each}", article) for each in range(TEASERS))


def _candidate(key: str, article: Article, priority: int = 0) -> Candidate:
    return Candidate(key, Found(key), article.source, article.language, f"{article.source}.test", priority)


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


def _say(words: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{words:40}\r")
        sys.stderr.flush()
