"""What the names of sitemaps say."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.sitemap_names import expand, prune, span
from storage.records import DatelineError, Found, Kind

DAY = date(2026, 7, 14)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("/sitemaps/news-2026-7.xml", (2026, 7, 1), (2026, 7, 31)),
        ("/sitemaps/news-2026-02.xml", (2026, 2, 1), (2026, 2, 28)),
        ("/french/sitemaps/news-7-2026.xml", (2026, 7, 1), (2026, 7, 31)),
        ("/sitemap-article-2026-07-14.xml", (2026, 7, 14), (2026, 7, 14)),
        ("/sitemap/sitemap-post/2026-07-14.xml", (2026, 7, 14), (2026, 7, 14)),
        ("/sitemap-20260714.xml", (2026, 7, 14), (2026, 7, 14)),
        ("/sitemap-14-07-2026.xml", (2026, 7, 14), (2026, 7, 14)),
        ("/sitemap-post-2026-07-14-2.xml", (2026, 7, 14), (2026, 7, 14)),
        ("/sitemaps/sitemaps-2026-7-6-10.xml", (2026, 7, 6), (2026, 7, 10)),
        ("/sitemaps/sitemaps-2026-6-26-31.xml", (2026, 6, 26), (2026, 6, 30)),
        ("/sitemaps/sitemaps-2026-6-01-10.xml", (2026, 6, 1), (2026, 6, 10)),
        ("/sitemaps/2026/7/article.xml", (2026, 7, 1), (2026, 7, 31)),
        ("/sitemap-202607.xml.gz", (2026, 7, 1), (2026, 7, 31)),
        ("/sitemap.xml?yyyy=2026&mm=07&dd=14", (2026, 7, 14), (2026, 7, 14)),
        ("/sitemap.xml?year=2026&month=7", (2026, 7, 1), (2026, 7, 31)),
        ("/sitemap-2026.xml", (2026, 1, 1), (2026, 12, 31)),
        ("/sitemap-posts-2026-13.xml", (2026, 1, 1), (2026, 12, 31)),
    ],
)
def test_the_days_that_a_name_speaks_of(name: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert span("https://bao.vn" + name) == (date(*first), date(*last))


@pytest.mark.parametrize("name", ["/sitemap.xml", "/sitemap-12.xml", "/news-sitemap3.xml", "/sitemap-1234567890.xml"])
def test_names_without_a_date(name: str) -> None:
    assert span("https://bao2026.vn" + name) is None


def child(name: str, modified: str | None = None) -> Found:
    return Found("https://bao.vn/" + name, Kind.SITEMAP, modified_at=modified)


def pruned(*children: Found, since: date = DAY, until: date | None = None) -> list[str]:
    return [found.url.removeprefix("https://bao.vn/") for found in prune(children, since=since, until=until)]


def test_children_of_other_times_go_and_the_newest_come_first() -> None:
    names = [f"sitemaps/news-{year}-{month}.xml" for year in (2024, 2025, 2026) for month in range(1, 13)]
    children = [child(name) for name in names]
    assert pruned(*children, since=date(2026, 6, 30), until=date(2026, 8, 1)) == [
        "sitemaps/news-2026-8.xml",
        "sitemaps/news-2026-7.xml",
        "sitemaps/news-2026-6.xml",
    ]
    assert pruned(*children, since=date(2026, 12, 31)) == ["sitemaps/news-2026-12.xml"]


def test_the_name_counts_more_than_lastmod() -> None:
    assert pruned(child("news-2024-7.xml", "2026-07-14T08:00:00+07:00"), child("news-2026-7.xml", "2026-07-01")) == [
        "news-2026-7.xml"
    ]


def test_lastmod_counts_where_the_name_is_silent() -> None:
    # 18:00 UTC on the 13th is the 14th in Vietnam.
    children = [
        child("a.xml", "2026-07-13"),
        child("b.xml", "2026-07-13T18:00:00+00:00"),
        child("c.xml", "2026-07-20"),
    ]
    assert pruned(*children) == ["c.xml", "b.xml"]


def test_undated_names_are_taken_if_they_speak_of_news() -> None:
    children = [
        child("sitemap-12.xml"),
        child("news-2026-7.xml"),
        child("latest-news-sitemap.xml"),
        child("news-sitemap.xml"),
        child("google-news-sitemap.xml"),
        child("sitemap-article-daily.xml"),
        child("post-sitemap1.xml", "2019-01-01"),
    ]
    assert pruned(*children) == [
        "latest-news-sitemap.xml",
        "news-sitemap.xml",
        "google-news-sitemap.xml",
        "sitemap-article-daily.xml",
        "news-2026-7.xml",
    ]


def test_names_that_say_nothing_are_tried_where_nothing_better_is_offered() -> None:
    assert pruned(child("sitemap-1.xml"), child("sitemap-2.xml"), child("sitemap-tag.xml")) == [
        "sitemap-1.xml",
        "sitemap-2.xml",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "sitemaps/categories.xml",
        "sitemaps/topics.xml",
        "sitemap-category.xml",
        "sitemap-event.xml",
        "sitemap-page.xml",
        "sitemap-author.xml",
        "sitemap-organization.xml",
        "sitemap-tag/12",
        "sitemaps/2026/7/category.xml",
        "index.cate.xml",
        "index.lastest.xml",
        "post_tag-sitemap.xml",
        "page-sitemap.xml",
        "sitemap-pt-page-2026-07.xml",
        "video-sitemap.xml",
        "sitemaps/category.rss",
    ],
)
def test_sitemaps_without_stories_go_whatever_their_date(name: str) -> None:
    assert pruned(child(name, "2026-07-14")) == []


def test_a_folder_called_static_is_no_reason() -> None:
    assert pruned(child("StaticSitemaps/sitemaps-2026-7-11-15.xml")) == ["StaticSitemaps/sitemaps-2026-7-11-15.xml"]
    assert pruned(child("static/sitemaps/news-2026-7.xml")) == ["static/sitemaps/news-2026-7.xml"]


@pytest.mark.parametrize(
    ("template", "urls"),
    [
        ("/news-{YYYY}-{M}.xml", ["/news-2026-7.xml", "/news-2026-6.xml"]),
        ("/french/news-{M}-{YYYY}.xml", ["/french/news-7-2026.xml", "/french/news-6-2026.xml"]),
        ("/sitemaps/{YYYY}/{MM}/article.xml", ["/sitemaps/2026/07/article.xml", "/sitemaps/2026/06/article.xml"]),
        ("/a-{YYYY-MM-DD}.xml", ["/a-2026-07-02.xml", "/a-2026-07-01.xml", "/a-2026-06-30.xml", "/a-2026-06-29.xml"]),
        ("/a-{YYYY}-{M}-{D}.xml", ["/a-2026-7-2.xml", "/a-2026-7-1.xml", "/a-2026-6-30.xml", "/a-2026-6-29.xml"]),
        ("/s-{Y}-{M}-{D1}-{D2}.xml", ["/s-2026-7-1-5.xml", "/s-2026-6-26-30.xml"]),
        ("/s-{YYYY}.xml", ["/s-2026.xml"]),
        ("/{YYYYMM}.xml", ["/202607.xml", "/202606.xml"]),
        ("/sitemap.xml", ["/sitemap.xml"]),
    ],
)
def test_templates_are_written_out_newest_first(template: str, urls: list[str]) -> None:
    assert list(expand(template, since=date(2026, 6, 29), until=date(2026, 7, 2))) == urls


def test_five_day_files_end_with_their_month() -> None:
    files = expand("{M}-{D1}-{D2}", since=date(2026, 1, 28), until=date(2026, 2, 28))
    assert files == ("2-26-28", "2-21-25", "2-16-20", "2-11-15", "2-6-10", "2-1-5", "1-26-31")


def test_an_empty_span_gives_nothing() -> None:
    assert expand("/{YYYY}.xml", since=date(2026, 7, 2), until=date(2026, 7, 1)) == ()


@pytest.mark.parametrize("field", ["lang", "", "YY", "MMM", "Tháng"])
def test_an_unknown_field_is_named(field: str) -> None:
    with pytest.raises(DatelineError, match="unknown field"):
        expand(f"/{{{field}}}/news.xml", since=DAY, until=DAY)


TEMPLATES = st.sampled_from(
    [
        "/n-{YYYY}-{M}.xml",
        "/n-{M}-{YYYY}.xml",
        "/n-{YYYY-MM-DD}.xml",
        "/n-{Y}-{M}-{D1}-{D2}.xml",
        "/n-{YYYY}.xml",
        "/{YYYY}/{M}/{D}",
    ]
)


@given(TEMPLATES, st.dates(date(2010, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_what_is_written_out_covers_the_span_once_and_survives_pruning(template: str, since: date, days: int) -> None:
    until = since + timedelta(days=days)
    urls = expand("https://bao.vn" + template, since=since, until=until)
    spans = [span(url) for url in urls]
    assert len(set(urls)) == len(urls)
    covered = [(first, last) for first, last in filter(None, spans) if last >= since and first <= until]
    assert len(covered) == len(urls)
    assert covered[0][1] >= until
    assert covered[-1][0] <= since
    assert all(newer[0] == older[1] + timedelta(days=1) for newer, older in pairwise(covered))
    children = [Found(url, Kind.SITEMAP) for url in urls]
    assert prune(children, since=since, until=until) == tuple(children)
