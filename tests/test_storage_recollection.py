"""What is remembered of texts is what was read of them, and no more than may be held."""

from hypothesis import given
from hypothesis import strategies as st

from storage.recollection import Recollection
from storage.signatures import gist, sign

TEXTS = st.lists(st.sampled_from(["giá", "vàng", "12,5", "hôm", "nay", "2026", "tăng", "le", "prix"]), max_size=60)


@given(TEXTS.map(" ".join))
def test_a_text_comes_back_as_it_was_read(text: str) -> None:
    remembered = Recollection()
    remembered.put("sha", sign(text))
    assert remembered.get("sha") == gist(text)


def test_what_was_asked_for_longest_ago_is_forgotten() -> None:
    text = " ".join(map(str, range(1000)))
    one = Recollection()
    one.put("size", gist(text))
    remembered = Recollection(2 * one.held)
    for name in "ab":
        remembered.put(name, gist(text))
    assert remembered.get("a")
    remembered.put("c", gist(text))
    assert remembered.get("a")
    assert remembered.get("b") is None
    assert remembered.held == 2 * one.held


def test_what_is_put_twice_counts_once() -> None:
    remembered = Recollection()
    remembered.put("sha", gist("một hai ba bốn"))
    once = remembered.held
    remembered.put("sha", gist("một hai ba bốn"))
    assert remembered.held == once
