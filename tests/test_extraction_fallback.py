# ruff: noqa: E501 - lines of pages are as long as their sites write them
"""Pages of sites that no family claims: trafilatura chooses, the page's own blocks are what is kept."""

from pathlib import Path

import pytest

from crawler.extraction.extract import extract
from crawler.extraction.rules import Rulebook
from storage.records import Article, Page

ONE = "Thành phố sẽ khởi công tuyến đường mới trong quý đầu năm, theo kế hoạch vừa được phê duyệt hôm thứ Hai."
TWO = "Tuyến đường dài mười hai kilômét, nối trung tâm với khu công nghiệp phía nam và cảng sông của tỉnh."
THREE = "Người dân hai bên đường được bồi thường theo giá mới, cao hơn giá cũ khoảng một phần ba, ông Nam cho biết."
LEAD = "Tuyến đường được mong đợi nhiều năm sẽ rút ngắn một nửa thời gian đi lại giữa hai khu vực."


def read(body: str, head: str = "") -> Article:
    html = f"<html lang=vi><head><title>Khởi công tuyến đường mới | Báo Lạ</title>{head}</head><body>{body}</body></html>"
    return extract(Page("https://www.baola.vn/tin-1.html", html.encode()), Rulebook())


def story(*between: str, lead: str = "") -> str:
    parts = [f"<p>{text}</p>" for text in (ONE, TWO, THREE)]
    for at, extra in enumerate(between):
        parts.insert(2 * at + 1, extra)
    return f"<article><h1>Khởi công tuyến đường mới</h1>{lead}<div class=text>{''.join(parts)}</div></article>"


def test_title_paragraphs_and_the_extractor_s_name() -> None:
    article = read(story())
    assert article.title == "Khởi công tuyến đường mới"
    assert article.text.split("\n\n") == [ONE, TWO, THREE]
    assert (article.extractor, article.language, article.family) == ("trafilatura", "vi", None)
    assert article.warnings == ["no_date"]


def test_a_short_paragraph_between_others_stays_and_captions_leave() -> None:
    article = read(
        story("<p>Vì sao?</p>", '<figure><img src="/a.jpg"><figcaption>Cảng. Ảnh: PV</figcaption></figure>')
    )
    assert article.text.split("\n\n") == [ONE, "Vì sao?", TWO, THREE]
    assert [(image.url, image.caption) for image in article.images] == [("https://www.baola.vn/a.jpg", "Cảng.")]


@pytest.mark.parametrize(
    "lead",
    [f'<p class="article-sapo">{LEAD}</p>', f"<h2>{LEAD}</h2>", f'<div class="standfirst"><p>{LEAD}</p></div>'],
)
def test_a_lead_is_told_by_class_or_tag(lead: str) -> None:
    article = read(story(lead=lead))
    assert article.lead == LEAD
    assert article.text.split("\n\n") == [ONE, TWO, THREE]


def test_a_first_paragraph_is_no_lead_because_the_description_repeats_it() -> None:
    article = read(story(), f'<meta name=description content="{ONE}">')
    assert article.lead is None
    assert article.text.split("\n\n") == [ONE, TWO, THREE]


def test_teasers_of_the_same_site_become_related() -> None:
    teaser = '<p><a href="/tin-2.html">Giá đất hai bên đường mới tăng mạnh</a></p>'
    article = read(story(teaser))
    assert "Giá đất" not in article.text
    assert [(item.title, item.url) for item in article.related] == [
        ("Giá đất hai bên đường mới tăng mạnh", "https://www.baola.vn/tin-2.html")
    ]


def test_the_page_s_lines_above_the_story_give_byline_and_date() -> None:
    meta = '<div class="meta"><a class="author">Minh Anh</a><span class="post-time"> - 07/03/2026 08:47</span></div>'
    article = read(story(lead=meta))
    assert (article.byline, article.published_at) == ("Minh Anh", "2026-03-07T08:47:00+07:00")
    assert "Minh Anh" not in article.text


def test_furniture_by_class_is_left_out() -> None:
    article = read(f'<nav><p>{TWO}</p></nav>{story()}<div class="comments"><p>Hay quá, chúc mừng bà con!</p></div>')
    assert article.text.split("\n\n") == [ONE, TWO, THREE]


@pytest.mark.parametrize("wrap", ["<form>{}</form>", '<div class="with-sidebar ads-layout">{}</div>'])
def test_a_wrapper_with_a_name_of_furniture_is_the_page(wrap: str) -> None:
    assert read(wrap.format(story())).text.split("\n\n") == [ONE, TWO, THREE]


def test_closing_tags_in_the_middle_do_not_end_the_page() -> None:
    assert read("</head></html><body>" + story()).text.split("\n\n") == [ONE, TWO, THREE]


def test_a_menu_is_no_story() -> None:
    article = read("<div>" + "".join(f"<p>Mục số {n} của trang</p>" for n in range(40)) + "</div>")
    assert article.text == ""
    assert "no_text" in article.warnings


def test_real_pages_of_this_project_are_read_without_any_rules() -> None:
    folder = Path(__file__).parents[2] / "shared" / "real-pages"
    if not folder.exists():
        pytest.skip("the saved pages are not here")
    page = Page("https://x.example/tin.html", (folder / "tuoitre.vn-01.html").read_bytes())
    article = extract(page, Rulebook())
    assert len(article.text.split("\n\n")) == 26
    assert article.lead


def test_a_photo_essay_of_an_unknown_site_keeps_its_captions_and_its_lead() -> None:
    figures = "".join(
        f'<figure><img src="/{at}.jpg"><figcaption>{text}</figcaption></figure>'
        for at, text in enumerate((ONE, TWO, THREE))
    )
    found = read(f"<article><h1>Khởi công tuyến đường mới</h1><p>{LEAD}</p>{figures}</article>")
    assert found.lead == LEAD
    assert found.text.split("\n\n") == [image.caption for image in found.images] == [ONE, TWO, THREE]
    assert "photo_essay" in found.warnings


@pytest.mark.parametrize(
    "furniture",
    [
        "<div class=partage>Partager Facebook Twitter Imprimer</div>",
        "<p>Chia sẻ Facebook Zalo</p>",
        "<p>Share on Facebook</p>",
        "<p>Inscrivez-vous à notre newsletter</p>",
        "<p>Mis à jour le 5 mars 2026 à 10h00</p>",
        "<p>Par Jean Dupont (à Hanoï)</p>",
    ],
)
@pytest.mark.parametrize("at", [0, 1, 3])
def test_labels_of_unknown_sites_are_no_text(furniture: str, at: int) -> None:
    parts = [f"<p>{text}</p>" for text in (ONE, TWO, THREE)]
    parts.insert(at, furniture)
    page = f"<article><h1>Khởi công tuyến đường mới</h1><div class=text>{''.join(parts)}</div></article>"
    article = read(page, '<meta name=author content="Jean Dupont">')
    assert article.text.split("\n\n") == [ONE, TWO, THREE]
    assert article.byline == "Jean Dupont"


FRENCH = (
    "Les bateliers reviennent sur la rivière depuis que le marché flottant a rouvert, en début de semaine.",
    "La ville a remis en état les quais et les pontons que la crue de l'automne avait emportés en une nuit.",
    "Les marchands disent vendre deux fois plus de fruits que l'année dernière à la même saison de fête.",
)


@pytest.mark.parametrize(
    ("opening", "closing", "moment", "precision"),
    [
        ("", "", "2026-03-05", "day"),
        ("Paris, le 5 mars – ", "", "2026-03-05", "day"),
        ("Paris (AFP) – ", "", "2026-03-05", "day"),
        ("Hanoï, le 5 mars – ", "", "2026-03-05T08:07:00+07:00", "minute"),
        ("Paris (VNA) – ", "", "2026-03-05T08:07:00+07:00", "minute"),
        ("", " / VNA", "2026-03-05T08:07:00+07:00", "minute"),
    ],
)
def test_a_time_without_a_zone_is_vietnam_s_or_a_day(opening: str, closing: str, moment: str, precision: str) -> None:
    one, two, three = FRENCH
    html = (
        "<html lang=fr><head><title>Le marché flottant rouvre</title></head><body><article>"
        f"<h1>Le marché flottant rouvre</h1><time>05/03/2026 08:07</time><p>{opening}{one}</p><p>{two}</p>"
        f"<p>{three}{closing}</p></article></body></html>"
    )
    article = extract(Page("https://journal.example.com/marche", html.encode()), Rulebook())
    assert (article.published_at, article.published_precision) == (moment, precision)
    assert article.text.split("\n\n") == [one, two, three]


@pytest.mark.parametrize("stamp", ["Publié le 03/04/2026 à 09h15", "Đăng lúc 09:15, 03/04/2026"])
@pytest.mark.parametrize("wrap", ["<p>{}</p>", "</div><div class=meta>{}"])
def test_a_labelled_date_below_the_text_is_the_story_s(stamp: str, wrap: str) -> None:
    parts = "".join(f"<p>{text}</p>" for text in (ONE, TWO, THREE))
    article = read(f"<article><h1>Khởi công tuyến đường mới</h1><div>{parts}{wrap.format(stamp)}</div></article>")
    assert article.published_at == "2026-04-03T09:15:00+07:00"
    assert article.text.split("\n\n") == [ONE, TWO, THREE]
