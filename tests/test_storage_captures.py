"""Captures of a story come in any order; the article ends as the latest has it, and no text is lost."""

from datetime import datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from storage import captures, intake, revisions, stories
from storage.corpus import Corpus
from storage.delivery import Fetched, Kept
from storage.records import Article, Outcome, Page

URL = "https://x.vn/a-1.html"
TEXTS = {
    "one": "Cây cầu nối hai bờ sông và rút ngắn đường tới chợ cho bà con. " * 3,
    "two": "Cây cầu nối hai bờ sông, dài 300 mét, rút ngắn đường tới chợ cho bà con trong vùng. " * 3,
    "three": "Sau ba năm xây dựng, cây cầu dài 300 mét nối hai bờ sông đã rút ngắn đường tới chợ. " * 3,
}


@pytest.fixture
def corpus(tmp_path: Path) -> Any:
    with Corpus.open(tmp_path / "corpus.db") as opened:
        yield opened


def fetched(day: int, text: str, url: str = URL, **facts: Any) -> Fetched:
    at = f"2024-03-{day:02}T08:00:00Z"
    data = {"url": url, "source": "x", "language": "vi", "title": "Cây cầu mới ở bờ sông", "text": TEXTS[text]}
    article = Article(**(data | facts))
    body = f"{text} {facts}".encode()
    page = Page(url, body, fetched_at=at)
    return Fetched(page=page, article=article, key=url, reading=stories.read(article, "import"))


def keep(corpus: Corpus, *args: Any, **facts: Any) -> Kept:
    return captures.keep(corpus, fetched(*args, **facts))


def history(corpus: Corpus) -> list[tuple[Any, ...]]:
    """Return the texts that the one article had, oldest first, with when each was replaced and its page's day."""
    [row] = corpus.conn.execute(
        "SELECT articles.*, pages.fetched_at FROM articles JOIN pages ON pages.id = page_id"
    ).fetchall()
    former = [
        (
            each["text"],
            each["replaced_at"],
            corpus.conn.execute("SELECT max(fetched_at) FROM pages WHERE id = ?", (each["page_id"],)).fetchone()[0],
        )
        for each in revisions.of(corpus.conn, row["id"])
    ]
    return [*former, (row["text"], row["first_seen_at"], row["fetched_at"])]


def day(number: int) -> str:
    return f"2024-03-{number:02}T08:00:00Z"


@pytest.mark.parametrize("order", list(permutations([(1, "one"), (3, "two"), (5, "three")])))
def test_any_order_gives_the_same_history(corpus: Corpus, order: Any) -> None:
    outcomes = sorted(keep(corpus, *capture).outcome for capture in order)
    assert outcomes == [Outcome.NEW, Outcome.REVISED, Outcome.REVISED]
    assert history(corpus) == [
        (TEXTS["one"], day(3), day(1)),
        (TEXTS["two"], day(5), day(3)),
        (TEXTS["three"], day(1), day(5)),
    ]
    before = corpus.conn.execute("SELECT count(*) FROM pages").fetchone()[0]
    assert {keep(corpus, *capture).outcome for capture in order} == {Outcome.UNCHANGED}, "again changes nothing"
    assert history(corpus)[0][0] == TEXTS["one"]
    assert corpus.conn.execute("SELECT count(*) FROM pages").fetchone()[0] == before


def everything(corpus: Corpus) -> list[tuple[Any, ...]]:
    tables = ("articles", "revisions", "pages", "relations")
    return [tuple(row) for table in tables for row in corpus.conn.execute(f"SELECT * FROM {table} ORDER BY rowid")]


@pytest.mark.parametrize("order", list(permutations([(1, "one"), (2, "two"), (3, "one")])))
@pytest.mark.parametrize("again", [False, True])
def test_a_text_that_returns(corpus: Corpus, order: Any, *, again: bool) -> None:
    for capture in order:
        keep(corpus, *capture)
    before = everything(corpus)
    assert [(text, at) for text, at, _ in history(corpus)] == [
        (TEXTS["one"], day(2)),
        (TEXTS["two"], day(3)),
        (TEXTS["one"], day(1)),
    ]
    for _, replaced_at, fetched_at in history(corpus)[:-1]:
        assert fetched_at is None or fetched_at < replaced_at
    order = reversed(order) if again else order
    assert {keep(corpus, *capture).outcome for capture in order} == {Outcome.UNCHANGED}
    assert everything(corpus) == before, "again changes nothing"


@pytest.mark.parametrize("order", list(permutations([(1, "one"), (2, "two"), (3, "one")])))
def test_a_text_that_returned_and_went_again(corpus: Corpus, order: Any) -> None:
    for capture in (*order, (5, "three")):
        keep(corpus, *capture)
    assert [(text, at) for text, at, _ in history(corpus)[:-1]] == [
        (TEXTS["one"], day(2)),
        (TEXTS["two"], day(3)),
        (TEXTS["one"], day(5)),
    ]
    before = everything(corpus)
    assert {keep(corpus, *capture).outcome for capture in order} == {Outcome.UNCHANGED}
    assert everything(corpus) == before


@pytest.mark.parametrize("number", [2, 4, 6])
def test_a_capture_with_the_text_of_its_neighbour_is_unchanged(corpus: Corpus, number: int) -> None:
    keep(corpus, 3, "one")
    keep(corpus, 5, "two")
    assert keep(corpus, number, "two" if number > 4 else "one").outcome is Outcome.UNCHANGED
    assert [text for text, *_ in history(corpus)] == [TEXTS["one"], TEXTS["two"]]


def test_two_texts_of_one_second_do_not_take_turns(corpus: Corpus) -> None:
    first = [keep(corpus, 3, text).outcome for text in ("one", "two")]
    assert first == [Outcome.NEW, Outcome.REVISED]
    assert [keep(corpus, 3, text).outcome for text in ("one", "two")] == [Outcome.UNCHANGED] * 2


def test_what_only_an_earlier_capture_tells_is_filled_in_and_what_it_contradicts_stays(corpus: Corpus) -> None:
    keep(corpus, 5, "two", byline="Lan", published_at=None)
    kept = keep(
        corpus,
        1,
        "two",
        byline="Huệ",
        place="Huế",
        published_at="2024-02-29T10:00:00+07:00",
        published_precision="minute",
    )
    row = corpus.conn.execute("SELECT * FROM articles").fetchone()
    assert kept.outcome is Outcome.UNCHANGED
    assert (row["byline"], row["place"], row["published_at"]) == ("Lan", "Huế", "2024-02-29T03:00:00Z")
    assert row["first_seen_at"] == day(1)


def test_a_crawl_that_saw_the_same_text_later_outweighs_a_capture_in_between(corpus: Corpus) -> None:
    keep(corpus, 1, "one")
    corpus.conn.execute("UPDATE urls SET fetched_at = ?", (day(9),))  # a crawl found it unchanged on the ninth
    assert keep(corpus, 5, "two").outcome is Outcome.REVISED
    assert corpus.conn.execute("SELECT text FROM articles").fetchone()[0] == TEXTS["one"]
    assert keep(corpus, 10, "three").outcome is Outcome.REVISED
    assert corpus.conn.execute("SELECT text FROM articles").fetchone()[0] == TEXTS["three"]


def test_an_earlier_copy_of_another_paper_becomes_the_origin_whenever_it_comes(corpus: Corpus) -> None:
    later = keep(corpus, 5, "one")
    earlier = keep(corpus, 1, "one", url="https://y.vn/b-2.html", source="y")
    assert (later.outcome, earlier.outcome) == (Outcome.NEW, Outcome.DUPLICATE)
    rows = dict(corpus.conn.execute("SELECT source, duplicate_of FROM articles").fetchall())
    assert rows == {"x": earlier.article_id, "y": None}, "without a date the day of its first capture decides"


def test_a_listing_or_an_empty_page_never_replaces_a_story(corpus: Corpus) -> None:
    keep(corpus, 3, "one")
    for number in (1, 5):
        assert keep(corpus, number, "two", warnings=["listing"]).outcome is Outcome.NOT_ARTICLE
        assert keep(corpus, number, "two", warnings=["login_wall", "thin"]).outcome is Outcome.BLOCKED
    assert [text for text, *_ in history(corpus)] == [TEXTS["one"]]


def test_the_address_is_known_but_nothing_waits_to_be_fetched(corpus: Corpus) -> None:
    keep(corpus, 3, "one")
    row = corpus.conn.execute("SELECT * FROM urls").fetchone()
    assert (row["state"], row["last_outcome"], row["next_at"]) == ("done", "new", None)
    keep(corpus, 1, "one")
    row = corpus.conn.execute("SELECT * FROM urls").fetchone()
    assert (row["state"], row["fetched_at"]) == ("done", day(3)), "the last sight of it counts"


def test_what_a_crawl_stored_is_not_overwritten_by_an_old_capture(corpus: Corpus) -> None:
    new = fetched(20, "three")
    intake.keep(corpus, new, now=datetime.fromisoformat(day(20)))
    assert keep(corpus, 2, "one").outcome is Outcome.REVISED
    assert [text for text, *_ in history(corpus)] == [TEXTS["one"], TEXTS["three"]]


def test_everything_of_a_capture_is_in_one_transaction(corpus: Corpus) -> None:
    def stopped() -> None:
        with corpus.transaction():
            keep(corpus, 3, "one")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert (
        corpus.conn.execute("SELECT (SELECT count(*) FROM articles) + (SELECT count(*) FROM pages)").fetchone()[0]
        == 0
    )
