"""Exports give the article JSON, one sound line per article, in constant memory."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import store

from storage import export
from storage.corpus import Corpus
from storage.records import Article, Image, Related
from storage.search import SearchError
from storage.selection import Selection


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


def story(number: int, text: str = "tin", source: str | None = "one") -> Article:
    return Article(url=f"https://news.test/{number}", text=text, source=source)


def lines(corpus: Corpus) -> list[str]:
    file = io.StringIO()
    count = export.write_jsonl(export.records(corpus), file)
    found = file.getvalue().splitlines()
    assert len(found) == count
    return found


def test_record_is_the_article_json_and_what_the_corpus_knows(corpus: Corpus) -> None:
    article = Article(
        url="https://news.test/1",
        title="Đà Nẵng",
        text="Một hai.",
        published_at="2026-07-21T06:17:56+07:00",
        images=[Image("https://news.test/1.jpg", "c", None)],
        related=[Related("r", None)],
    )
    store(corpus, article)
    (line,) = lines(corpus)
    assert "Đà Nẵng" in line
    record = json.loads(line)
    own = {
        "id": 1,
        "origin": "crawl",
        "first_seen_at": "2026-11-21T15:00:00+07:00",
        "updated_at": "2026-11-21T15:00:00+07:00",
        "word_count": 2,
        "content_sha256": "x",
        "duplicate_of": None,
    }
    assert record == article.as_dict() | own
    assert list(record) == [*article.as_dict(), *own]
    assert Article.from_dict(record) == article


def test_a_line_stays_a_line_and_in_nfc(corpus: Corpus) -> None:
    store(corpus, story(1, "a\u2028b\u2029c\u0085d\ne\x1ff e\u0301"))
    (line,) = lines(corpus)
    assert json.loads(line)["text"] == "a\u2028b\u2029c\u0085d\ne\x1ff \u00e9"


def test_selection_match_and_after(corpus: Corpus) -> None:
    store(corpus, story(1, "Đà Nẵng"), story(2, "Huế", "two"), story(3, "Đà Lạt", "two"))
    store(corpus, story(4, "Đà Nẵng", "two"), duplicate_of=1)

    def ids(selection: Selection | None = None, match: str | None = None, after: int = 0) -> list[int]:
        return [record["id"] for record in export.records(corpus, selection or Selection(), match=match, after=after)]

    assert ids() == [1, 2, 3, 4]
    assert ids(after=2) == [3, 4]
    assert ids(match="da nang") == [1, 4]
    assert ids(Selection(sources=("two",)), match="da") == [3, 4]
    assert ids(Selection(copies=False), match="da nang", after=1) == []
    with pytest.raises(SearchError):
        export.records(corpus, match=" ")


def test_export_is_one_state_of_the_file(corpus: Corpus) -> None:
    store(corpus, story(1), story(2))
    found = export.records(corpus)
    assert next(found)["id"] == 1
    with Corpus.open(corpus.path) as writer:
        store(writer, story(3))
        writer.conn.execute("DELETE FROM articles WHERE id = 2")
    assert [record["id"] for record in found] == [2]


def test_memory_does_not_grow_with_the_corpus(corpus: Corpus) -> None:
    store(corpus, *(story(number, "tin " * 5000) for number in range(300)))
    tracemalloc.start()
    count = sum(1 for _ in export.records(corpus))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 300
    assert peak < 1_000_000  # six megabytes of text went by


def test_articles_are_read_in_their_order_without_sorting_them(corpus: Corpus) -> None:
    seen: list[str] = []
    corpus.conn.set_trace_callback(seen.append)
    list(export.records(corpus, Selection(sources=("one",)), match="tin"))
    corpus.conn.set_trace_callback(None)
    (sql,) = [each for each in seen if each.startswith("SELECT * FROM articles")]
    plan = [step["detail"] for step in corpus.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert plan[0] == "SEARCH articles USING INTEGER PRIMARY KEY (rowid=?)"
    assert not any("ORDER BY" in step for step in plan)
