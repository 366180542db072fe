import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.catalogue import Catalogue, load
from crawler.urls import TRACKING, UrlError, canonical_key, clean, is_article, resolve

CATALOGUE = load()
WORDS = ("hanoi", "le", "visite", "hoi", "nghi", "nam", "x", "post", "a", "2026")
SLUGS = st.lists(st.sampled_from(WORDS), min_size=2, max_size=7).map("-".join)
IDS = st.integers(min_value=10_000, max_value=10**7)
QUERIES = st.sampled_from(["", "?utm_source=zalo", "?fbclid=x&gclid=y", "#comments", "?zarsrc=30#x"])

# One article of a source under every form of its URL; {} stands for the id, {s} for a slug that does not matter.
FORMS = {
    "vietnamplus/fr": [
        "https://fr.vietnamplus.vn/{s}-post{}.vnp",
        "https://fr.vietnamplus.vn/{s}/{}.vnp",
        "https://fr.vietnamplus.vn/post-{}.vnp",
        "https://fr.vietnamplus.vn/print-{}.html",
        "http://m.fr.vietnamplus.vn/{s}-post{}.vnp",
        "https://fr.vietnamplus.vn/Utilities/Print.aspx?contentid={}",
    ],
    "vietnamplus/vi": ["https://vietnamplus.vn/{s}-post{}.vnp", "http://www.vietnamplus.vn/post-{}.vnp"],
    "nhandan/vi": [
        "https://nhandan.vn/{s}-post{}.html",
        "https://nhandan.vn/article-post{}.html",
        "https://nhandan.vn/ocop/{s}-post{}.html",
    ],
    "bnews/vi": ["https://bnews.vn/{s}/{}.html", "https://bnews.vn/wrong/{}.html", "https://m.bnews.vn/{s}/{}.html"],
    "lecourrier/fr": ["https://lecourrier.vn/{s}/{}.html", "http://www.lecourrier.vn/x/{}.html"],
    "vov/vi": ["https://vov.vn/xa-hoi/{s}-post{}.vov", "https://vov.vn/xa-hoi/{s}-{}.vov"],
    "baothanhhoa/vi": ["https://baothanhhoa.vn/{s}-{}.htm", "https://baothanhhoa.vn/kinh-te/{s}/{}.htm"],
    "baocantho/vi": ["https://baocantho.com.vn/{s}-a{}.html", "http://www.baocantho.com.vn:80/x-a{}.html"],
    "dongkhoi/vi": ["https://dongkhoi.baovinhlong.vn/{s}-a{}.html", "https://baodongkhoi.vn/{s}-a{}.html"],
    "vovworld/fr": ["https://vovworld.vn/fr-CH/politique/{s}-{}.vov", "https://vovworld.vn./fr-CH/x/{s}-{}.vov"],
    "hanoimoi/en": ["https://hanoitimes.vn/{s}.{}.html", "https://hanoitimes.com.vn/{s}-{}.html"],
    "cand/vi": ["https://cand.vn/{s}-i{}/", "https://cand.com.vn/phap-luat/{s}-i{}/"],
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return CATALOGUE


@given(st.sampled_from(sorted(FORMS)), IDS, SLUGS, SLUGS, QUERIES)
def test_aliases_of_one_article_are_one_key(name: str, number: int, slug: str, other: str, query: str) -> None:
    keys = {canonical_key(form.format(number, s=slug), CATALOGUE) for form in FORMS[name]}
    plain = [form for form in FORMS[name] if "?" not in form]
    keys |= {canonical_key(form.format(number, s=other) + query, CATALOGUE) for form in plain}
    assert keys == {f"{name}:{number}"}


@given(st.sampled_from(sorted(FORMS)), st.sampled_from(sorted(FORMS)), IDS, IDS, SLUGS)
def test_other_articles_have_other_keys(one: str, two: str, first: int, second: int, slug: str) -> None:
    if (one, first) == (two, second):
        return
    keys = {canonical_key(form.format(first, s=slug), CATALOGUE) for form in FORMS[one]}
    assert not keys & {canonical_key(form.format(second, s=slug), CATALOGUE) for form in FORMS[two]}


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.vietnam.vn/fr/nang-dong-ket-noi-nang-cao", "vietnamvn/fr:nang-dong-ket-noi-nang-cao"),
        ("https://thongtin.vietnam.vn/fr/nang-dong-ket-noi-nang-cao/", "vietnamvn/fr:nang-dong-ket-noi-nang-cao"),
        ("https://vietnam.vn/nang-dong-ket-noi-nang-cao", "vietnamvn/vi:nang-dong-ket-noi-nang-cao"),
        ("https://archive.vietnam.vn/nang-dong-ket-noi-nang-cao", "vietnamvn/vi:nang-dong-ket-noi-nang-cao"),
        ("https://www.vietnam.vn/laocai/nang-dong-ket-noi-nang-cao", "vietnamvn/vi:nang-dong-ket-noi-nang-cao"),
        ("https://www.vietnam.vn/zh-cn/nang-dong-ket-noi-nang-cao", "vietnamvn/zh:nang-dong-ket-noi-nang-cao"),
        ("https://www.vietnam.vn/pt/nang-dong-ket-noi-nang-cao", "vietnamvn/pt:nang-dong-ket-noi-nang-cao"),
        ("https://baonghean.vn/fr/hoi-nghi-10311521.html", "baonghean/fr:10311521"),
        ("https://baonghean.vn/hoi-nghi-10311521.html", "baonghean/vi:10311521"),
        ("https://baonghean.vn/kinh-te/201711/hoi-nghi-171234/", "baonghean/vi:201711/171234"),
        ("https://baodaklak.vn/thoi-su/202601/hoi-nghi-2887253/", "baodaklak/vi:202601/2887253"),
        ("https://baolamdong.vn/hoi-nghi-438111.html", "baolamdong/vi:438111"),
        ("https://baolamdong.vn/thoi-su/202401/hoi-nghi-0438111/", "baolamdong/vi:202401/0438111"),
        ("https://baotayninh.vn/hoi-nghi-a190711.html", "baotayninh/vi:a190711"),
        ("https://baotayninh.vn/hoi-nghi-190711.html", "baotayninh/vi:190711"),
        ("https://baohatinh.vn/tv/hoi-nghi-317598.html", "baohatinh/vi:tv/317598"),
        ("https://vietnam.vnanet.vn/french/tin-van/hoi-nghi-433211.html", "vietnam-vnanet/fr:433211"),
        ("https://vietnamnews.vn/politics-laws/1801167/talks.html", "vietnamnews/en:1801167"),
        ("https://baotintuc.vn/the-gioi/x-20260716171712046.htm", "baotintuc/vi:20260716171712046"),
        ("https://baochinhphu.vn/x-102260228093004191.htm", "baochinhphu/vi:102260228093004191"),
        ("https://www.qdnd.vn/chinh-tri/hoi-nghi-812345", "qdnd/vi:812345"),
        ("https://baodienbienphu.vn/tin-bai/kinh-te/hoi-nghi", "baodienbienphu/vi:hoi-nghi"),
        ("https://baobacninhtv.vn/hoi-nghi-postid412345.bbg", "baobacninhtv/vi:412345"),
        ("https://baobacninhtv.vn/hoi-nghi-412345.bbg", "baobacninhtv.vn/hoi-nghi-412345.bbg"),
    ],
)
def test_keys_of_the_facts(url: str, key: str, catalogue: Catalogue) -> None:
    assert canonical_key(url, catalogue) == key


def test_without_an_id_the_cleaned_address_is_the_key(catalogue: Catalogue) -> None:
    forms = [
        "https://huengaynay.vn/chinh-tri/hoi-nghi.html?b=2&a=1",
        "http://www.huengaynay.vn/chinh-tri/hoi-nghi.html?a=1&b=2&utm_medium=rss#x",
        "https://m.huengaynay.vn/chinh-tri/hoi-nghi.html?a=1&b=2",
    ]
    assert {canonical_key(form, catalogue) for form in forms} == {"huengaynay.vn/chinh-tri/hoi-nghi.html?a=1&b=2"}
    assert canonical_key("https://elsewhere.example/a/", catalogue) == "elsewhere.example/a"
    assert canonical_key("https://www.elsewhere.example/", catalogue) == "elsewhere.example"
    assert canonical_key("https://m.elsewhere.example/", catalogue) == "m.elsewhere.example"


def test_a_mirror_with_the_agencys_slug_is_foreign(catalogue: Catalogue) -> None:
    url = "https://ufabetindo.example/cafe-vietnamien-post203910.vnp"
    assert catalogue.find(url) is None
    assert canonical_key(url, catalogue) == "ufabetindo.example/cafe-vietnamien-post203910.vnp"


def test_a_tag_page_never_takes_an_articles_key(catalogue: Catalogue) -> None:
    assert canonical_key("https://baohungyen.vn/tag/x-3184418.html", catalogue) == "baohungyen.vn/tag/x-3184418.html"
    assert canonical_key("https://baohungyen.vn/hoi-nghi-3184418.html", catalogue) == "baohungyen/vi:3184418"


@given(st.text())
def test_clean_is_idempotent_and_keys_follow_it(text: str) -> None:
    for url in (text, f"https://fr.vietnamplus.vn/{text}", f"https://a.vn/?{text}"):
        try:
            once = clean(url)
        except ValueError as error:
            assert isinstance(error, UrlError)  # noqa: PT017  the text itself may make it through
            continue
        assert clean(once) == once
        assert canonical_key(once, CATALOGUE) == canonical_key(url, CATALOGUE)
        edition = CATALOGUE.find(url)
        assert edition is None or is_article(url, edition) in {True, False, None}


@given(st.sampled_from(sorted(TRACKING)), st.booleans())
def test_only_tracking_goes(name: str, upper: bool) -> None:
    name = name.upper() if upper else name
    assert clean(f"https://a.vn/x?id=7&{name}=1&UTM_X=2&page=3") == "https://a.vn/x?id=7&page=3"
    assert clean(f"https://a.vn/x?my{name}=1") == f"https://a.vn/x?my{name}=1"


def test_values_of_one_parameter_keep_their_order() -> None:
    assert clean("https://a.vn/?b=2&a=9&a=1&&c") == "https://a.vn/?a=9&a=1&b=2&c"


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("https://fr.vietnamplus.vn/hanoi-post71478.vnp", True),
        ("https://www.vietnamplus.vn/thegioi.vnp", False),
        ("https://www.vietnamplus.vn/", False),
        ("https://www.vietnamplus.vn/tags/hanoi.vnp", False),
        ("https://nhandan.vn/chinhtri/", False),
        ("https://nhandan.vn/kinh-te-tag123.html", False),
        ("https://nhandan.vn/tag/kinh-te.html", False),
        ("https://nhandan.vn/a-post1.html.jpg", False),
        ("https://special.nhandan.vn/Dai-hoi/index.html", None),
        ("https://hanoimoi.vn/hoi-nghi-event123.html", False),
        ("https://baocantho.com.vn/video/hoi-nghi-a1.html", False),
        ("https://baocantho.com.vn/tim-kiem?q=a", False),
        ("https://baocantho.com.vn/chinh-tri/bao-ve-nen-tang-tu-tuong-cua-dang/", False),
        ("https://baochinhphu.vn/chu-de/51-luat-duoc-quoc-hoi-thong-qua-274.htm", False),
        ("https://vovworld.vn/fr-CH/politique/hanoi-12345.vov", True),
        ("https://vovworld.vn/fr-CH/politique/345.vov", False),
        ("https://vovworld.vn/fr-CH.vov", False),
        ("https://vovworld.vn/fr-CH/search/x-12.vov?trang=2", False),
        ("https://www.vietnam.vn/fr/nang-dong-ket-noi-nang-cao-hieu-qua", None),
        ("https://www.vietnam.vn/fr/tag/nang-dong-ket-noi-nang-cao", False),
        ("https://www.vietnam.vn/category/nang-dong-ket-noi-nang-cao", False),
        ("https://www.vietnam.vn/fr/authors/nang-dong-ket-noi", False),
        ("https://vnanet.vn/fr/tin-tuc/politique-1046/page/2.html", False),
        ("https://baodanang.vn/mot-hai-ba-bon-nam-sau.html", None),
        ("https://baodanang.vn/file.pdf", False),
        ("https://baotintuc.vn/kinh-te-128ct0/trang-2.htm", False),
        ("https://baohaiphong.vn/podcast/hoi-nghi-54104.html", False),
        ("https://baodongnai.com.vn/media/infographic/202601/x-2887253/", False),
        ("https://baosonla.vn/thoi-su-chinh-tri/dam-bao-cac-dieu-kien-51YnYvXDR.html", True),
        ("https://thethaovanhoa.vn/mot-hai-ba-bon-nam-sau", None),
        ("mailto:x@y.vn", False),
    ],
)
def test_what_leads_to_an_article(url: str, answer: bool | None, catalogue: Catalogue) -> None:
    edition = catalogue.find(url) or catalogue.sources["vietnamplus"].editions[0]
    assert is_article(url, edition) is answer


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/b-post1.vnp#x", "https://fr.vietnamplus.vn/b-post1.vnp"),
        ("b.html?utm_source=x", "https://fr.vietnamplus.vn/s/b.html"),
        ("//cdn.a.vn/x", "https://cdn.a.vn/x"),
        ("https://a.vn", "https://a.vn/"),
        (" \n/b ", "https://fr.vietnamplus.vn/b"),
        ("?page=2", "https://fr.vietnamplus.vn/s/a.html?page=2"),
        *((href, None) for href in ("", " ", "#top", "mailto:a@b.vn", "JavaScript:x()", "tel:+84")),
        *((href, None) for href in ("data:text/html,x", "file:///etc/passwd", "ftp://a.vn/x", "zalo://x", "http://")),
        *((href, None) for href in ("http://[::1", "https://a.vn:port/", "https:///x", "http://a b/")),
    ],
)
def test_links_are_made_absolute_or_dropped(href: str, url: str | None) -> None:
    assert resolve("https://fr.vietnamplus.vn/s/a.html", href) == url


@given(st.text(), st.text())
def test_resolve_never_raises(base: str, href: str) -> None:
    for start in (base, "https://a.vn/b/"):
        found = resolve(start, href)
        assert found is None or clean(found) == found


def test_real_listings_are_told_apart(catalogue: Catalogue) -> None:
    folder = Path(__file__).parents[2] / "shared" / "real-pages"
    for name, base in (
        ("baocantho.com.vn", "https://baocantho.com.vn/"),
        ("baochinhphu.vn", "https://baochinhphu.vn/"),
    ):
        page = folder / f"{name}-list-01.html"
        if not page.exists():
            pytest.skip("the real pages are not on this machine")
        hrefs = re.findall(r"href=[\"']([^\"']+)", page.read_text("utf-8", "replace"))
        links = {url for href in hrefs if (url := resolve(base, href))}
        answers = Counter(is_article(url, edition) for url in links if (edition := catalogue.find(url)))
        assert answers[True] > 30, name
        assert answers[False] > 30, name
        assert answers[None] <= 5, name
