"""What does a page cost as the corpus grows? The intake's own cost at several sizes, from small to a million.

Run ``PYTHONPATH=. .venv/bin/python bench/curve.py --sizes 1000,10000`` for a look; the default sizes end at a million
and take about half an hour and 12 GB of disk. The corpus is grown by the intake itself, a few hundred stories in one
transaction, so that everything a crawl writes is in it: articles, full text, signatures and keys, archive, frontier;
a second process writes the stories meanwhile, and is idle when pages are measured.
At each size ``--pages`` further pages of real size are kept as a crawl keeps them, each in a transaction of its own:
announced, leased, looked up among all stories, archived, indexed, settled, with five teasers for the frontier. Their
texts were signed beforehand, as the readers do it; what readers do does not depend on the corpus. The stories, with
copies and other kin among them, are the stream of bench/wire.py.
"""

import resource
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import TypeVar

import click
from wire import Piece, Wire

from dateline.newsroom.papers.furniture import Furniture
from storage import intake, stories
from storage.corpus import Corpus
from storage.frontier import Candidate, Frontier
from storage.intake import Fetched
from storage.records import Article, Found, Page
from storage.stories import Reading

SIZES = "10000,30000,100000,300000,1000000"
BATCH = 200
"""Stories in a transaction while the corpus grows."""
LEASED = 8
"""As :data:`crawler.lane.BATCH`."""
TEASERS = 5
MOST = 10**9
"""More stories than anybody asks for."""
AHEAD = 3
"""Batches that are written beforehand: they wait in memory."""
FURNITURE = (55.0, 140.0)
SOURCES = ("vietnamplus", "baocantho", "baonghean", "nhandan", "vietnamvn")
START = datetime(2024, 1, 1, tzinfo=UTC)
APART = timedelta(minutes=1)
"""Between two stories: a million are two years of all newspapers."""
WIDTH = 50
"""Characters of the longest bar."""

T = TypeVar("T")


@dataclass
class Point:
    """What pages cost at one size of the corpus; lists in milliseconds.

    Attributes:
        size: Articles stored.
        cpu: Of each page, leasing included.
        wall: The same by the clock.
        lease: The part of the CPU time that leasing took.
        gigabytes: Of the file.
        megabytes: The most memory that this process held so far.
    """

    size: int
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    lease: list[float] = field(default_factory=list)
    gigabytes: float = 0.0
    megabytes: float = 0.0


@dataclass(frozen=True, slots=True)
class Told:
    """A story on its way into the corpus: the article, and what a reader makes of it, signature and all."""

    article: Article
    reading: Reading


@cache
def _stream(seed: int) -> Iterator[Piece]:
    return Wire(seed).pieces(MOST)


def told(seed: int, count: int) -> list[Told]:
    """Return the next stories of the stream; what the second process does."""
    return [_told(piece) for piece in islice(_stream(seed), count)]


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


class Grower:
    """Fills a corpus with made-up stories, and measures what a page costs.

    Args:
        corpus: An empty one.
        seed: Decides every text.
        pool: One process that writes stories.
    """

    def __init__(self, corpus: Corpus, seed: int, pool: Executor) -> None:
        self.corpus, self.seed, self.pool = corpus, seed, pool
        self.frontier = Frontier(corpus)
        self.furniture = Furniture("fr", FURNITURE)
        self.number = 0

    def grow(self, size: int) -> None:
        """Store stories until the corpus has so many."""
        for batch in self._ahead(min(BATCH, size - at) for at in range(self.number, size, BATCH)):
            with self.corpus.transaction():
                for each in batch:
                    page = Page(each.article.url, each.article.text.encode())
                    intake.keep(self.corpus, _fetched(each, page), now=self.now)
            self.number += len(batch)
            _say(f"{self.number} of {size} stories")

    def _ahead(self, counts: Iterator[int]) -> Iterator[list[Told]]:
        """Yield the stories of batches, a few of which are being written meanwhile."""
        pending = deque(self.pool.submit(told, self.seed, count) for count in islice(counts, AHEAD))
        while pending:
            yield pending.popleft().result()
            pending += (self.pool.submit(told, self.seed, count) for count in islice(counts, 1))

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
        point.gigabytes = self.corpus.path.stat().st_size / 1e9
        point.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
            1e6 if sys.platform == "darwin" else 1e3
        )
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


def _timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """Do something; return what it gives, its CPU time and its time by the clock, in milliseconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    done = work()
    return done, 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall)


@click.command()
@click.option("--sizes", default=SIZES, show_default=True, help="Articles stored when pages are measured.")
@click.option("--pages", default=400, show_default=True, help="Pages measured at each size.")
@click.option("--seed", default=20261121, show_default=True, help="Decides every text.")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="Where the corpus may grow; else /tmp."
)
def main(sizes: str, pages: int, seed: int, folder: Path | None) -> None:
    """Grow a corpus and measure what a page costs on the way."""
    points = []
    with (
        TemporaryDirectory(prefix="dateline-curve-", dir=folder) as place,
        Corpus.open(f"{place}/c.db") as corpus,
        ProcessPoolExecutor(1) as pool,
    ):
        grower = Grower(corpus, seed, pool)
        grower.grow(100)
        grower.measure(20)  # dictionaries, statements, caches: what only the first pages pay
        for size in sorted(map(int, sizes.split(","))):
            grower.grow(size)
            points.append(grower.measure(pages))
    _say("")
    show(points)


def show(points: list[Point]) -> None:
    """Print the table and the curve."""
    heads = ("articles", "CPU ms", "p99", "leasing", "wall ms", "p99", "file GB", "peak MB")
    print("".join(f"{head:>10}" for head in heads))
    for each in points:
        print(
            f"{each.size:>10}{median(each.cpu):>10.2f}{_p99(each.cpu):>10.2f}{median(each.lease):>10.2f}"
            f"{median(each.wall):>10.2f}{_p99(each.wall):>10.2f}{each.gigabytes:>10.2f}{each.megabytes:>10.0f}"
        )
    print("\nCPU time of a page, median")
    most = max(median(each.cpu) for each in points)
    for each in points:
        cost = median(each.cpu)
        print(
            f"{each.size:>10} {'#' * round(WIDTH * cost / most)} {cost:.2f} ms, {cost / median(points[0].cpu):.2f}x"
        )


def _p99(values: list[float]) -> float:
    return quantiles(values, n=100)[98] if len(values) > 1 else values[0]


def _say(words: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{words:40}\r")
        sys.stderr.flush()


if __name__ == "__main__":
    main()
