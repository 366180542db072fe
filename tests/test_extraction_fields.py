"""Title, byline, section, tags and language, each from the best place."""

import pytest

from crawler.extraction import fields
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document
from crawler.extraction.rules import Rules

URL = "https://baocantho.example/tin.html"


def page(body: str) -> Document:
    return Document(f"<html><body>{body}</body></html>", URL)


def test_the_title_that_rules_name_wins_over_everything() -> None:
    title, shown = fields.title(
        page("<h1>Khác</h1><b class=t>Đúng</b>"), Rules(title=(".t",)), Metadata(titles=["Sai"])
    )
    assert title == "Đúng"
    assert shown is not None
    assert shown.tag == "b"


def test_of_several_h1_the_one_that_agrees_with_the_page_s_name_is_the_title() -> None:
    document = page("<h1>THỜI SỰ</h1><h1>Lũ về sớm ở miền Tây</h1>")
    data = Metadata(titles=["Lũ về sớm ở miền Tây - Báo Cần Thơ"])
    assert fields.title(document, Rules(), data)[0] == "Lũ về sớm ở miền Tây"


def test_an_h1_that_disagrees_gives_way_to_the_page_s_name_without_the_site_s() -> None:
    data = Metadata(titles=["Lũ về sớm | Báo Cần Thơ"], site_names=["Báo Cần Thơ"])
    assert fields.title(page("<h1>Chuyên mục đời sống</h1>"), Rules(), data) == ("Lũ về sớm", None)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Lũ về sớm - Báo Cần Thơ", "Lũ về sớm"),
        ("Lũ về sớm | baocantho.example", "Lũ về sớm"),
        ("Việt Nam - Lào: hợp tác mới", "Việt Nam - Lào: hợp tác mới"),
        ("Trước - sau - Báo Cần Thơ", "Trước - sau"),
        ("Lũ về sớm", "Lũ về sớm"),
    ],
)
def test_only_the_site_s_own_name_is_cut_off_a_title(name: str, bare: str) -> None:
    assert fields.without_site(name, URL, Metadata(site_names=["Báo Cần Thơ"])) == bare


@pytest.mark.parametrize(
    ("names", "byline", "agency"),
    [
        (["Tâm HằngTTXVN"], "Tâm Hằng", "TTXVN"),
        (["MINH NGUYỆT (TTXVN/VIETNAM+)"], "MINH NGUYỆT", "TTXVN/VIETNAM+"),
        (["Văn Giáp/Bnews/vnanet.vn"], "Văn Giáp", "Bnews/vnanet.vn"),
        (["(TTXVN/Vietnam+)"], None, "TTXVN/Vietnam+"),
        (["TTXVN"], None, "TTXVN"),
        (["Bài và ảnh: Thu Hằng (thực hiện)"], "Thu Hằng", None),
        (["Par Hong Van | 09/11/2016 - 16:20"], "Hong Van", None),
        (["Submitted by Hong Van"], "Hong Van", None),
        (["An", "Bình", "an"], "An, Bình", None),
        (["admin"], None, None),
        (["ban@bao.vn"], None, None),
    ],
)
def test_people_and_agencies_come_apart(names: list[str], byline: str | None, agency: str | None) -> None:
    assert fields.people(names) == (byline, agency)


def test_a_shown_byline_wins_over_the_declared_and_the_paper_s_own_name_is_none() -> None:
    data = Metadata(authors=["Báo Cần Thơ", "Lan Anh"], site_names=["Báo Cần Thơ"])
    document = page("<p class=by>Minh Thu</p>")
    assert fields.byline(document, Rules(byline=(".none", ".by")), data)[0] == "Minh Thu"
    assert fields.byline(document, Rules(), data)[0] == "Lan Anh"
    long = page(f"<p class=by>{'Một câu về tác giả. ' * 10}</p>")
    assert fields.byline(long, Rules(byline=(".by",)), data)[0] == "Lan Anh"


def test_section_is_the_deepest_and_tags_are_clean_and_once() -> None:
    document = page(
        "<i class=s>Kinh tế</i><i class=s>Nông nghiệp</i><a class=t>#lúa,</a><a class=t>gạo</a><a class=t>Lúa</a>"
    )
    rules = Rules(section=(".s",), tags=(".t",))
    assert fields.section(document, rules, Metadata(sections=["Khác"])) == "Nông nghiệp"
    assert fields.section(document, Rules(), Metadata(sections=["Khác"])) == "Khác"
    assert fields.tags(document, rules, Metadata()) == ["lúa", "gạo"]
    assert fields.tags(document, Rules(), Metadata(tags=["a", "b"])) == ["a", "b"]


@pytest.mark.parametrize(
    ("declared", "said", "sample", "tongue"),
    [
        ("fr", ["vi"], "Bất kỳ", "fr"),
        (None, ["vi-VN"], "The minister said that the road to the port is open for all of the trucks.", "en"),
        (None, ["de"], "The minister said that the road is open.", "de"),
        (None, ["vn"], "", "vi"),
        (None, [], "", None),
    ],
)
def test_the_language(declared: str | None, said: list[str], sample: str, tongue: str | None) -> None:
    assert fields.tongue(declared, Metadata(languages=said), sample) == tongue


def test_outermost_elements_keep_their_order() -> None:
    document = page("<div id=a><div id=b></div></div><div id=c></div>")
    elements = document.every(["#b", "#c", "#a"])
    assert [element.get("id") for element in fields.outermost(elements)] == ["c", "a"]


def test_a_chinese_h1_is_the_page_s_name_without_its_suffix() -> None:
    data = Metadata(titles=["越南发展北部铁路网络 - Journal"])
    assert fields.title(page("<h1>越南发展北部铁路网络</h1>"), Rules(), data)[0] == "越南发展北部铁路网络"
