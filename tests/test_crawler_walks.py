"""A walk waits for the stories that its own edition fetches, and for no others."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from crawler import catalogue
from crawler.archive import Archive
from crawler.discovery.listings import Counter
from crawler.extraction.page import Document
from crawler.tally import Tally
from crawler.walk import Walk
from crawler.walks import Walks, _UnderWay
from storage.corpus import Corpus
from storage.frontier import Frontier
from storage.records import Found

CATALOGUE = catalogue.load()
OURS = next(each for each in CATALOGUE.editions if each.name == "baonghean/vi")
LISTING = f"{OURS.base_url}thoi-su"
STORIES = [f"{OURS.base_url}khoi-cong-cau-moi-bac-qua-song-lam-{number}.html" for number in (10299901, 10299902)]
FOREIGN = f"{OURS.base_url}fr/un-nouveau-pont-sur-le-fleuve-lam-est-en-chantier-10299903.html"


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as opened:
        yield opened


def walks_of(corpus: Corpus) -> Walks:
    desk = SimpleNamespace(catalogue=CATALOGUE, corpus=corpus, frontier=Frontier(corpus), guarded=nullcontext)
    archive = Archive(OURS, date(2024, 1, 1), date(2024, 12, 31))
    spider: Any = SimpleNamespace(
        desk=desk,
        archives={OURS: archive},
        count=lambda *_: None,
        work=lambda _: iter(()),
        leave=lambda *_: None,
        tally=Tally(),
    )
    return Walks(spider)


def answered(request: Request, *links: str) -> list[Request]:
    """Answer a request with a listing of these stories; return what is asked then."""
    entries = "".join(f'<h3><a href="{link}">Khởi công cầu mới bắc qua sông Lam ở Vinh</a></h3>' for link in links)
    body = f"<html><body><main>{entries}</main></body></html>".encode()
    assert request.callback
    return [*request.callback(HtmlResponse(request.url, body=body, request=request), **request.cb_kwargs)]


def test_a_walk_does_not_wait_for_another_edition_s_story(corpus: Corpus) -> None:
    walks = walks_of(corpus)
    [first] = walks._first_page(OURS, LISTING, home=False)
    [page] = answered(first, *STORIES, FOREIGN)
    assert answered(page, *STORIES, FOREIGN) == [], "it waits for its stories"
    leased = Frontier(corpus).lease(
        "here/1/1", 9, datetime.now(UTC), sources=[OURS.source], languages=[OURS.language], archive=True
    )
    assert {each.url for each in leased} == set(STORIES)
    for each in leased:
        assert list(walks.fetched(each.key)) == []
    assert walks.waiting == {}, "a story that this edition never leases is awaited"


@pytest.mark.parametrize(("status", "then"), [(404, []), (503, [f"{LISTING}?page=2"]), (403, [f"{LISTING}?page=2"])])
def test_only_a_page_that_is_not_there_ends_a_listing(corpus: Corpus, status: int, then: list[str]) -> None:
    walk = Walk(LISTING, Counter(f"{LISTING}?page=", ""), date(2024, 1, 1), date(2024, 12, 31))
    for number, days in ((1, []), (2, [date(2026, 11, 1)])):
        assert walk.listed([Found(STORIES[number - 1])])
        assert walk.dated(days)
    walks, way, asked = walks_of(corpus), _UnderWay(OURS, walk), []
    for _ in ("page 4", "page 3"):
        asked = [*walks.next_page(HtmlResponse(walk.address(), status=status), OURS, way)]
    assert [each.url for each in asked] == then, "page 2 is too young; only if it is the last, all is"


@pytest.mark.parametrize(
    ("status", "home", "problem"),
    [(503, False, "answered 503"), (403, False, "refused (403)"), (404, True, "not found (404)"), (404, False, None)],
)
def test_a_listing_that_cannot_be_read_is_noted(corpus: Corpus, status: int, home: bool, problem: str | None) -> None:
    walks = walks_of(corpus)
    [*walks.first_page(HtmlResponse(LISTING, status=status), OURS, home=home)]
    assert walks.spider.tally.problems == ({OURS.name: {LISTING: problem}} if problem else {})
    assert not walks.spider.tally.read


def test_pages_of_a_listing_are_noted_up_to_its_end(corpus: Corpus) -> None:
    walks, walk = walks_of(corpus), Walk(LISTING, Counter(f"{LISTING}?page=", ""), date(2024, 1, 1), date(2024, 1, 2))
    way = _UnderWay(OURS, walk)
    for number, status in ((2, 200), (3, 500), (4, 404)):
        [*walks.next_page(HtmlResponse(f"{LISTING}?page={number}", status=status), OURS, way)]
    assert walks.spider.tally.read == {OURS.name: 1}
    assert walks.spider.tally.problems == {OURS.name: {f"{LISTING}?page=3": "answered 500"}}


def test_a_home_page_is_parsed_once(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []
    monkeypatch.setattr(
        "crawler.discovery.listings.Document", lambda *words: parsed.append(words) or Document(*words)
    )
    [first] = walks_of(corpus)._first_page(OURS, OURS.base_url, home=True)
    assert {each.url for each in answered(first, *STORIES, LISTING)} >= {LISTING}
    assert len(parsed) == 1
