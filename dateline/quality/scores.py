"""Scores: what was read held against gold, counted field by field."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

from dateline.quality import gold
from dateline.quality.gold import Gold, normal
from storage.records import Article

TEXT = ("precision", "recall")
WORDS = ("words_precision", "words_recall")
CLEAN = "clean"
"""The share of the strings that are no part of the story which stayed out of the text."""
MINUTE = 60  # seconds
CAPTION_HEAD = 40
"""Characters by which a caption is known: where its credit begins is judged differently by who writes gold."""


@dataclass(slots=True)
class Tally:
    """Counts of what was right and of what was asked, by measure."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    pages: int = 0

    def add(self, measure: str, right: float, asked: float) -> None:
        """Count."""
        self.right[measure] += int(right)
        self.asked[measure] += int(asked)

    def __iadd__(self, other: Self) -> Self:
        self.right.update(other.right)
        self.asked.update(other.asked)
        self.pages += other.pages
        return self

    def share(self, measure: str) -> float | None:
        """Return the share of a measure that was right, None where nothing was asked; F1 from its two parts."""
        if measure.endswith("f1"):
            return _harmonic(*(self.share(measure.removesuffix("f1") + part) for part in TEXT))
        return self.right[measure] / self.asked[measure] if self.asked[measure] else None

    def missed(self) -> list[str]:
        """Return the measures in which anything is wrong."""
        return [measure for measure, asked in self.asked.items() if self.right[measure] < asked]


def _harmonic(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def judge(article: Article, wanted: Gold, *, strict: bool) -> Tally:
    """Return the counts of one page.

    Args:
        article: What was read.
        wanted: What had to be.
        strict: Whether a field that the gold says to be empty counts too, and captions that it does not have. Gold of
            others often leaves out what nobody looked for.
    """
    tally = Tally(pages=1)
    _judge_text(tally, article.text, wanted)
    for name, value in wanted.fields.items():
        if value or strict:
            tally.add(name, _is_right(name, article, wanted, strict=strict), 1)
    text = normal(article.text)
    forbidden = [words for words in map(normal, wanted.must_not) if words]
    tally.add(CLEAN, sum(words not in text for words in forbidden), len(forbidden))
    return tally


def _judge_text(tally: Tally, text: str, wanted: Gold) -> None:
    have, want = Counter(map(gold.hashed, gold.paragraphs(text))), Counter(wanted.paragraphs)
    found = (have & want).total()
    allowed = sum(count for each, count in (have - want).items() if each in wanted.allowed)
    tally.add("recall", found, want.total())
    tally.add("precision", found, have.total() - allowed)
    pieces = gold.shingles(text)
    if wanted.shingles:
        tally.add("words_recall", len(pieces & wanted.shingles), len(wanted.shingles))
        tally.add("words_precision", len(pieces & (wanted.shingles | wanted.allowed_shingles)), len(pieces))


def _is_right(name: str, article: Article, wanted: Gold, *, strict: bool) -> bool:
    value = wanted.fields[name]
    if name == "captions":
        return _same_captions(article, value or [], strict=strict)
    if name in wanted.hashed and value:
        return bool(gold.hashed(getattr(article, name)) == value)
    found = getattr(article, "published_at" if name == "published" else name)
    same: Callable[[Any, Any], bool] = _SAME.get(name, _same)
    return same(found, value)


def _same(found: Any, value: Any) -> bool:
    return normal(found) == normal(value)


def _same_name(found: Any, value: Any) -> bool:
    """Compare names without what stands in brackets, and without case."""
    return _bare(found) == _bare(value)


def _bare(name: str | None) -> str:
    return normal(re.sub(r"\([^)]*\)", "", name or "")).casefold()


def _same_tags(found: Iterable[str], value: Iterable[str] | None) -> bool:
    return {normal(tag).casefold() for tag in found} == {normal(tag).casefold() for tag in value or ()}


def same_time(found: str | None, value: str | None) -> bool:
    """Tell whether a time is the gold's: the same day where gold gives a day, else to the minute, zone and all."""
    if not found or not value:
        return not found and not value
    try:
        if len(value) == len("2026-07-20"):
            return date.fromisoformat(found[:10]) == date.fromisoformat(value)
        one, other = datetime.fromisoformat(found), datetime.fromisoformat(value)
        if other.tzinfo is None:  # gold that knows no zone asks for none
            one = one.replace(tzinfo=None)
        return abs((one - other).total_seconds()) < MINUTE
    except (ValueError, TypeError):  # no time, or one without the zone that the other has
        return False


def _same_captions(article: Article, value: list[str], *, strict: bool) -> bool:
    shown = [f"{normal(image.caption)} {normal(image.credit)}" for image in article.images if image.caption]
    heads = [normal(caption)[:CAPTION_HEAD] for caption in value]
    every = all(any(head in caption for caption in shown) for head in heads)
    return every and not (strict and len(shown) != len(value))


_SAME: dict[str, Callable[[Any, Any], bool]] = {
    "byline": _same_name,
    "agency": _same_name,
    "place": _same_name,
    "published": same_time,
    "tags": _same_tags,
}
