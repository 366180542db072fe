"""Which of those that share keys is read first, and how many are weighed."""

import random
from datetime import UTC, datetime
from pathlib import Path

from storage import articles, candidates, copies
from storage.candidates import LIKE, NEAREST, Candidate, _nearest
from storage.corpus import Corpus
from storage.records import Article
from storage.signatures import sign

NOBODY = Candidate(
    0, contained=0.0, alike=0.0, share=0.0, is_rare=False, is_long=True, is_bulletin=False, sample=None
)


def prose(seed: int, count: int = 300) -> str:
    rng = random.Random(seed)
    return " ".join("".join(rng.choices("aeiounrstlmdchgv", k=rng.randint(3, 8))) for _ in range(count))


def expected(contained: float, alike: float, *, is_long: bool = True) -> Candidate:
    return Candidate(1, contained, alike, share=0.05, is_rare=False, is_long=is_long, is_bulletin=False, sample=None)


def test_a_text_edited_all_over_is_likelier_than_one_that_shares_a_passage() -> None:
    edited, passage = expected(0.84, 0.7), expected(0.88, 0.43)
    assert edited.likelihood > passage.likelihood


def test_what_promises_nothing_is_not_asked_about() -> None:
    assert not NOBODY.is_promising
    assert expected(0.5, 0.1).is_promising, "an adapted copy, if the desk is the same"
    assert not expected(0.5, 0.1).may_be_copy(same_desk=False)
    assert expected(0.45, 0.5).is_promising
    assert not expected(0.45, 0.5, is_long=False).is_promising


def test_the_copies_of_one_item_leave_room_for_others() -> None:
    held = range(1, 201)
    weights = {each: 3.0 if each <= 100 else 2.0 for each in held}
    shared = {each: 1 if each <= 100 else each for each in held}
    nearest = list(_nearest(weights, shared))
    assert len(nearest) == NEAREST
    assert nearest[:LIKE] == list(range(100, 100 - LIKE, -1)), "the newest of those that share the same keys"
    assert nearest[LIKE:] == list(range(200, 200 - (NEAREST - LIKE), -1))


def bulletin(words: str, day: int) -> str:
    """Return the words of every day, with another number behind every twelfth."""
    rng = random.Random(day)
    pieces = enumerate(words.split())
    return " ".join(f"{word} {rng.randint(1000, 99999)}" if not place % 12 else word for place, word in pieces)


def test_what_was_indexed_without_figures_is_left_to_the_judge(tmp_path: Path) -> None:
    words = prose(1)
    with Corpus.open(tmp_path / "corpus.db") as corpus, corpus.transaction():
        row = articles.to_row(Article(url="https://a.vn/1")) | {"content_sha256": "", "origin": "crawl"}
        held = sign(bulletin(words, 1))
        copies.index(corpus.conn, articles.insert(corpus.conn, row, (), datetime.now(UTC)), held)
        new = sign(bulletin(words, 2))
        [near] = candidates.candidates(corpus.conn, new, but=None)
        assert near.is_bulletin
        assert not near.may_be_copy(same_desk=True)
        corpus.conn.execute("UPDATE signatures SET figures = NULL")
        [near] = candidates.candidates(corpus.conn, new, but=None)
        assert not near.is_bulletin
        assert near.may_be_copy(same_desk=True)
