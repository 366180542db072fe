"""Blocks as they stand on the page: their lines, and whether they are centred."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from crawler.extraction.pieces import LINE, Piece, lines
from crawler.extraction.text import normalise


@pytest.mark.parametrize(
    ("whole", "split"),
    [
        (f"Câu một.{LINE}Câu hai.", ["Câu một.", "Câu hai."]),
        (f"Câu một.{LINE}câu hai viết thường.", ["Câu một.", "câu hai viết thường."]),
        (f"Câu một.{LINE}{LINE}câu hai.", ["Câu một.", "câu hai."]),
        (f"Một câu bị{LINE}ngắt dòng giữa chừng.", ["Một câu bị ngắt dòng giữa chừng."]),
        (f"Một câu bị{LINE}{LINE}ngắt hẳn.", ["Một câu bị", "ngắt hẳn."]),
        (f"- Gạch đầu dòng{LINE}- Gạch thứ hai", ["- Gạch đầu dòng", "- Gạch thứ hai"]),
        (f" {LINE} ", []),
    ],
)
def test_line_breaks_end_lines_but_not_sentences(whole: str, split: list[str]) -> None:
    assert lines(whole) == split


@given(st.lists(st.text(st.sampled_from("aB. \n"), max_size=8)))
def test_no_line_is_lost_or_empty(parts: list[str]) -> None:
    found = lines(LINE.join(parts))
    assert all(found)
    assert normalise(" ".join(found)) == normalise(" ".join(parts))


@pytest.mark.parametrize(
    ("holder", "centred"),
    [
        ('<p style="text-align: center;color:red">x</p>', True),
        ('<p align="center">x</p>', True),
        ('<p class="text-center">x</p>', True),
        ("<center>x</center>", True),
        ('<p style="text-align: justify">x</p>', False),
        ('<p class="data-center-news">x</p>', False),
        ('<p class="centerpiece">x</p>', False),
    ],
)
def test_a_block_is_centred_by_its_own_marks(holder: str, centred: bool) -> None:
    assert Piece("paragraph", "x", html.fragment_fromstring(holder)).centred is centred
