"""The gate: every corpus read and scored, beside itself without rules and beside trafilatura."""

from collections.abc import Callable
from dataclasses import dataclass, field

from crawler.extraction.extract import extract
from crawler.extraction.rules import Rulebook
from dateline.quality.corpora import Case, Corpus, without_rules
from dateline.quality.scores import Tally, judge
from storage.records import Article, Image, Page

ALL = "all"
UNKNOWN = "without rules"
"""The same pages, read as if their sites were unknown."""
REFERENCE = "trafilatura"
"""The same pages, read by what a user would take instead."""

TO_BEAT = ("lead", "byline", "published", "captions")
"""Fields in which an unknown site must not be read worse than the reference reads it."""
NOT_TO_LOSE = ("words_recall",)
"""Nor may it cost text; in shingles, because where a paragraph ends is not the question here."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a corpus came to.

    Attributes:
        corpus: What was read.
        rows: Counts by row of the table: families, :data:`ALL`, :data:`UNKNOWN`, :data:`REFERENCE`.
        faults: Every page with something wrong: its name and the measures.
    """

    corpus: Corpus
    rows: dict[str, Tally]
    faults: dict[str, list[str]] = field(default_factory=dict)

    def beaten(self) -> list[str]:
        """Return in which measures the reference reads these pages better than we do without rules."""
        ours, theirs = self.rows.get(UNKNOWN), self.rows.get(REFERENCE)
        if ours is None or theirs is None:
            return []
        pairs = ((name, ours.share(name), theirs.share(name)) for name in (*TO_BEAT, *NOT_TO_LOSE))
        return [
            f"{name} {_percent(one)} < {_percent(other)}" for name, one, other in pairs if (one or 0) < (other or 0)
        ]


def _percent(share: float | None) -> str:
    return f"{100 * (share or 0):.1f}"


def run(corpus: Corpus) -> Result:
    """Read and score a corpus."""
    families: dict[str, Tally] = {}
    faults: dict[str, list[str]] = {}
    for case in corpus.cases:
        tally = judge(extract(case.page, corpus.rulebook), case.gold, strict=corpus.strict)
        families[case.family] = total([families.get(case.family, Tally()), tally])
        if tally.missed():
            faults[case.name] = tally.missed()
    rows = dict(sorted(families.items()))
    rows[ALL] = total(list(families.values()))
    unknown = without_rules(corpus.cases)
    if unknown:
        rows[UNKNOWN] = _scored(unknown, lambda page: extract(page, Rulebook()))
        rows[REFERENCE] = _scored(unknown, by_trafilatura)
    return Result(corpus, rows, faults)


def total(tallies: list[Tally]) -> Tally:
    """Add counts up."""
    added = Tally()
    for tally in tallies:
        added += tally
    return added


def _scored(cases: list[Case], read: Callable[[Page], Article]) -> Tally:
    """Return the counts of pages as some reader reads them. What gold says to be empty is no question here."""
    return total([judge(read(case.page), case.gold, strict=False) for case in cases])


def by_trafilatura(page: Page) -> Article:
    """Read a page as a user of trafilatura would: metadata on, comments off."""
    import trafilatura  # noqa: PLC0415 - half a second, only for the reference

    found = trafilatura.bare_extraction(page.body, url=page.url or None, with_metadata=True, include_comments=False)
    if found is None or isinstance(found, dict):
        return Article(url=page.url)
    return Article(
        url=page.url,
        title=found.title,
        lead=found.description,
        text=found.text or "",
        byline=found.author,
        tags=[tag for tag in found.tags or [] if tag],
        published_at=found.date,
        images=[Image(found.image)] if found.image else [],
        extractor=REFERENCE,
    )
