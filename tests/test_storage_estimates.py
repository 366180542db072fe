"""What signatures and samples promise of two texts holds when they are read."""

import random

from hypothesis import given
from hypothesis import strategies as st

from storage import estimates, shingles, signatures
from storage.estimates import Estimate
from storage.signatures import sign


def story(seed: int, count: int = 400) -> list[str]:
    rng = random.Random(seed)
    return ["".join(rng.choices("abcdeghiklmnopqrstuvxy", k=5)) for _ in range(count)]


SHARES = st.floats(0, 1)
VARIANCES = st.floats(1e-6, 1)


def looked_at(one: str, other: str) -> tuple[estimates.Common, estimates.Common]:
    a, b = sign(one), sign(other)
    agreeing = signatures.agreeing(signatures.number(a.minhash), signatures.number(b.minhash))
    sampled = estimates.by_samples(signatures.sample(a.shingles), signatures.sample(b.shingles))
    assert sampled is not None
    return estimates.by_signatures(agreeing, len(a.shingles), len(b.shingles)), sampled


def test_both_looks_are_near_the_truth_and_rarely_below_it() -> None:
    above = 0
    for seed in range(60):
        whole, kept = story(seed), 80 + 5 * seed
        one, other = " ".join([*whole[:kept], *story(seed + 1000, 100)]), " ".join(whole)
        a, b = shingles.shingles(one), shingles.shingles(other)
        truth = shingles.containment(a, b), shingles.jaccard(a, b), len(a & b) / len(a)
        by_signatures, by_samples = looked_at(one, other)
        for look in (by_signatures, by_samples, by_signatures.with_other(by_samples)):
            assert all(abs(told.value - true) < 0.25 for told, true in zip(look, truth, strict=True))
            above += sum(told.most >= true for told, true in zip(look, truth, strict=True))
    assert above >= 60 * 9 * 0.98  # one in a thousand is further off than three standard deviations


@given(SHARES, VARIANCES, SHARES, VARIANCES)
def test_two_looks_are_surer_than_each(one: float, error: float, other: float, more: float) -> None:
    both = Estimate(one, error).with_other(Estimate(other, more))
    assert min(one, other) - 1e-9 <= both.value <= max(one, other) + 1e-9
    assert both.variance <= min(error, more)


@given(st.integers(0, 128), st.integers(3, 2000), st.integers(3, 2000))
def test_the_first_look_rules_out_nothing_that_the_second_lets_pass(agreeing: int, mine: int, theirs: int) -> None:
    told = estimates.by_signatures(agreeing, mine, theirs)
    most = estimates.most_common(agreeing, mine + theirs)
    assert most >= told.alike.value * (mine + theirs) / (1 + told.alike.value)
    assert most / min(mine, theirs) >= told.contained.value
    assert most / mine >= told.share.value


def test_a_text_too_short_for_a_sample_tells_nothing() -> None:
    assert estimates.by_samples(frozenset(), frozenset({1})) is None
    assert estimates.by_samples(frozenset({1}), frozenset()) is None


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
