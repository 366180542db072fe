"""The demo newsrooms over real HTTP: every habit and every trouble that a crawler will meet."""

import gzip
import http.client
import json
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from program import PATIENCE

from crawler import catalogue
from dateline import newsroom as demo
from dateline.newsroom import Newsroom

NOW = datetime.fromisoformat("2026-11-21T20:00:00+07:00")
VNA, VIETNAMVN, CANTHO, NGHEAN, DONGNAI = "demo-vna", "demo-vietnamvn", "demo-cantho", "demo-nghean", "demo-dongnai"


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with demo.start(stories=120, now=NOW) as running:
        yield running


@pytest.fixture(scope="module")
def truth(room: Newsroom) -> dict[str, Any]:
    return room.truth


class Answer:
    def __init__(self, url: str, method: str = "GET", **headers: str) -> None:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
        connection.request(method, parts.path or "/", headers={k.replace("_", "-"): v for k, v in headers.items()})
        response = connection.getresponse()
        self.status, self.headers, self.body = response.status, response.headers, response.read()
        connection.close()

    @property
    def text(self) -> str:
        return self.body.decode()


def first(truth: dict[str, Any], **wanted: Any) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        article
        for article in truth["articles"].values()
        if article["edition"] == 1 and all(article[key] == value for key, value in wanted.items())
    ]
    return rows[0]


def test_five_newsrooms_answer_with_robots_and_home(room: Newsroom) -> None:
    assert list(room.addresses) == [VNA, VIETNAMVN, CANTHO, NGHEAN, DONGNAI]
    for base in room.addresses.values():
        assert urlsplit(base).hostname == "127.0.0.1"
        assert Answer(f"{base}/robots.txt").text.startswith("User-agent: *")
    assert "Crawl-delay: 0.2" in Answer(room.addresses[DONGNAI] + "/robots.txt").text
    assert "Disallow: /interne/" in Answer(room.addresses[VNA] + "/robots.txt").text


def test_the_catalogue_loads_and_owns_every_article(room: Newsroom, truth: dict[str, Any], tmp_path: Path) -> None:
    toml = room.catalogue_toml()
    assert len(tomllib.loads(toml)["source"]) == 5
    assert all(len(block.splitlines()) <= 8 for block in toml.strip().split("\n\n"))
    file = tmp_path / "demo.toml"
    file.write_text(toml, "utf-8")
    loaded = catalogue.load(file)
    for url, article in truth["articles"].items():
        edition = loaded.find(url)
        assert edition
        assert (edition.source, edition.language) == (article["source"], article["language"])


def test_every_article_page_holds_its_paragraphs(truth: dict[str, Any]) -> None:
    for url, article in list(truth["articles"].items())[::6]:
        if article["edition"] == 2 or article["trouble"] in {"busy", "cookie"}:
            continue
        text = Answer(url).text.replace("&nbsp;", " ").replace("&amp;", "&")
        assert all(paragraph in text for paragraph in article["paragraphs"])
        assert article["title"] in text


@pytest.mark.parametrize(
    ("source", "marks"),
    [
        (
            VNA,
            (
                "var cmsConfig",
                "article__body zce-content-body cms-body",
                "article__source",
                "<noscript><img",
                "Voir plus",
            ),
        ),
        (VIETNAMVN, ("Vietnam.vn - Nền tảng quảng bá Việt Nam", "Comment (0)", "No data", "Même catégorie")),
        (CANTHO, ("<base href=", "titlecate", "(CTO)</strong> - ", "Tin, ảnh: ", 'id="linkshare"', "detail-related")),
        (NGHEAN, ("sc-longform-header-sapo block-sc-sapo", "data-src=", "c-box__title__name", "(Baonghean.vn) - ")),
        (DONGNAI, ("content-detail", "td-post-content", 'class="desc"', 'class="date"', "bd02")),
    ],
)
def test_pages_wear_their_familys_marks(truth: dict[str, Any], source: str, marks: tuple[str, ...]) -> None:
    pages = [
        Answer(url).text
        for url, article in truth["articles"].items()
        if article["source"] == source and article["edition"] == 1 and article["trouble"] is None
    ][:12]
    assert all(any(mark in page for page in pages) for mark in marks)


def test_article_urls_have_their_familys_form(truth: dict[str, Any]) -> None:
    forms = {
        VNA: r"/[a-z0-9-]+-post\d+\.vnp$",
        VIETNAMVN: r"/fr/[a-z0-9-]{12,}$",
        CANTHO: r"/[a-z0-9-]+-a\d+\.html$",
        NGHEAN: r"/(fr/)?[a-z0-9-]+-\d+\.html$",
        DONGNAI: r"/[a-z-]+/\d{6}/[a-z0-9-]+-[0-9a-f]{7}/$",
    }
    for url, article in truth["articles"].items():
        assert re.fullmatch(forms[article["source"]], urlsplit(url).path)


def test_teasers_change_at_every_request_and_the_story_does_not(truth: dict[str, Any]) -> None:
    article = first(truth, source=VNA, trouble=None)
    pages = [Answer(article["url"]).text.split("Voir plus") for _ in range(3)]
    assert len({head for head, _ in pages}) == 1
    assert len({tail for _, tail in pages}) == 3


def test_one_article_under_two_urls(truth: dict[str, Any]) -> None:
    article = first(truth, source=VNA, trouble=None)
    slashed, bare = article["aliases"]
    assert re.search(r"/[a-z0-9-]+/\d+\.vnp$", slashed)
    for alias in (slashed, bare):
        page = Answer(alias)
        assert page.status == 200
        assert 'rel="canonical"' not in page.text
        assert article["paragraphs"][1] in page.text.replace("&nbsp;", " ")
    assert f'<link rel="canonical" href="{article["url"]}">' in Answer(article["url"]).text


def test_the_seeds_own_articles(truth: dict[str, Any]) -> None:
    seeds = [article for article in truth["articles"].values() if article["seed"]]
    assert sorted(article["source"] for article in seeds) == [VIETNAMVN] * 2 + [VNA] * 3
    for article in seeds:
        page = Answer(article["url"]).text
        assert ("(VNA) " in page and "-VNA</p>" in page) if article["source"] == VNA else "Source : " in page
    dated = first(truth, seed="002_b21207c9885c2cdc.txt")
    assert (dated["published_at"], dated["byline"], dated["lead"][:10]) == ("2025-04-09", "Hong Van", "Après près")


def test_translations_name_their_originals(room: Newsroom, truth: dict[str, Any]) -> None:
    translated = [(url, original) for url, original in truth["translations"].items() if "/fr/" in url]
    on_platform = [pair for pair in translated if pair[0].startswith(room.addresses[VIETNAMVN])]
    assert len(on_platform) == 4
    for url, original in on_platform:
        assert original.startswith(room.addresses[CANTHO])
        assert f'Source : <a href="{original}"' in Answer(url).text
    for url, original in set(translated) - set(on_platform):
        assert f'hreflang="vi" href="{original}"' in Answer(url).text


def test_wire_copy_is_marked(truth: dict[str, Any]) -> None:
    pages = [Answer(pair["copy"]).text for pair in truth["copies"]]
    assert sum("(TTXVN)" in page for page in pages) >= 7


@pytest.mark.parametrize(
    ("source", "path", "status"),
    [
        (VNA, "/page-perdue-post199011.vnp", 404),
        (VNA, "/depeche-annulee-post199021.vnp", 410),
        (CANTHO, "/loi-may-chu-a199031.html", 500),
        (VNA, "/nothing-here", 404),
    ],
)
def test_errors(room: Newsroom, source: str, path: str, status: int) -> None:
    assert Answer(room.addresses[source] + path).status == status


def test_redirect_chain_of_three_hops(room: Newsroom, truth: dict[str, Any]) -> None:
    url, hops = room.addresses[VNA] + "/article-deplace-post199001.vnp", 0
    while (answer := Answer(url)).status in {301, 302}:
        url, hops = answer.headers["Location"], hops + 1
    assert (hops, answer.status) == (3, 200)
    assert url == first(truth, trouble="chain")["url"]


def test_challenge_page(room: Newsroom) -> None:
    answer = Answer(room.addresses[VIETNAMVN] + "/fr/trang-kiem-tra-trinh-duyet")
    assert (answer.status, answer.headers["cf-mitigated"]) == (403, "challenge")
    assert "<title>Just a moment...</title>" in answer.text


def test_429_with_retry_after_then_200(truth: dict[str, Any]) -> None:
    url = first(truth, trouble="busy")["url"]
    refused, served = Answer(url), Answer(url)
    assert (refused.status, refused.headers["Retry-After"], served.status) == (429, "1", 200)


def test_cookie_gate(truth: dict[str, Any]) -> None:
    url = first(truth, trouble="cookie")["url"]
    closed = Answer(url)
    assert (closed.status, closed.headers["Location"]) == (302, urlsplit(url).path)
    assert Answer(url, Cookie=closed.headers["Set-Cookie"].split(";")[0]).status == 200


def test_disallowed_page_is_announced(room: Newsroom, truth: dict[str, Any]) -> None:
    forbidden = next(url for url, fate in truth["outcomes"].items() if fate["first"] == ["robots"])
    base = room.addresses[VNA]
    assert urlsplit(forbidden).path.startswith("/interne/")
    assert forbidden in Answer(base + "/rss/home.rss").text
    assert urlsplit(forbidden).path in Answer(base + "/").text


def test_slow_page(truth: dict[str, Any]) -> None:
    started = time.monotonic()
    assert Answer(first(truth, trouble="slow")["url"]).status == 200
    assert time.monotonic() - started >= 0.5


def test_soft_404_tag_and_video_pages(room: Newsroom) -> None:
    soft = Answer(room.addresses[VIETNAMVN] + "/fr/bai-viet-khong-con-ton-tai")
    assert soft.status == 200
    assert "page not found" in soft.text
    home = Answer(room.addresses[VNA] + "/").text
    for path in ("/tags/riz-parfume.vnp", "/video/en-images.vnp"):
        assert path in home
        assert Answer(room.addresses[VNA] + path).status == 200


def test_calendar_never_ends(room: Newsroom) -> None:
    base, path = room.addresses[CANTHO], "/lich/2026/11/21/"
    assert path in Answer(base + "/").text
    for _ in range(40):
        following = re.search(r'href="(/lich/[^"]+)"', Answer(base + path).text)
        assert following
        assert following[1] < path
        path = following[1]
    assert Answer(base + "/lich/not/a/day/").status == 404


def test_encoded_body(truth: dict[str, Any]) -> None:
    article = first(truth, encoded=True)
    page = Answer(article["url"]).text
    assert re.search(r"[A-Za-z0-9+/=]{400}", page)
    assert article["paragraphs"] == []
    assert article["lead"] in page


def test_feed_answers_304(room: Newsroom) -> None:
    url = room.addresses[VNA] + "/rss/home.rss"
    full = Answer(url)
    again = Answer(url, If_None_Match=full.headers["ETag"])
    assert (full.status, again.status, again.body) == (200, 304, b"")


def test_utf16_feed(room: Newsroom) -> None:
    body = Answer(room.addresses[VNA] + "/rss/economie-3.rss").body
    assert body.startswith(b"\xff\xfe")
    assert "<title><![CDATA[" in body.decode("utf-16")


def test_sitemaps_are_named_and_packed_as_the_real_ones(room: Newsroom) -> None:
    def locations(name: str, path: str) -> list[str]:
        return re.findall("<loc>([^<]+)</loc>", Answer(room.addresses[name] + path).text)

    month = next(url for url in locations(VNA, "/sitemap.xml") if url.endswith("/sitemaps/news-2026-11.xml"))
    packed = Answer(month, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == Answer(month).body
    assert any(url.endswith("/sitemap/sitemap-post/2026-11-20.xml") for url in locations(VIETNAMVN, "/sitemap.xml"))
    assert any(url.endswith("/sitemap-article-2026-11-20.xml") for url in locations(NGHEAN, "/sitemap.xml"))
    old = next(url for url in locations(DONGNAI, "/sitemaps/index.xml") if url.endswith("2026-11.xml.gz"))
    assert b"<urlset" in gzip.decompress(Answer(old).body)
    assert "<news:title>" in Answer(room.addresses[VIETNAMVN] + "/news-sitemap.xml").text


def test_every_recent_listed_story_is_announced(room: Newsroom, truth: dict[str, Any]) -> None:
    paths = {
        VNA: ["/sitemaps/news-2026-11.xml"],
        VIETNAMVN: [f"/sitemap/sitemap-post/2026-11-{day}.xml" for day in (20, 21)],
        CANTHO: ["/rss/cate/thoi-su/"],
        NGHEAN: ["/sitemap-news.xml"],
        DONGNAI: ["/rss/home.rss"],
    }
    announced = {
        name: "".join(Answer(room.addresses[name] + path).text for path in group) for name, group in paths.items()
    }
    for url, article in truth["articles"].items():
        if article["listed"] and article["recent"] and article["edition"] == 1:
            assert url in announced[article["source"]]


def test_hidden_stories_are_linked_only_from_stories(room: Newsroom, truth: dict[str, Any]) -> None:
    hidden = [url for url, article in truth["articles"].items() if not article["listed"] and not article["trouble"]]
    assert len(hidden) == 2
    lists = "".join(Answer(room.addresses[VNA] + path).text for path in ("/", "/sitemaps/news-2026-11.xml"))
    pages = [Answer(url).text for url, a in truth["articles"].items() if a["source"] == VNA and a["edition"] == 1]
    for url in hidden:
        assert url not in lists
        assert any(f'class="cms-relate" href="{url}"' in page for page in pages)


def test_keep_alive_and_head(room: Newsroom) -> None:
    connection = http.client.HTTPConnection(urlsplit(room.addresses[NGHEAN]).netloc, timeout=PATIENCE)
    for method in ("GET", "HEAD", "GET"):
        connection.request(method, "/robots.txt")
        response = connection.getresponse()
        assert (response.status, response.version, response.will_close) == (200, 11, False)
        assert bool(response.read()) == (method == "GET")
    connection.close()


def test_the_journal_tells_manners(room: Newsroom) -> None:
    before = time.time()
    Answer(room.addresses[CANTHO] + "/rss/cate/thoi-su/", User_Agent="dateline-test", If_None_Match='"x"')
    [row] = [each for each in room.requests() if each["headers"].get("user-agent") == "dateline-test"]
    assert (row["newsroom"], row["path"], row["status"], row["method"]) == (CANTHO, "/rss/cate/thoi-su/", 200, "GET")
    assert (row["headers"]["user-agent"], row["headers"]["if-none-match"]) == ("dateline-test", '"x"')
    assert before <= row["time"] <= time.time()
    assert not any(row["path"].startswith("/__newsroom__/") for row in room.requests())


def test_the_second_edition() -> None:
    with demo.start(stories=120, now=NOW) as room:
        society, stuck = room.addresses[VNA] + "/rss/societe-2.rss", room.addresses[CANTHO] + "/rss/subcate/can-tho/"
        before = {url: Answer(url) for url in (society, stuck, room.addresses[VNA] + "/rss/home.rss")}
        room.edit()
        truth = room.truth
        assert truth["edition"] == 2
        for url, old in before.items():
            etag = old.headers["ETag"]
            fresh = Answer(url)
            assert fresh.body != old.body
            assert (fresh.headers["ETag"] == etag) == (not url.endswith("home.rss"))
            # The careless ones: one believes its unchanged ETag, the other sends everything every time.
            assert Answer(url, If_None_Match=etag).status == (304 if url == society else 200)
        for url in truth["edited"]:
            article = truth["articles"][url]
            text = Answer(url).text.replace("&nbsp;", " ")
            assert all(paragraph in text for paragraph in article["revised_paragraphs"])
            assert article["revised_paragraphs"] != article["paragraphs"]
        new = [url for url, article in truth["articles"].items() if article["edition"] == 2]
        assert new
        assert all(Answer(url).status == 200 for url in new)
        sitemap = Answer(room.addresses[VNA] + "/sitemaps/news-2026-11.xml").text
        # The demo's clock runs on: a change is younger than the crawl before it.
        assert f"<loc>{truth['edited'][0]}</loc><lastmod>2026-11-21T20:0" in sitemap
        room.edit(1)
        assert all(Answer(url).status == 404 for url in new)


def test_outcomes_are_the_contracts_words(truth: dict[str, Any]) -> None:
    allowed = {
        "new",
        "revised",
        "unchanged",
        "duplicate",
        "not_article",
        "blocked",
        "robots",
        "gone",
        "failed",
        "empty",
    }
    for fate in truth["outcomes"].values():
        assert set(fate["first"]) | set(fate["second"]) <= allowed | {""}
    seen = {outcome for fate in truth["outcomes"].values() for part in fate.values() for outcome in part}
    assert seen >= allowed


def test_bad_orders_are_refused(room: Newsroom) -> None:
    base = urlsplit(room.addresses[VNA]).netloc
    for body in (b"", b"{}", b'{"n": 3}', b"[]"):
        connection = http.client.HTTPConnection(base, timeout=PATIENCE)
        connection.request("POST", "/__newsroom__/edition", body)
        answer = connection.getresponse()
        assert (answer.status, "error" in json.load(answer)) == (400, True)
        connection.close()


def test_faults_can_be_left_out_and_pages_swollen() -> None:
    with demo.start(stories=80, faults=False, page_kb=90, now=NOW) as room:
        truth = room.truth
        sizes = [len(Answer(url).body) for url in list(truth["articles"])[:10]]
        assert min(sizes) > 90_000
        assert all(url in truth["articles"] for url in truth["outcomes"])
        assert Answer(first(truth, source=DONGNAI, trouble="cookie")["url"]).status == 200


def test_a_taken_port_is_one_clear_line(room: Newsroom) -> None:
    port = urlsplit(room.addresses[VNA]).port
    run = subprocess.run(
        [sys.executable, "-m", "dateline.newsroom", f"--port={port}"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    assert str(port) in run.stderr


def test_it_ends_at_sigterm(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dateline.newsroom", "--stories=80", f"--log={tmp_path / 'log'}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout
        assert len(json.loads(server.stdout.readline())["addresses"]) == 5
        server.terminate()
        assert server.wait(PATIENCE) == 0


def test_it_ends_with_its_owner() -> None:
    room = demo.start(stories=80, now=NOW)
    address = room.addresses[VNA]
    room.stop()
    with pytest.raises(ConnectionRefusedError):
        Answer(address)
