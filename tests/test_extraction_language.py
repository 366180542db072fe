"""Languages by script and small words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.language import guess


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ukraine có Thủ tướng mới", "vi"),
        ("Hà Nội", "vi"),
        ("Mai Chau touche le cœur du monde", "fr"),
        ("Hanoï renforce ses partenariats internationaux grâce à la diplomatie populaire", "fr"),
        ("Ho Chi Minh City to host expo", "en"),
        ("Presidente vietnamita recibe a embajador", "es"),
        ("Vietnam y Cuba fortalecen nexos", "es"),
        ("Вьетнам и Россия укрепляют сотрудничество", "ru"),
        ("越南与老挝加强教育合作 ASEAN", "zh"),
        ("ベトナムの首相が訪日", "ja"),
        ("베트남 총리", "ko"),
        ("นายกรัฐมนตรีเวียดนาม", "th"),
        ("ນາຍົກລັດຖະມົນຕີ", "lo"),
        ("នាយករដ្ឋមន្ត្រី", "km"),
    ],
)
def test_short_titles(text: str, language: str) -> None:
    assert guess(text) == language


def test_the_hint_decides_only_where_the_text_does_not() -> None:
    assert guess("Hanoi", "fr-FR") == "fr"
    assert guess("Le Vietnam et la France", "en") == "fr"
    assert guess("Hanoi") is None
    assert guess("", None) is None


@given(st.text(), st.none() | st.sampled_from(["fr", "vi", "en-US", "xx"]))
def test_never_raises(text: str, hint: str | None) -> None:
    guess(text, hint)
