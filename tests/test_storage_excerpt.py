"""Excerpts show the right stretch of a text, unchanged but for white space, with the right words marked."""

from hypothesis import given
from hypothesis import strategies as st

from storage.excerpt import Pieces, excerpt, marked, tokens
from storage.fold import plain


def shown(pieces: Pieces) -> str:
    return "".join(f"[{text}]" if hit else text for text, hit in pieces)


def test_phrases_are_marked_only_whole() -> None:
    assert shown(marked("une diplomatie, la diplomatie populaire", [("diplomatie", "populaire")])) == (
        "une diplomatie, la [diplomatie] [populaire]"
    )


def test_stretch_with_most_terms_is_chosen() -> None:
    text = "un " * 20 + "deux " * 20 + "trois deux un " + "quatre " * 20
    assert "[deux] [trois] …" in shown(excerpt(text, [("deux",), ("trois",)], words=10))


def test_beginning_when_nothing_answers() -> None:
    assert shown(excerpt("a b\n\nc d", [("x",)], words=3)) == "a b c …"
    assert shown(excerpt("", [("x",)])) == ""


@given(st.text(), st.lists(st.text(min_size=1)), st.integers(1, 50))
def test_nothing_is_invented(text: str, words: list[str], limit: int) -> None:
    terms = [term for word in words if (term := tuple(map(plain, tokens(word))))]
    assert "".join(piece for piece, _ in marked(text, terms)) == text
    cut = "".join(piece for piece, _ in excerpt(text, terms, limit))
    assert cut.removeprefix("… ").removesuffix(" …") in " ".join(text.split()) or "…" in text
