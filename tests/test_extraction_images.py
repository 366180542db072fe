import pytest

from crawler.extraction import images
from crawler.extraction.page import Document

URL = "https://bao.example/a/tin.html"


def source(tag: str) -> str | None:
    document = Document(f"<body>{tag}</body>", URL)
    return images.source(next(document.root.iter("img")), document)


@pytest.mark.parametrize(
    ("tag", "url"),
    [
        ('<img src="/b.jpg">', "https://bao.example/b.jpg"),
        ('<img src="c.jpg">', "https://bao.example/a/c.jpg"),
        ('<img src="//cdn.example/d.jpg">', "https://cdn.example/d.jpg"),
        ('<img src="data:image/gif;base64,R0" data-src="https://cdn.example/e.jpg">', "https://cdn.example/e.jpg"),
        ('<img src="grey.gif" data-original="https://cdn.example/f.jpg">', "https://cdn.example/f.jpg"),
        ('<img srcset="/s.jpg 320w, /l.jpg 1280w" src="/s.jpg">', "https://bao.example/l.jpg"),
        ('<img srcset="/s,1.jpg 1x, /l,1.jpg 2x">', "https://bao.example/l,1.jpg"),
    ],
)
def test_the_real_address_of_a_picture(tag: str, url: str) -> None:
    assert source(tag) == url


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="data:image/gif;base64,R0lGOD">',
        '<img src="/assets/images/grey.gif">',
        '<img src="/1x1.png">',
        '<img src="/logo.png">',
        '<img src="/anh.jpg" width="16" height="16">',
        '<img src="/anh.jpg" width="1px">',
        '<img src="javascript:void(0)">',
        '<img src="http://[bad/x.jpg">',
        "<img>",
    ],
)
def test_placeholders_icons_and_dots_are_no_pictures(tag: str) -> None:
    assert source(tag) is None


def test_a_base_element_moves_relative_addresses() -> None:
    document = Document('<head><base href="https://bao.example/static/"></head><img src="x.jpg">', URL)
    assert images.source(next(document.root.iter("img")), document) == "https://bao.example/static/x.jpg"
