"""Translations are told by what they share, and only when it is as good as sure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import intake, translations
from storage.corpus import Corpus
from storage.facts import Facts
from storage.intake import Fetched
from storage.records import Article, Page
from storage.translations import WINDOW, Matcher, Pair

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SHARED = frozenset(f"n:{number}" for number in range(100, 108))


def told(article_id: int, language: str = "vi", hours: float = 0, **changes: object) -> Facts:
    """Return a story with twelve facts of its own beside those it is given."""
    own = frozenset(f"k{article_id}x{number}" for number in range(8))
    keys = own | frozenset(changes.pop("keys", frozenset()))  # type: ignore[call-overload]
    story = Facts(article_id, "one", language, NOW + timedelta(hours=hours), keys)
    return replace(story, **changes)  # type: ignore[arg-type]


def pairs(*stories: Facts) -> list[tuple[int, int]]:
    return [(pair.translation, pair.original) for pair in translations.find(stories)]


def crowd(*stories: Facts) -> list[tuple[int, int]]:
    """Find pairs among many strangers, so that what is shared is rare."""
    return pairs(*(told(1000 + number, "en", -10) for number in range(50)), *stories)


def test_shared_facts_make_a_pair() -> None:
    assert crowd(told(1, keys=SHARED), told(2, "fr", 2, keys=SHARED)) == [(2, 1)]


def test_the_vietnamese_one_is_the_original_and_else_the_earlier() -> None:
    assert crowd(told(1, "fr", keys=SHARED), told(2, "vi", 2, keys=SHARED)) == [(1, 2)]
    assert crowd(told(1, "fr", keys=SHARED), told(2, "es", 2, keys=SHARED)) == [(2, 1)]


def test_too_little_is_no_pair() -> None:
    few = frozenset(sorted(SHARED)[:4])
    assert crowd(told(1, keys=few), told(2, "fr", 2, keys=few)) == []
    assert crowd(told(1, keys=SHARED), told(2, "vi", 2, keys=SHARED)) == []
    assert crowd(told(1, keys=SHARED), told(2, "fr", WINDOW.total_seconds() / 3600 + 1, keys=SHARED)) == []


def test_what_everybody_says_is_no_fact() -> None:
    everybody = [told(100 + number, "vi", -1, keys=SHARED) for number in range(translations.COMMONEST + 1)]
    assert pairs(*everybody, told(2, "fr", keys=SHARED)) == []


def test_of_two_equal_candidates_neither_is_believed() -> None:
    assert crowd(told(1, keys=SHARED), told(2, keys=SHARED), told(3, "fr", 2, keys=SHARED)) == []


def test_one_story_may_stand_in_three_languages() -> None:
    found = crowd(told(1, keys=SHARED), told(2, "fr", 1, keys=SHARED), told(3, "en", 2, keys=SHARED))
    assert found[0] == (2, 1)
    assert len(found) == 2


@pytest.mark.parametrize(
    ("backing", "words"),
    [
        ({"pictures": frozenset({"cau-rong-1"})}, "a picture"),
        ({"number": "10300105"}, "the id"),
    ],
)
def test_a_little_is_enough_with_backing(backing: dict[str, object], words: str) -> None:
    few = frozenset(sorted(SHARED)[:4])
    strangers = [told(1000 + number, "en", -10) for number in range(50)]
    [pair] = translations.find([*strangers, told(1, keys=few, **backing), told(2, "fr", 2, keys=few, **backing)])
    assert pair.verdict.evidence.endswith(words)
    assert pair.verdict.score is not None
    assert 0 < pair.verdict.score < 1
    assert crowd(told(1, **backing), told(2, "fr", 2, **backing)) == []


def test_a_title_in_both_addresses_is_enough_unless_a_third_story_has_it() -> None:
    slug = {"slug": "nang-cao-hieu-qua-doi-ngoai"}
    assert crowd(told(1, **slug), told(2, "zh", 2, source="two", **slug)) == [(2, 1)]
    assert crowd(told(1, **slug), told(3, **slug), told(2, "zh", 2, **slug)) == []
    assert crowd(told(1, **slug), told(2, "vi", 2, **slug)) == []


def candidates(*stories: Facts) -> list[tuple[int, int, bool]]:
    strangers = [told(1000 + number, "en", -10) for number in range(50)]
    found = translations.find([*strangers, *stories], candidates=True)
    return [(pair.translation, pair.original, pair.decided) for pair in found]


def test_what_is_not_sure_is_a_candidate() -> None:
    few = frozenset(sorted(SHARED)[:4])
    assert candidates(told(1, keys=few), told(2, "fr", 2, keys=few)) == [(2, 1, False)]
    assert candidates(told(1, keys=SHARED), told(2, keys=SHARED), told(3, "fr", 2, keys=SHARED))[0][2] is False
    assert candidates(told(1, keys=SHARED), told(2, "fr", 2, keys=SHARED)) == [(2, 1, True)]
    assert candidates(told(1), told(2, "fr", 2)) == []


def test_ids_of_two_papers_say_nothing() -> None:
    few = frozenset(sorted(SHARED)[:4])
    mine, theirs = told(1, keys=few, number="10300105"), told(2, "fr", 2, keys=few, number="10300105", source="two")
    assert crowd(mine, theirs) == []


def test_memory_holds_a_window() -> None:
    matcher = Matcher()
    for number in range(300):
        matcher.meet(told(number, "vi", number, keys=SHARED))
    assert len(matcher._window) <= WINDOW.total_seconds() / 3600 + 1
    assert sum(map(len, matcher._by_key.values())) == sum(len(each.keys) for each in matcher._window)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


def test_stories_come_by_time_without_copies(corpus: Corpus) -> None:
    for number, (hour, text) in enumerate([(9, "Hà Nội 1234"), (8, "Huế 5678 mưa"), (7, ""), (6, "Cũ")]):
        article = Article(
            f"https://a.vn/{number}", language="vi", text=text, published_at=f"2026-11-20T0{hour}:00:00Z"
        )
        page = Page(article.url, text.encode())
        intake.keep(corpus, Fetched(page=page, article=article, key=article.url), now=NOW)
    found = list(translations.stories(corpus.conn, "2026-11-20T07:00:00Z"))
    assert [story.keys for story in found] == [{"n:5678"}, {"hanoi", "n:1234"}]
    assert all(isinstance(pair, Pair) for pair in translations.find(found))
