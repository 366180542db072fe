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

    @property
    def least(self) -> float:
        """What the share may be at the least."""
        return max(0.0, self.value - ERRORS * sqrt(self.variance))

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


def by_signatures(agreeing: int, mine: int, theirs: int) -> Common:
    """Tell from the Jaccard that two signatures show: |A∩B| = J (|A|+|B|) / (1+J).

    Args:
        agreeing: In how many positions the signatures agree.
        mine: How many shingles the first text has.
        theirs: How many the other has.
    """
    alike = _ALIKE[agreeing]
    common, slope = (mine + theirs) * _part(alike.value), (mine + theirs) / (1 + alike.value) ** 2
    contained, share = (
        Estimate(min(1.0, common / size), alike.variance * (slope / size) ** 2) for size in (min(mine, theirs), mine)
    )
    return Common(contained, alike, share)


def most_common(agreeing: int, both: int) -> float:
    """Return how many shingles two texts have in common at the most; what is asked of all, before anything else.

    Args:
        agreeing: In how many positions their signatures agree.
        both: How many shingles they have together, common ones counted twice.
    """
    return _MOST[agreeing] * both


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


def _part(alike: float) -> float:
    """Return |A∩B| as a part of |A|+|B|."""
    return alike / (1 + alike)


_ALIKE = [
    _met(positions / signatures.PERMUTATIONS, signatures.PERMUTATIONS)
    for positions in range(signatures.PERMUTATIONS + 1)
]
_MOST = [_part(alike.most) for alike in _ALIKE]
