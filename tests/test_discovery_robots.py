"""Sitemap lines of robots.txt."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import robots

TEXT = """User-agent: *\r
Disallow: /api/\r
Sitemap: https://bao.vn/sitemap.xml\r
sitemap:https://bao.vn/news-sitemap.xml # the newest\r
  SITEMAP : https://bao.vn/sitemap.xml\r
Sitemap: /relative.xml\r
# Sitemap: https://bao.vn/commented.xml\r
Sitemap:\r
Disallow: /x Sitemap: https://bao.vn/inside.xml\r
"""
EXPECTED = ("https://bao.vn/sitemap.xml", "https://bao.vn/news-sitemap.xml")


def test_sitemap_lines_in_any_case_each_once() -> None:
    assert robots.sitemaps(TEXT) == EXPECTED
    assert robots.sitemaps(TEXT.encode()) == EXPECTED
    assert robots.sitemaps(TEXT.replace("\r\n", "\r")) == EXPECTED


def test_a_mark_before_the_first_line_does_not_hide_it() -> None:
    for codec in ("utf-8-sig", "utf-16"):
        assert robots.sitemaps("Sitemap: https://bao.vn/s.xml\n".encode(codec)) == ("https://bao.vn/s.xml",)
    assert robots.sitemaps("\ufeffSitemap: https://bao.vn/s.xml") == ("https://bao.vn/s.xml",)


@given(st.binary() | st.text())
def test_it_never_raises(text: bytes | str) -> None:
    assert all(url.startswith(("http://", "https://")) for url in robots.sitemaps(text))
