"""What reaches a terminal: no control characters, whatever a newspaper wrote."""

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from dateline.show import as_json, as_markdown, as_text, printable, to_json
from storage.records import Article, Image

TEXTS = st.text(st.characters(categories=None) | st.sampled_from("\x1b\x9b\x07\u202e\u200b\u2028\ud800\n\t\r"))


def steers(text: str) -> set[str]:
    return {char for char in text if char not in "\n\t" and unicodedata.category(char) in {"Cc", "Cf", "Cs"}}


@given(TEXTS)
def test_nothing_printed_steers_a_terminal(text: str) -> None:
    assert not steers(printable(text))
    printable(text).encode()


@given(TEXTS)
def test_json_is_safe_and_says_the_same(text: str) -> None:
    shown = to_json({"text": text, "list": [text]}, indent=2)
    assert not steers(shown)
    assert "\t" not in shown
    shown.encode()
    assert json.loads(shown) == {"text": text, "list": [text]}
    assert len(to_json([text]).splitlines()) == 1


def test_vietnamese_stays_readable_in_json() -> None:
    assert to_json({"title": "Đà Nẵng – «Huế»"}) == '{"title": "Đà Nẵng – «Huế»"}'


ARTICLE = Article(
    url="https://example.vn/1.html",
    title="Le pont\x1b[31m",
    lead="Un chapeau.",
    text="Premier.\n\nSecond.",
    place="Hanoï",
    agency="VNA",
    byline="A. B.",
    published_at="2026-11-21T08:00:00+07:00",
    images=[Image("https://example.vn/a.jpg", "Le pont", "Photo: VNA"), Image("https://example.vn/b.jpg")],
)


def test_an_article_as_text_and_markdown() -> None:
    facts = "Hanoï (VNA) · A. B. · 2026-11-21T08:00:00+07:00"
    assert as_text(ARTICLE) == f"Le pont[31m\n\n{facts}\n\nUn chapeau.\n\nPremier.\n\nSecond."
    assert as_markdown(ARTICLE).split("\n\n") == [
        "# Le pont[31m",
        f"*{facts}*",
        "**Un chapeau.**",
        "Premier.",
        "Second.",
        "> Le pont (Photo: VNA)",
        "<https://example.vn/1.html>",
    ]


def test_an_article_as_json_keeps_the_order_of_the_contract() -> None:
    assert list(json.loads(as_json(ARTICLE)))[:3] == ["url", "canonical_url", "source"]
