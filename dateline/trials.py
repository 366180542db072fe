"""Trying newspapers live: the crawler's own parts on a corpus that is thrown away, and what they got."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler import run
from crawler import settings as ours
from crawler.plan import Plan
from crawler.spiders.base import NewsSpider
from dateline import downloads, summary
from dateline.config import Config
from storage import articles, feeds, runs
from storage.corpus import Corpus
from storage.records import Article

PAGES = 3
"""Articles tried of each edition: one may be a photo essay or a short notice, three hardly are."""

SINCE = timedelta(days=7)
"""Every paper of the catalogue publishes within a week."""

FIELDS = ("title", "lead", "byline", "agency", "place", "section", "tags", "published_at", "images")
"""What a reader expects of an article beside its text."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was asked of a newspaper.

    Attributes:
        source: Its name.
        what: "robots", "feed", "sitemap", "section", "article", or "trouble" with all of it.
        url: What was asked; empty for a trouble.
        came: What came, in a few words: "200, 25 entries", "new", "no answer".
        well: Whether it was of use.
        fields: Of an article: the fields that were found.
        missing: Of an article: those that were not.
        status: Of a feed, sitemap or section: the HTTP status, None where there was no answer.
        extractor: Of an article: what read it, as "rules:epi".
    """

    source: str
    what: str
    url: str
    came: str
    well: bool
    fields: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    status: int | None = None
    extractor: str | None = None


class Heard:
    """A Scrapy extension that notes what no corpus keeps: how robots.txt was answered, why addresses were of no use.

    Scrapy makes the instance, and a process crawls once, so the class holds what was seen.
    """

    answers: ClassVar[dict[str, int]] = {}
    problems: ClassVar[dict[str, str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's hook."""
        heard = cls()
        crawler.signals.connect(heard.answered, signal=signals.response_received)
        crawler.signals.connect(heard.closed, signal=signals.spider_closed)
        return heard

    def answered(self, response: Response) -> None:
        """Note an answer."""
        url = response.request.url if response.request else response.url
        if url.endswith("/robots.txt"):
            self.answers[url] = response.status

    def closed(self, spider: NewsSpider) -> None:
        """Note what the run knows of its addresses."""
        self.problems.update(spider.desk.discoveries.problems)


def attempt(config: Config, words: tuple[str, ...]) -> list[Line]:
    """Try newspapers and return what was asked of them, source by source.

    Args:
        config: The user's settings.
        words: As for :meth:`crawler.catalogue.Catalogue.select`.

    Raises:
        DatelineError: A word names nothing.
    """
    settings: dict[str, Any] = downloads.overrides(config)
    settings["EXTENSIONS"] = {**ours.EXTENSIONS, Heard: 0}
    with TemporaryDirectory(prefix="dateline-") as folder:
        db = Path(folder) / "corpus.db"
        plan = Plan(
            db=db, catalogue=config.sources(), words=words, since=SINCE, limit=PAGES, trigger="check", workers=0
        )
        run_id = run.crawl(plan, settings)
        with Corpus.open(db, read_only=True) as corpus:
            return sorted(_lines(corpus, run_id), key=lambda line: line.source)


def _lines(corpus: Corpus, run_id: int) -> Iterator[Line]:
    known = sorted(feeds.known(corpus), key=lambda feed: (feed.source, feed.kind, feed.url))
    hosts = {_root(feed.url): feed.source for feed in known}
    for url, status in Heard.answers.items():
        yield Line(hosts.get(_root(url), ""), "robots", url, str(status), well=True)
    yield from map(_announcer, (feed for feed in known if not feed.url.endswith("/robots.txt")))
    yield from _articles(corpus)
    for source, trouble in summary.troubles(corpus, runs.get(corpus, run_id)).items():
        yield Line(source, "trouble", "", trouble, well=False)


def _root(url: str) -> str:
    return "/".join(url.split("/")[:3])


def _announcer(feed: feeds.Feed) -> Line:
    well = feed.last_ok_at is not None
    came = _served(feed) if well else _problem(feed)
    return Line(feed.source, str(feed.kind), feed.url, came, well, status=feed.last_status)


def _served(feed: feeds.Feed) -> str:
    return str(feed.last_status) + (f", {feed.entries} entries" if feed.entries is not None else "")


def _problem(feed: feeds.Feed) -> str:
    problem = (
        "address is private" if downloads.is_private(feed.url) else Heard.problems.get(feed.url, "nothing of use")
    )
    status = "" if feed.last_status is None or str(feed.last_status) in problem else f"{feed.last_status}, "
    return status + problem


def _articles(corpus: Corpus) -> Iterator[Line]:
    rows = corpus.conn.execute(
        "SELECT visits.source, urls.url, visits.outcome, visits.detail, urls.article_id "
        "FROM visits JOIN urls ON urls.id = visits.url_id ORDER BY visits.source, urls.id"
    ).fetchall()
    for source, url, outcome, detail, article_id in rows:
        article = articles.read(corpus.conn, article_id) if article_id else None
        came = outcome.replace("_", " ") + (f": {detail}" if detail else "")
        extractor = article.extractor if article else None
        well = bool(article and article.text)
        yield Line(source or "", "article", url, came, well, *_fields(article), extractor=extractor)


def _fields(article: Article | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if article is None:
        return (), ()
    found = [name for name in FIELDS if getattr(article, name)]
    words = len(article.text.split())
    return (*found, f"{words} words"), tuple(name for name in FIELDS if name not in found)
