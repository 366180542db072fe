"""What two texts may have in common, told from their signatures and samples: shares, and how far off they may be."""

from math import sqrt
from typing import NamedTuple

from storage import signatures

ERRORS = 3
"""Standard deviations by which an estimate may be too low: one in a thousand is further off."""
_UNSEEN = 1 - 1 / signatures.SAMPLED
"""Part of the variance that is left when one shingle in so many of a text is known: none is drawn twice."""


class Estimate(NamedTuple):
    """A share of something, 0 to 1, as well as can be told.

    Attributes:
        value: The share.
        variance: The square of its standard deviation.
    """

    value: float
    variance: float

    @property
    def most(self) -> float:
        """What the share may be at the most."""
        return min(1.0, self.value + ERRORS * sqrt(self.variance))

    def with_other(self, other: "Estimate") -> "Estimate":
        """Return what two independent estimates say together: the surer one counts for more."""
        both = self.variance + other.variance
        value = (self.value * other.variance + other.value * self.variance) / both
        return Estimate(value, self.variance * other.variance / both)


class Common(NamedTuple):
    """What two texts have in common.

    Attributes:
        contained: How much of the smaller lies in the other (containment).
        alike: Their Jaccard similarity.
        share: How much of the first one lies in the other.
    """

    contained: Estimate
    alike: Estimate
    share: Estimate

    def with_other(self, other: "Common") -> "Common":
        """Return what two independent looks say together."""
        return Common(*(one.with_other(another) for one, another in zip(self, other, strict=True)))


def by_signatures(alike: float, mine: int, theirs: int) -> Common:
    """Tell from the Jaccard that two signatures show: |A∩B| = J (|A|+|B|) / (1+J).

    Args:
        alike: As :func:`storage.signatures.similarity` estimates it.
        mine: How many shingles the first text has.
        theirs: How many the other has.
    """
    known = _met(alike, signatures.PERMUTATIONS)
    common, slope = (mine + theirs) * alike / (1 + alike), (mine + theirs) / (1 + alike) ** 2
    contained, share = (
        Estimate(min(1.0, common / size), known.variance * (slope / size) ** 2) for size in (min(mine, theirs), mine)
    )
    return Common(contained, known, share)


def least_alike(contained: float, mine: int, theirs: int) -> float:
    """Return the Jaccard that signatures show at the least, of texts of these sizes and this containment."""
    common = contained * min(mine, theirs)
    return 2 * (alike := common / (mine + theirs - common)) - _met(alike, signatures.PERMUTATIONS).most


def by_samples(mine: frozenset[int], theirs: frozenset[int]) -> Common | None:
    """Tell from the samples of two texts; nothing where one is empty, as a short text's may be."""
    if not (mine and theirs):
        return None
    common = len(mine & theirs)
    sizes = min(len(mine), len(theirs)), len(mine) + len(theirs) - common, len(mine)
    return Common(*(drawn(common / size, size) for size in sizes))


def drawn(share: float, count: int) -> Estimate:
    """Return the estimate of a share that was met among so many sampled shingles."""
    return _met(share, count, _UNSEEN)


def _met(share: float, count: int, unseen: float = 1.0) -> Estimate:
    """Return a share that was met among so many; none or all of few is not sure to be none or all."""
    return Estimate(share, max(share * (1 - share), 1 / count) / count * unseen)
