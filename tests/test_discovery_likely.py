"""Which links of an unknown site look like stories."""

import re
from pathlib import Path

import pytest

from crawler.discovery.likely import likely_articles, may_list
from crawler.discovery.listings import Listing
from storage.records import Found

REAL = Path(__file__).parents[2] / "shared" / "real-pages"
HOME = "https://www.bao.vn/"


def likely(*paths: str) -> list[str]:
    found = [Found(path if "://" in path else "https://bao.vn" + path) for path in paths]
    return [one.url.removeprefix("https://bao.vn") for one in likely_articles(found, HOME)]


@pytest.mark.parametrize(
    "path",
    [
        "/kinh-te/gia-vang-hom-nay-tang-manh",
        "/le-vietnam-et-la-france-main-dans-la-main/207879.html",
        "/politique/post-71478.vnp",
        "/xa-hoi/202607/lu-lut-mien-trung-0a1b2c3/",
        "/van-hoa/hoi-an-123456.htm",
    ],
)
def test_slugs_of_four_words_and_ids_of_five_digits(path: str) -> None:
    assert likely(path) == [path]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/thoi-su/",
        "/tag/gia-vang-hom-nay-tang",
        "/tac-gia/nguyen-van-a-12345",
        "/video/tin-tuc-trong-ngay-123456.html",
        "/kinh-te-tag123456.html",
        "/upload/bao-in-so-moi-2026.pdf",
        "/hinh-anh-123456.jpg",
        "/lien-he.html",
        "/rss/the-gioi-12345.rss",
        "https://facebook.com/bao-vn-tin-moi-nhat",
        "https://toibao.vn/gia-vang-hom-nay-tang-manh",
    ],
)
def test_everything_else(path: str) -> None:
    assert likely(path) == []


def test_an_address_under_which_others_lie_is_a_section() -> None:
    section, story = "/chinh-sach-va-cuoc-song.htm", "/chinh-sach-va-cuoc-song/luong-toi-thieu-tang-tu-thang-bay.htm"
    assert likely(section, story) == [story]


def test_where_stories_are_numbered_slugs_without_a_number_are_sections() -> None:
    stories = [f"/tin-moi-trong-ngay-so-{number}.html" for number in range(10_000, 10_005)]
    section = "/khoa-hoc-cong-nghe-moi/"
    assert likely(*stories, section) == stories
    assert likely(*stories[:4], section) == [*stories[:4], section]


@pytest.mark.skipif(not REAL.exists(), reason="the real pages are not part of the project")
@pytest.mark.parametrize(
    ("file", "url", "story", "count"),
    [
        ("baocantho.com.vn-list-01.html", "https://baocantho.com.vn/thoi-su/", r"-a\d+\.html$", 78),
        (
            "baochinhphu.vn-list-01.html",
            "https://baochinhphu.vn/chinh-sach-va-cuoc-song/chinh-sach-moi.htm",
            r"-\d{15,}\.htm$",
            34,
        ),
        ("tuoitre.vn-list-01.html", "https://tuoitre.vn/kinh-doanh.htm", r"-\d{15,}\.htm$", 15),
    ],
)
def test_real_listings_are_judged_as_their_own_patterns_judge(file: str, url: str, story: str, count: int) -> None:
    found = Listing((REAL / file).read_bytes(), url).links
    stories = tuple(one for one in found if re.search(story, one.url))
    assert len(stories) == count
    assert likely_articles(found, url) == stories
    assert all(len((one.hints.title or "").split()) >= 3 for one in stories)


@pytest.mark.parametrize(
    ("path", "lists"),
    [
        ("/thoi-su/", True),
        ("/fr/actualites/politique", True),
        ("/kinh-te.htm", True),
        ("/", False),
        ("/tag/hue", False),
        ("/a/b/c/d", False),
        ("/cau-moi-noi-hai-bo-song-post12345.html", False),
    ],
)
def test_links_that_may_lead_to_sections(path: str, lists: bool) -> None:
    assert may_list(Found("https://bao.vn" + path), HOME) is lists
    assert not may_list(Found("https://other.vn" + path), HOME)
