"""What does a page cost as the corpus grows? The intake's own cost at several sizes, from small to a million.

Run ``PYTHONPATH=. .venv/bin/python bench/curve.py --sizes 1000,10000`` for a look; the default sizes end at a million
and take about an hour and 12 GB of disk. The corpus is grown by the intake itself, a few hundred stories in one
transaction, so that everything a crawl writes is in it: articles, full text, signatures and keys, archive, frontier.
At each size ``--pages`` further pages of real size are kept as a crawl keeps them, each in a transaction of its own:
announced, leased, looked up among all stories, archived, indexed, settled, with five teasers for the frontier. Every
tenth is a cut copy of a stored story. Their texts were signed beforehand, as the readers do it; what readers do does
not depend on the corpus. The stories are those of bench/copies.py.
"""

import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import TypeVar

import click
from copies import DOCUMENTS, Story, Writer

from dateline.newsroom.papers.furniture import Furniture
from storage import intake, stories
from storage.corpus import Corpus
from storage.frontier import Candidate, Frontier
from storage.intake import Fetched
from storage.records import Article, Found, Page

SIZES = "10000,30000,100000,300000,1000000"
BATCH = 500
"""Stories in a transaction while the corpus grows."""
LEASED = 8
"""As :data:`crawler.lane.BATCH`."""
TEASERS = 5
COPIES = 10
"""One measured page in so many is a copy, cut to half."""
REMEMBERED = 500
"""Stored stories that copies are made of."""
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


class Grower:
    """Fills a corpus with made-up stories, and measures what a page costs.

    Args:
        corpus: An empty one.
        seed: Decides every text.
    """

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.corpus = corpus
        self.frontier = Frontier(corpus)
        self.writer = Writer(path.read_text("utf-8-sig") for path in sorted(DOCUMENTS.glob("*.txt")))
        self.writer.rng = self.rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
        self.furniture = Furniture("fr", FURNITURE)
        self.known: list[Story] = []
        self.number = 0

    def grow(self, size: int) -> None:
        """Store stories until the corpus has so many."""
        while self.number < size:
            with self.corpus.transaction():
                for _ in range(min(BATCH, size - self.number)):
                    story = self.writer.story()
                    self._remember(story)
                    article = self._article(story)
                    page = Page(article.url, article.text.encode())
                    intake.keep(self.corpus, Fetched(page=page, article=article, key=article.url), now=self.now)
            _say(f"{self.number} of {size} stories")

    def measure(self, pages: int) -> Point:
        """Keep some pages as a crawl does, and return what each cost."""
        point = Point(self.number)
        # The newest first: teasers wait behind, and so do the visits that earlier pages are due for by now.
        waiting = {fetched.key: fetched for fetched in self._pages(pages)}
        self.frontier.add(
            [_candidate(key, fetched.article, self.number) for key, fetched in waiting.items()], self.now
        )
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
        return START + APART * self.number

    def _pages(self, pages: int) -> Iterator[Fetched]:
        for turn in range(pages):
            copied = turn % COPIES == 0 and self.known
            story = self.writer.cut(self.rng.choice(self.known), 0.5) if copied else self.writer.story()
            article = self._article(story)
            above, below = self.furniture.around(article.url)
            body = f"<html><body>{above}<h1>{article.title}</h1>{article.text}{below}</body></html>".encode()
            yield Fetched(
                page=Page(article.url, body),
                article=article,
                key=article.url,
                reading=stories.read(article, "crawl"),
                candidates=tuple(_candidate(f"{article.url}/{each}", article) for each in range(TEASERS)),
            )

    def _article(self, story: Story) -> Article:
        self.number += 1
        sentences = [" ".join(words).capitalize() + "." for words in story]
        source = self.rng.choice(SOURCES)
        return Article(
            url=f"https://{source}.test/story-{self.number}",
            source=source,
            family="epi",
            language="fr",
            title=sentences[0],
            lead=sentences[1],
            text="\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4)),
            published_at=self.now.isoformat(),
            published_precision="second",
            extractor="rules:epi",
        )

    def _remember(self, story: Story) -> None:
        if len(self.known) < REMEMBERED:
            self.known.append(story)
        elif self.rng.random() < REMEMBERED / self.number:
            self.known[self.rng.randrange(REMEMBERED)] = story


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
    with TemporaryDirectory(prefix="dateline-curve-", dir=folder) as place, Corpus.open(f"{place}/c.db") as corpus:
        grower = Grower(corpus, seed)
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
