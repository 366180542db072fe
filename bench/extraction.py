"""How long does a page take? Extraction by rules beside trafilatura with metadata, on the same pages, in turn.

Run ``PYTHONPATH=. .venv/bin/python bench/extraction.py``: a minute, no network. The pages are the demo newsroom's, as
plain as the tests use them and with the furniture of real sites around the story, or those of ``--pages FOLDER`` (a
folder with a gold.json that names their URLs). Only pages of families that the catalogue knows are timed: the others
are read with trafilatura's help.

Each round reads every page once by both, so that neither finds its own caches warm from the same page. A page's
figure is its best of the rounds, in CPU time: what disturbs a measurement only ever makes it longer.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from statistics import median

import click
import trafilatura

from crawler import catalogue
from crawler.extraction.extract import extract
from crawler.extraction.rules import Rulebook
from dateline.quality import corpora
from dateline.quality.corpora import Corpus
from storage.records import Page

REAL_SIZE = 100
"""Kilobytes: the saved pages of Vietnam's papers have 60 to 500, their median is near this."""

Reader = Callable[[Page], object]


@click.command()
@click.option("--pages", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Saved pages with gold.")
@click.option("--rounds", default=5, show_default=True, help="How often each page is read by both.")
def main(pages: Path | None, rounds: int) -> None:
    """Time extraction beside trafilatura, page by page."""
    rulebook = catalogue.load().rulebook()
    print(f"{'':24}{'pages':>6}{'KB':>6}{'dateline ms':>13}{'trafilatura ms':>16}{'ratio':>8}")
    for corpus in [corpora.folder(pages, rulebook)] if pages else _newsroom():
        _report(corpus, rounds)


def _newsroom() -> list[Corpus]:
    real = corpora.newsroom(replace(corpora.NEWSROOM, kilobytes=REAL_SIZE))
    return [corpora.newsroom(), replace(real, name="of real size")]


def _report(corpus: Corpus, rounds: int) -> None:
    known = [case for case in corpus.cases if case.is_html and case.family not in ("unknown", "dump")]
    times = _times([case.page for case in known], corpus.rulebook, rounds)
    rows: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    for case, (ours, theirs) in zip(known, times, strict=True):
        row = (len(case.page.body), ours, theirs)
        rows[f"{corpus.name} {case.family}"].append(row)
        rows[f"{corpus.name}, all"].append(row)
    for name, found in sorted(rows.items(), key=lambda row: (", all" in row[0], row[0])):
        _print(name, found)


def _times(pages: list[Page], rulebook: Rulebook, rounds: int) -> list[tuple[float, float]]:
    """Return the milliseconds that each page takes, by rules and by trafilatura."""
    readers: tuple[Reader, Reader] = (lambda page: extract(page, rulebook), _trafilatura)
    best = [[float("inf"), float("inf")] for _ in pages]
    for _ in range(rounds + 1):  # the first round pays for what a worker does once: selectors, imports
        for times, page in zip(best, pages, strict=True):
            for at, reader in enumerate(readers):
                start = time.process_time()
                reader(page)
                times[at] = min(times[at], 1000 * (time.process_time() - start))
    return [(ours, theirs) for ours, theirs in best]


def _trafilatura(page: Page) -> object:
    return trafilatura.bare_extraction(page.body, url=page.url, with_metadata=True, include_comments=False)


def _print(name: str, rows: Iterable[tuple[int, float, float]]) -> None:
    sizes, ours, theirs = zip(*rows, strict=True)
    ratio = median(b / a for a, b in zip(ours, theirs, strict=True))
    figures = f"{median(sizes) / 1000:>6.0f}{median(ours):>13.2f}{median(theirs):>16.2f}{ratio:>7.1f}x"
    print(f"{name:24}{len(sizes):>6}{figures}")


if __name__ == "__main__":
    sys.exit(main())
