import pytest

from crawler.extraction import checks, metadata
from crawler.extraction.body import Roles, Walker
from crawler.extraction.page import Document
from crawler.extraction.pieces import Piece

SENTENCE = "Đây là một câu đủ dài để được tính là văn xuôi của một bài báo thật sự trong trang này."


def parsed(html: str) -> tuple[Document, metadata.Metadata, list[Piece]]:
    document = Document(f"<html><body>{html}</body></html>", "https://bao.example/x")
    return document, metadata.read(document), Walker(document, Roles()).read(document.root)


def card(number: int) -> str:
    return f'<div><h3><a href="/tin-{number}.html">Một tiêu đề có đủ năm chữ {number}</a></h3><p>{SENTENCE}</p></div>'


def test_a_page_of_cards_is_a_listing() -> None:
    assert checks.listing(*parsed("".join(map(card, range(15)))))


def test_a_page_that_claims_to_be_a_story_is_none() -> None:
    claim = '<meta property="article:published_time" content="2026-01-01">'
    assert not checks.listing(*parsed(claim + "".join(map(card, range(15)))))


def test_prose_beside_a_sidebar_of_headlines_is_a_story() -> None:
    prose = f"<article><p>{SENTENCE}</p>" + f"<p>{SENTENCE * 4}</p>" * 3 + "</article>"
    side = "".join(f'<h4><a href="/t{n}">Một tiêu đề có đủ năm chữ {n}</a></h4>' for n in range(20))
    assert not checks.listing(*parsed(prose + f"<aside>{side}</aside>"))


def test_paragraphs_in_a_box_each_beside_a_sidebar_of_headlines_are_a_story() -> None:
    prose = "".join(f"<div><blockquote><p>{SENTENCE * 2}</p></blockquote></div>" for _ in range(4))
    side = "".join(f'<h4><a href="/t{n}">Một tiêu đề có đủ năm chữ {n}</a></h4>' for n in range(20))
    assert not checks.listing(*parsed(f"<article>{prose}</article><aside>{side}</aside>"))


@pytest.mark.parametrize(
    ("html", "warning"),
    [
        (f"<p>{'QmFuZyBjaHU' * 30}=</p>", "body_encoded"),
        ("<p>{{article.body}}</p><p>{{ item.title }}</p>", "needs_javascript"),
        (f"<p>{SENTENCE}</p>", None),
        (f"<p>{SENTENCE} Xem https://bao.example/{'a' * 250}</p>", None),
    ],
)
def test_bodies_that_only_a_script_can_read(html: str, warning: str | None) -> None:
    assert checks.blind(parsed(html)[2]) == warning


@pytest.mark.parametrize(
    ("title", "text", "warning"),
    [
        ("404 - Không tìm thấy trang", "", "soft_404"),
        ("Page introuvable", "La page demandée n'existe plus.", "soft_404"),
        ("Tin", "Vui lòng đăng nhập để đọc tiếp.", "login_wall"),
        ("Lỗi 404 trên trang web là gì", SENTENCE * 20, None),
        ("Tin thường", SENTENCE, None),
    ],
)
def test_refusals_of_short_pages(title: str, text: str, warning: str | None) -> None:
    assert checks.refusal(title, text) == warning


@pytest.mark.parametrize(
    ("source", "warning"),
    [
        ('<?xml version="1.0"?>\n<rss version="2.0"></rss>', "listing"),
        ("<urlset xmlns='x'></urlset>", "listing"),
        ('{"data": []}', "no_text"),
        ("%PDF-1.7 \x02\x11\ufffd\ufffd 7 0 obj", "no_text"),
        ("<!doctype html><p>x", None),
        ("Une dépêche", None),
    ],
)
def test_what_is_no_page(source: str, warning: str | None) -> None:
    assert checks.no_page(source) == warning


def test_a_body_far_shorter_than_the_declared_one_is_faulty() -> None:
    _, data, pieces = parsed(f"<p>{SENTENCE}</p>")
    assert not checks.faulty(pieces, None, data)
    data.body = SENTENCE * 10
    assert checks.faulty(pieces, None, data)


def test_a_body_of_links_is_faulty() -> None:
    _, data, pieces = parsed("".join(f'<p><a href="/{n}">{SENTENCE}</a></p>' for n in range(5)))
    assert checks.faulty(pieces, None, data)


def test_a_page_built_by_javascript() -> None:
    assert checks.scripted(parsed("<div id=root></div>")[0])
    assert checks.scripted(parsed("<noscript>You need to enable JavaScript to run this app.</noscript>")[0])
    assert not checks.scripted(parsed(f"<div id=root><p>{SENTENCE}</p></div>")[0])


def test_words_of_languages_without_spaces_are_counted() -> None:
    assert checks.length("một hai ba") == 3
    assert checks.length("越通社河内" * 20) == 50
