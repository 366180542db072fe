"""Keys and their holders: what has arrived and what is settled are one index."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import bands, migrations
from storage.corpus import Corpus

KEYS = st.integers(-(2**31), 2**31 - 1)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as opened:
        yield opened


def count(corpus: Corpus, table: str) -> int:
    return int(corpus.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def settle_all(corpus: Corpus) -> None:
    bands.move(corpus.conn)
    for part in range(bands.RANGES):
        bands.settle(corpus.conn, part)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=50
)
@given(st.lists(st.tuples(st.integers(1, 9), st.sets(KEYS, max_size=4), st.integers(0, 2)), max_size=8))
def test_settled_or_not_everybody_is_found(corpus: Corpus, arrivals: list[tuple[int, set[int], int]]) -> None:
    with corpus.transaction():
        for table in ("arrived_keys", "bands", "settled_bands"):
            corpus.conn.execute(f"DELETE FROM {table}")
        expected: dict[int, set[int]] = {}
        for article_id, keys, step in arrivals:
            bands.add(corpus.conn, article_id, keys)
            if step:
                bands.move(corpus.conn) if step == 1 else settle_all(corpus)
            for key in keys:
                expected.setdefault(key, set()).add(article_id)
        for key, ids in expected.items():
            assert bands.holders(corpus.conn, [key]) == [sorted(ids, reverse=True)]
        for article_id, keys, _ in arrivals:
            bands.remove(corpus.conn, article_id, keys)
        assert bands.holders(corpus.conn, expected) == []


def test_settling_empties_what_has_arrived(corpus: Corpus) -> None:
    with corpus.transaction():
        bands.add(corpus.conn, 1, [-(2**31), -1, 0, 2**31 - 1])
        settle_all(corpus)
    assert (count(corpus, "bands"), count(corpus, "settled_bands")) == (0, 4)


def test_arrivals_stay_few(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "STEP", 4)
    monkeypatch.setattr(bands, "ARRIVED", 16)
    with corpus.transaction():
        for article_id in range(1, 4 * bands.RANGES * 4):
            bands.add(
                corpus.conn, article_id, [(article_id * 2654435761 + n * 40503) % 2**32 - 2**31 for n in range(4)]
            )
    assert count(corpus, "arrived_keys") < 16
    assert count(corpus, "bands") <= 4 * bands.RANGES * 4
    assert count(corpus, "settled_bands") > 2 * count(corpus, "bands")


def test_the_newest_holders_of_both_tables_are_named(corpus: Corpus) -> None:
    with corpus.transaction():
        for article_id in range(1, bands.POSTINGS + 11):
            bands.add(corpus.conn, article_id, [7])
        settle_all(corpus)
        bands.add(corpus.conn, 1000, [7])
    assert bands.holders(corpus.conn, [7]) == [[1000, *range(bands.POSTINGS + 10, 11, -1)]]


def test_an_older_file_keeps_what_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = dict(migrations.STEPS)
    before = dict(list(steps.items())[: list(steps).index("arrivals")])
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", before)
        patch.setattr(migrations, "SCHEMA", len(before))
        with Corpus.open(tmp_path / "old.db") as old:
            old.conn.execute("INSERT INTO bands VALUES (5, 1), (-5, 1)")
    with Corpus.open(tmp_path / "old.db") as corpus:
        assert bands.holders(corpus.conn, [5, -5, 6]) == [[1], [1]]
        assert count(corpus, "bands") == 0


def test_who_asks_about_itself_takes_nobody_s_place_among_the_newest(corpus: Corpus) -> None:
    last = bands.POSTINGS + 3
    with corpus.transaction():
        for article_id in range(1, last + 1):
            bands.add(corpus.conn, article_id, [7])
    others = list(range(last - 1, last - 1 - bands.POSTINGS, -1))
    assert bands.holders(corpus.conn, [7], last) == [others]
    assert bands.holders(corpus.conn, [7]) == [[last, *others[:-1]]]
    with corpus.transaction():
        bands.move(corpus.conn)
    assert bands.holders(corpus.conn, [7], last) == [others]
