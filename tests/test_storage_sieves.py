"""A sieve lets every key pass that a table has, whoever wrote it or undid it; and few others."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import bands, sieves
from storage.corpus import Corpus

LAST = 2**31 - 1
KEYS = st.integers(sieves.LOWEST, LAST)
TABLES = ("bands", "settled_bands")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    sieves._held.clear()


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as opened:
        yield opened


def count(corpus: Corpus) -> int:
    return int(corpus.conn.execute("SELECT count(*) FROM sieves WHERE id > 0").fetchone()[0])


def write(corpus: Corpus, table: str, keys: Iterable[int]) -> None:
    """Write keys as :mod:`storage.bands` does."""
    given = list(keys)
    corpus.conn.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, 1)", [(key,) for key in given])
    sieves.add(corpus.conn, table, given)


def anew(corpus: Corpus, keys: Iterable[int]) -> list[int]:
    """Ask as a process does that has read nothing yet."""
    sieves._held.clear()
    return sieves.possible(corpus.conn, keys)


def test_a_new_corpus_lets_nothing_pass(corpus: Corpus) -> None:
    assert sieves.possible(corpus.conn, [sieves.LOWEST, -1, 0, LAST]) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(TABLES), st.sets(KEYS, max_size=6)), max_size=6))
def test_what_was_added_passes(corpus: Corpus, added: list[tuple[str, set[int]]]) -> None:
    for table, keys in added:
        write(corpus, table, keys)
        assert set(sieves.possible(corpus.conn, keys)) == keys
    everything = sorted({key for _, keys in added for key in keys})
    assert sieves.possible(corpus.conn, everything) == anew(corpus, everything) == everything


def test_few_others_pass(corpus: Corpus) -> None:
    held = [key * 2654435761 % 2**32 - 2**31 for key in range(20_000)]
    write(corpus, "settled_bands", held)
    others = [key + 2**19 for key in held if key < LAST - 2**19]
    assert len(sieves.possible(corpus.conn, others)) < len(others) / 50


def test_the_ends_of_the_ranges_meet() -> None:
    assert sieves.span(0)[0] == sieves.LOWEST
    assert [sieves.span(part)[1] for part in range(63)] == [sieves.span(part)[0] for part in range(1, 64)]
    assert sieves.span(sieves.RANGES - 1)[1] == LAST + 1


def test_a_cleared_range_lets_nothing_pass_and_leaves_nothing(corpus: Corpus) -> None:
    write(corpus, "bands", [sieves.LOWEST, LAST])
    sieves.clear(corpus.conn, "bands", 0)
    assert sieves.possible(corpus.conn, [sieves.LOWEST, LAST]) == [LAST]
    assert count(corpus) == 1


def test_a_replaced_sieve_is_taken_out(corpus: Corpus) -> None:
    for key in range(5):
        write(corpus, "bands", [key])
    assert count(corpus) == 1


def test_what_was_undone_holds_no_more(corpus: Corpus) -> None:
    write(corpus, "bands", [1])
    corpus.conn.execute("BEGIN")
    write(corpus, "bands", [2**20])
    sieves.clear(corpus.conn, "bands", sieves.RANGES // 2)
    corpus.conn.execute("ROLLBACK")
    assert sieves.possible(corpus.conn, [1, 2**20]) == [1]


def test_what_another_connection_wrote_holds(corpus: Corpus) -> None:
    write(corpus, "bands", [1])
    assert sieves.possible(corpus.conn, [1, 2**20]) == [1]
    with Corpus.open(corpus.path) as other:
        write(other, "settled_bands", [2**20])
        other.conn.execute("DELETE FROM bands")
        sieves.clear(other.conn, "bands", sieves.RANGES // 2)
    assert sieves.possible(corpus.conn, [1, 2**20]) == [2**20]


def test_a_file_of_before_is_asked_until_its_ranges_are_written(corpus: Corpus) -> None:
    corpus.conn.execute("DELETE FROM sieves")
    corpus.conn.execute("INSERT INTO settled_bands VALUES (5, 1), (2000000000, 1)")
    assert sieves.possible(corpus.conn, [5, 6, 2**20]) == [5, 6, 2**20]
    write(corpus, "settled_bands", [7])
    sieves.clear(corpus.conn, "bands", sieves.RANGES // 2)
    assert anew(corpus, [5, 7, 2**20, 2000000000, LAST]) == [5, 7, 2000000000, LAST]


def test_a_lost_sieve_is_made_again(corpus: Corpus) -> None:
    write(corpus, "bands", [5])
    corpus.conn.execute("DELETE FROM sieves WHERE id > 0")
    assert anew(corpus, [5, 2**20]) == [5, 2**20]
    write(corpus, "bands", [6])
    assert anew(corpus, [5, 6, 2**20]) == [5, 6]


def test_many_replaced_ones_are_not_remembered(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sieves, "_MOST", 4)
    for key in range(sieves.LOWEST, LAST, 2**26):
        write(corpus, "bands", [key])
    assert sieves.possible(corpus.conn, range(sieves.LOWEST, LAST, 2**26)) == [*range(sieves.LOWEST, LAST, 2**26)]
    assert len(sieves._held) <= 4


def test_the_index_asks_only_for_what_may_be_held(corpus: Corpus) -> None:
    bands.add(corpus.conn, 1, [5, -5])
    bands.move(corpus.conn)
    for part in range(sieves.RANGES):
        bands.settle(corpus.conn, part)
    bands.add(corpus.conn, 2, [7])
    bands.move(corpus.conn)
    asked: list[str] = []
    corpus.conn.set_trace_callback(asked.append)
    assert bands.holders(corpus.conn, [2**20, -(2**20)]) == []
    assert not any("settled_bands" in each for each in asked)
    assert bands.holders(corpus.conn, [5, -5, 7]) == [[1], [1], [2]]
    assert any("settled_bands" in each for each in asked)
