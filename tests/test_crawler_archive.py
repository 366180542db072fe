"""Which sitemaps and entries belong to the days of a backfill; and the frontier keeps them from the live crawl."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import catalogue
from crawler.archive import PRIORITY, Archive, Listed
from crawler.scout import Address
from crawler.spiders.archive import ArchiveSpider, _understood
from crawler.stop import StoppingError
from storage import archives, waiting
from storage.corpus import Corpus
from storage.frontier import Added, Candidate, Frontier
from storage.records import Found, Kind

NOW = datetime(2026, 7, 20, 5, 0, tzinfo=UTC)
EDITION = catalogue.load().select(["baonghean/vi"])[0]
ARCHIVE = Archive(EDITION, date(2019, 3, 10), date(2019, 3, 20))


def urlset(*entries: tuple[str, str | None]) -> bytes:
    rows = "".join(
        f"<url><loc>https://x.vn/{name}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>"
        for name, changed in entries
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def found(url: str, *entries: tuple[str, str | None]) -> list[str]:
    listed = ARCHIVE.read(Address(url, Kind.SITEMAP), urlset(*entries), url)
    return [entry.url.rpartition("/")[2] for entry in listed.found]


def test_a_monthly_sitemap_gives_what_may_be_of_the_days() -> None:
    month = "https://x.vn/sitemap-2019-03.xml"
    entries = [("early", "2019-03-02"), ("in", "2019-03-12"), ("edited", "2024-05-01"), ("undated", None)]
    assert found(month, *entries) == ["in", "edited", "undated"]
    assert found("https://x.vn/sitemap-2019-04.xml", *entries) == []


def test_a_sitemap_without_a_date_gives_only_what_is_dated_so() -> None:
    assert found("https://x.vn/sitemap.xml", ("in", "2019-03-12"), ("out", "2019-03-21"), ("undated", None)) == ["in"]


def test_days_are_those_of_vietnam() -> None:
    news = "https://x.vn/sitemap.xml"
    assert found(news, ("last", "2019-03-20T16:59:00Z"), ("next", "2019-03-20T17:00:00Z")) == ["last"]


def test_an_index_leads_to_the_days_only() -> None:
    names = ["sitemap-2019-03.xml", "sitemap-2019-02.xml", "sitemap-2026-03.xml"]
    rows = "".join(f"<sitemap><loc>https://x.vn/{name}</loc></sitemap>" for name in names)
    body = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'.encode()
    url = "https://x.vn/sitemap.xml"
    assert [each.url for each in ARCHIVE.read(Address(url, Kind.SITEMAP), body, url).more] == [
        f"https://x.vn/{names[0]}"
    ]


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


def candidate(key: str, priority: int) -> Candidate:
    return Candidate(key, Found(f"https://x.vn/{key}"), "one", "vi", "x.vn", priority)


def test_live_crawl_and_backfill_never_take_each_other_s(corpus: Corpus) -> None:
    frontier = Frontier(corpus)
    frontier.add([candidate("old", PRIORITY), candidate("new", 0)], NOW)
    assert archives.left(corpus, "one", ["fr", "vi"], NOW) == 1
    assert archives.left(corpus, "one", ["fr"], NOW) == 0, "another edition's"
    assert waiting.read(corpus)["one"].page_at is not None
    assert [each.key for each in frontier.lease("a/1/1", 9, NOW, sources=["one"])] == ["new"]
    assert waiting.read(corpus) == {}, "an archive does not call the schedule"
    assert archives.live_at(corpus, "x.vn")
    assert [each.key for each in frontier.lease("a/1/2", 9, NOW, sources=["one"], archive=True)] == ["old"]
    frontier.release("a/1/1")
    assert not archives.live_at(corpus, "x.vn")


def test_what_is_announced_live_is_news_after_all(corpus: Corpus) -> None:
    frontier = Frontier(corpus)
    frontier.add([candidate("story", PRIORITY)], NOW)
    frontier.add([candidate("story", 30)], NOW)
    frontier.add([candidate("story", PRIORITY)], NOW)
    assert [each.priority for each in frontier.lease("a/1/1", 9, NOW)] == [30]


def test_sitemaps_of_days_gone_by_are_noted_once(corpus: Corpus) -> None:
    for number in (3, 4):
        archives.read(corpus, "https://x.vn/2019.xml", "one", number, NOW + timedelta(hours=number))
    assert archives.is_read(corpus, "https://x.vn/2019.xml")
    assert not archives.is_read(corpus, "https://x.vn/2020.xml")


def test_articles_are_counted_by_day_in_vietnam_and_by_edition(corpus: Corpus) -> None:
    told = [
        ("2026-07-01T16:59:59Z", "vi"),
        ("2026-07-01T17:00:00Z", "vi"),  # the second already
        ("2026-07-02", None),
        ("2026-07-02", "fr"),
        ("2026-07-04", "vi"),
    ]
    corpus.conn.executemany(
        "INSERT INTO articles (url, source, title, published_at, language, first_seen_at, updated_at, word_count, "
        "content_sha256, origin, extractor, warnings) VALUES (?, 'one', 'T', ?, ?, '', '', 1, '', 'crawl', '', '[]')",
        [(f"https://x.vn/{number}", *each) for number, each in enumerate(told)],
    )
    first, last = date(2026, 7, 1), date(2026, 7, 3)
    assert list(archives.per_day(corpus, "one", ["vi"], first, last).values()) == [1, 2, 0]
    assert list(archives.per_day(corpus, "one", ["vi", "fr"], first, last).values()) == [1, 3, 0]


def test_a_long_sitemap_is_taken_in_by_slices_and_noted_with_them(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    together: list[int] = []
    add = Frontier.add

    def counted(frontier: Frontier, candidates: list[Candidate], now: datetime) -> Added:
        together.append(len(candidates))
        assert corpus.conn.in_transaction
        return add(frontier, candidates, now)

    monkeypatch.setattr(Frontier, "add", counted)
    spider = ArchiveSpider(first="2019-01-01", last="2019-12-31")
    spider.desk = SimpleNamespace(  # type: ignore[assignment]
        corpus=corpus, frontier=Frontier(corpus), catalogue=catalogue.load(), started=NOW, guarded=nullcontext
    )
    stories = tuple(Found(f"{EDITION.base_url}chuyen-{number}-{10_000 + number}.html") for number in range(1200))
    sitemap = Address(f"{EDITION.base_url}sitemap-article-2019-03.xml", Kind.SITEMAP)
    spider._take_in(EDITION, sitemap, Listed(stories))
    assert together == [500, 500, 200]
    assert archives.is_read(corpus, sitemap.url)


SITEMAP = f"{EDITION.base_url}sitemap-2019-03.xml"
MANY = urlset(("a", None), ("b", None))
HTML = b"<!DOCTYPE html><html><body>Trang ch\xe1\xbb\xa7</body></html>"


@pytest.mark.parametrize(
    ("url", "guess", "answer", "read", "problem"),
    [
        (SITEMAP, False, Response(SITEMAP, body=MANY), 1, None),
        (SITEMAP, False, Response(SITEMAP, body=MANY, headers={"Content-Type": "application/x-gzip"}), 1, None),
        (SITEMAP, False, Response(SITEMAP, status=404), 0, None),
        (SITEMAP, True, Response(SITEMAP, status=503), 0, "answered 503"),
        (SITEMAP, False, Response(SITEMAP, status=403), 0, "refused (403)"),
        (SITEMAP, False, Response(SITEMAP, body=HTML), 0, "sitemap"),
        (SITEMAP, True, Response(SITEMAP, body=HTML), 0, None),
        (SITEMAP, True, Response(SITEMAP, body=MANY[:-20]), 0, "cut short"),
        (f"{EDITION.base_url}robots.txt", True, Response(SITEMAP, body=b"User-agent: *\nAllow: /\n"), 0, None),
    ],
)
def test_a_sitemap_that_cannot_be_read_is_noted(
    url: str, guess: bool, answer: Response, read: int, problem: str | None
) -> None:
    spider = ArchiveSpider()
    address = Address(url, Kind.SITEMAP, guess=guess)
    spider._note(EDITION, address, *_understood(ARCHIVE, address, answer))
    assert spider.tally.read[EDITION.name] == read
    assert spider.tally.asked(EDITION.name) == read + bool(problem)
    assert (problem or "") in spider.tally.problems.get(EDITION.name, {}).get(url, "")


@pytest.mark.parametrize(
    ("error", "problem"),
    [(CannotResolveHostError("x.vn"), "host name unknown"), (StoppingError("the run ends"), None)],
)
def test_a_list_that_cannot_be_had_is_noted_unless_the_run_was_stopped(error: Exception, problem: str | None) -> None:
    spider = ArchiveSpider()
    spider._not_now = lambda *_: None  # type: ignore[method-assign]
    failure: Any = Failure(error)
    failure.request = Request(SITEMAP)
    spider.leave(failure, EDITION)
    assert spider.tally.problems == ({EDITION.name: {SITEMAP: problem}} if problem else {})


def test_a_sitemap_that_we_failed_to_take_in_is_noted_and_the_next_is_asked() -> None:
    spider, address = ArchiveSpider(), Address(SITEMAP, Kind.SITEMAP)
    asked = Request(SITEMAP, cb_kwargs={"edition": EDITION, "address": address})
    sent: list[Any] = []
    spider._send = sent.extend  # type: ignore[method-assign]
    spider._listed = lambda *_: iter(["the listing"])  # type: ignore[method-assign]
    spider._work = lambda *_: iter(["a story"])  # type: ignore[method-assign]
    spider.erred(Failure(LookupError("our own slip")), Response(SITEMAP, request=asked))
    assert spider.tally.problems == {EDITION.name: {SITEMAP: "internal error: LookupError"}}
    assert sent == ["the listing", "a story"]
