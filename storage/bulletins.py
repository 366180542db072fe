"""Do two texts differ in their numbers alone? Told by what is stored of them.

So the bulletins of other days need not be read for every new one: the gold price is the same words each morning.
"""

from typing import NamedTuple

from storage import estimates, signatures
from storage.judge import NUMBERS_ENOUGH, NUMBERS_SHARE, PROSE_LACK
from storage.signatures import Signature


class Held(NamedTuple):
    """What is stored of a held text.

    Attributes:
        shingles: How many it has.
        sample: Of these.
        figures: Of its numbers, as :class:`storage.signatures.Sketch` has them.
    """

    shingles: int
    sample: frozenset[int]
    figures: bytes


def of_another_day(new: Signature, held: Held) -> bool:
    """Tell whether the judge (:func:`storage.judge.judge`) would surely find the numbers to be all that differs.

    What two texts lack of each other holds other numbers, or is prose. Of the prose as much is taken to be lacking as
    may be with the error of the samples; of what holds numbers, as little as numbers and samples say.
    """
    if not held.figures or len(new.numbers) < NUMBERS_ENOUGH:
        return False
    mine, theirs = signatures.told_figures(new.sketch.figures), signatures.told_figures(held.figures)
    fewer, again = min(len(mine.numbers), len(theirs.numbers)), len(mine.numbers & theirs.numbers)
    of_prose = min(mine.sampled, theirs.sampled)
    if fewer < NUMBERS_ENOUGH or again >= NUMBERS_SHARE * fewer or not of_prose:
        return False
    prose_again = len(signatures.sample(new.prose) & held.sample)
    lack = estimates.drawn(1 - min(1.0, prose_again / of_prose), of_prose).most
    sampled = signatures.unpacked(new.sketch.sample)
    holding = min(len(sampled) - mine.sampled, len(held.sample) - theirs.sampled)
    # One number may stand in twenty places: so the samples are asked too
    known = max(again / fewer, (len(sampled & held.sample) - prose_again) / max(1, holding))
    with_numbers = 1 - max(mine.prose / len(new.shingles), theirs.prose / held.shingles)
    return lack < PROSE_LACK * (with_numbers * max(0.0, 1 - known) + lack * (1 - with_numbers))
