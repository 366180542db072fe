"""Is a text a digest, several stories on one page? Then it is nobody's copy, and nobody is a copy of it.

Each item lies in it word for word, as a cut copy lies in its original; taken for one, it would make the stories of a
day one cluster. What tells it is what else is held: two stories that have nothing to do with each other.
"""

from collections.abc import Iterable

from storage.estimates import drawn
from storage.shingles import containment
from storage.signatures import Gist

PART = 0.1
"""Share of a text that a story must make up to count as an item: a stock phrase or a house's boilerplate is less."""
LARGEST = 0.7
"""Above this share of one story the text is that story, with something added."""
OTHERS = 0.2
"""Share that the items beside the largest make up together: of four of which two are held, a quarter less some."""
UNRELATED = 0.3
"""Containment of two held stories from which they count once: cuts and editions of one story, briefs of one house."""


def may_be_digest(sample: frozenset[int], parts: Iterable[frozenset[int]]) -> bool:
    """Tell whether it is worth reading other texts to learn if one is a digest; unsure of a text without a sample.

    Args:
        sample: Of the text.
        parts: What of it is in the samples of others.
    """
    shares, rest = [], sample
    for part in sorted(parts, key=len, reverse=True):
        shares.append(len(rest & part))
        rest -= part
    return not sample or drawn(sum(shares[1:]) / len(sample), len(sample)).most >= OTHERS


def is_digest(text: Gist, others: Iterable[Gist]) -> bool:
    """Tell whether a text is made of several stories.

    Args:
        text: The text.
        others: Other articles' texts that share something with it.
    """
    items: list[Gist] = []
    shares: list[float] = []
    rest = text.shingles
    for other in sorted(others, key=lambda each: -len(text.shingles & each.shingles)):
        part = len(rest & other.shingles) / max(1, len(text.shingles))
        if part >= PART and not any(containment(other.shingles, each.shingles) >= UNRELATED for each in items):
            items.append(other)
            shares.append(part)
            rest -= other.shingles
    return bool(shares) and shares[0] <= LARGEST and sum(shares[1:]) >= OTHERS
