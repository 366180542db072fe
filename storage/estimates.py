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
        return _most(*self)

    @property
    def least(self) -> float:
        """What the share may be at the least."""
        return max(0.0, self.value - ERRORS * sqrt(self.variance))


class Common(NamedTuple):
    """What two texts have in common.

    Attributes:
        contained: How much of the smaller lies in the other (containment), at the most.
        alike: Their Jaccard similarity, at the most.
        share: How much of the first one lies in the other, as well as can be told.
    """

    contained: float
    alike: float
    share: float


class Sampled(NamedTuple):
    """The samples of two texts side by side, none of them empty.

    Attributes:
        common: How many shingles are in both.
        mine: In the first one's.
        theirs: In the other's.
    """

    common: int
    mine: int
    theirs: int


def common(agreeing: int, mine: int, theirs: int, sampled: Sampled | None) -> Common:
    """Tell what two texts have in common from their signatures and, where there are any, their samples.

    Signatures show a Jaccard J, which says |A∩B| = J (|A|+|B|) / (1+J). Two independent looks count by how sure each
    is. Plain arithmetic, without a class for a share: it is done for all sixteen neighbours of a story.

    Args:
        agreeing: In how many positions the signatures agree.
        mine: How many shingles the first text has.
        theirs: How many the other has.
        sampled: Their samples.
    """
    smaller, both = min(mine, theirs), mine + theirs
    alike, variance = _ALIKE[agreeing]
    shared, slope = both * _part(alike), both / (1 + alike) ** 2
    contained, unsure = min(1.0, shared / smaller), variance * (slope / smaller) ** 2
    share, vague = min(1.0, shared / mine), variance * (slope / mine) ** 2
    if sampled:
        seen, one, other = sampled
        contained, unsure = _together(contained, unsure, seen, min(one, other))
        alike, variance = _together(alike, variance, seen, one + other - seen)
        share, _ = _together(share, vague, seen, one)
    return Common(_most(contained, unsure), _most(alike, variance), share)


def _together(value: float, variance: float, seen: int, count: int) -> tuple[float, float]:
    """Return what an estimate and so many shingles met among those sampled say together, and its variance."""
    other, more = drawn(seen / count, count)
    both = variance + more
    return (value * more + other * variance) / both, variance * more / both


def _most(value: float, variance: float) -> float:
    return min(1.0, value + ERRORS * sqrt(variance))


def most_common(agreeing: int, both: int) -> float:
    """Return how many shingles two texts have in common at the most; what is asked of all, before anything else.

    Args:
        agreeing: In how many positions their signatures agree.
        both: How many shingles they have together, common ones counted twice.
    """
    return _MOST[agreeing] * both


def drawn(share: float, count: int) -> Estimate:
    """Return the estimate of a share that was met among so many sampled shingles."""
    return met(share, count, _UNSEEN)


def met(share: float, count: int, unseen: float = 1.0) -> Estimate:
    """Return the estimate of a share that was met among so many; none or all of few is not sure to be none or all."""
    return Estimate(share, max(share * (1 - share), 1 / count) / count * unseen)


def _part(alike: float) -> float:
    """Return |A∩B| as a part of |A|+|B|."""
    return alike / (1 + alike)


_ALIKE = [
    met(positions / signatures.PERMUTATIONS, signatures.PERMUTATIONS)
    for positions in range(signatures.PERMUTATIONS + 1)
]
_MOST = [_part(alike.most) for alike in _ALIKE]
