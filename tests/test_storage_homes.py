"""Which of an article's addresses is visited, in real files."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import homes
from storage.corpus import Corpus
from storage.frontier import Candidate, Frontier
from storage.records import Found, Outcome

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)
ME = "here/1/1"


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        corpus.conn.execute(
            "INSERT INTO articles (id, url, first_seen_at, updated_at, content_sha256, origin) "
            "VALUES (7, 'u', '', '', '', 'crawl')"
        )
        yield corpus


def candidate(key: str, modified: str | None = None) -> Candidate:
    return Candidate(key, Found(f"https://a.vn/{key}", modified_at=modified), "a", "fr", "a.vn")


def settle(corpus: Corpus, key: str, outcome: Outcome, *, next_at: datetime | None = None) -> None:
    """Visit an address of article 7."""
    frontier = Frontier(corpus)
    frontier.add([candidate(key)], NOW)
    [leased] = frontier.claim([key], ME, NOW)
    assert frontier.settle(leased, outcome, NOW, next_at=next_at, article_id=7)


def state(corpus: Corpus, key: str) -> str:
    return str(corpus.conn.execute("SELECT state FROM urls WHERE canonical_key = ?", (key,)).fetchone()[0])


@pytest.mark.parametrize(("outcome", "called"), [(Outcome.REVISED, "home"), (Outcome.GONE, "alias")])
def test_a_change_calls_back_the_home_or_where_that_is_gone_the_alias(
    corpus: Corpus, outcome: Outcome, called: str
) -> None:
    settle(corpus, "home", outcome)
    Frontier(corpus).alias(candidate("alias"), 7, NOW)
    assert Frontier(corpus).add([candidate("alias", "2026-11-21T08:20:00Z")], LATER).due == 1
    assert [each.key for each in Frontier(corpus).lease(ME, 9, LATER)] == [called]


def test_a_home_that_is_being_fetched_is_left_to_who_has_it(corpus: Corpus) -> None:
    settle(corpus, "home", Outcome.NEW, next_at=NOW)
    Frontier(corpus).alias(candidate("alias"), 7, NOW)
    [leased] = Frontier(corpus).lease(ME, 9, NOW)
    assert Frontier(corpus).add([candidate("alias", "2026-11-21T08:20:00Z")], LATER).due == 0
    assert (leased.key, state(corpus, "home"), state(corpus, "alias")) == ("home", "leased", "alias")


@pytest.mark.parametrize(
    ("outcome", "source", "named"),
    [
        (Outcome.NEW, "a", "home"),
        (Outcome.FAILED, "a", "home"),
        (Outcome.NEW, "b", None),
        (Outcome.GONE, "a", None),
        (Outcome.NOT_ARTICLE, "a", None),
    ],
)
def test_a_named_address_counts_once_it_has_shown_the_article(
    corpus: Corpus, outcome: Outcome, source: str, named: str | None
) -> None:
    settle(corpus, "home", outcome)
    assert homes.named(corpus.conn, 7, ["unknown", "home"], source) == named
    assert homes.named(corpus.conn, 8, ["home"], source) is None


def test_what_was_never_fetched_is_left_in_the_queue(corpus: Corpus) -> None:
    """A site may call its front page canonical on every page."""
    settle(corpus, "home", Outcome.NEW)
    settle(corpus, "other", Outcome.UNCHANGED)
    Frontier(corpus).add([candidate("front")], NOW)
    corpus.conn.execute("UPDATE urls SET article_id = 7 WHERE canonical_key = 'front'")
    homes.leave_one(corpus.conn, 7, "home")
    assert [state(corpus, key) for key in ("home", "other", "front")] == ["done", "alias", "queued"]
