"""Where does the time of a page go? CPU time of each stage of the way, in one process, one stage after the other.

Run ``PYTHONPATH=. .venv/bin/python bench/stages.py``: a minute, no network. The pages are the newsroom's, of real
size. What the worker processes do is marked so: with two of them it takes half as long by the clock. What the
download costs is not here: it is the row ``bare`` of bench/crawl.py.
"""

import pickle
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from typing import TypeVar

import click
from lxml import html
from options import STORIES
from reextract import ADDRESSES, FURNITURE, NOW, printed

from crawler import catalogue, reading
from crawler.catalogue import Catalogue
from crawler.extraction.extract import extract
from crawler.reading import Read
from crawler.urls import canonical_key
from dateline.newsroom.catalogue import catalogue_toml
from dateline.newsroom.world import Order, World
from storage import archive, intake
from storage.corpus import Corpus
from storage.intake import Fetched
from storage.packing import Packed, pack
from storage.records import Page

WIDTH = 30
"""Characters of the longest bar."""

A = TypeVar("A")
B = TypeVar("B")


@click.command()
@click.option("--pages", type=STORIES, default=500, show_default=True, help="How many pages go the way.")
def main(pages: int) -> None:
    """Time the stages and print the table."""
    way = list(printed(World(ADDRESSES, Order(NOW, pages, kilobytes=FURNITURE, faults=False))))
    with TemporaryDirectory(prefix="dateline-stages-") as folder:
        stages = measure(Path(folder), way)
    print(f"{len(way)} pages of {median(len(page.body) for page in way) / 1000:.0f} KB; CPU ms a page, means")
    whole = sum(stages.values())
    for name, cost in stages.items():
        print(f"{name:44}{cost:>7.2f}{cost / whole:>6.0%} {'#' * round(WIDTH * cost / max(stages.values()))}")
    print(f"{'together':44}{whole:>7.2f}")


def measure(folder: Path, pages: Sequence[Page]) -> dict[str, float]:
    """Return the CPU milliseconds that a page takes, by stage."""
    (folder / "sources.toml").write_text(catalogue_toml(ADDRESSES), "utf-8")
    known = catalogue.load(folder / "sources.toml")
    rules = known.rulebook()
    extract(pages[0], rules)  # selectors are compiled once in a worker
    there, _ = timed(_there_and_back, pages)
    parse, _ = timed(lambda page: html.fromstring(page.body), pages)
    extraction, _ = timed(partial(extract, rulebook=rules), pages)
    whole, reads = timed(partial(reading.read, rulebook=rules), pages)
    back, _ = timed(_there_and_back, reads)
    with Corpus.open(folder / "archive.db") as corpus:
        for page in pages:  # the first of a source becomes its dictionary
            archive.store(corpus, page, _source(page), NOW)
        dictionaries = {source: archive.dictionary(corpus, source) for source in ADDRESSES}
    packing, packed = timed(lambda page: pack(page.body, dictionaries[_source(page)]), pages)
    with Corpus.open(folder / "c.db") as corpus:
        kept, _ = timed(partial(_keep, corpus, known), list(zip(pages, reads, packed, strict=True)))
    return {
        "to the worker and back": there + back,
        "worker: parse": parse,
        "worker: rules, fields, text": max(0.0, extraction - parse),
        "worker: sign for copies, search": max(0.0, whole - extraction),
        "worker: compress for the archive": packing,
        "intake: identity, copies, full text, commit": kept,
    }


def timed(work: Callable[[A], B], items: Sequence[A]) -> tuple[float, list[B]]:
    """Do something with each item; return the mean of its CPU milliseconds, and what came of each.

    The mean, not the median: a crawl pays for its long pages too.
    """
    times, results = [], []
    for item in items:
        started = time.process_time()
        result = work(item)
        times.append(1000 * (time.process_time() - started))
        results.append(result)
    return fmean(times), results


def _there_and_back(thing: object) -> object:
    return pickle.loads(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL))  # noqa: S301 - our own


def _source(page: Page) -> str:
    return next(name for name, address in ADDRESSES.items() if page.url.startswith(address))


def _keep(corpus: Corpus, known: Catalogue, task: tuple[Page, Read, Packed]) -> object:
    page, read, packed = task
    key = canonical_key(page.url, known)
    fetched = Fetched(page=page, article=read.article, key=key, reading=read.reading, packed=packed)
    return intake.keep(corpus, fetched, now=NOW)


if __name__ == "__main__":
    sys.exit(main())
