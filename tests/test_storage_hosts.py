"""When a host may be asked again, for all processes on a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import hosts
from storage.corpus import Corpus

NOW = 1_800_000_000.0


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


def test_two_processes_take_turns(corpus: Corpus) -> None:
    with Corpus.open(corpus.path) as other:
        assert hosts.reserve(corpus, "a", NOW, 1.0) == 0
        assert hosts.reserve(other, "a", NOW + 0.4, 1.0) == pytest.approx(0.6)
        assert hosts.reserve(other, "a", NOW + 1.0, 1.0) == 0
        assert hosts.reserve(corpus, "a", NOW + 1.0, 1.0) == pytest.approx(1.0)
        assert hosts.reserve(corpus, "b", NOW, 1.0) == 0


def test_a_rest_outlives_the_process(corpus: Corpus) -> None:
    hosts.rest(corpus, "a", NOW, 3600)
    with Corpus.open(corpus.path) as later:
        assert hosts.reserve(later, "a", NOW + 600, 1.0) == pytest.approx(3000)
        assert hosts.reserve(later, "a", NOW + 3600, 1.0) == 0


def test_who_keeps_no_distance_minds_a_rest_and_binds_nobody(corpus: Corpus) -> None:
    assert hosts.reserve(corpus, "a", NOW, 0.0) == 0
    assert corpus.conn.execute("SELECT count(*) FROM hosts").fetchone()[0] == 0
    hosts.rest(corpus, "a", NOW, 3600)
    assert hosts.reserve(corpus, "a", NOW + 600, 0.0) == 3000


def test_a_shorter_rest_does_not_end_a_longer_one(corpus: Corpus) -> None:
    hosts.rest(corpus, "a", NOW, 3600)
    hosts.rest(corpus, "a", NOW, 5)
    assert hosts.waiting(corpus, "a", NOW) == 3600


def test_no_rest_is_longer_than_a_day_and_a_clock_that_went_back_binds_nobody(corpus: Corpus) -> None:
    hosts.rest(corpus, "a", NOW, 1e12)
    assert hosts.waiting(corpus, "a", NOW) == hosts.LONGEST_REST
    assert hosts.waiting(corpus, "a", NOW - 1e6) == 0
