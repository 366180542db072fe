"""Revisions keep what an article said before."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import articles, revisions
from storage.corpus import Corpus
from storage.records import Article

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def test_a_version_is_kept_whole(tmp_path: Path) -> None:
    article = Article(
        url="https://a.vn/1", title="Bão số 9", lead="Đã vào bờ", text="Ba người mất tích.", byline="An Nhiên",
        modified_at="2026-11-21T10:00:00+07:00", extractor="rules:epi",
    )  # fmt: skip
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        with corpus.transaction():
            row = articles.to_row(article) | {"content_sha256": "abc", "origin": "crawl"}
            article_id = articles.insert(corpus.conn, row, (), NOW)
            revisions.keep(corpus.conn, article_id, NOW + timedelta(hours=1))
            articles.update(corpus.conn, article_id, {"text": "Hai người mất tích.", "content_sha256": "def"})
            revisions.keep(corpus.conn, article_id, NOW + timedelta(hours=2))
        first, second = (dict(row) for row in revisions.of(corpus.conn, article_id))
    assert first.pop("id") < second["id"]
    assert first == {
        "article_id": article_id, "replaced_at": "2026-11-21T09:00:00Z", "title": "Bão số 9", "lead": "Đã vào bờ",
        "text": "Ba người mất tích.", "byline": "An Nhiên", "modified_at": "2026-11-21T03:00:00Z", "word_count": 4,
        "content_sha256": "abc", "extractor": "rules:epi", "page_id": None, "kind": "revised",
        "details": None,
    }  # fmt: skip
    assert (second["text"], second["content_sha256"]) == ("Hai người mất tích.", "def")


def test_a_better_reading_is_told_apart_and_keeps_the_other_columns(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus.db") as corpus, corpus.transaction():
        row = articles.to_row(Article(url="https://a.vn/1", text="a")) | {"content_sha256": "a", "origin": "crawl"}
        article_id = articles.insert(corpus.conn, row, (), NOW)
        revisions.keep(corpus.conn, article_id, NOW, kind=revisions.REEXTRACTED, details={"place": "Huế"})
        [kept] = revisions.of(corpus.conn, article_id)
    assert (kept["kind"], kept["details"]) == ("reextracted", '{"place": "Huế"}')


def test_an_article_that_never_changed_has_none(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        assert revisions.of(corpus.conn, 1) == []
