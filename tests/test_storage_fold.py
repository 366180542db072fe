"""Folding writes what unicode61 cannot tell is the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.fold import fold, plain, spell


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đà Nẵng", "Dà Nẵng"),
        (
            "Łódź, Øresund, Straße, Æther, œuvre, ısı, Þór, Ðorð",
            "Lódź, Oresund, Strasse, AEther, oeuvre, isi, THór, Dord",
        ),
        ("越南 tin", " 越  南  tin"),
        ("Hanoï et Huế", None),
        ("", None),
    ],
)
def test_fold(text: str, folded: str | None) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert spell(spell(text)).split() == spell(text).split()


@pytest.mark.parametrize(
    ("written", "compared"),
    [("ĐẶNG", "dang"), ("Huế", "hue"), ("Œuvre", "oeuvre"), ("Straße", "strasse"), ("越", "越")],
)
def test_plain(written: str, compared: str) -> None:
    assert plain(written) == compared
