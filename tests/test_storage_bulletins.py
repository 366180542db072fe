"""What is stored of two bulletins tells that only their numbers differ, where the judge would say so."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from storage import bulletins, signatures
from storage.bulletins import Held
from storage.judge import Story, judge
from storage.signatures import sign


def prose(seed: int, count: int = 300) -> str:
    rng = random.Random(seed)
    return " ".join("".join(rng.choices("aeiounrstlmdchgv", k=rng.randint(3, 8))) for _ in range(count))


def bulletin(words: str, day: int, rate: int = 12) -> str:
    """Return the words of every day, with another number behind every so many."""
    rng = random.Random(day)
    pieces = enumerate(words.split())
    return " ".join(f"{word} {rng.randint(1000, 99999)}" if not place % rate else word for place, word in pieces)


def of_another_day(one: str, other: str) -> bool:
    held = sign(other)
    sample = signatures.unpacked(held.sketch.sample)
    return bulletins.of_another_day(sign(one), Held(len(held.shingles), sample, held.sketch.figures))


def test_bulletins_of_two_days_are_told_by_what_is_stored() -> None:
    words = prose(1)
    assert of_another_day(bulletin(words, 1), bulletin(words, 2))
    assert not of_another_day(bulletin(words, 1), bulletin(words, 1)), "the same day"
    assert not of_another_day(bulletin(words, 1), " ".join(bulletin(words, 1).split()[:150])), (
        "a cut copy keeps its own"
    )
    assert not of_another_day(bulletin(words, 1), words), "no figures"
    assert not of_another_day(words, bulletin(words, 1))
    assert not of_another_day(bulletin(words, 1), bulletin(prose(2), 2)), "other words"


@given(st.integers(0, 10**6), st.integers(0, 80), st.integers(6, 60), st.integers(0, 25))
@settings(max_examples=100, deadline=None)
def test_the_judge_says_the_same_of_the_texts(seed: int, changed: int, rate: int, years: int) -> None:
    """Beginnings of their own, numbers seldom or often, and one that both have in many places."""
    words, own = prose(seed).split(), prose(seed + 1).split()
    for place in random.Random(seed).sample(range(len(words)), years):
        words[place] = "2026"
    one = bulletin(" ".join(words), seed, rate)
    other = bulletin(" ".join(own[:changed] + words[changed:]), seed + 1, rate)
    if of_another_day(one, other):
        assert judge(*(Story(text, sign(text)) for text in (one, other))) is None
