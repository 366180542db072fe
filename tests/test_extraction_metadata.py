import json
from typing import Any

import pytest

from crawler.extraction import metadata
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document

URL = "https://bao.example/tin-1.html"


def read(head: str, body: str = "") -> Metadata:
    return metadata.read(Document(f"<html lang=vi><head>{head}</head><body>{body}</body></html>", URL))


def linked(*nodes: Any) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)


def test_a_story_is_read_from_json_ld() -> None:
    data = read(
        linked(
            {
                "@type": "NewsArticle",
                "headline": "Ch&#237;nh s&#225;ch mới",
                "description": "M&#244; tả",
                "datePublished": "2026-03-01T09:51:00+07:00",
                "dateModified": "2026-03-01T09:54:00+07:00",
                "author": [{"@type": "Person", "name": "Tâm Hằng"}, {"@type": "Organization", "name": "Báo Tin"}],
                "publisher": {"@type": "Organization", "name": "Báo Tin"},
                "keywords": "giá, hoa",
                "articleBody": "Một.\n\nHai.",
            }
        )
    )
    assert data.titles == ["Chính sách mới"]
    assert data.descriptions == ["Mô tả"]
    assert data.published == ["2026-03-01T09:51:00+07:00"]
    assert data.modified == ["2026-03-01T09:54:00+07:00"]
    assert data.authors == ["Tâm Hằng"]
    assert data.site_names == ["Báo Tin"]
    assert data.tags == ["giá", "hoa"]
    assert data.body == "Một. Hai."


def test_the_node_of_this_page_is_chosen_among_teasers() -> None:
    teaser = {"@type": "NewsArticle", "headline": "Tin khác", "url": "https://bao.example/tin-2.html"}
    own = {"@type": "NewsArticle", "headline": "Tin này", "mainEntityOfPage": {"@id": URL}}
    assert read(linked({"@graph": [teaser, own]})).titles == ["Tin này"]


def test_the_breadcrumb_names_the_section() -> None:
    trail = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"item": {"@id": "/", "name": "Trang chủ"}},
            {"item": {"@id": "/a", "name": "Xã hội"}},
            {"name": "Y tế"},
        ],
    }
    data = read(linked(trail) + '<meta property="article:section" content="Multimedia,Video">')
    assert data.sections == ["Y tế", "Xã hội", "Multimedia", "Video"]


@pytest.mark.parametrize(
    "source",
    [
        '{"@type": "NewsArticle", "headline": "Tên", "datePublished": "2026-01-02",}',
        '<![CDATA[ {"@type": "NewsArticle", "headline": "Tên", "datePublished": "2026-01-02"} ]]>',
        '{"@type": "NewsArticle", "headline": "Tên", "datePublished": "2026-01-02", "x": "a\tb\nc"};',
        '{"@type": "NewsArticle", "headline": "Tên", "description": "ông "A" nói", "datePublished": "2026-01-02"}',
    ],
)
def test_faulty_json_ld_is_mended_or_salvaged(source: str) -> None:
    data = read(f'<script type="application/ld+json">{source}</script>')
    assert data.titles == ["Tên"]
    assert data.published == ["2026-01-02"]


def test_meta_elements_by_name_property_and_itemprop() -> None:
    data = read(
        '<title>Tên | Báo</title><meta property="og:title" content="Tên"><meta name=description content="Mô tả">'
        '<meta itemprop=datePublished content="2026-01-02T03:04:05+07:00">'
        '<meta property="article:tag" content="giá vàng,USD,"><meta property=og:locale content=vi_VN>'
        '<link rel=canonical href="/tin-1.html"><meta property=og:site_name content="Báo">'
    )
    assert data.titles == ["Tên", "Tên | Báo"]
    assert data.published == ["2026-01-02T03:04:05+07:00"]
    assert data.tags == ["giá vàng", "USD"]
    assert data.languages == ["vi", "vi_VN"]
    assert data.canonical == "/tin-1.html"
    assert data.site_names == ["Báo"]


def test_what_is_escaped_twice_is_read_once() -> None:
    assert read('<meta property="og:title" content="Chi&amp;#7871;n s&amp;#7921;">').titles == ["Chiến sự"]


def test_deep_and_long_json_ld_is_left_alone() -> None:
    assert read(f'<script type="application/ld+json">{"[" * 100_000}</script>').titles == []
    many = "[" + ",".join(['{"@type":"NewsArticle"}'] * 50_000) + "]"
    assert read(f'<script type="application/ld+json">{many}</script>').published == []
