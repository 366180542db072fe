"""How far a file was read: known by its size and etag, and by what was asked of it; counts add up in file and run."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from program import NOW

from storage import imports, runs
from storage.corpus import Corpus
from storage.imports import Import, Tally
from storage.records import Outcome


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as opened:
        yield opened


def begin(corpus: Corpus, **facts: Any) -> Import:
    return imports.begin(corpus, "a.warc", **({"hosts": (), "size": 9, "etag": "x", "now": NOW} | facts))


def test_a_file_goes_on_where_it_was_until_it_is_another(corpus: Corpus) -> None:
    run_id = runs.start(corpus, runs.IMPORT, NOW, pid=1, host="here")
    first = begin(corpus)
    imports.advance(corpus.conn, first.id, 5, Tally(), run_id)
    assert begin(corpus) == Import(first.id, 5, finished=False)
    imports.finish(corpus.conn, first.id, NOW)
    assert begin(corpus) == Import(first.id, 5, finished=True)
    assert begin(corpus, hosts=("b", "a")).offset == 0
    assert begin(corpus, hosts=("a", "b")).id == begin(corpus, hosts=("b", "a")).id
    for changed in ({"size": 10}, {"size": 9, "etag": "y"}, {"etag": "y", "again": True}):
        found = begin(corpus, **changed)
        assert (found.offset, found.finished) == (0, False)
        imports.advance(corpus.conn, found.id, 5, Tally(), run_id)


def test_counts_add_up_in_the_file_and_in_the_run_however_it_ends(corpus: Corpus) -> None:
    run_id = runs.start(corpus, runs.IMPORT, NOW, pid=1, host="here")
    file = begin(corpus)
    tally = Tally(Counter({Outcome.NEW: 2, Outcome.FAILED: 1}), Counter(host=4), Counter(cut=1))
    for offset in (3, 9):
        imports.advance(corpus.conn, file.id, offset, tally, run_id)
    imports.advance(corpus.conn, file.id, 9, Tally(), run_id)
    row = corpus.conn.execute("SELECT * FROM imports").fetchone()
    assert (row["records"], row["offset"], row["run_id"]) == (16, 9, run_id)
    assert json.loads(row["outcomes"]) == {"new": 4, "failed": 2}
    assert (json.loads(row["passed"]), json.loads(row["broken"])) == ({"host": 8}, {"cut": 2})
    assert runs.get(corpus, run_id).counts[Outcome.NEW] == 4
    assert runs.end_dead(corpus, NOW, lambda _: False) == [run_id], "it was killed"
    for run in (runs.get(corpus, run_id), runs.finish(corpus, run_id, NOW)):
        assert run.leased == sum(run.counts.values()) == 6
