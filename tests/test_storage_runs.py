"""A run's outcomes add up to what it leased, however it ends."""

import multiprocessing
import os
import signal
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from program import PATIENCE

from storage import owners, runs
from storage.corpus import Corpus
from storage.frontier import Candidate, Frontier
from storage.records import Found, Outcome

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


def fill(corpus: Corpus, count: int) -> Frontier:
    frontier = Frontier(corpus)
    frontier.add(
        [
            Candidate(str(number), Found(f"https://h.test/{number}"), "one" if number % 2 else "two", None, "h.test")
            for number in range(count)
        ],
        NOW,
    )
    return frontier


def visits(corpus: Corpus) -> int:
    return int(corpus.conn.execute("SELECT count(*) FROM visits").fetchone()[0])


def test_finished_run_adds_up(corpus: Corpus) -> None:
    frontier = fill(corpus, 5)
    run = runs.start(corpus, "test", NOW, pid=1, host="h")
    owner = f"h/1/{run}"
    leased = frontier.lease(owner, 9, NOW, run_id=run)
    for each, outcome in zip(leased, [Outcome.NEW, Outcome.NEW, Outcome.GONE], strict=False):
        frontier.settle(each, outcome, NOW)
    running = runs.get(corpus, run)
    assert (running.state, running.leased, sum(running.counts.values())) == ("running", 5, 3)
    finished = runs.finish(corpus, run, NOW + DAY)
    assert (finished.state, finished.leased, finished.finished) == ("finished", 3, "2026-07-21T12:00:00Z")
    assert {outcome: count for outcome, count in finished.counts.items() if count} == {
        Outcome.NEW: 2,
        Outcome.GONE: 1,
    }
    assert list(finished.counts) == list(Outcome)
    assert len(frontier.lease(owner, 9, NOW)) == 2


def test_counts_by_source(corpus: Corpus) -> None:
    frontier = fill(corpus, 3)
    run = runs.start(corpus, "test", NOW, pid=1, host="h")
    for each in frontier.lease("h/1/1", 9, NOW, run_id=run):
        frontier.settle(each, Outcome.NEW, NOW)
    assert runs.by_source(corpus, run) == {"one": {Outcome.NEW: 1}, "two": {Outcome.NEW: 2}}


def test_last_runs_newest_first(corpus: Corpus) -> None:
    ids = [runs.start(corpus, "test", NOW, pid=pid, host="h") for pid in (1, 2, 3)]
    assert [run.id for run in runs.last(corpus, 2)] == [ids[2], ids[1]]


def test_unknown_run(corpus: Corpus) -> None:
    with pytest.raises(LookupError, match="no run 4"):
        runs.get(corpus, 4)


def crawl_and_hang(path: Path, ready: "multiprocessing.synchronize.Event") -> None:
    with Corpus.open(path) as corpus:
        run = runs.start(corpus, "test", NOW, pid=os.getpid(), host=socket.gethostname())
        frontier = Frontier(corpus)
        leased = frontier.lease(owners.name(run), 3, NOW, run_id=run)
        frontier.settle(leased[0], Outcome.NEW, NOW)
        ready.set()
        signal.pause()


def test_killed_run_is_interrupted_and_loses_nothing(corpus: Corpus) -> None:
    frontier = fill(corpus, 5)
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Event()
    victim = spawn.Process(target=crawl_and_hang, args=(corpus.path, ready))
    victim.start()
    assert ready.wait(PATIENCE)
    alive = runs.start(corpus, "test", NOW, pid=os.getpid(), host=socket.gethostname())
    assert runs.get(corpus, 1).state == "running"
    victim.kill()
    victim.join(PATIENCE)
    runs.finish(corpus, alive, NOW)
    run = runs.start(corpus, "test", NOW, pid=os.getpid(), host=socket.gethostname())
    killed = runs.get(corpus, 1)
    assert (killed.state, killed.leased, sum(killed.counts.values())) == ("interrupted", 1, 1)
    assert len(frontier.lease(owners.name(run), 9, NOW, run_id=run)) == 4


def test_own_earlier_run_is_over(corpus: Corpus) -> None:
    first = runs.start(corpus, "test", NOW, pid=os.getpid(), host=socket.gethostname())
    runs.start(corpus, "test", NOW, pid=os.getpid(), host=socket.gethostname())
    assert runs.get(corpus, first).state == "interrupted"


def test_run_elsewhere_is_believed_while_it_may_live(corpus: Corpus) -> None:
    frontier = fill(corpus, 1)
    elsewhere = runs.start(corpus, "test", NOW, pid=5, host="elsewhere")
    frontier.lease(f"elsewhere/5/{elsewhere}", 1, NOW + DAY, run_id=elsewhere)

    def state_at(now: datetime) -> str:
        runs.start(corpus, "test", now, pid=os.getpid(), host=socket.gethostname())
        return runs.get(corpus, elsewhere).state

    assert state_at(NOW + timedelta(minutes=1)) == "running"
    assert state_at(NOW + DAY) == "running"
    assert state_at(NOW + DAY + timedelta(hours=1)) == "interrupted"


def test_old_visits_go_and_counts_stay(corpus: Corpus) -> None:
    frontier = fill(corpus, 1)
    run = runs.start(corpus, "test", NOW, pid=1, host="h")
    frontier.settle(frontier.lease("h/1/1", 1, NOW, run_id=run)[0], Outcome.NEW, NOW)
    runs.finish(corpus, run, NOW)
    runs.start(corpus, "test", NOW + runs.KEEP_VISITS - DAY, pid=2, host="h")
    assert visits(corpus) == 1
    runs.start(corpus, "test", NOW + runs.KEEP_VISITS + DAY, pid=3, host="h")
    assert visits(corpus) == 0
    assert runs.get(corpus, run).counts[Outcome.NEW] == 1


def test_visits_of_runs_that_a_merge_brought_are_dropped_by_their_age_too(corpus: Corpus) -> None:
    frontier = fill(corpus, 3)
    for pid, at in ((1, NOW + runs.KEEP_VISITS), (2, NOW)):  # an older one has the higher id
        run = runs.start(corpus, "test", at, pid=pid, host="h")
        frontier.settle(frontier.lease(f"h/{pid}/{run}", 1, at, run_id=run)[0], Outcome.NEW, at)
        runs.finish(corpus, run, at)
    runs.start(corpus, "test", NOW + runs.KEEP_VISITS + DAY, pid=3, host="h")
    assert [run for (run,) in corpus.conn.execute("SELECT run_id FROM visits")] == [1]


def test_owner_names() -> None:
    assert owners.name(3) == f"{socket.gethostname()}/{os.getpid()}/3"
    assert owners.is_alive(owners.name(3))
    assert owners.is_alive(f"elsewhere/{2**22 + 1}/3")
    assert not owners.is_alive(f"{socket.gethostname()}/{2**22 + 1}/3")
    assert owners.is_alive(f"{socket.gethostname()}/1/3")


def test_how_a_run_was_seen_to_end(corpus: Corpus) -> None:
    first = runs.start(corpus, "schedule", NOW, pid=41, host="here")
    runs.finish(corpus, first, NOW)
    later = NOW + timedelta(hours=1)
    second = runs.start(corpus, "schedule", later, pid=41, host="here")
    runs.explain(corpus, (41, "here"), "hung", later - timedelta(seconds=1), later)
    assert dict(corpus.conn.execute("SELECT id, reason FROM runs").fetchall()) == {first: None, second: "hung"}


def test_a_run_that_never_began_its_row_gets_one(corpus: Corpus) -> None:
    runs.explain(corpus, (42, "here"), "hung", NOW, NOW + timedelta(hours=2))
    runs.explain(corpus, (43, "here"), "finished", NOW, NOW)
    [row] = corpus.conn.execute("SELECT pid, state, reason, leased FROM runs").fetchall()
    assert tuple(row) == (42, "interrupted", "hung", 0)
