"""Several stories on one page are nobody's copy, whichever comes first."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from storage import clusters, copies, intake
from storage.corpus import Corpus
from storage.digests import expected, is_digest
from storage.intake import Fetched
from storage.records import Article, Page
from storage.shingles import content_sha256
from storage.signatures import gist, sign

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def prose(seed: int, count: int = 300) -> str:
    rng = random.Random(seed)
    return " ".join("".join(rng.choices("aeiounrstlmdchgv", k=rng.randint(3, 8))) for _ in range(count))


def first(text: str, count: int) -> str:
    return " ".join(text.split()[:count])


STORIES = [prose(seed) for seed in range(4)]
ITEMS = [first(story, 140) for story in STORIES]
HOUSE = prose(99, 60)


@pytest.mark.parametrize(
    ("text", "others", "expected"),
    [
        (" ".join(ITEMS[:2]), STORIES[:2], True),
        (" ".join(ITEMS), STORIES, True),
        (" ".join([prose(8, 40), *ITEMS]), ITEMS[:2], True),
        (" ".join(ITEMS), STORIES[:1], False),
        (STORIES[0], [ITEMS[0], first(STORIES[0], 200)], False),
        (f"{STORIES[0]} {first(STORIES[1], 60)}", STORIES[:2], False),
        (f"{STORIES[0]} {HOUSE}", [STORIES[0], f"{STORIES[1]} {HOUSE}"], False),
        (f"{prose(8, 40)} {HOUSE}", [f"{prose(9, 40)} {HOUSE}", f"{prose(10, 40)} {HOUSE}"], False),
        ("", STORIES, False),
        (STORIES[0], [], False),
    ],
    ids=[
        "two", "four", "two of four known", "one of four known", "cuts of one", "a story and a teaser",
        "a story and its house", "briefs of one house", "empty", "alone",
    ],
)  # fmt: skip
def test_a_digest_is_made_of_several_stories(text: str, others: list[str], *, expected: bool) -> None:
    assert is_digest(gist(text), map(gist, others)) is expected


def test_samples_tell_what_is_clear() -> None:
    sample, halves = frozenset(range(100)), (frozenset(range(50)), frozenset(range(50, 100)))
    assert expected(sample, halves) is True
    assert expected(sample, [halves[0], frozenset(range(10, 40)), frozenset(range(48, 52))]) is False
    assert expected(sample, [sample]) is False
    assert expected(sample, []) is False
    assert expected(sample, [frozenset(range(50)), frozenset(range(40, 75))]) is None, "related, or two stories?"
    assert expected(sample, [frozenset(range(50)), frozenset(range(75, 100))]) is None, "a fifth, or a little less?"
    assert expected(frozenset(), halves) is None, "too short for a sample"


def test_an_equal_digest_that_came_before_its_items_hides_nothing(corpus: Corpus) -> None:
    text = " ".join(ITEMS)
    keep(corpus, "digest", text)
    for number, story in enumerate(STORIES):
        keep(corpus, f"n{number}", story)
    again = copies.Story(content_sha256(text), sign(text), published_at="2026-11-21T00:00:00Z")
    assert copies.study(corpus.conn, again).digest


@pytest.mark.parametrize("count", [3, 4])
def test_a_clear_digest_is_told_without_reading(corpus: Corpus, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    for number in range(count):
        keep(corpus, f"n{number}", STORIES[number])
    monkeypatch.setattr(copies, "_text", lambda *_: pytest.fail("a text was read"))
    text = " ".join(ITEMS[:count])
    story = copies.Story(content_sha256(text), sign(text), published_at="2026-11-21T00:00:00Z")
    assert copies.study(corpus.conn, story) == copies.Finding([], digest=True)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as opened:
        yield opened


def keep(corpus: Corpus, name: str, text: str) -> int:
    url = f"https://a.test/{name}"
    article = Article(url, source="a", language="fr", title=name, text=text, published_at="2026-11-20T08:00:00+07:00")
    kept = intake.keep(corpus, Fetched(page=Page(url, text.encode()), article=article, key=url), now=NOW)
    assert kept is not None
    assert kept.article_id is not None
    return kept.article_id


TEXTS = {"One": ITEMS[0], "Two": ITEMS[1], "Three": ITEMS[2], "The day in brief": " ".join(ITEMS[:3])}


@pytest.mark.parametrize("order", list(permutations(TEXTS)), ids="-".join)
def test_its_items_stay_stories_of_their_own(corpus: Corpus, order: tuple[str, ...]) -> None:
    ids = [keep(corpus, name, TEXTS[name]) for name in order]
    assert [clusters.origin_of(corpus.conn, each) for each in ids] == [None] * 4
    assert corpus.conn.execute("SELECT count(*) FROM relations").fetchone()[0] == 0


def test_the_same_digest_twice_is_one(corpus: Corpus) -> None:
    for name in ("One", "Two"):
        keep(corpus, name, TEXTS[name])
    digest = keep(corpus, "The day in brief", TEXTS["The day in brief"])
    again = keep(corpus, "Today in short", TEXTS["The day in brief"])
    assert clusters.origin_of(corpus.conn, again) == digest


def test_a_cut_copy_of_an_item_finds_its_story_past_the_digest(corpus: Corpus) -> None:
    original = keep(corpus, "One", STORIES[0])
    keep(corpus, "Two", STORIES[1])
    digest = keep(corpus, "The day in brief", " ".join(ITEMS[:2]))
    cut = keep(corpus, "Short", first(STORIES[0], 120))
    assert clusters.origin_of(corpus.conn, cut) == original
    assert clusters.origin_of(corpus.conn, digest) is None
