"""Addresses, times, titles and languages, as feeds and pages write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import announced
from storage.records import Found, Hints

PAGE = "https://bao.vn/thoi-su/trang.html"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("tin-moi.html", "https://bao.vn/thoi-su/tin-moi.html"),
        ("/tin-moi.html#binh-luan", "https://bao.vn/tin-moi.html"),
        ("//fr.bao.vn/a", "https://fr.bao.vn/a"),
        ("?trang=2", "https://bao.vn/thoi-su/trang.html?trang=2"),
        ("\n  https://bao.vn/\n a b.html ", "https://bao.vn/%20a%20b.html"),
    ],
)
def test_links_become_addresses(link: str, address: str) -> None:
    assert announced.absolute(link, PAGE) == address


@pytest.mark.parametrize(
    "link",
    [
        None,
        "",
        " ",
        "#top",
        "javascript:;",
        "mailto:a@bao.vn",
        "http://[",
        "http:///x",
        "https://bao.vn:x/",
        "https://a:b@bao.vn/",
        "file:///etc/passwd",
        "https://bao.vn/" + "a" * 2_048,
    ],
)
def test_what_leads_to_no_page_is_no_address(link: str | None) -> None:
    assert announced.absolute(link, PAGE) is None


@given(st.text(), st.text())
def test_any_text_is_an_http_address_or_none(link: str, base: str) -> None:
    address = announced.absolute(link, base)
    assert address is None or (address.startswith(("http://", "https://")) and "#" not in address)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Tue, 14 Jul 2026 08:05:30 +0700", "2026-07-14T08:05:30+07:00"),
        ("Tue, 14 Jul 2026 08:05:30", "2026-07-14T08:05:30+07:00"),
        ("Tue, 14 Jul 26 01:05:30 GMT", "2026-07-14T01:05:30+00:00"),
        ("Tue, 14 Jul 2026 08:05:30 EST", "2026-07-14T08:05:30-05:00"),
        ("7/14/2026 8:05:30 PM", "2026-07-14T20:05:30+07:00"),
        ("2026-07-14T01:05:30Z", "2026-07-14T01:05:30+00:00"),
        ("2026-07-14 08:05", "2026-07-14T08:05+07:00"),
        ("2026-07-14", "2026-07-14"),
    ],
)
def test_times_keep_their_zone_and_their_precision(text: str, iso: str) -> None:
    assert announced.moment(text) == iso


@pytest.mark.parametrize("text", [None, "", "  ", "now", "Thu, 01 Jan 1970 00:00:00 GMT", "1/1/0001 12:00:00 AM"])
def test_no_time_is_none(text: str | None) -> None:
    assert announced.moment(text) is None


def test_titles_are_plain_text_in_nfc() -> None:
    assert announced.title("Thủ tướng &amp;quot;thăm&amp;quot;".replace("&amp;", "&")) == 'Thủ tướng "thăm"'
    assert announced.title("  L&#39;été<br/>à <b>Huế</b>\n") == "L'été à Huế"
    assert announced.title("Giá vàng 5 < 6 triệu") == "Giá vàng 5 < 6 triệu"
    assert announced.title("&nbsp;") is None
    assert announced.title("tin " * 200) is None


@pytest.mark.parametrize(
    ("tag", "language"), [("vi-VN", "vi"), ("FR", "fr"), ("zh_Hans_CN", "zh"), ("Vietnamese", None), (None, None)]
)
def test_languages_are_primary_subtags(tag: str | None, language: str | None) -> None:
    assert announced.language(tag) == language


def test_subdomains_are_the_same_site_and_look_alikes_are_not() -> None:
    assert announced.same_site("https://www.bao.vn/a", "https://fr.bao.vn/b")
    assert not announced.same_site("https://toibao.vn/", "https://bao.vn/")
    assert not announced.same_site("https://en.bao.vn/", "https://fr.bao.vn/")


def test_a_second_mention_fills_the_gaps_of_the_first() -> None:
    one = Found("https://bao.vn/1", hints=Hints(title="Một"))
    again = Found("https://bao.vn/1", hints=Hints(title="Hai", language="vi"), modified_at="2026-07-14")
    assert announced.fold([one, Found("https://bao.vn/2"), again]) == (
        Found("https://bao.vn/1", hints=Hints(title="Một", language="vi"), modified_at="2026-07-14"),
        Found("https://bao.vn/2"),
    )
