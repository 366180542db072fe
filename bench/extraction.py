"""How long does a page take? Extraction by rules beside trafilatura with metadata, on the same pages, in turn.

Run ``PYTHONPATH=. .venv/bin/python bench/extraction.py``: a minute, no network. The pages are the demo newsroom's, as
plain as the tests use them and with the furniture of real sites around the story (``--kb``), made from ``--seed``, or
those of ``--pages FOLDER`` (a folder with a gold.json that names their URLs). Only pages of families that the
catalogue knows are timed: the others are read with trafilatura's help.

Each round reads every page once by both, so that neither finds its own caches warm from the same page. A page's
figure is its best of the rounds, in CPU time: what disturbs a measurement only ever makes it longer. A family's is
the median of its pages, and so is its ratio, which a busy machine changes less.

The second table tells where the time goes, in CPU time too: what each stage takes of a page on the average, in
milliseconds, with what the clocks between the stages cost.
"""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import click
import trafilatura
from options import COUNT, in_one_line

from crawler import catalogue
from crawler.extraction import (
    article,
    checks,
    dump,
    extract,
    fields,
    links,
    metadata,
    page,
    platform,
    reading,
    story,
    times,
)
from crawler.extraction.index import Index
from dateline.quality import corpora
from dateline.quality.corpora import Case, Corpus
from storage.records import Page

REAL_SIZE = 100
"""Kilobytes: the saved pages of Vietnam's papers have 60 to 500, their median is near this."""
STAGES: dict[str, tuple[tuple[object, str], ...]] = {
    "decode": ((extract, "decode"), (extract, "readable"), (checks, "no_page"), (dump, "looks_like_dump")),
    "parse": ((page, "_parse"),),
    "metadata": ((metadata, "read"),),
    "select": ((Index, "select"),),
    "body": ((reading, "read"), (platform, "read")),
    "fields": tuple((fields, name) for name in ("title", "byline", "section", "tags", "tongue")),
    "teasers": ((links, "teasers"), (reading, "without_teasers")),
    "dates": ((times, "published"), (times, "modified")),
    "wire": ((story, "assemble"),),
    "checks": tuple((checks, name) for name in ("faulty", "blind", "refusal")),
    "article": ((article, "write"),),
    "rest": ((extract, "extract"),),
}
"""What is timed under each name; what a function calls that is timed itself counts there."""

Reader = Callable[[Page], object]


@click.command()
@click.option("--pages", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Saved pages with gold.")
@click.option("--rounds", type=COUNT, default=5, show_default=True, help="How often each page is read by both.")
@click.option("--seed", default=corpora.NEWSROOM.seed, show_default=True, help="Of the newsroom's stories.")
@click.option("--kb", default=REAL_SIZE, show_default=True, help="Furniture round each story, in kilobytes.")
@click.option("--stories", type=COUNT, default=corpora.NEWSROOM.stories, show_default=True, help="How many, about.")
def main(pages: Path | None, rounds: int, seed: int, kb: int, stories: int) -> None:
    """Time extraction beside trafilatura, page by page, then its stages."""
    with in_one_line():
        measured = [corpora.folder(pages, catalogue.load().rulebook())] if pages else _newsroom(seed, kb, stories)
    print(f"{'':24}{'pages':>6}{'KB':>6}{'dateline ms':>13}{'trafilatura ms':>16}{'ratio':>8}")
    for corpus in measured:
        _report(corpus, rounds)
    print(f"\n{'':24}" + "".join(f"{name:>9}" for name in STAGES))
    for corpus in measured:
        _report_stages(corpus, rounds)


def _newsroom(seed: int, kilobytes: int, stories: int) -> list[Corpus]:
    order = replace(corpora.NEWSROOM, seed=seed, stories=stories)
    real = corpora.newsroom(replace(order, kilobytes=kilobytes))
    return [corpora.newsroom(order), replace(real, name="of real size")]


def _known(corpus: Corpus) -> list[Case]:
    return [case for case in corpus.cases if case.is_html and case.family not in ("unknown", "dump")]


def _report(corpus: Corpus, rounds: int) -> None:
    known = _known(corpus)
    measured = _times([case.page for case in known], lambda page: extract.extract(page, corpus.rulebook), rounds)
    rows: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    for case, (ours, theirs) in zip(known, measured, strict=True):
        row = (len(case.page.body), ours, theirs)
        rows[f"{corpus.name} {case.family}"].append(row)
        rows[f"{corpus.name}, all"].append(row)
    for name, found in sorted(rows.items(), key=_all_last):
        _print(name, found)


def _all_last(row: tuple[str, Any]) -> tuple[bool, str]:
    return ", all" in row[0], row[0]


def _times(pages: list[Page], ours: Reader, rounds: int) -> list[tuple[float, float]]:
    """Return the milliseconds that each page takes, by rules and by trafilatura."""
    best = [[float("inf"), float("inf")] for _ in pages]
    for _ in range(rounds + 1):  # the first round pays for what a worker does once: selectors, imports
        for figures, each in zip(best, pages, strict=True):
            for at, reader in enumerate((ours, _trafilatura)):
                start = time.process_time()
                reader(each)
                figures[at] = min(figures[at], 1000 * (time.process_time() - start))
    return [(mine, theirs) for mine, theirs in best]


def _trafilatura(page: Page) -> object:
    return trafilatura.bare_extraction(page.body, url=page.url, with_metadata=True, include_comments=False)


def _print(name: str, rows: Iterable[tuple[int, float, float]]) -> None:
    sizes, ours, theirs = zip(*rows, strict=True)
    ratio = median(b / a for a, b in zip(ours, theirs, strict=True))
    figures = f"{median(sizes) / 1000:>6.0f}{median(ours):>13.2f}{median(theirs):>16.2f}{ratio:>7.1f}x"
    print(f"{name:24}{len(sizes):>6}{figures}")


class _Stopwatch:
    """Seconds by stage, each without the stages that ran inside of it."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._open: list[str] = []
        self._since = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self._turn()
        self._open.append(name)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def _turn(self) -> None:
        now = time.process_time()
        if self._open:
            self.spent[self._open[-1]] += now - self._since
        self._since = now

    def timed(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            with self.stage(name):
                return function(*args, **kwargs)

        return run


def _report_stages(corpus: Corpus, rounds: int) -> None:
    rows: dict[str, list[Counter[str]]] = defaultdict(list)
    watch = _Stopwatch()
    with ExitStack() as patched:
        for name, functions in STAGES.items():
            for owner, attribute in functions:
                timed = watch.timed(getattr(owner, attribute), name)
                patched.enter_context(patch.object(owner, attribute, timed))
        for case in _known(corpus):
            rows[f"{corpus.name} {case.family}"].append(_stages(case.page, corpus, watch, rounds))
    for family, found in sorted(rows.items()):
        spent = [sum(each[name] for each in found) / len(found) for name in STAGES]
        print(f"{family:24}" + "".join(f"{1000 * seconds:>9.2f}" for seconds in spent))


def _stages(page: Page, corpus: Corpus, watch: _Stopwatch, rounds: int) -> Counter[str]:
    """Return what the stages of a page took in its best round."""
    best: Counter[str] | None = None
    for _ in range(rounds):
        watch.spent.clear()
        extract.extract(page, corpus.rulebook)
        if best is None or watch.spent.total() < best.total():
            best = watch.spent.copy()
    return best or Counter()


if __name__ == "__main__":
    sys.exit(main())
