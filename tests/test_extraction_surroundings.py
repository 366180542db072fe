"""The lines around a body: publisher and date above, the source line below."""

import pytest

from crawler.extraction import surroundings
from crawler.extraction.page import Document
from crawler.extraction.pieces import Piece

TITLE = "Lũ về sớm"
BODY = ["Đoạn một của bài.", "Đoạn hai của bài."]
ROOT = Document("<p>x</p>", "https://bao.example/x").root


def read(above: list[str], below: list[str]) -> surroundings.Surroundings:
    pieces = [Piece("paragraph", text, ROOT) for text in [*above, *BODY, *below]]
    return surroundings.read(pieces, pieces[len(above) : len(above) + len(BODY)], TITLE)


@pytest.mark.parametrize(
    ("above", "date", "publisher"),
    [
        ([TITLE, "Báo Cần ThơBáo Cần Thơ09/04/2025"], "Báo Cần ThơBáo Cần Thơ09/04/2025", "Báo Cần Thơ"),
        ([TITLE, "Báo Cần Thơ", "09/04/2025 18:21"], "09/04/2025 18:21", "Báo Cần Thơ"),
        (["01/01/2020", TITLE], None, None),
        ([TITLE, "Hôm 09/04/2025, nước về tới đầu nguồn."], None, None),
    ],
)
def test_above_the_story(above: list[str], date: str | None, publisher: str | None) -> None:
    around = read(above, [])
    assert (around.date, around.publisher) == (date, publisher)


def test_below_the_story() -> None:
    around = read([TITLE], ["Chia sẻ", "LINH LINH Source : https://baocantho.example/a1.html", "Comment (0)"])
    assert (around.original_url, around.byline) == ("https://baocantho.example/a1.html", "LINH LINH")


def test_the_author_above_the_story() -> None:
    assert read([TITLE, "Phóng viên: Lê Văn Minh", "09/04/2025"], []).byline == "Lê Văn Minh"
    assert read(["Phóng viên: Lê Văn Minh", TITLE], []).byline is None
    assert read(["By Country"], []).byline is None, "without the title it may be the menu"
    assert read([TITLE, "PV Gas"], []).byline is None
    both = read([TITLE, "Tác giả: Lê Văn Minh"], ["Source : https://baocantho.example/a1.html"])
    assert (both.byline, both.original_url) == ("Lê Văn Minh", "https://baocantho.example/a1.html")


@pytest.mark.parametrize("between", [["Comment (0)"], ["Nhãn"] * 8])
def test_a_source_line_behind_the_comments_or_far_below_is_another_story_s(between: list[str]) -> None:
    assert read([TITLE], [*between, "Source : https://baocantho.example/a1.html"]).original_url is None


def test_a_page_without_a_body_says_nothing() -> None:
    assert surroundings.read([], [], TITLE) == surroundings.Surroundings()


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("(TTXVN/Vietnam+)", True),
        ("Tin, ảnh: Minh Thu", True),
        ("Nguồn: https://a.example/x", True),
        ("Hết năm.", False),
    ],
)
def test_wire_lines_close_a_story(text: str, closes: bool) -> None:
    assert surroundings.closes(Piece("paragraph", text, ROOT)) is closes
    assert not surroundings.closes(Piece("caption", text, ROOT))
