"""Are two stories one? The judge who has read both texts.

He asks how much of the shorter text lies in the longer one, because wire copy is cut, and then what keeps different
stories of much the same wording apart: two short notices, a digest and its items, the exchange rates of two days.
"""

import sqlite3
from dataclasses import dataclass
from functools import lru_cache

from storage import articles, shingles, signatures
from storage.relations import Relation, Verdict
from storage.signatures import Gist, Signature

COPY = 0.8
"""Containment from which a text is a copy: cut copies lie at 1, cut and edited ones at .85, unrelated stories below
.12 (bench/copies.py)."""
ADAPTED = 0.5
"""Containment from which it is an adapted copy, if agency and place are the same or one names the other as source."""
ALIKE = 0.5
"""Jaccard at which two texts are the same as wholes, short ones too: a tenth of the words edited leaves .57; no false
positive in 3,000 pairs (measurements 4)."""
SHORT = 50
"""Words below which titles must agree too: a flash, a caption, "watch the video" say little."""
ENOUGH = 100
"""Words the shorter text needs for containment to speak alone: of 30-word briefs carrying 60 words of the house's
boilerplate, .195 were 'contained' in each other (measurements 4)."""
LENGTH_SHARE = 0.2
"""A text of less than this share of the other's words may be an item of a digest; then titles must agree."""
NUMBERS_SHARE = 0.7
"""Share of common numbers (of the text with fewer) under which we ask whether numbers are all that differs. Copies
keep their figures; the gold price and the exchange rate of the next day are the same words around others."""
NUMBERS_ENOUGH = 3
"""Numbers that both texts need before they are asked about."""
PROSE_LACK = 0.5
"""Two bulletins: without the shingles that hold numbers, less than this part of what was missing is still missing. An
adapted copy has paragraphs of its own, with their numbers, and lacks as much in its prose."""
TITLES_ALIKE = 0.6
"""Jaccard of the words of two titles that agree."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the judge knows of an article.

    Attributes:
        sha256: Of its normalised body.
        signature: Of its body, as far as the judge needs it.
        title, language, agency, place: As in the article record.
        published_at: As stored (:mod:`storage.times`); None where unknown.
        seed: Whether it is one of the documents the corpus started from: they know no window.
    """

    sha256: str
    signature: Gist
    title: str | None = None
    language: str | None = None
    agency: str | None = None
    place: str | None = None
    published_at: str | None = None
    seed: bool = False


@dataclass(frozen=True, slots=True)
class Story(Told):
    """An article that can also be looked up; its signature is whole."""

    signature: Signature


def story(row: sqlite3.Row | articles.Row, signature: Signature | None = None) -> Story:
    """Return what must be known of a row of ``articles``; its signature is made when it is not at hand."""
    return Story(row["content_sha256"], signature or signatures.sign(row["text"]), *_known(row))


def told(row: sqlite3.Row | articles.Row, gist: Gist | None = None) -> Told:
    """Return what the judge must know of a row of ``articles``, which costs half of :func:`story`."""
    return Told(row["content_sha256"], gist or signatures.gist(row["text"]), *_known(row))


def _known(
    row: sqlite3.Row | articles.Row,
) -> tuple[str | None, str | None, str | None, str | None, str | None, bool]:
    known = row["title"], row["language"], row["agency"], row["place"], row["published_at"]
    return *known, row["origin"] == "seed"


def judge(a: Told, b: Told, *, declared: bool = False) -> Verdict | None:
    """Decide whether two stories are one. The order makes no difference: which is the origin is not asked here.

    Args:
        a: One story.
        b: The other.
        declared: Whether one names the other as its source.

    Returns:
        The verdict, or None for two stories. A text without words is nobody's copy.
    """
    shorter, longer = sorted((a.signature.words, b.signature.words))
    titles = titles_agree(a.title, b.title)
    if a.sha256 == b.sha256:
        same = shorter >= SHORT or (shorter > 0 and titles)
        return Verdict(Relation.COPY, 1.0, "same body") if same else None
    if a.language and b.language and a.language != b.language:
        return None
    score = shingles.containment(a.signature.shingles, b.signature.shingles)
    if score < ADAPTED or _only_numbers_differ(a.signature, b.signature, score):
        return None
    alike = shingles.jaccard(a.signature.shingles, b.signature.shingles) >= ALIKE
    evidence = f"{score:.2f} of {shorter} words" + (", same title" if titles else "")
    if (alike and shorter >= ENOUGH) or (score >= COPY and _long_enough(shorter, longer, alike=alike, titles=titles)):
        return Verdict(Relation.COPY, round(score, 4), evidence)
    known = "named source" if declared else same_desk((a.agency, a.place), (b.agency, b.place))
    if known and shorter >= max(ENOUGH, LENGTH_SHARE * longer):
        return Verdict(Relation.ADAPTED, round(score, 4), f"{evidence}, {known}")
    return None


def _long_enough(shorter: int, longer: int, *, alike: bool, titles: bool) -> bool:
    """Whether a high containment means a copy, as far as the lengths of the texts go."""
    if shorter >= ENOUGH:
        return titles or shorter >= LENGTH_SHARE * longer
    return (alike and titles) if shorter < SHORT else (alike or titles)


def titles_agree(a: str | None, b: str | None) -> bool:
    """Whether two titles are, word for word, mostly the same; two missing ones are."""
    one, other = _title_words(a or ""), _title_words(b or "")
    return one == other or len(one & other) >= TITLES_ALIKE * len(one | other)


@lru_cache(maxsize=32)
def _title_words(title: str) -> frozenset[str]:
    """Return the words of a title; a story's is compared with those of all its neighbours."""
    return frozenset(shingles.words(title))


def _only_numbers_differ(a: Gist, b: Gist, score: float) -> bool:
    """Whether these are bulletins of two days: the same words around other numbers."""
    fewer = min(len(a.numbers), len(b.numbers))
    if fewer < NUMBERS_ENOUGH or len(a.numbers & b.numbers) >= NUMBERS_SHARE * fewer:
        return False
    return 1 - shingles.containment(a.prose, b.prose) < PROSE_LACK * (1 - score)


def same_desk(one: tuple[str | None, str | None], other: tuple[str | None, str | None]) -> str:
    """Say that two pairs of agency and place are the same, or nothing."""
    same = all(a and b and shingles.words(a) == shingles.words(b) for a, b in zip(one, other, strict=True))
    return "same agency and place" if same else ""
