"""Articles go into the file and come out the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import articles
from storage.corpus import Corpus
from storage.records import Article, Image, Related

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
FULL = Article(
    url="https://news.test/a",
    canonical_url="https://news.test/canonical",
    source="one",
    family="epi",
    language="vi",
    title="Đà Nẵng",
    lead="Lead",
    text="Một hai ba.\n\nBốn.",
    byline="P.Y",
    agency="VNA",
    place="Hanoï",
    section="Politique",
    tags=["a", "Đ"],
    published_at="2026-07-21T06:17:56+07:00",
    published_precision="second",
    modified_at="2026-07-21T07:00:00+07:00",
    images=[Image("https://news.test/1.jpg", "Légende", "VNA"), Image("https://news.test/2.jpg")],
    original_url="https://other.test/a",
    republished_from="Other",
    related=[Related("Teaser", "https://news.test/b"), Related("Without a link")],
    extractor="rules:epi",
    warnings=["thin"],
)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


def insert(corpus: Corpus, article: Article) -> int:
    row = articles.to_row(article) | {"content_sha256": "x", "origin": "crawl"}
    with corpus.transaction():
        return articles.insert(corpus.conn, row, article.images, NOW)


def test_every_field_survives(corpus: Corpus) -> None:
    bare = Article(url="https://news.test/bare")
    assert articles.read(corpus.conn, insert(corpus, FULL)) == FULL
    assert articles.read(corpus.conn, insert(corpus, bare)) == bare
    assert articles.read(corpus.conn, 99) is None
    empty = {name for name, value in FULL.as_dict().items() if not value}
    assert not empty, "this test's article must fill every field"


def test_times_are_utc_and_seen_now(corpus: Corpus) -> None:
    insert(corpus, FULL)
    row = corpus.conn.execute("SELECT * FROM articles").fetchone()
    assert (row["published_at"], row["modified_at"]) == ("2026-07-20T23:17:56Z", "2026-07-21T00:00:00Z")
    assert row["first_seen_at"] == row["updated_at"] == "2026-07-20T12:00:00Z"


def test_day_precision_stays_a_day(corpus: Corpus) -> None:
    day = replace(FULL, published_at="2026-07-21T00:00:00+07:00", published_precision="day")
    stored = articles.read(corpus.conn, insert(corpus, day))
    assert stored is not None
    assert stored.published_at == "2026-07-21"


@pytest.mark.parametrize(("text", "count"), [("Một hai ba.\n\nBốn.", 4), ("", 0), ("越南通讯社", 5)])
def test_words_are_counted(text: str, count: int) -> None:
    assert articles.to_row(replace(FULL, text=text))["word_count"] == count


def test_lone_surrogates_are_replaced(corpus: Corpus) -> None:
    broken = replace(FULL, title="a\ud800", tags=["\udfff"], images=[Image("u", "\ud800")])
    stored = articles.read(corpus.conn, insert(corpus, broken))
    assert stored is not None
    assert (stored.title, stored.tags) == ("a?", ["?"])


def test_markup_is_text_like_any_other(corpus: Corpus) -> None:
    nasty = replace(FULL, title="<script>alert('x')</script>'); DROP TABLE articles; --")
    assert articles.read(corpus.conn, insert(corpus, nasty)) == nasty


def test_update_changes_only_what_it_names(corpus: Corpus) -> None:
    article_id = insert(corpus, FULL)
    with corpus.transaction():
        articles.update(corpus.conn, article_id, {"title": "New"})
        articles.write_images(corpus.conn, article_id, FULL.images[1:])
    assert articles.read(corpus.conn, article_id) == replace(FULL, title="New", images=FULL.images[1:])


def test_deleting_takes_the_pictures_along(corpus: Corpus) -> None:
    insert(corpus, FULL)
    corpus.conn.execute("DELETE FROM articles")
    assert corpus.conn.execute("SELECT count(*) FROM images").fetchone()[0] == 0
