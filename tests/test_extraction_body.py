# ruff: noqa: E501 - lines of pages are as long as their sites write them
"""The walker, and what is settled on its pieces: lines, captions, tables."""

import pytest

from crawler.extraction import captions
from crawler.extraction.body import Roles, Walker
from crawler.extraction.page import Document
from crawler.extraction.pieces import Piece

LONG = "Đoạn này đủ dài để không ai nhầm nó với một dòng chú thích ảnh hay một tên người nào cả."


def walk(body: str, **roles: str) -> list[Piece]:
    document = Document(f"<body><div id=body>{body}</div></body>", "https://bao.example/tin.html")
    chosen = Roles(**{name: set(document.select(css)) for name, css in roles.items()})
    return captions.settle(Walker(document, chosen).read(document.select("#body")[0]))


def texts(body: str, **roles: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in walk(body, **roles)]


def test_the_pictures_of_an_amp_page() -> None:
    [caption] = walk(
        '<p><amp-img src="/a.jpg" width="600" height="400"></amp-img></p><p class="caption"><em>Bến cảng.</em></p>'
    )
    assert (caption.kind, caption.text, caption.pictures) == ("caption", "Bến cảng.", ["https://bao.example/a.jpg"])


def test_blocks_of_every_kind_in_page_order() -> None:
    assert texts(
        "<p>Một.</p><div>Hai.</div>Ba.<p></p>Bốn.<h2>Tiêu<br>đề</h2><ul><li>Năm</li><li><p>Sáu</p></li></ul>"
        "<blockquote>Bảy.</blockquote><div><div>Tám.</div>Chín.</div>"
    ) == [
        ("paragraph", "Một."),
        ("paragraph", "Hai."),
        ("paragraph", "Ba."),
        ("paragraph", "Bốn."),
        ("heading", "Tiêu đề"),
        ("list", "Năm"),
        ("list", "Sáu"),
        ("paragraph", "Bảy."),
        ("paragraph", "Tám."),
        ("paragraph", "Chín."),
    ]


def test_inline_elements_add_no_spaces() -> None:
    assert texts("<p><span>T</span><span>rước khi</span> <a href=/x>đi</a>, ông <b>An</b>\n nói&nbsp;thêm.</p>") == [
        ("paragraph", "Trước khi đi, ông An nói thêm.")
    ]


def test_comments_scripts_and_hidden_text_are_not_read() -> None:
    assert texts(
        "<p>Một<!-- Sat Aug 15 2026 --> hai.<script>var x</script><style>p{}</style></p><p hidden>Ba</p>"
        '<p style="display: none">Bốn</p><p class="sr-only">Năm</p><noscript><p>Sáu</p></noscript>'
    ) == [("paragraph", "Một hai.")]


def test_an_empty_span_of_class_br_breaks_the_line() -> None:
    assert texts('<div>Câu một.<span class="x br"></span>Câu hai.</div>') == [
        ("paragraph", "Câu một."),
        ("paragraph", "Câu hai."),
    ]


@pytest.mark.parametrize(
    "body",
    [
        '<figure><img src="/a.jpg"><figcaption>Chú thích.</figcaption></figure>',
        '<figure><img src="/a.jpg"><p>Chú thích.</p></figure>',
        '<figure><figcaption>Chú thích.</figcaption><img src="/a.jpg"></figure>',
        '<table class="picture"><tr><td><img src="/a.jpg"></td></tr><tr><td class="desc">Chú thích.</td></tr></table>',
        '<p><img src="/a.jpg"></p><p style="text-align:center"><em>Chú thích.</em></p>',
        '<p><img src="/a.jpg"><br><i>Chú thích.</i></p>',
        '<p><img src="/a.jpg"></p><p align="center">Chú thích.</p>',
        '<div class="wp-caption"><img src="/a.jpg"><p class="wp-caption-text">Chú thích.</p></div>',
        '<img src="/a.jpg"><div class="image_desc">Chú thích.</div>',
    ],
)
def test_captions_find_their_picture(body: str) -> None:
    found = walk(f"<p>{LONG}</p>{body}<p>{LONG}</p>")
    assert [piece.kind for piece in found] == ["paragraph", "caption", "paragraph"]
    assert found[1].text == "Chú thích."
    assert found[1].pictures == ["https://bao.example/a.jpg"]


def test_a_credit_after_a_picture_is_a_caption_and_a_paragraph_is_not() -> None:
    found = texts(f'<p><img src="/a.jpg"></p><p>Toàn cảnh. Ảnh: TTXVN</p><p><img src="/b.jpg"></p><p>{LONG}</p>')
    assert found == [
        ("caption", "Toàn cảnh. Ảnh: TTXVN"),
        ("caption", ""),
        ("paragraph", LONG),
    ]


def test_one_caption_under_two_figures_goes_to_the_second() -> None:
    found = walk(
        '<div><figure><img src="/a.jpg"></figure><figure><img src="/b.jpg"></figure><figcaption>Hai ảnh.</figcaption></div>'
    )
    assert [(piece.text, piece.pictures) for piece in found] == [
        ("", ["https://bao.example/a.jpg"]),
        ("Hai ảnh.", ["https://bao.example/b.jpg"]),
    ]


def test_a_lazy_picture_and_its_noscript_are_one() -> None:
    both = '<img data-src="/a.jpg"><noscript><img src="/a.jpg"></noscript>'
    only = '<img src="data:image/gif;base64,R0"><noscript><img src="/b.jpg"></noscript>'
    assert [piece.pictures for piece in walk(f"<figure>{both}</figure><figure>{only}</figure>")] == [
        ["https://bao.example/a.jpg"],
        ["https://bao.example/b.jpg"],
    ]


def test_roles_drop_box_and_caption() -> None:
    assert texts(
        "<p>Một.</p><div class=ad><p>Quảng cáo</p></div>sau<div class=note><p>Hộp.</p><p>Tin.</p></div><b class=c>Chú.</b>",
        dropped=".ad",
        boxes=".note",
        captions=".c",
    ) == [("paragraph", "Một."), ("paragraph", "sau"), ("box", "Hộp."), ("box", "Tin."), ("caption", "Chú.")]


def test_tables_of_data_become_rows_and_tables_of_layout_their_blocks() -> None:
    data = "<table><tr><th>Đội</th><th>Điểm</th></tr><tr><td>Hà Nội</td><td>42</td></tr></table>"
    layout = f"<table><tr><td><p>{LONG}</p><p>Hai.</p></td><td><p>Ba.</p></td></tr></table>"
    nested = f"<table><tr><td>{data}</td></tr></table>"
    assert texts(data) == texts(nested) == [("paragraph", "Đội | Điểm"), ("paragraph", "Hà Nội | 42")]
    assert texts(layout) == [("paragraph", LONG), ("paragraph", "Hai."), ("paragraph", "Ba.")]


def test_marks_of_a_block() -> None:
    (piece,) = walk('<p style="text-align: center"><b><a href="/x">Bảy chữ</a></b> <i>ba</i></p>')
    assert piece.linked == piece.bold == pytest.approx(7 / 9)
    assert piece.italic == pytest.approx(2 / 9)
    assert piece.centred
    assert piece.link == "https://bao.example/x"


@pytest.mark.parametrize("tag", ["div", "b", "figure class=caption", "table><tr><td", "ul><li"])
def test_nesting_of_any_depth_is_walked(tag: str) -> None:
    found = walk(f"<{tag}>" * 100_000 + "đáy")
    assert len(found) <= 1


def test_two_hundred_thousand_nodes() -> None:
    assert walk("<p>" + "<b>x</b> " * 200_000 + "</p>")[0].text.startswith("x x")
