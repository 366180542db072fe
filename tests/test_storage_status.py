"""The state of a corpus in numbers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import articles, feeds, runs, status
from storage.corpus import Corpus
from storage.frontier import Candidate, Frontier
from storage.records import Article, Found, Kind, Outcome
from storage.status import Alert, SourceStatus

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)


def store(corpus: Corpus, url: str, source: str | None, language: str, duplicate_of: int | None = None) -> None:
    article = Article(url, source=source, language=language, published_at="2026-07-20T08:00:00+07:00")
    row = articles.to_row(article) | {"content_sha256": "x", "origin": "crawl", "duplicate_of": duplicate_of}
    articles.insert(corpus.conn, row, [], NOW)


def test_empty_corpus(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        found = status.read(corpus, NOW)
    assert (found.articles, found.sources, found.runs, found.alerts, found.languages) == (0, [], [], [], {})


def test_everything_is_counted_by_source(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    with Corpus.open(path) as corpus:
        store(corpus, "a", "one", "fr")
        store(corpus, "b", "one", "fr", duplicate_of=1)
        store(corpus, "c", None, "vi")
        answer = feeds.Answer("https://one.test/rss", "one", Kind.FEED, ok=True)
        feeds.record(corpus, answer, NOW)
        feeds.record(corpus, replace(answer, url="https://one.test/2", ok=False), NOW)
        frontier = Frontier(corpus)
        frontier.add([Candidate(key, Found(key), "two", None, "two.test") for key in "abcd"], NOW)
        old = runs.start(corpus, "test", NOW - 2 * status.RECENT, pid=1, host="h")
        frontier.settle(frontier.lease("o", 1, NOW, run_id=old)[0], Outcome.FAILED, NOW)
        run = runs.start(corpus, "test", NOW, pid=2, host="h")
        first, _ = frontier.lease("o", 2, NOW, run_id=run)
        frontier.settle(first, Outcome.NEW, NOW, next_at=NOW + timedelta(hours=1))
        corpus.conn.execute(
            "INSERT INTO alerts (source, kind, message, raised_at, seen_at, cleared_at) "
            "VALUES ('two', 'blocked', 'm', 't', 't', NULL), ('two', 'silent', 'm', 't', 't', 't')"
        )
    with Corpus.open(path, read_only=True) as corpus:
        found = status.read(corpus, NOW, runs=1)
    assert (found.articles, found.duplicates, found.revisions) == (3, 1, 0)
    assert found.languages == {"fr": 2, "vi": 1}
    assert found.sources == [
        SourceStatus(None, articles=1, newest="2026-07-20T01:00:00Z"),
        SourceStatus("one", articles=2, duplicates=1, newest="2026-07-20T01:00:00Z", feeds=2, broken_feeds=1),
        SourceStatus("two", due=1, later=1, leased=1, outcomes={Outcome.NEW: 1}),
    ]
    assert [each.id for each in found.runs] == [run]
    assert found.alerts == [Alert("two", "blocked", "m", "t")]
