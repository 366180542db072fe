"""Captions and the pictures they belong to."""

import pytest

from crawler.extraction import captions
from crawler.extraction.body import Roles, Walker
from crawler.extraction.page import Document
from crawler.extraction.pieces import Piece

PICTURE = '<p><img src="/a.jpg" alt="Một nhóm nông dân thu hoạch lúa trên đồng"></p>'


def settled(body: str) -> list[Piece]:
    document = Document(f"<body><div id=body>{body}</div></body>", "https://bao.example/tin.html")
    return captions.settle(Walker(document, Roles()).read(document.select("#body")[0]))


@pytest.mark.parametrize(
    "below",
    [
        "<p><em>Nông dân xuống đồng.</em></p>",
        "<p>Nông dân xuống đồng. Ảnh: TTXVN</p>",
        "<p>Một nhóm nông dân thu hoạch lúa trên đồng</p>",
        '<p style="text-align:center">Nông dân xuống đồng.</p>',
        "<h5>Nông dân xuống đồng. Ảnh: TTXVN</h5>",
    ],
)
def test_the_line_under_a_picture_is_its_caption(below: str) -> None:
    (piece,) = settled(PICTURE + below)
    assert piece.kind == "caption"
    assert piece.text
    assert piece.pictures == ["https://bao.example/a.jpg"]


@pytest.mark.parametrize(
    "below",
    [
        "<p>Nông dân xuống đồng từ sáng sớm.</p>",
        '<p style="text-align:center"><strong>Xuống đồng</strong></p>',
        f"<p><em>{'Lời tòa soạn dài hơn mọi chú thích. ' * 16}</em></p>",
        "<h3>Nông dân xuống đồng</h3>",
    ],
)
def test_a_paragraph_under_a_picture_stays_the_story_s(below: str) -> None:
    picture, piece = settled(PICTURE + below)
    assert (picture.kind, picture.text) == ("caption", "")
    assert piece.kind in ("paragraph", "heading")


def test_only_the_line_right_below_is_the_caption() -> None:
    line = "<p>Nông dân xuống đồng. Ảnh: TTXVN</p>"
    assert [piece.kind for piece in settled(PICTURE + line + line)] == ["caption", "paragraph"]


def test_halves_of_one_figure_are_joined_and_said_once() -> None:
    figure = '<figure><img src="/a.jpg"><div>Xuống đồng.</div><div>Ảnh: H.Y.</div><div>Xuống đồng.</div></figure>'
    (piece,) = settled(figure)
    assert piece.text == "Xuống đồng. Ảnh: H.Y."
    first, second = settled(
        '<figure><img src="/a.jpg"><p>Một.</p></figure><figure><img src="/b.jpg"><p>Hai.</p></figure>'
    )
    assert (first.text, second.text) == ("Một.", "Hai.")


def test_where_everything_is_centred_it_marks_no_caption() -> None:
    line = '<p style="text-align:center">Nông dân xuống đồng từ sáng sớm.</p>'
    assert [piece.kind for piece in settled(PICTURE + line)] == ["caption"]
    assert [piece.kind for piece in settled(line * 6 + PICTURE + line)] == ["paragraph"] * 6 + [
        "caption",
        "paragraph",
    ]
