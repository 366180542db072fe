"""What a table is for, and the rows of one of data."""

import pytest
from lxml import html

from crawler.extraction import tables

LONG = "Một đoạn văn dài của bài báo nằm trong một ô của bảng dùng để dàn trang. " * 8


def table(rows: str) -> html.HtmlElement:
    return html.fragment_fromstring(f"<table>{rows}</table>")


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ("<tr><td><img src=a></td></tr><tr><td>Chú thích.</td></tr>", "pictures"),
        ("<tr><td><img src=a></td><td><img src=b></td></tr><tr><td>Một.</td><td>Hai.</td></tr>", "pictures"),
        ("<tr><td><img src=a></td></tr>", "pictures"),
        (f"<tr><td><img src=a></td></tr><tr><td>{LONG * 2}</td></tr>", "layout"),
        ("<tr><th>Đội</th><th>Điểm</th></tr><tr><td>Hà Nội</td><td>42</td></tr>", "data"),
        ("<tr><td><img src=a></td><td>Hà Nội</td><td>42</td><td>19</td></tr>", "data"),
        ("<tr><td>Một hộp thông tin.</td></tr>", "layout"),
        (f"<tr><td>{LONG}</td><td>Cột bên</td></tr>", "layout"),
        ("<tr><td><p>Một.</p><p>Hai.</p></td><td>Ba.</td></tr>", "layout"),
        ("<tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr>", "layout"),
    ],
)
def test_the_purpose_of_a_table(rows: str, kind: str) -> None:
    assert tables.kind(table(rows)) == kind


def test_rows_are_lines_and_empty_cells_leave_no_trace() -> None:
    found = tables.rows(
        table("<tr><th>Đội</th><th></th><th>Điểm</th></tr><tr><td> </td></tr><tr><td>Huế<br>A</td></tr>")
    )
    assert list(found) == ["Đội | Điểm", "Huế A"]
