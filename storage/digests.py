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
"""Containment of two held stories from which they count once: cuts and editions of one story, briefs of one house.
Half of it in samples of twenty shingles and more is surely less than it in the texts."""


def expected(sample: frozenset[int], others: Iterable[frozenset[int]]) -> bool | None:
    """Tell by samples alone whether a text is a digest; None where they cannot tell and texts have to be read.

    Of digests under 150 words whose smaller items make up little more than :data:`OTHERS`, two or three in a hundred
    are told wrongly, for their samples are small; of longer ones hardly any.

    Args:
        sample: Of the text.
        others: The samples of other articles' texts that share something with it.
    """
    held = list(others)
    if not sample:
        return None
    if drawn(_beside_the_largest(sample, held), len(sample)).most < OTHERS:
        return False
    shares = _shares(sample, held, UNRELATED / 2)
    surely = shares and drawn(shares[0], len(sample)).most <= LARGEST
    return True if surely and drawn(sum(shares[1:]), len(sample)).least >= OTHERS else None


def is_digest(text: Gist, others: Iterable[Gist]) -> bool:
    """Tell whether a text is made of several stories.

    Args:
        text: The text.
        others: Other articles' texts that share something with it.
    """
    shares = _shares(text.shingles, [other.shingles for other in others], UNRELATED)
    return bool(shares) and shares[0] <= LARGEST and sum(shares[1:]) >= OTHERS


def _beside_the_largest(text: frozenset[int], others: Iterable[frozenset[int]]) -> float:
    """Return how much of a text lies in the others, related or not, but not in the one that makes up most of it."""
    parts = [text & other for other in others]
    return (len(frozenset().union(*parts)) - max(map(len, parts), default=0)) / len(text)


def _shares(text: frozenset[int], others: Iterable[frozenset[int]], unrelated: float) -> list[float]:
    """Return how much of a text each item makes up, beside those before it, the largest first."""
    items: list[frozenset[int]] = []
    shares: list[float] = []
    rest = text
    for other in sorted(others, key=lambda each: -len(text & each)):
        part = len(rest & other) / max(1, len(text))
        if part >= PART and not any(containment(other, each) >= unrelated for each in items):
            items.append(other)
            shares.append(part)
            rest -= other
    return shares
