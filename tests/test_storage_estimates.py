"""What signatures and samples promise of two texts holds when they are read."""

import random

from hypothesis import given
from hypothesis import strategies as st

from storage import estimates, shingles, signatures
from storage.estimates import Sampled
from storage.signatures import sign


def story(seed: int, count: int = 400) -> list[str]:
    rng = random.Random(seed)
    return ["".join(rng.choices("abcdeghiklmnopqrstuvxy", k=5)) for _ in range(count)]


def looked_at(one: str, other: str) -> tuple[estimates.Common, estimates.Common]:
    """Return what is told by signatures alone, and by samples too."""
    a, b = sign(one), sign(other)
    agreeing = signatures.agreeing(signatures.number(a.minhash), signatures.number(b.minhash))
    mine, theirs = signatures.unpacked(a.sketch.sample), signatures.unpacked(b.sketch.sample)
    sampled = Sampled(len(mine & theirs), len(mine), len(theirs))
    sizes = len(a.shingles), len(b.shingles)
    return estimates.common(agreeing, *sizes, None), estimates.common(agreeing, *sizes, sampled)


def test_what_is_told_is_near_the_truth_and_rarely_below_it() -> None:
    above = 0
    for seed in range(60):
        whole, kept = story(seed), 80 + 5 * seed
        one, other = " ".join([*whole[:kept], *story(seed + 1000, 100)]), " ".join(whole)
        a, b = shingles.shingles(one), shingles.shingles(other)
        contained, alike, share = shingles.containment(a, b), shingles.jaccard(a, b), len(a & b) / len(a)
        for told, error in zip(looked_at(one, other), (0.25, 0.15), strict=True):
            assert abs(told.share - share) < error
            assert told.contained < contained + 2 * error
            assert told.alike < alike + 2 * error
            above += (told.contained >= contained) + (told.alike >= alike)
    assert above >= 60 * 4 * 0.98  # one in a thousand is further off than three standard deviations


@given(st.integers(0, 128), st.integers(3, 2000), st.integers(3, 2000), st.data())
def test_a_sample_moves_what_is_told_towards_itself(
    agreeing: int, mine: int, theirs: int, data: st.DataObject
) -> None:
    one, other = data.draw(st.integers(1, mine)), data.draw(st.integers(1, theirs))
    seen = data.draw(st.integers(0, min(one, other)))
    alone = estimates.common(agreeing, mine, theirs, None)
    both = estimates.common(agreeing, mine, theirs, Sampled(seen, one, other))
    assert min(alone.share, seen / one) - 1e-9 <= both.share <= max(alone.share, seen / one) + 1e-9


@given(st.integers(0, 128), st.integers(3, 2000), st.integers(3, 2000))
def test_the_first_look_rules_out_nothing_that_the_second_lets_pass(agreeing: int, mine: int, theirs: int) -> None:
    told, most = estimates.common(agreeing, mine, theirs, None), estimates.most_common(agreeing, mine + theirs)
    alike = agreeing / signatures.PERMUTATIONS
    assert most >= alike * (mine + theirs) / (1 + alike)
    assert most / mine >= told.share


@given(st.frozensets(st.integers(0, 2**64 - 1), max_size=300))
def test_a_sample_is_stored_as_it_is(pieces: frozenset[int]) -> None:
    sampled = signatures.sample(pieces)
    stored = signatures.packed(sampled)
    assert signatures.unpacked(stored) == sampled
    assert len(stored) == 2 * len(sampled)


@given(st.frozensets(st.integers(0, 2**64 - 1), max_size=300), st.randoms(use_true_random=False))
def test_a_part_chooses_what_the_whole_chooses(pieces: frozenset[int], rng: random.Random) -> None:
    part = frozenset(piece for piece in pieces if rng.random() < 0.5)
    assert signatures.sample(part) <= signatures.sample(pieces)
