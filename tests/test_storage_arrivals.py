"""What a process knows of the keys that have arrived is what the file says, whoever wrote it or undid it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage import arrivals
from storage.corpus import Corpus

KEYS = (-5, 7, 2**31 - 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "corpus.db"


@pytest.fixture
def corpus(path: Path) -> Iterator[Corpus]:
    with Corpus.open(path) as opened:
        yield opened


def named(corpus: Corpus, *keys: int) -> dict[int, tuple[int, ...]]:
    return arrivals.holders(corpus.conn, keys or KEYS)


def anew(corpus: Corpus, *keys: int) -> dict[int, tuple[int, ...]]:
    """Return what a process says that has read nothing yet."""
    arrivals._known.forget()
    return named(corpus, *keys)


def test_the_newest_are_named_first(corpus: Corpus) -> None:
    for article_id in range(1, arrivals.POSTINGS + 3):
        arrivals.add(corpus.conn, article_id, KEYS[:1])
    arrivals.add(corpus.conn, 99, KEYS[1:])
    newest = tuple(range(arrivals.POSTINGS + 2, 1, -1))
    assert named(corpus) == anew(corpus) == {-5: newest, 7: (99,), 2**31 - 1: (99,)}
    assert named(corpus, 8) == {}


def test_what_was_undone_is_known_no_more(corpus: Corpus) -> None:
    arrivals.add(corpus.conn, 1, KEYS)
    corpus.conn.execute("BEGIN")
    arrivals.add(corpus.conn, 2, KEYS)
    assert named(corpus, 7) == {7: (2, 1)}
    corpus.conn.execute("ROLLBACK")
    assert named(corpus, 7) == {7: (1,)}
    arrivals.add(corpus.conn, 3, [8])  # which takes the number of the row that is gone
    assert named(corpus, 7, 8) == {7: (1,), 8: (3,)}


def test_the_rows_of_another_connection_are_learnt(corpus: Corpus, path: Path) -> None:
    arrivals.add(corpus.conn, 1, KEYS)
    assert named(corpus, 7) == {7: (1,)}
    with Corpus.open(path) as other:
        arrivals.add(other.conn, 2, KEYS)
        assert named(corpus, 7) == {7: (2, 1)}
        assert [*arrivals.moved(other.conn)] == [(key, held) for key in KEYS for held in (1, 2)]
        assert named(corpus, 7) == {}
        arrivals.add(other.conn, 3, [8])
    assert named(corpus, 7, 8) == {8: (3,)}


def test_two_corpora_are_not_taken_for_each_other(corpus: Corpus, tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "other.db") as other:
        arrivals.add(corpus.conn, 1, KEYS)
        arrivals.add(other.conn, 1, [8])
        for _ in range(2):
            assert named(corpus, 7, 8) == {7: (1,)}
            assert named(other, 7, 8) == {8: (1,)}


@pytest.mark.parametrize("known", [named, anew], ids=["known", "read anew"])
def test_a_removed_article_is_not_named(corpus: Corpus, known: Callable[..., dict[int, tuple[int, ...]]]) -> None:
    for article_id in (1, 2):
        arrivals.add(corpus.conn, article_id, KEYS)
    arrivals.remove(corpus.conn, 2, KEYS)
    arrivals.remove(corpus.conn, 5, KEYS)
    assert known(corpus) == dict.fromkeys(KEYS, (1,))
    arrivals.add(corpus.conn, 2, [7])
    assert known(corpus, 7) == {7: (2, 1)}
    arrivals.remove(corpus.conn, 1, KEYS)
    assert known(corpus) == {7: (2,)}


def test_a_removal_that_was_undone_is_none(corpus: Corpus) -> None:
    for article_id in (1, 2):
        arrivals.add(corpus.conn, article_id, KEYS)
    corpus.conn.execute("BEGIN")
    arrivals.remove(corpus.conn, 1, KEYS)
    assert named(corpus) == dict.fromkeys(KEYS, (2,))
    corpus.conn.execute("ROLLBACK")
    assert named(corpus) == dict.fromkeys(KEYS, (2, 1))
    assert [*arrivals.moved(corpus.conn)] == [(key, held) for key in KEYS for held in (1, 2)]


def test_a_removal_by_another_connection_is_learnt(corpus: Corpus, path: Path) -> None:
    for article_id in (1, 2):
        arrivals.add(corpus.conn, article_id, KEYS)
    known = arrivals._Known()
    known.learn(corpus.conn)
    with Corpus.open(path) as other:
        arrivals.remove(other.conn, 2, KEYS)
    known.learn(corpus.conn)
    assert known.by_key == dict.fromkeys(KEYS, (1,))
