"""Search finds what a reader means, whatever is typed, and keeps its index true to the articles."""

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from program import store

from storage import articles
from storage.corpus import Corpus
from storage.excerpt import Pieces
from storage.records import Article
from storage.search import MOST_TERMS, Order, SearchError, search
from storage.selection import Selection


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


def story(name: str, text: str = "", **fields: str) -> Article:
    return Article(url=f"https://news.test/{name}", text=text, **fields)  # type: ignore[arg-type]


def found(
    corpus: Corpus, words: str, selection: Selection | None = None, order: Order = Order.RELEVANCE
) -> list[str]:
    hits = search(corpus, words, selection or Selection(), order=order)
    return [hit.url.removeprefix("https://news.test/") for hit in hits]


def shown(pieces: Pieces) -> str:
    return "".join(f"[{text}]" if marked else text for text, marked in pieces)


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("Thành phố Đà Nẵng hôm nay", ["da nang", "Đà Nẵng", "đà nẵng", "Da Nẵng", "DA NANG", '"da nang hom"']),
        ("Une visite à Hanoï", ["hanoi", "Hanoï", "HANOI", "hanoï visite"]),
        ("Lễ hội ở Huế", ["hue", "Huế", "le hoi hue"]),
        ("Chiến thắng Điện Biên Phủ", ["dien bien phu", "Điện Biên Phủ", "Dien Bien Phu"]),
        (
            "La diplomatie populaire du Sud",
            ["diplomatie populaire", '"diplomatie populaire"', "«diplomatie populaire»"],
        ),
        ("Cần Thơ và Hà Nội", ["can tho", "ha noi", "Cần Thơ"]),
        ("Đường sắt Łódź, œuvre, Straße", ["lodz", "oeuvre", "strasse", "duong sat", "œuvre"]),
        ("L’Union à Hô Chi Minh-Ville", ["l'union", "union", "Minh-Ville", "ho chi minh ville"]),
        ("越南通讯社河内", ["越南", "通讯社", "河内", "越南 河内"]),
        ("Вьетнамское агентство Россия", ["россия", "Вьетнамское"]),
    ],
)
def test_found_however_it_is_typed(corpus: Corpus, text: str, queries: list[str]) -> None:
    store(corpus, story("it", text), story("other", "Rien de cela; nothing of it; không có gì; 无关"))
    assert {query: found(corpus, query) for query in queries} == {query: ["it"] for query in queries}


def test_all_words_must_be_there_and_phrases_in_order(corpus: Corpus) -> None:
    store(
        corpus,
        story("one", "populaire diplomatie"),
        story("two", "diplomatie populaire"),
        story("three", "populaire"),
    )
    assert set(found(corpus, "diplomatie populaire")) == {"one", "two"}
    assert found(corpus, '"diplomatie populaire"') == ["two"]
    assert found(corpus, "“diplomatie populaire” populaire") == ["two"]


def test_words_of_title_and_lead_count_and_title_comes_first(corpus: Corpus) -> None:
    store(
        corpus,
        story("text", "Le café du matin. " * 3),
        story("title", "Rien.", title="Le café"),
        story("lead", "Rien.", lead="Du café"),
    )
    assert found(corpus, "cafe") == ["title", "lead", "text"]


@pytest.mark.parametrize(
    "query",
    ["AND", "OR NOT", "NEAR(a b)", "text:a", "a*", "^a", "a + b", "(a", "a)", '"a', "{a b}: c", "-a", "'; DROP"],
)
def test_operators_mean_nothing(corpus: Corpus, query: str) -> None:
    store(corpus, story("it", query), story("other", "xyz"))
    assert found(corpus, query) == ["it"]


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.text())
def test_any_input_is_harmless(corpus: Corpus, words: str) -> None:
    with contextlib.suppress(SearchError):
        search(corpus, words)


@pytest.mark.parametrize("words", ["", "  ", '""', "* ( ) - :", "\x00", "_"])
def test_nothing_to_search_for(corpus: Corpus, words: str) -> None:
    with pytest.raises(SearchError, match="nothing to search for"):
        search(corpus, words)


def test_far_too_much_to_search_for(corpus: Corpus) -> None:
    store(corpus, story("it", "word"))
    assert found(corpus, "word " * MOST_TERMS) == ["it"]
    with pytest.raises(SearchError, match="too many words"):
        search(corpus, "word " * (MOST_TERMS + 1))


def test_selection_narrows(corpus: Corpus) -> None:
    store(
        corpus,
        story("a", "tin", source="one", language="vi", published_at="2026-07-20T06:59:59+07:00"),
        story("b", "tin", source="two", language="fr", published_at="2026-07-20T23:59:59+07:00"),
        story("c", "tin", source="two", language="fr", published_at="2026-07-21", published_precision="day"),
        story("d", "tin", source="three"),
    )
    store(corpus, story("e", "tin", source="one", language="vi"), duplicate_of=1)

    def names(**wanted: object) -> str:
        return "".join(sorted(found(corpus, "tin", Selection(**wanted))))  # type: ignore[arg-type]

    assert names(sources=("one",)) == "ae"
    assert names(sources=("one", "three")) == "ade"
    assert names(languages=("fr",)) == "bc"
    assert names(since=date(2026, 7, 20), until=date(2026, 7, 20)) == "ab"
    assert names(since=date(2026, 7, 21)) == "c"
    assert names(until=date(2026, 7, 19)) == ""
    assert names(since=datetime(2026, 7, 20, 0, 0, tzinfo=UTC)) == "bc"
    assert names(until=datetime(2026, 7, 20, 16, 59, 59, tzinfo=UTC)) == "ab"
    assert names(copies=False) == "abcd"


def test_newest_first_with_the_undated_last(corpus: Corpus) -> None:
    store(
        corpus,
        story("old", "tin", published_at="2026-07-01T00:00:00Z"),
        story("undated", "tin tin tin"),
        story("new", "tin", published_at="2026-07-20T00:00:00Z"),
    )
    assert found(corpus, "tin", order=Order.NEWEST) == ["new", "old", "undated"]
    assert len(search(corpus, "tin", limit=2)) == 2


def test_hits_show_the_words_as_written(corpus: Corpus) -> None:
    store(corpus, story("a", "Mưa lớn. " * 40 + "Tại Đà Nẵng, œuvre.", title="Ở Đà Nẵng", lead="Tin"))
    (hit,) = search(corpus, '"da nang" oeuvre')
    assert shown(hit.title) == "Ở [Đà] [Nẵng]"
    assert shown(hit.snippet).startswith("… lớn. Mưa")
    assert shown(hit.snippet).endswith("Tại [Đà] [Nẵng], [œuvre].")


def test_lead_that_opens_the_text_is_shown_once(corpus: Corpus) -> None:
    store(corpus, story("a", "Mở đầu. Tiếp.", lead="Mở đầu."), story("b", "Tiếp.", lead="Mở đầu."))
    assert [shown(hit.snippet) for hit in search(corpus, "tiep")] == ["Mở đầu. [Tiếp]."] * 2


def test_markup_in_stories_is_text(corpus: Corpus) -> None:
    store(corpus, story("a", "<b>tin</b> <script>x</script>"))
    assert shown(search(corpus, "tin")[0].snippet) == "<b>[tin]</b> <script>x</script>"


# The index


def integrity(corpus: Corpus) -> None:
    """Raise when the index and the articles disagree."""
    corpus.conn.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def test_index_follows_every_change(corpus: Corpus) -> None:
    store(corpus, story("a", "Đầu tiên"), story("b", "Đầu tiên"))
    articles.update(corpus.conn, 1, {"text": "Sau đó", "fold": articles.folded("Sau đó")})
    integrity(corpus)
    assert found(corpus, "dau tien") == ["b"]
    assert found(corpus, "sau do") == ["a"]
    corpus.conn.execute("DELETE FROM articles WHERE id = 2")
    integrity(corpus)
    assert found(corpus, "dau tien") == []
    corpus.conn.execute(
        "INSERT OR REPLACE INTO articles (id, url, text, first_seen_at, updated_at, content_sha256, origin) "
        "VALUES (1, 'https://news.test/c', 'Cuối', '', '', '', 'crawl')"
    )
    integrity(corpus)
    assert (found(corpus, "sau do"), found(corpus, "cuoi")) == ([], ["c"])
    corpus.conn.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
    assert found(corpus, "cuoi") == ["c"]


def test_the_check_above_can_fail(corpus: Corpus) -> None:
    store(corpus, story("a", "Đầu tiên"))
    corpus.conn.execute("DROP TRIGGER articles_fts_update")
    corpus.conn.execute("UPDATE articles SET text = 'Sau đó'")
    with pytest.raises(sqlite3.DatabaseError):
        integrity(corpus)


def test_other_columns_do_not_touch_the_index(corpus: Corpus) -> None:
    store(corpus, story("a", "Đầu tiên"))
    before = corpus.conn.execute("SELECT id, block FROM articles_fts_data ORDER BY id").fetchall()
    articles.update(corpus.conn, 1, {"byline": "P.Y", "updated_at": "2026-07-20T12:00:00Z"})
    assert corpus.conn.execute("SELECT id, block FROM articles_fts_data ORDER BY id").fetchall() == before
