"""What survives translation."""

import pytest

from storage import facts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hà Nội", "Hanoï"),
        ("ông Nguyễn Văn An nói", "M. Nguyen Van An a dit"),
        ("Thành phố Hồ Chí Minh", "Hô Chi Minh-Ville"),
        ("tăng 12.300 tấn", "12 300 tonnes"),
        ("tăng 12.300 tấn", "12,300 tons"),
        ("giảm 45,3%", "45.3 %"),
    ],
)
def test_spellings_of_one_thing_share_a_key(one: str, other: str) -> None:
    assert facts.keys(one) & facts.keys(other)


def test_what_says_nothing_is_no_key() -> None:
    assert facts.keys("Trong năm 2026, 3 người ở Huế") == frozenset({"trong"})
    assert facts.keys("de la ville") == frozenset()


def test_numbers() -> None:
    assert {key for key in facts.keys("5.400.000 và 17, năm 1986; 4,5 tỷ") if key[:2] == "n:"} == {
        "n:5400000",
        "n:17",
        "n:45",
    }


def test_pictures_are_known_by_names_that_are_some() -> None:
    urls = ["https://a.test/2026/cau-rong-1.jpg?w=600", "https://b.test/x/CAU-RONG-1.webp", "https://a.test/1.jpg"]
    assert facts.pictures(urls) == {"cau-rong-1"}


@pytest.mark.parametrize(
    ("url", "slug", "number"),
    [
        ("https://v.test/fr/nang-cao-hieu-qua-doi-ngoai/", "nang-cao-hieu-qua-doi-ngoai", None),
        ("https://v.test/nang-cao-hieu-qua-doi-ngoai-post71478.vnp", "nang-cao-hieu-qua-doi-ngoai", "71478"),
        ("https://v.test/fr/ten-bai-viet-rat-dai-day-10300105.html", "ten-bai-viet-rat-dai-day", "10300105"),
        ("https://v.test/nang-cao-hieu-qua-doi-ngoai-a212364.html", "nang-cao-hieu-qua-doi-ngoai", "212364"),
        ("https://v.test/gioi-thieu", None, None),
        ("https://v.test/", None, None),
    ],
)
def test_slug_and_id(url: str, slug: str | None, number: str | None) -> None:
    assert (facts.slug(url), facts.number(url)) == (slug, number)
