"""Sitemaps as sites serve them."""

import gzip
import tracemalloc
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery import sitemaps
from crawler.discovery.sitemaps import Sitemap
from storage.records import Found, Hints, Kind

URL = "https://bao.vn/sitemap.xml"
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
STORY = """<url><loc>https://bao.vn/thu-tuong-post1.html</loc><lastmod>2026-07-14T09:00:00+07:00</lastmod>
  <image:image><image:loc>https://img.bao.vn/1.jpg</image:loc><image:title>Ảnh</image:title></image:image>
  <news:news><news:publication><news:name>Báo</news:name><news:language>vi</news:language></news:publication>
  <news:publication_date>2026-07-14T08:05:30</news:publication_date><news:title>Thủ tướng &amp;amp; Huế</news:title>
  </news:news></url>"""
FOUND = Found(
    "https://bao.vn/thu-tuong-post1.html",
    hints=Hints("Thủ tướng & Huế", "2026-07-14T08:05:30+07:00", "vi"),
    modified_at="2026-07-14T09:00:00+07:00",
)


def urlset(*urls: str, spaces: str = SPACES) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {spaces}>{"".join(urls)}</urlset>'


def loc(*urls: str) -> str:
    return "".join(f"<url><loc>{url}</loc></url>" for url in urls)


def urls(sitemap: Sitemap) -> list[str]:
    return [entry.url for entry in sitemap.entries]


@pytest.mark.parametrize(
    "body",
    [
        urlset(STORY).encode(),
        urlset(STORY, spaces="").encode(),
        urlset(STORY, spaces='xmlns="http://wrong.example/" xmlns:news="http://wrong.example/news"').encode(),
        ("\n " + urlset(STORY)).encode("utf-8-sig"),
        urlset(STORY).encode("utf-16"),
        urlset(STORY).encode("utf-16-le"),
        gzip.compress(urlset(STORY).encode()),
        gzip.compress(gzip.compress(urlset(STORY).encode())),
        urlset(STORY.replace("Huế", "<![CDATA[Huế]]>")).encode(),
        urlset(STORY.replace("urlset", "ns:urlset")).encode(),
        urlset(STORY, STORY).encode(),
    ],
    ids=[
        "plain",
        "no namespaces",
        "wrong namespaces",
        "mark",
        "utf-16",
        "false",
        "gzip",
        "twice",
        "cdata",
        "ns",
        "same",
    ],
)
def test_a_news_sitemap(body: bytes) -> None:
    assert sitemaps.parse(body, URL) == Sitemap(entries=(FOUND,))


def test_an_index_gives_its_children_but_not_itself() -> None:
    body = f"""<sitemapindex {SPACES}><sitemap><loc>http://bao.vn/sitemap.xml</loc></sitemap>
      <sitemap><loc> /sitemaps/news-2026-7.xml </loc><lastmod>2026-07-14 08:05</lastmod></sitemap>
      <sitemap><loc>sitemap-tag.xml</loc></sitemap></sitemapindex>"""
    assert sitemaps.parse(body.encode(), URL) == Sitemap(
        children=(
            Found("https://bao.vn/sitemaps/news-2026-7.xml", Kind.SITEMAP, modified_at="2026-07-14T08:05+07:00"),
            Found("https://bao.vn/sitemap-tag.xml", Kind.SITEMAP),
        )
    )


def test_sitemaps_listed_as_pages_are_children() -> None:
    sitemap = sitemaps.parse(urlset(loc("/sitemap-1.xml.gz", "/tin-post1.html")).encode(), URL)
    assert [child.url for child in sitemap.children] == ["https://bao.vn/sitemap-1.xml.gz"]
    assert sitemap.children[0].kind is Kind.SITEMAP
    assert urls(sitemap) == ["https://bao.vn/tin-post1.html"]


def test_ampersands_in_addresses_survive_escaped_or_not() -> None:
    body = urlset(loc("/?a=1&amp;b=2", "/?a=3&copy=4", "<![CDATA[/?a=5&b=6]]>", "/?a=7&amp;amp;b=8"))
    assert urls(sitemaps.parse(body.encode(), URL)) == [
        "https://bao.vn/?a=1&b=2",
        "https://bao.vn/?a=3&copy=4",
        "https://bao.vn/?a=5&b=6",
        "https://bao.vn/?a=7&b=8",
    ]


def test_references_that_span_two_slices_stay_whole() -> None:
    wanted = [f"https://bao.vn/?n={number}&y={number}" for number in range(9_000)]
    body = urlset(loc(*(url.replace("&", "&amp;") for url in wanted)))
    assert urls(sitemaps.parse(body.encode(), URL)) == wanted


def test_text_and_feeds_serve_as_sitemaps() -> None:
    text = "\ufeffhttps://bao.vn/a\r\n\r\nhttps://bao.vn/b?x=1&y=2\r\nkhông phải\r\n"
    assert urls(sitemaps.parse(text.encode(), URL)) == ["https://bao.vn/a", "https://bao.vn/b?x=1&y=2"]
    feed = "<rss><channel><item><title>Tin</title><link>/tin-1.html</link></item></channel></rss>"
    assert sitemaps.parse(feed.encode(), URL).entries == (Found("https://bao.vn/tin-1.html", hints=Hints("Tin")),)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty body"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "html page, not a sitemap"),
        (b"\x89PNG", "no sitemap in it"),
        (b"<sitemapindex/>", "a sitemap without entries"),
        (b"\x1f\x8b\x08garbage", "broken gzip: read up to the break"),
    ],
)
def test_what_is_no_sitemap_says_so(body: bytes, problem: str) -> None:
    assert sitemaps.parse(body, URL) == Sitemap(problem=problem)


def test_broken_xml_gives_what_stands_before_the_break() -> None:
    body = urlset(loc("/a"), "<url><loc>/b</lok></url>", loc("/c")).encode()
    assert urls(sitemaps.parse(body, URL)) == ["https://bao.vn/a", "https://bao.vn/b", "https://bao.vn/c"]
    cut = sitemaps.parse(body[: body.index(b"/b")], URL)
    assert urls(cut) == ["https://bao.vn/a"]
    assert cut.problem == "broken XML, or cut short: read up to the break"


def test_more_entries_than_the_protocol_allows_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_ENTRIES", 100)
    full = sitemaps.parse(urlset(loc(*(f"/{n}" for n in range(100)))).encode(), URL)
    assert (len(full.entries), full.problem) == (100, None)
    over = sitemaps.parse(urlset(loc(*(f"/{n}" for n in range(101)))).encode(), URL)
    assert (len(over.entries), over.problem) == (100, "more than 100 entries: the rest was left")
    assert sitemaps.parse(urlset("<url/>" * 101).encode(), URL).problem == over.problem


def peak(body: bytes) -> tuple[Sitemap, int]:
    tracemalloc.start()
    sitemap = sitemaps.parse(body, URL)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return sitemap, most


def test_entities_neither_expand_nor_reach_out() -> None:
    bomb = '<!ENTITY a "lol">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghij", "bcdefghijk", strict=True)
    )
    dtd = f'<?xml version="1.0"?><!DOCTYPE urlset [{bomb}<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    hostile = '<urlset><url at="&k;&x;"><loc>/a</loc><news><title>&k;&x;</title></news></url></urlset>'
    sitemap, most = peak((dtd + hostile).encode())
    assert sitemap.entries == (Found("https://bao.vn/a", hints=Hints("&k;&x;")),)
    assert most < 5_000_000


@pytest.mark.parametrize("tag", ["a", "url", "loc"])
def test_a_hundred_thousand_levels_are_survived(tag: str) -> None:
    sitemap, most = peak(urlset(loc("/a"), f"<{tag}>" * 100_000).encode())
    assert urls(sitemap) == ["https://bao.vn/a"]
    assert sitemap.problem
    assert most < 20_000_000


def test_recent_keeps_what_is_new_and_what_has_no_date() -> None:
    entries = (
        Found("https://bao.vn/old", modified_at="2026-07-13T23:59:59+07:00"),
        Found("https://bao.vn/new", modified_at="2026-07-14T00:00+07:00"),
        Found("https://bao.vn/day", hints=Hints(published_at="2026-07-14")),
        Found("https://bao.vn/yesterday", hints=Hints(published_at="2026-07-13")),
        Found("https://bao.vn/changed", hints=Hints(published_at="2020-01-01"), modified_at="2026-07-15"),
        Found("https://bao.vn/undated"),
    )
    since = datetime(2026, 7, 14, tzinfo=timezone(timedelta(hours=7)))
    expected = ["new", "day", "changed", "undated"]
    assert [entry.url.rpartition("/")[2] for entry in sitemaps.recent(entries, since)] == expected
    assert sitemaps.recent(entries, since.astimezone(UTC)) == sitemaps.recent(entries, since)
    with pytest.raises(ValueError, match="time zone"):
        sitemaps.recent(entries, datetime(2026, 7, 14))  # noqa: DTZ001


PIECES = st.sampled_from(
    [
        b"<urlset>",
        b"<sitemapindex>",
        b"<url>",
        b"</url>",
        b"<loc>",
        b"https://a.vn/",
        b"</loc>",
        b"&",
        b"<![CDATA[",
        b"]]>",
        b"<lastmod>",
        b"2026-07-14",
        b"<!DOCTYPE",
        b"\xff\xfe",
        b"<rss>",
        b"<item>",
        b"\n",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(), st.lists(PIECES | st.binary(max_size=4)).map(b"".join)))
def test_it_never_raises(body: bytes) -> None:
    for whole in (body, b"<urlset><url><loc>" + body, gzip.compress(body)):
        sitemap = sitemaps.parse(whole, URL)
        assert all(found.url.startswith(("http://", "https://")) for found in sitemap.entries + sitemap.children)
        sitemaps.recent(sitemap.entries, datetime(2026, 7, 14, tzinfo=UTC))
