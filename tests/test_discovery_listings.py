"""Links of section pages."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery.listings import Listing, likely_articles
from storage.records import Found, Hints, Kind

REAL = Path(__file__).parents[2] / "shared" / "real-pages"
URL = "https://bao.vn/thoi-su/"


def titles(*html: str, url: str = URL) -> dict[str, str | None]:
    body = "<!DOCTYPE html><html><body>" + "".join(html)
    return {found.url: found.hints.title for found in Listing(body.encode(), url).links}


def test_links_are_absolute_in_page_order_and_each_once() -> None:
    body = """<html><body><a href="/b">Hai ba bốn</a> <a href="a">Một hai ba</a>
      <a href="//fr.bao.vn/c">Un deux trois</a>
      <a href="/b#binh-luan">12</a> <a href="">x</a> <a href="#top">x</a> <a href="javascript:;">x</a> <a>x</a>
      <a href="https://bao.vn/thoi-su/">itself</a> <a href="mailto:a@b.vn">x</a> <a href="tel:113">x</a></body>"""
    assert Listing(body.encode(), URL).links == (
        Found("https://bao.vn/b", hints=Hints("Hai ba bốn")),
        Found("https://bao.vn/thoi-su/a", hints=Hints("Một hai ba")),
        Found("https://fr.bao.vn/c", hints=Hints("Un deux trois")),
    )


def test_the_base_of_a_page_counts_as_browsers_count_it() -> None:
    base = '<base href="https://bao.vn/static/templates/version1/homepage/">'
    found = titles(
        base, '<a href="/tin-a1.html">a</a><a href="tin-a2.html">b</a><a href="https://bao.vn/tin-a3.html">c</a>'
    )
    assert list(found) == [
        "https://bao.vn/tin-a1.html",
        "https://bao.vn/static/templates/version1/homepage/tin-a2.html",
        "https://bao.vn/tin-a3.html",
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/x"><img src="i.jpg" alt="Ảnh minh họa bài"></a><h3><a href="/x">Giá vàng tăng mạnh</a></h3>',
        '<h3><a href="/x">Giá vàng tăng mạnh</a></h3><a href="/x">Đọc tiếp bài viết này ngay</a>',
        '<a href="/x" title="Giá vàng tăng mạnh"><img src="i.jpg" alt="Ảnh minh họa bài"></a><a href="/x">(12)</a>',
        '<a href="/x"><h2>Giá vàng  tăng\n mạnh</h2><p>Sáng nay, giá vàng trong nước lại tăng.</p></a>',
        '<h2><span><a href="/x" title="Xem">Giá vàng tăng mạnh</a></span></h2>',
        '<a href="/x">Xem</a><a href="/x">Giá vàng tăng mạnh</a>',
        '<a href="/x"><img alt="Giá vàng tăng mạnh"></a>',
        '<a href="/x">Gia&#769; vàng <b>tăng</b> mạnh<script>var a = "không";</script></a>',
    ],
)
def test_the_best_text_of_all_links_is_the_title(html: str) -> None:
    assert titles(html) == {"https://bao.vn/x": "Giá vàng tăng mạnh"}


def test_short_and_unspaced_titles() -> None:
    assert titles('<a href="/x"><img src="i"></a>') == {"https://bao.vn/x": None}
    assert titles(f'<a href="/x">{"từ " * 200}</a>') == {"https://bao.vn/x": None}
    assert titles('<a href="/x">Thể thao</a>') == {"https://bao.vn/x": "Thể thao"}
    assert titles('<a href="/x" title="越南政府总理会见法国总统">更多</a>') == {
        "https://bao.vn/x": "越南政府总理会见法国总统"
    }


def test_feeds_come_best_first() -> None:
    body = """<html><head><link rel="alternate" hreflang="fr" href="https://fr.bao.vn/">
      <link rel="ALTERNATE" type="Application/RSS+XML" title="Th&#7901;i s&#7921;" href="/rss/thoi-su.rss">
      <link rel="alternate" type="application/atom+xml" href="https://feeds.example/bao">
      <link rel="alternate" type="application/rss+xml" href="/comments/feed/"></head><body>
      <a href="/rss.htm">RSS</a><a href="/rss/kinh-te">Kinh tế</a><a href="/the-gioi.rss">Thế giới</a>
      <a href="/rss/thoi-su.rss">lại</a><a href="https://other.example/rss/x.rss">other</a>
      <a href="/rssa">no</a></body></html>"""
    found = Listing(body.encode(), URL).feeds
    assert [feed.url for feed in found] == [
        "https://bao.vn/rss/thoi-su.rss",
        "https://feeds.example/bao",
        "https://bao.vn/rss/kinh-te",
        "https://bao.vn/the-gioi.rss",
        "https://bao.vn/rss.htm",
    ]
    assert found[0] == Found("https://bao.vn/rss/thoi-su.rss", Kind.FEED, Hints("Thời sự"))


def test_next_pages() -> None:
    body = """<html><body><a href="/thoi-su?p=1">1</a><b>2</b><a href="/thoi-su?p=3">3</a><a href="/thoi-su?p=4">4</a>
      <a href="/thoi-su?p=3">›</a><a href="/tin-so-99.html">Tin</a><a href="https://other.example/?p=9">9</a></body></html>"""
    found = Listing(body.encode(), "https://bao.vn/thoi-su?p=2").next_pages
    assert [page.url for page in found] == ["https://bao.vn/thoi-su?p=3", "https://bao.vn/thoi-su?p=4"]
    assert {page.kind for page in found} == {Kind.SECTION}


@pytest.mark.parametrize(
    "html",
    [
        '<link rel="next" href="/x/trang-2.htm">',
        '<a rel="next" href="/x/trang-2.htm">more</a>',
        '<a href="/x/trang-2.htm">Trang sau</a>',
        '<a href="/x/trang-2.htm">Suivant</a>',
        '<a href="/x/trang-2.htm">2</a>',
    ],
)
def test_ways_of_saying_next(html: str) -> None:
    found = Listing(f"<html><body>{html}".encode(), "https://bao.vn/x.htm").next_pages
    assert [page.url for page in found] == ["https://bao.vn/x/trang-2.htm"]


@pytest.mark.parametrize(
    ("link", "seventh"),
    [
        ("/x/trang-2.htm", "https://bao.vn/x/trang-7.htm"),
        ("/2026/x?cat=3&page=2", "https://bao.vn/2026/x?cat=3&page=7"),
        ("/x/page/2/", "https://bao.vn/x/page/7/"),
    ],
)
def test_how_pages_are_counted(link: str, seventh: str) -> None:
    counter = Listing(f'<html><body><a href="{link}">2</a>'.encode(), "https://bao.vn/x").counter
    assert counter
    assert counter.page(7) == seventh
    assert Listing(b'<html><body><a href="/y">Trang sau</a>', "https://bao.vn/x").counter is None


@pytest.mark.skipif(not REAL.exists(), reason="the real pages are not part of the project")
def test_real_listings() -> None:
    body = (REAL / "baocantho.com.vn-list-01.html").read_bytes()
    url = "https://baocantho.com.vn/thoi-su/"
    assert [feed.url for feed in Listing(body, url).feeds] == ["https://baocantho.com.vn/rss/cate/thoi-su/"]
    assert [page.url for page in Listing(body, url).next_pages] == [
        f"https://baocantho.com.vn/thoi-su?p={number}" for number in (2, 3, 4, 5)
    ]
    body = (REAL / "tuoitre.vn-list-01.html").read_bytes()
    found = [feed.url for feed in Listing(body, "https://tuoitre.vn/kinh-doanh.htm").feeds]
    assert found == ["https://tuoitre.vn/rss/kinh-doanh.rss", "https://tuoitre.vn/rss.htm"]


def test_a_hundred_thousand_levels_are_survived() -> None:
    body = b"<html><body><a href='/truoc'>x</a>" + b"<div>" * 100_000 + b"<a href='/sau'>x</a>"
    assert [found.url for found in Listing(body, URL).links][:1] == ["https://bao.vn/truoc"]


PIECES = st.sampled_from(
    [
        b"<a href=",
        b"<base href=",
        b"http://[",
        b"'",
        b'"',
        b">",
        b"<h1>",
        b"</a>",
        b"<img alt=",
        b"<!--",
        b"//x.vn",
        b"&#",
        b"<link rel=alternate type=text/xml href=",
        b"\xff\xfe",
        b"?p=2",
        b"2",
        b" ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(), st.lists(PIECES | st.binary(max_size=4)).map(b"".join)))
def test_nothing_raises(body: bytes) -> None:
    listing = Listing(body, URL)
    found = (*listing.links, *listing.feeds, *listing.next_pages)
    assert all(one.url.startswith(("http://", "https://")) for one in found)
    likely_articles(found, URL)
