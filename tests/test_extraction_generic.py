"""The common places of unknown sites."""

import pytest

from crawler.extraction import fields, generic
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document
from crawler.extraction.pieces import Piece
from crawler.extraction.rules import Rules

URL = "https://bao.example/x"
PROSE = "<p>Một đoạn văn của bài báo thật sự, đủ dài để là phần lớn của trang này.</p>" * 10


def dropped(html: str) -> set[str]:
    document = Document(f"<body>{html}{PROSE}</body>", URL)
    return {element.get("id") or element.tag for element in generic.furniture(document)}


@pytest.mark.parametrize(
    "box",
    [
        "<div id=a class='related-news'>x</div>",
        "<ul id=a class=social>x</ul>",
        "<div id=a class='box tin-lien-quan'>x</div>",
        "<form id=a>x</form>",
        "<nav id=a>x</nav>",
    ],
)
def test_boxes_of_the_page_are_furniture(box: str) -> None:
    assert dropped(box) == {"a"}


@pytest.mark.parametrize(
    "box",
    [
        "<div id=a class='shared-content'>x</div>",
        "<div id=a class='headshot'>x</div>",
        "<div id=a>x</div>",
        f"<div id=a class=with-sidebar>{PROSE}</div>",
        f"<form id=a>{PROSE}</form>",
    ],
)
def test_names_that_only_sound_like_it_and_boxes_of_most_of_the_page_are_not(box: str) -> None:
    assert dropped(box) == set()


def test_teaser_boxes_are_found_by_name() -> None:
    document = Document("<body><aside class='box-related'>x</aside><div class=correlated>y</div></body>", URL)
    assert [element.tag for element in generic.teaser_boxes(document)] == ["aside"]


def test_rules_are_widened_only_where_they_and_the_page_are_silent() -> None:
    silent = generic.widened(Rules(), Metadata(), URL)
    assert ".byline" in silent.byline
    assert "time[datetime]" in silent.published
    told = Metadata(authors=["Lan Anh"], published=["2026-03-07T08:00:00+07:00"], tags=["bão"])
    assert generic.widened(Rules(), told, URL) == Rules()
    ruled = Rules(byline=(".b",), published=(".p",), tags=(".t",))
    assert generic.widened(ruled, Metadata(), URL) == ruled
    day = generic.widened(Rules(), Metadata(published=["2026-03-07"], authors=["Lan Anh"]), URL)
    assert day.published
    assert not day.byline


def test_tags_are_looked_for_where_the_page_declares_none() -> None:
    widened = generic.widened(Rules(), Metadata(), URL)
    html = '<p>Tags: <a rel="tag" href="/1">bão</a>, <a rel="tag" href="/2">lũ</a> <a rel="category tag">Tin</a></p>'
    assert fields.tags(Document(html, URL), widened, Metadata()) == ["bão", "lũ"]
    aside = '<aside><span class="tag"><a href="/3">Bóng đá</a></span> <a href="/4">Chuyện khác trong ngày</a></aside>'
    assert fields.tags(Document(aside, URL), widened, Metadata()) == [], "another story's"
    declared = Metadata(tags=["hạn"])
    assert fields.tags(Document(html, URL), generic.widened(Rules(), declared, URL), declared) == ["hạn"]


@pytest.mark.parametrize(
    ("text", "linked", "prose"),
    [
        ("Một câu.", 0.0, True),
        ("Một câu.", 0.9, False),
        ("Nhãn ngắn", 0.0, False),
        ("Một dòng không có dấu chấm câu nhưng dài hơn mọi nhãn", 0.0, True),
    ],
)
def test_prose_is_sentences_that_are_no_links(text: str, linked: float, prose: bool) -> None:
    piece = Piece("paragraph", text, Document("<p>x</p>", URL).root, linked=linked)
    assert generic.is_prose(piece) is prose
