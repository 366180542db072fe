# ruff: noqa: E501 - lines of pages are as long as their sites write them
"""Whole pages: one small page for each family and convention, the saved pages, and anything at all."""

import json
import random
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler import catalogue
from crawler.extraction.extract import extract
from crawler.extraction.rules import FamilyRules, Rulebook, Rules, SiteRules
from storage.records import Article, Hints, Page

REAL = Path(__file__).parents[2] / "shared" / "real-pages"
RULES = catalogue.load().rulebook()
LEAD = "Tuyến đường được mong đợi nhiều năm sẽ rút ngắn một nửa thời gian đi lại giữa hai khu vực của tỉnh."
ONE = "Thành phố sẽ khởi công tuyến đường mới trong quý đầu năm, theo kế hoạch vừa được phê duyệt hôm thứ Hai."
TWO = "Tuyến đường dài mười hai kilômét, nối trung tâm với khu công nghiệp phía nam và cảng sông của tỉnh."
THREE = "Người dân hai bên đường được bồi thường theo giá mới, cao hơn giá cũ khoảng một phần ba, ông Nam cho biết."
TITLE = "Khởi công tuyến đường mới ở phía nam"
BODY = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>"
TEXT = [ONE, TWO, THREE]


def read(url: str, body: str, head: str = "", rulebook: Rulebook = RULES, **fields: Any) -> Article:
    html = f'<!DOCTYPE html><html lang="vi"><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>'
    return extract(Page(url, html.encode(), **fields), rulebook)


FAMILIES = {
    "epi": (
        "https://baohatinh.vn/duong-moi-post317598.html",
        f"""<div class="article"><h1 class="article__title cms-title"> {TITLE} </h1>
        <div class="article__sapo cms-desc"><p>(Baohatinh.vn) - {LEAD}</p></div>
        <div class="article__meta"><time class="time" datetime="2026-03-07T08:00:00+0700">07/03/2026 08:00</time></div>
        <div class="article__body zce-content-body cms-body" itemprop="articleBody"><div>{ONE}</div>
        <div class="sda_middle"><div id="sdaWeb_1">Quảng cáo</div></div><div>{TWO}</div>
        <div class="notebox cms-note"><p>Hộp ghi chú.</p></div><div>{THREE}</div>
        <div class="article-relate"><article class="story"><h2 class="story__heading"><a class="cms-link"
        href="/tin-khac-post1.html">Một tin khác cùng chuyên mục này</a></h2></article></div>
        <div class="article__author cms-author"><span class="name">Minh Anh</span></div></div>
        <div class="article__tag"><a href="/tag/duong-tag1.html">#đường</a></div></div>""",
        [ONE, TWO, "Hộp ghi chú.", THREE],
    ),
    "onecms": (
        "https://hanoimoi.vn/duong-moi-123456.html",
        f"""<div class="b-maincontent"><article class="entry entry-no-padding"><div class="sc-longform-header">
        <h1 class="sc-longform-header-title block-sc-title">{TITLE}</h1>
        <p class="sc-longform-header-sapo block-sc-sapo">{LEAD}</p>
        <span class="sc-longform-header-author">Minh Anh</span>
        <span class="sc-longform-header-date block-sc-publish-time">07/03/2026 - 08:00</span></div>
        <div class="sc-empty-layer"></div>{BODY}<div class="c-box"><div class="c-box__title__name">Bài liên quan</div>
        <p>Một tin khác</p></div></article></div>""",
        TEXT,
    ),
    "vccorp": (
        "https://thanhnien.vn/duong-moi-185260307080000000.htm",
        f"""<h1 class="detail-title" data-role="title">{TITLE}</h1><div class="detail-author-top">
        <a class="detail-author-top-name">Minh Anh</a></div><div data-role="publishdate">07/03/2026 08:00 GMT+7</div>
        <h2 class="detail-sapo" data-role="sapo">{LEAD}</h2>
        <div class="detail-content afcbc-body" data-role="content"><p>{ONE}<!--bonewsrelation Sat 2026 --></p>
        <figure class="VCSortableInPreviewMode" type="Photo"><img src="https://cdn.example/a.jpg"><figcaption
        class="PhotoCMS_Caption"><p>Cảng sông - Ảnh: PV</p></figcaption></figure><p>{TWO}</p>
        <div class="VCSortableInPreviewMode" type="RelatedNewsBox"><h4><a href="/x-1.htm">Tin liên quan khác hẳn</a></h4></div>
        <div class="VCSortableInPreviewMode" type="content"><h3>Hộp tin</h3><p>Trong hộp.</p></div><p>{THREE}</p></div>""",
        [ONE, TWO, "Hộp tin", "Trong hộp.", THREE],
    ),
    "newscontents": (
        "https://baocantho.com.vn/duong-moi-a196670.html",
        f"""<div id="colcate1"><div class="titlecate"><h1><a href="/thoi-su/">THỜI SỰ</a></h1></div>
        <span class="pubdate">07/03/2026 - 08:00</span><h1 class="margintopbot10 fw700">{TITLE}</h1>
        <div id="newscontents"><div class="content-fck"><p><strong>(CTO)</strong> - {ONE}</p><p>{TWO}</p>
        <p><img class="zoomimg" src="/image/a.webp"></p><p style="text-align: center;"><em>Cảng sông.</em></p>
        <p>{THREE}</p><p><strong>Tin, ảnh: Minh Anh</strong></p></div></div><div id="linkshare">Chia sẻ bài viết</div></div>""",
        TEXT,
    ),
    "yyyymm": (
        "https://baodongnai.com.vn/xa-hoi/202603/duong-moi-ac645ab/",
        f"""<h1 class="title">{TITLE}</h1><div class="date">07/03/2026 08:00</div><div id="content" class="content-detail">
        <div class="td-post-content"><p><strong>{LEAD}</strong></p><p>{ONE}</p><table><tr><td><img src="/file/a.jpg"></td></tr>
        <tr><td class="desc">Cảng sông. Ảnh: PV</td></tr></table><p>{TWO}</p><p>{THREE}</p>
        <p style="text-align:right"><strong>Minh Anh</strong></p></div></div>""",
        TEXT,
    ),
    "contentdetail": (
        "https://baoquangninh.vn/duong-moi-3346478.html",
        f"""<div class="content-article"><h1 class="name">{TITLE}</h1><div class="date">07/03/2026 08:00</div>
        <div id="content-detail"><h2>{LEAD}</h2>{BODY}<div class="pseudonym">Minh Anh</div>
        <div class="relates"><a href="/x-1.html">Một tin khác cùng chuyên mục</a></div></div></div>""",
        TEXT,
    ),
    "dcontent": (
        "https://baothanhhoa.vn/duong-moi-244736.htm",
        f"""<h1 class="pTitle">{TITLE}</h1><span class="pDate">08:00 07/03/2026</span><div id="dcontent">
        <p class="pHead">(Baothanhhoa.vn) - {LEAD}</p>{BODY}<p style="text-align:right"><b>Minh Anh</b></p></div>""",
        TEXT,
    ),
    "vnanet": (
        "https://bnews.vn/duong-moi/381234.html",
        f"""<time id="currentDate">21/11/2026</time><h1 class="font-42">{TITLE}</h1><div class="lr-ct">
        <div class="lr-summary-post">BNEWS {LEAD}</div><div class="insertImage"><img src="https://image.example/a.jpg">
        <span>Cảng sông. Ảnh: TTXVN</span></div>{ONE}<p></p>{TWO}<p></p>{THREE}
        <div class="lr-author">Minh Anh/Bnews/vnanet.vn</div></div>""",
        TEXT,
    ),
    "vietnamvn": (
        "https://www.vietnam.vn/fr/khoi-cong-tuyen-duong-moi",
        f"""<h1>{TITLE}</h1><p>{LEAD}</p><div><span>Báo Cần Thơ</span><span>Báo Cần Thơ</span><span>07/03/2026</span></div>
        <div>{BODY}<p><strong>MINH ANH</strong>Source : <a href="https://baocantho.com.vn/x-a1.html">
        https://baocantho.com.vn/x-a1.html</a></p></div><h3>Comment (0)</h3><p>No data</p><h2>Même catégorie</h2>""",
        TEXT,
    ),
    "qdnd": (
        "https://www.qdnd.vn/xa-hoi/duong-moi-812345",
        f"""<h1 class="post-title">{TITLE}</h1><span class="post-subinfo"><span>Thứ bảy, 07/03/2026 08:00</span></span>
        <div class="post-summary">QĐND - {LEAD}</div><div class="post-content">{BODY}
        <p style="text-align:right"><strong>MINH ANH</strong></p></div>""",
        TEXT,
    ),
    "baotintuc": (
        "https://baotintuc.vn/the-gioi/duong-moi-20260307080000123.htm",
        f"""<h1 class="detail-title">{TITLE}</h1><h2 class="sapo">{LEAD}</h2><ul class="list-concern"><li><h4>
        <a href="/x-1.htm">Một tin khác cùng chuyên mục</a></h4></li></ul><div class="boxdetail"><div class="contents">
        <div id="divfirst"><p>{ONE}</p><p>{TWO}</p></div><script>var ad</script><div id="divend"><p>{THREE}</p></div></div>
        </div><div class="author"><strong>Minh Anh</strong><i> (TTXVN)</i></div>""",
        TEXT,
    ),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_page_of_each_family(family: str) -> None:
    url, body, paragraphs = FAMILIES[family]
    article = read(url, body)
    assert article.text.split("\n\n") == paragraphs
    assert article.title == TITLE
    assert article.lead == (None if family == "newscontents" else LEAD)
    assert (article.byline or "").casefold() == "minh anh"
    if family not in ("vnanet", "baotintuc"):  # one tells its time in JSON-LD only, the other's URL is no source
        assert (article.published_at or "")[:10] == "2026-03-07"
    assert article.extractor == f"rules:{family}"
    assert article.language == ("fr" if family == "vietnamvn" else "vi")


@pytest.mark.parametrize("family", [name for name in FAMILIES if name not in ("vietnamvn", "baotintuc")])
def test_an_unknown_site_of_a_known_family_is_claimed_by_its_marks(family: str) -> None:
    _, body, paragraphs = FAMILIES[family]
    article = read("https://baola.example/tin.html", body)
    assert (article.source, article.family) == (None, family)
    assert article.text.split("\n\n") == paragraphs


def test_pictures_and_teasers_have_their_fields() -> None:
    article = read(*FAMILIES["vccorp"][:2])
    assert [(image.url, image.caption, image.credit) for image in article.images] == [
        ("https://cdn.example/a.jpg", "Cảng sông", "- Ảnh: PV")
    ]
    assert [(item.title, item.url) for item in article.related] == [
        ("Tin liên quan khác hẳn", "https://thanhnien.vn/x-1.htm")
    ]
    assert [image.caption for image in read(*FAMILIES["yyyymm"][:2]).images] == ["Cảng sông."]


def test_vietnam_vn_names_publisher_and_original() -> None:
    article = read(*FAMILIES["vietnamvn"][:2])
    assert article.original_url == "https://baocantho.com.vn/x-a1.html"
    assert article.republished_from == "Báo Cần Thơ"
    assert (article.published_at, article.published_precision) == ("2026-03-07", "day")


def test_the_first_paragraph_may_repeat_the_lead_and_the_dateline_goes() -> None:
    lead = "Hanoï élargira sa coopération avec d'autres capitales par le biais de la diplomatie populaire en 2026."
    article = read(
        "https://fr.vietnamplus.vn/hanoi-post42043.vnp",
        f"""<h1 class="article__title cms-title">{TITLE}</h1><div class="article__sapo cms-desc">{lead}</div>
        <div class="article__body zce-content-body cms-body"><p>Hanoï (VNA) – {lead}</p><p>{TWO} -VNA</p>
        <div class="article__source">(VNA/CVN)</div></div>""",
    )
    assert article.text.split("\n\n") == [lead, TWO]
    assert (article.lead, article.place, article.agency, article.language) == (lead, "Hanoï", "VNA/CVN", "fr")


def test_a_photo_essay_keeps_its_captions() -> None:
    figures = "".join(
        f'<figure><img data-src="/{n}.jpg"><figcaption>{text}</figcaption></figure>' for n, text in enumerate(TEXT)
    )
    article = read(
        "https://tienphong.vn/x-post1.tpo",
        f'<h1 class="article__title cms-title">{TITLE}</h1><div class="article__body cms-body">{figures}</div>',
    )
    assert article.text.split("\n\n") == TEXT
    assert "photo_essay" in article.warnings


def test_an_encoded_body_is_flagged_and_nothing_stands_in_for_it() -> None:
    run = "QmFuZyBjaHUgbmdheSB2YW4gYmFu" * 20
    article = read(
        "https://baothanhhoa.vn/x-1.htm",
        f'<h1 class="pTitle">{TITLE}</h1><div id="dcontent"><p class="pHead">{LEAD}</p><p>{run}</p></div><aside>{BODY}</aside>',
    )
    assert (article.text, article.lead) == ("", LEAD)
    assert "body_encoded" in article.warnings


def test_a_page_whose_rules_find_nothing_falls_back() -> None:
    article = read("https://baohatinh.vn/x-post1.html", f"<article><h1>{TITLE}</h1>{BODY}</article>")
    assert article.text.split("\n\n") == TEXT
    assert (article.extractor, article.family) == ("trafilatura", "epi")
    assert "fallback" in article.warnings


def site(*templates: Rules, address: str = "bao.example", **fields: Any) -> Rulebook:
    return Rulebook({address: SiteRules("bao", "other", templates, **fields)})


def test_an_archived_page_is_read_by_the_rules_of_its_day() -> None:
    new, old = Rules(body=(".new",)), Rules(body=(".old",), valid_until="2022-06-30")
    body = f"<h1>{TITLE}</h1><div class=old>{BODY}</div><div class=new>{BODY}<p>{LEAD}</p></div>"
    book = site(new, old)
    assert LEAD in read("https://bao.example/1", body, rulebook=book).text
    assert LEAD not in read("https://bao.example/1", body, rulebook=book, fetched_at="2021-01-01T00:00:00+00:00").text
    only_old = f"<h1>{TITLE}</h1><div class=old>{BODY}</div>"
    assert read("https://bao.example/1", only_old, rulebook=book).text.split("\n\n") == TEXT


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("bao.example/fr", "https://www.bao.example/fr/xa-hoi/tin-1.html"),
        ("bao.example:8080", "http://bao.example:8080/tin-1.html"),
        ("bao.example", "https://m.bao.example./tin-1.html"),
        ("bao.example", "https://bao.example:443/tin-1.html"),
    ],
)
def test_a_site_is_found_by_host_port_and_prefix(address: str, url: str) -> None:
    article = read(
        url, f"<h1>{TITLE}</h1><div class=b>{BODY}</div>", rulebook=site(Rules(body=(".b",)), address=address)
    )
    assert article.extractor == "rules:bao"


def test_the_source_s_facts_fill_what_the_page_leaves_open() -> None:
    book = site(Rules(body=(".b",), lead=(".l",)), language="fr", agency="VNA", house_tags=("XYZ",))
    article = read(
        "https://bao.example/1",
        f"<h1>{TITLE}</h1><p class=l>XYZ - {LEAD}</p><div class=b>{BODY}</div>",
        rulebook=book,
    )
    assert (article.source, article.language, article.agency, article.lead) == ("bao", "fr", "VNA", LEAD)


def test_hints_fill_a_silent_page() -> None:
    hints = Hints(title="Tên từ feed", published_at="2026-03-07T08:00:00+07:00", language="vi")
    page = Page("https://bao.example/1", f"<div class=b>{BODY}</div>".encode(), hints=hints)
    article = extract(page, site(Rules(body=(".b",))))
    assert (article.title, article.published_at) == ("Tên từ feed", "2026-03-07T08:00:00+07:00")
    assert "no_date" not in article.warnings


@pytest.mark.parametrize(
    ("head", "shown", "published", "precision"),
    [
        ('<meta property="article:published_time" content="2026-03-07T08:01:53+07:00">', "", "2026-03-07T08:01:53+07:00", "second"),
        ('<meta property="article:published_time" content="2026-03-07T08:01:53+0700">', "", "2026-03-07T08:01:53+07:00", "second"),
        ('<meta property="article:published_time" content="2026-03-07T08:01:53">', "", "2026-03-07T08:01:53+07:00", "second"),
        ("", "Thứ bảy, 07/03/2026 - 08:01", "2026-03-07T08:01:00+07:00", "minute"),
        ('<meta itemprop=datePublished content="2026-03-07">', "07/03/2026 08:01", "2026-03-07T08:01:00+07:00", "minute"),
        ('<meta itemprop=datePublished content="2026-03-07T08:01:53Z">', "07/03/2026 08:01", "2026-03-07T08:01:53+07:00", "second"),
        ('<meta itemprop=datePublished content="2026-03-07T01:01:53Z">', "07/03/2026 08:01", "2026-03-07T01:01:53+00:00", "second"),
        ("", "hôm nay", None, None),
    ],
)  # fmt: skip
def test_the_most_precise_time_wins_in_its_zone(
    head: str, shown: str, published: str | None, precision: str | None
) -> None:
    book = site(Rules(body=(".b",), published=(".t",)))
    article = read(
        "https://bao.example/1", f"<h1>{TITLE}</h1><p class=t>{shown}</p><div class=b>{BODY}</div>", head, book
    )
    assert (article.published_at, article.published_precision) == (published, precision)


def test_a_date_after_the_fetch_is_flagged() -> None:
    head = '<meta property="article:published_time" content="2026-03-07T08:01:53+07:00">'
    article = read("https://bao.example/1", BODY, head, fetched_at="2025-01-01T00:00:00+00:00")
    assert "date_in_future" in article.warnings


@pytest.mark.parametrize(
    ("canonical", "kept"),
    [
        ("https://www.bao.example/tin-1.html", "https://www.bao.example/tin-1.html"),
        ("/tin-1.html", "https://bao.example/tin-1.html"),
        ("https://bao.example/", None),
        ("https://spam.example.net/tin-1.html", None),
        ("javascript:void(0)", None),
    ],
)
def test_only_a_believable_canonical_address_is_kept(canonical: str, kept: str | None) -> None:
    assert (
        read("https://bao.example/tin-1.html?utm=1", BODY, f'<link rel="canonical" href="{canonical}">').canonical_url
        == kept
    )


@pytest.mark.parametrize(
    ("shown", "byline", "agency"),
    [
        ("Minh Anh", "Minh Anh", None),
        ("Tác giả: Minh Anh", "Minh Anh", None),
        ("Minh AnhTTXVN", "Minh Anh", "TTXVN"),
        ("Minh Anh (TTXVN/Vietnam+)", "Minh Anh", "TTXVN/Vietnam+"),
        ("Minh Anh/VNA", "Minh Anh", "VNA"),
        ("(TTXVN)", None, "TTXVN"),
        ("Minh Anh - 07/03/2026 08:47", "Minh Anh", None),
        ("https://facebook.com/minhanh", None, None),
    ],
)
def test_bylines_are_people(shown: str, byline: str | None, agency: str | None) -> None:
    book = site(Rules(body=(".b",), byline=(".a",)))
    article = read(
        "https://bao.example/1", f"<h1>{TITLE}</h1><p class=a>{shown}</p><div class=b>{BODY}</div>", "", book
    )
    assert (article.byline, article.agency) == (byline, agency)


def test_an_unclaimed_encoding_is_flagged() -> None:
    page = Page(
        "https://bao.example/1",
        f"<div class=b><p>{'Un été déjà très chaud à Hanoï. ' * 9}</p></div>".encode("cp1252"),
    )
    assert "charset_guessed" in extract(page, site(Rules(body=(".b",)))).warnings


def test_a_text_dump_is_read_as_one() -> None:
    dump = f"{TITLE}\n\n{LEAD}\n\nHà Nội (TTXVN) - {ONE}\n\n{TWO}\n\n{THREE}./."
    article = extract(Page("https://www.vietnamplus.vn/x-post1.vnp", dump.encode()), RULES)
    assert (article.extractor, article.source) == ("dump", "vietnamplus")
    assert article.text.endswith(THREE)


@pytest.mark.parametrize(
    "body", [b"", b"\x00" * 50, b"<", b"<!--", b"<html", b'<?xml version="1.0"?><rss/>', b'{"a": 1}']
)
def test_what_is_no_page_has_no_text(body: bytes) -> None:
    article = extract(Page("https://bao.example/1", body), RULES)
    assert article.text == ""
    assert "no_text" in article.warnings


def claims_of_every_family() -> Rulebook:
    return Rulebook(
        families=(*RULES.families, FamilyRules("all", (Rules(body=("*",), lead=("p",), drop=("b",)),), ("*",)))
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)), st.text(max_size=40))
def test_any_bytes_give_an_article(body: bytes, url: str) -> None:
    article = extract(Page(url, body), claims_of_every_family())
    json.dumps(article.as_dict()).encode()


@pytest.mark.parametrize("seed", range(40))
def test_mangled_pages_give_an_article(seed: int) -> None:
    dice = random.Random(seed)
    url, body, _ = dice.choice(list(FAMILIES.values()))
    parts = re.split(r"(?=<)", body)
    for _ in range(dice.randrange(1, 12)):
        at = dice.randrange(len(parts))
        parts[at : at + dice.randrange(3)] = dice.choice(
            [[], ["</div>"], ["<table><tr>"], [parts[at]] * 3, ["<p", "\x00"]]
        )
    extract(Page(url, "".join(parts).encode()[: dice.randrange(200, 4000)]), RULES)


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "figure", "blockquote"])
def test_hostile_nesting_ends(tag: str) -> None:
    page = f'<h1 class="cms-title">{TITLE}</h1><div class="article__body cms-body">' + f"<{tag}>" * 3000 + BODY
    extract(Page("https://www.vietnamplus.vn/x-post1.vnp", page.encode()), RULES)


def norm(text: str | None) -> str:
    plain = unicodedata.normalize("NFC", text or "").replace("\ufeff", "").replace("\xa0", " ")
    return re.sub(r"\s+", " ", plain).strip()


def saved() -> list[dict[str, Any]]:
    gold: list[dict[str, Any]] = json.loads((REAL / "gold.json").read_text()) if REAL.exists() else []
    return gold


@pytest.mark.skipif(not REAL.exists(), reason="the saved pages are not here")
@pytest.mark.parametrize("gold", saved(), ids=lambda gold: gold["file"])
def test_saved_pages(gold: dict[str, Any]) -> None:
    article = extract(Page(gold["url"], (REAL / gold["file"]).read_bytes()), RULES)
    wanted = list(map(norm, gold["paragraphs"]))
    boxes = set(map(norm, gold["box_paragraphs"]))
    found = [norm(paragraph) for paragraph in article.text.split("\n\n")]
    assert [paragraph for paragraph in found if paragraph not in boxes] == wanted
    assert boxes <= set(found)
    assert norm(article.title) == norm(gold["title"])
    assert norm(article.lead) == norm(gold["lead"])
    assert (article.byline or "") == (gold["byline"] or "")
    assert article.published_at == gold["published"]
    assert not [leak for leak in gold["must_not"] if norm(leak) in norm(article.text)]
    captions = " | ".join(norm(f"{image.caption} {image.credit or ''}") for image in article.images)
    assert all(norm(caption) in captions for caption in gold["captions"])


@pytest.mark.skipif(not REAL.exists(), reason="the saved pages are not here")
@pytest.mark.parametrize("file", ["baocantho.com.vn", "baochinhphu.vn", "tuoitre.vn"])
def test_saved_listings_are_no_stories(file: str) -> None:
    article = extract(Page(f"https://{file}/", (REAL / f"{file}-list-01.html").read_bytes()), RULES)
    assert article.text == ""
    assert "listing" in article.warnings


@pytest.mark.parametrize("stray", ["\x07", "\x1b", "\ufffe", "&#27;", "&#x1;"])
@pytest.mark.parametrize("url", ["https://www.baola.vn/tin-1.html", FAMILIES["epi"][0], ""])
def test_a_stray_control_character_costs_nothing(url: str, stray: str) -> None:
    hurt = ONE[:30] + stray + ONE[30:]
    if not url:
        article = extract(Page("", f"{TITLE}\n\n{hurt}\n\n{TWO}\n\n{THREE}".encode()), RULES)
    else:
        body = (
            FAMILIES["epi"][1].replace("<p>Hộp ghi chú.</p>", "")
            if "baohatinh" in url
            else f"<article><h1>{TITLE}</h1>{BODY}</article>"
        )
        article = read(url, body.replace(ONE, hurt))
    assert [part for part in (article.lead, *article.text.split("\n\n")) if part][-3:] == [ONE, TWO, THREE]
