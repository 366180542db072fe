"""Does reading the archive again use all cores, in memory that does not grow with it?

Run ``PYTHONPATH=. .venv/bin/python bench/reextract.py --pages 100,200`` for a look; the default sizes take some ten
minutes, no network. An archive of the newsroom's pages, of real size, is read by `dateline reextract --dry-run` as a
process of its own: with one worker and with two, in turn, several rounds, at every size. The speed-up is taken within
a round; memory is that of the main process and its workers together. Linux tells them apart.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click
from contest import measure
from contest.measure import Cost
from options import COUNT, NUMBERS

from crawler import catalogue, reading
from crawler.urls import canonical_key
from dateline.newsroom.catalogue import catalogue_toml
from dateline.newsroom.exchange import Visit
from dateline.newsroom.papers.base import HANOI
from dateline.newsroom.world import PAPERS, Order, World
from storage import intake
from storage.corpus import Corpus
from storage.intake import Fetched
from storage.records import Page

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=HANOI)
FURNITURE = (55.0, 140.0)
ADDRESSES = {paper.name: f"http://{paper.name.removeprefix('demo-')}.bench.test" for paper in PAPERS}


@dataclass(frozen=True, slots=True)
class Row:
    """What reading an archive took with a number of workers, by round."""

    pages: int
    workers: int
    costs: list[Cost]


@click.command()
@click.option(
    "--pages", type=NUMBERS, default="1000,2000,4000", show_default=True, help="Pages in the archive; the sizes."
)
@click.option(
    "--workers", type=NUMBERS, default="1,2", show_default=True, help="Worker processes; the first is the measure."
)
@click.option("--rounds", type=COUNT, default=3, show_default=True, help="How often each reads each archive.")
def main(pages: list[int], workers: list[int], rounds: int) -> None:
    """Read archives again and print the table."""
    rows = []
    for size in pages:
        with TemporaryDirectory(prefix="dateline-reextract-") as folder:
            stored = fill(Path(folder), size)
            table = {count: Row(stored, count, []) for count in workers}
            for _ in range(rounds):
                for count, row in table.items():
                    row.costs.append(read_again(Path(folder), count))
            rows += table.values()
    show(rows)


def fill(folder: Path, size: int) -> int:
    """Store the newsroom's pages as a crawl would; return how many."""
    (folder / "sources.toml").write_text(catalogue_toml(ADDRESSES), "utf-8")
    known = catalogue.load(folder / "sources.toml")
    rules, stored = known.rulebook(), 0
    with Corpus.open(folder / "c.db") as corpus:
        for page in printed(World(ADDRESSES, Order(NOW, size, kilobytes=FURNITURE, faults=False))):
            read = reading.read(page, rules)
            key = canonical_key(page.url, known)
            intake.keep(corpus, Fetched(page=page, article=read.article, key=key, reading=read.reading), now=NOW)
            stored += 1
    return stored


def printed(world: World) -> Iterator[Page]:
    """Yield the pages of all stories."""
    for story in world.press.stories:
        path = world.papers[story.paper].path(story)
        route = world.routes[story.paper].get(path)
        if route:
            yield Page(ADDRESSES[story.paper] + path, route(Visit(path, {}, 0, 0)).body, "text/html; charset=utf-8")


def read_again(folder: Path, workers: int) -> Cost:
    """Run `dateline reextract --dry-run` over the archive, from its beginning."""
    for left in folder.glob("c.db.reextract*"):
        left.unlink()
    command = [sys.executable, "-m", "dateline", "reextract", "--dry-run", "--db=c.db", "--catalogue=sources.toml"]
    return measure.run([*command, "--engine=processes", f"--workers={workers}"], folder)


def show(rows: list[Row]) -> None:
    """Print the table; the faster ratio is against the first number of workers, in the same round."""
    heads = ("pages", "workers", "pages/s", "faster", "ms CPU", "own", "workers", "peak MB")
    print("".join(f"{head:>9}" for head in heads))
    for row in rows:
        first = next(each for each in rows if each.pages == row.pages)
        faster = median(a.seconds / b.seconds for a, b in zip(first.costs, row.costs, strict=True))
        own, theirs = (1000 * median(values) / row.pages for values in _cpu(row.costs))
        seconds, peak = median(each.seconds for each in row.costs), median(each.peak_mb for each in row.costs)
        print(
            f"{row.pages:>9}{row.workers:>9}{row.pages / seconds:>9.1f}{faster:>8.2f}x{own + theirs:>9.2f}"
            f"{own:>9.2f}{theirs:>9.2f}{peak:>9.0f}"
        )


def _cpu(costs: list[Cost]) -> tuple[list[float], list[float]]:
    return [each.own for each in costs], [each.workers for each in costs]


if __name__ == "__main__":
    main()
