"""Numbers as bars, times in one number."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import sparks


def test_nothing_is_the_lowest_bar_and_one_story_shows() -> None:
    assert sparks.line([0, 1, 1_000, None]) == "▁▂█ "
    assert sparks.line([0, 0]) == "▁▁"
    assert sparks.line([5], highest=10) == "▅"


@given(st.lists(st.none() | st.floats(0, 1e9), max_size=40))
def test_every_value_has_one_bar(values: list[float | None]) -> None:
    bars = sparks.line(values)
    assert len(bars) == len(values)
    assert [bar == " " for bar in bars] == [value is None for value in values]


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=-5), "0 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=89), "89 min"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=12), "12 d"),
    ],
)
def test_a_span_is_one_number(length: timedelta, words: str) -> None:
    assert sparks.span(length) == words
