"""Words, shingles, containment and the hash of a body."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storage import shingles
from storage.shingles import containment, content_sha256, fold, jaccard, words

SENTENCE = "Hà Nội (TTXVN) – Phó Thủ tướng tiếp Đại sứ Pháp, ngày 10/4/2025."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà bình", "hòa bình"),
        ("Đà Nẵng", "Da Nang"),
        ("Hanoï", "HANOI"),
        ("l’Union d’amitié", "l'Union d'amitie"),
        ("1.200,5 tỷ", "1,200.5 tỷ"),
        ("Vietnam – Cambodge", "Vietnam-Cambodge"),
        ("mise en œuvre", "mise en oeuvre"),
        ("coo\xadpération", "coopération"),
        ("« amitié »", '"amitié"'),
        (SENTENCE, unicodedata.normalize("NFD", SENTENCE)),
    ],
)
def test_honest_copies_have_the_same_words(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("… – « » !", []),
        ("le 10/4/2025 à 9h30", ["le", "10", "4", "2025", "a", "9", "h", "30"]),
        ("2025年10月", ["2025", "年", "10", "月"]),
        ("Ханой (ВИА)", ["ханои", "виа"]),
        ("COVID-19, b2b", ["covid", "19", "b", "2", "b"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_shingles_are_those_that_are_stored() -> None:
    """Stored signatures rest on these numbers: a release of xxhash or Unicode that changes them must be noticed."""
    assert shingles.shingles("Đà Nẵng – 2025") == {9_856_432_112_516_420_178}


def test_a_text_of_two_words_has_no_shingles() -> None:
    assert shingles.shingles("deux mots") == frozenset()
    assert containment(frozenset(), shingles.shingles("trois mots ici")) == 0
    assert jaccard(frozenset(), frozenset()) == 0


def test_a_cut_text_is_contained_however_short() -> None:
    whole = " ".join(f"mot{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(400))
    kept = " ".join(whole.split()[:40])
    assert containment(shingles.shingles(kept), shingles.shingles(whole)) == 1
    assert jaccard(shingles.shingles(kept), shingles.shingles(whole)) < 0.1


@given(st.text(), st.text())
def test_measures_are_symmetric_and_lie_between_0_and_1(a: str, b: str) -> None:
    one, other = shingles.shingles(a), shingles.shingles(b)
    assert 0 <= jaccard(one, other) <= containment(one, other) <= 1
    assert containment(one, other) == containment(other, one)
    assert containment(one, one) == bool(one)


@given(st.text())
def test_words_fold_once_and_for_all(text: str) -> None:
    """But for the capitals of mathematics, letters only when their case is past: stored keys rest on it."""
    assume(not any(letter.isupper() for letter in fold(text)))
    assert words(" ".join(words(text))) == words(text)


@given(st.lists(st.text()).map(" ".join))
def test_spellings_are_folded_apart_as_in_the_whole(text: str) -> None:
    assert tuple(words(text)) == shingles._words(text)


@given(
    st.lists(st.sampled_from(["Hà", "Nội", "tin", "«", "2025"])), st.sampled_from(["\n\n", "\xa0", " \t ", "\u202f"])
)
def test_white_space_is_no_part_of_a_body(parts: list[str], gap: str) -> None:
    assert content_sha256(gap.join(parts)) == content_sha256(" ".join(parts))


def test_composed_or_not_a_body_has_one_hash_but_accents_count() -> None:
    assert content_sha256(SENTENCE) == content_sha256(unicodedata.normalize("NFD", SENTENCE))
    assert content_sha256("Huế") != content_sha256("Hue")
    assert content_sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_what_is_remembered_of_spellings_stays_bounded_and_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shingles, "_REMEMBERED", 4)
    monkeypatch.setattr(shingles, "_FOLDED", shingles._Folded())
    for _ in range(3):
        assert words("Hà Nội, l’Union et la Chine: 1.200 mots") == [
            "ha", "noi", "l", "union", "et", "la", "chine", "1200", "mots",
        ]  # fmt: skip
        assert len(shingles._FOLDED) <= 4
        assert len(shingles._FOLDED.before) <= 4
