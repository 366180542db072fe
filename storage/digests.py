"""Is a text a digest, several stories on one page? Then it is nobody's copy, and nobody is a copy of it.

Each item lies in it word for word, as a cut copy lies in its original; taken for one, it would make the stories of a
day one cluster. What tells it is what else is held: two stories that have nothing to do with each other.
"""

from collections.abc import Iterable

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
