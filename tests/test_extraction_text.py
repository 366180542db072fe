"""Normal form and keys of comparison."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.text import (
    any_of,
    ends_sentence,
    fold_key,
    normalise,
    reading_length,
    same_text,
    undouble,
    words,
)


def test_normalise_folds_space_and_drops_what_has_no_width() -> None:
    assert normalise("\ufeff Hanoï\u00a0:\u2009un\u200b \r\n sou\u00adhait\x00 ") == "Hanoï : un souhait"


def test_normalise_composes() -> None:
    assert normalise(unicodedata.normalize("NFD", "Đà Nẵng, Huế")) == "Đà Nẵng, Huế"


@given(st.text())
def test_normalise_is_idempotent_and_composed(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()
    assert "  " not in once


@given(st.text())
def test_fold_key_is_idempotent(text: str) -> None:
    assert fold_key(fold_key(text)) == fold_key(text)


def test_fold_key_folds_case_accents_and_typography() -> None:
    assert fold_key("ĐÀ NẴNG — l’Œuvre") == "da nang - l'oeuvre"


@given(st.text(alphabet="aáạđœ’ \u0301\u0323"), st.sampled_from("я漢"))
def test_a_letter_of_another_script_changes_nothing_of_how_the_others_fold(latin: str, letter: str) -> None:
    assert fold_key(f"{latin} {letter}") == f"{fold_key(latin)} {letter}".strip()


@given(st.lists(st.text(alphabet="abÉ", min_size=1)), st.text(alphabet="abé"))
def test_any_of_tells_whether_any_mark_is_in_a_text(marks: list[str], text: str) -> None:
    assert any_of(marks)(text) == any(mark.casefold() in text for mark in marks)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Hanoï accueille…", "hanoi accueille", True),
        ("L’amitié", "L'amitié.", True),
        ("Hanoï", "Huê", False),
        (None, None, False),
        ("", "", False),
        ("…", ".", False),
    ],
)
def test_same_text(first: str | None, second: str | None, same: bool) -> None:
    assert same_text(first, second) is same


@given(st.text(max_size=6), st.text(max_size=2), st.sampled_from((str, str.upper, str.swapcase, str.casefold)))
def test_same_text_says_what_the_folded_texts_say(first: str, added: str, change: Callable[[str], str]) -> None:
    for second in (added, change(first) + added, added + unicodedata.normalize("NFKD", first)):
        folded = fold_key(first).rstrip(" .…:;!?")
        assert same_text(first, second) is (folded == fold_key(second).rstrip(" .…:;!?") != "")


@pytest.mark.parametrize(
    "text", ["\u037a\u05b0x", "\ufc5e\u3099", "ǅ x", "ﬁn", "Œuvre", "İstanbul", "각", "½ l", "đô"]
)
def test_texts_that_begin_with_a_letter_of_several_signs_are_the_same(text: str) -> None:
    assert same_text(text, unicodedata.normalize("NFKD", text).upper())


@pytest.mark.parametrize(
    "text", ["Fin.", "Fin ?", "« Fin. »", "japonais…", "Can Tho… ».", "结束。", "(HUFO).", 'dit-il."']
)
def test_ends_sentence(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["", "Titre", "Titre :", "« Vie et œuvre »", "1.5 million"])
def test_does_not_end_sentence(text: str) -> None:
    assert not ends_sentence(text)


def test_words_are_folded() -> None:
    assert words("L'Hô-Chi-Minh, 25e !") == ["l", "ho", "chi", "minh", "25e"]


def test_undouble() -> None:
    assert undouble("Panorama. Photo: VNA Panorama. Photo: VNA") == "Panorama. Photo: VNA"
    assert undouble("Báo Cần ThơBáo Cần Thơ") == "Báo Cần Thơ"
    assert undouble("Panorama") == "Panorama"


def test_reading_length_weighs_chinese() -> None:
    assert reading_length("越南") == 6
    assert reading_length("Việt") == 4
