"""The frontier in real files: what is taken in, in which order it leaves, and that nothing leaves twice."""

import multiprocessing
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from program import PATIENCE

from storage import leasing, runs, times
from storage.corpus import Corpus
from storage.frontier import Added, Candidate, Frontier, Pending
from storage.leasing import Wanted
from storage.records import Found, Hints, Kind, Outcome

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ME, OTHER = "here/1/1", "here/2/2"


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


@pytest.fixture
def frontier(corpus: Corpus) -> Frontier:
    return Frontier(corpus)


def candidate(
    name: str,
    *,
    source: str = "vnexpress",
    language: str | None = "vi",
    host: str = "news.test",
    priority: int = 0,
    published: str | None = None,
    modified: str | None = None,
    title: str | None = None,
    kind: Kind = Kind.ARTICLE,
) -> Candidate:
    found = Found(f"https://{host}/{name}", kind, Hints(title, published), modified)
    return Candidate(name, found, source, language, host, priority)


def row(corpus: Corpus, key: str) -> sqlite3.Row:
    found = corpus.conn.execute("SELECT * FROM urls WHERE canonical_key = ?", (key,)).fetchone()
    assert isinstance(found, sqlite3.Row)
    return found


def fetch(frontier: Frontier, at: datetime, outcome: Outcome = Outcome.NEW) -> None:
    """Lease everything due and settle it, with nothing planned."""
    for leased in frontier.lease(ME, 100, at):
        assert frontier.settle(leased, outcome, at, status=200)


def iso(moment: datetime) -> str:
    return moment.isoformat()


# Taking in


def test_unknown_is_queued_and_known_is_not_taken_in_again(frontier: Frontier) -> None:
    assert frontier.add([candidate("a"), candidate("b"), candidate("a")], NOW) == Added(new=2, due=0)
    assert frontier.add([candidate("a")], NOW) == Added(new=0, due=0)


def test_first_url_stays_and_missing_hints_are_filled(corpus: Corpus, frontier: Frontier) -> None:
    frontier.add([candidate("a", host="one.test")], NOW)
    frontier.add([candidate("a", host="two.test", title="Later", published="2026-07-20T08:00:00+07:00")], NOW)
    frontier.add([candidate("a", title="Last")], NOW)
    stored = row(corpus, "a")
    assert (stored["url"], stored["hint_title"]) == ("https://one.test/a", "Later")
    assert stored["hint_published_at"] == "2026-07-20T01:00:00Z"


def test_unreadable_announced_dates_are_no_dates(corpus: Corpus, frontier: Frontier) -> None:
    frontier.add([candidate("a", published="yesterday", modified="0001-01-01T00:00:00+14:00")], NOW)
    assert (row(corpus, "a")["hint_published_at"], row(corpus, "a")["announced_at"]) == (None, None)


def test_announced_change_after_the_fetch_calls_back(corpus: Corpus, frontier: Frontier) -> None:
    frontier.add([candidate("a")], NOW)
    fetch(frontier, NOW)
    assert row(corpus, "a")["state"] == "done"
    later = candidate("a", modified=iso(NOW + HOUR))
    assert frontier.add([later], NOW + 2 * HOUR) == Added(new=0, due=1)
    assert frontier.add([later], NOW + 2 * HOUR) == Added(new=0, due=0)
    assert [leased.key for leased in frontier.lease(ME, 9, NOW + 2 * HOUR)] == ["a"]


def test_change_in_the_second_of_the_fetch_is_not_missed(frontier: Frontier) -> None:
    frontier.add([candidate("a", modified=iso(NOW - HOUR))], NOW)
    fetch(frontier, NOW)
    assert frontier.add([candidate("a", modified=iso(NOW))], NOW).due == 1


def test_change_before_the_fetch_is_held_already(frontier: Frontier) -> None:
    frontier.add([candidate("a")], NOW)
    fetch(frontier, NOW)
    assert frontier.add([candidate("a", modified=iso(NOW - HOUR))], NOW + HOUR).due == 0


def test_same_announcement_counts_once_even_from_a_clock_that_is_fast(frontier: Frontier) -> None:
    fast = candidate("a", modified=iso(NOW + 7 * HOUR))
    frontier.add([fast], NOW)
    fetch(frontier, NOW)
    assert frontier.add([fast], NOW + HOUR).due == 0


def test_change_announced_during_the_fetch_waits_for_the_next_poll(frontier: Frontier) -> None:
    frontier.add([candidate("a")], NOW)
    fetch(frontier, NOW)
    frontier.add([candidate("a", modified=iso(NOW + HOUR))], NOW + HOUR)
    (leased,) = frontier.lease(ME, 1, NOW + HOUR)
    newer = candidate("a", modified=iso(NOW + 2 * HOUR))
    assert frontier.add([newer], NOW + 2 * HOUR).due == 0
    frontier.settle(leased, Outcome.REVISED, NOW + HOUR)
    assert frontier.add([newer], NOW + 2 * HOUR).due == 1


def test_announcements_do_not_break_a_back_off(corpus: Corpus, frontier: Frontier) -> None:
    frontier.add([candidate("a")], NOW)
    fetch(frontier, NOW)
    frontier.add([candidate("a", modified=iso(NOW + HOUR))], NOW + HOUR)
    (leased,) = frontier.lease(ME, 1, NOW + HOUR)
    frontier.settle(leased, Outcome.BLOCKED, NOW + HOUR, status=403, next_at=NOW + 9 * HOUR)
    assert frontier.add([candidate("a", modified=iso(NOW + 2 * HOUR))], NOW + 2 * HOUR).due == 0
    assert row(corpus, "a")["next_at"] == times.utc(NOW + 9 * HOUR)


def test_old_stories_are_called_back_with_restraint(frontier: Frontier) -> None:
    frontier.add([candidate("a")], NOW - 40 * 24 * HOUR)
    fetch(frontier, NOW)
    frontier.add([candidate("a", modified=iso(NOW + HOUR))], NOW + HOUR)
    assert frontier.lease(ME, 1, NOW + HOUR) == []
    assert [leased.key for leased in frontier.lease(ME, 1, NOW + 11 * 24 * HOUR)] == ["a"]


# Order and filters


def test_priority_then_newest_then_longest_waiting(frontier: Frontier) -> None:
    frontier.add(
        [
            candidate("undated first"),
            candidate("undated second"),
            candidate("old", published="2026-07-01T00:00:00Z"),
            candidate("new", published="2026-07-20T00:00:00Z"),
            candidate("urgent", priority=5),
        ],
        NOW,
    )
    expected = ["urgent", "new", "old", "undated first", "undated second"]
    for filters in ({}, {"sources": ["vnexpress"]}, {"hosts": ["news.test", "other.test"]}):
        assert [leased.key for leased in frontier.lease(ME, 9, NOW, **filters)] == expected  # type: ignore[arg-type]
        frontier.release(ME)


def test_order_holds_across_sources(frontier: Frontier) -> None:
    frontier.add(
        [
            candidate("a", source="one", published="2026-07-02T00:00:00Z"),
            candidate("b", source="two", published="2026-07-03T00:00:00Z"),
            candidate("c", source="one", published="2026-07-04T00:00:00Z"),
        ],
        NOW,
    )
    assert [leased.key for leased in frontier.lease(ME, 2, NOW, sources=["one", "two"])] == ["c", "b"]


def test_filters_narrow_and_empty_filters_give_nothing(frontier: Frontier) -> None:
    frontier.add(
        [
            candidate("fr", source="one", language="fr", host="one.test"),
            candidate("vi", source="one", language="vi", host="one.test"),
            candidate("two", source="two", host="two.test"),
            candidate("feed", source="two", host="two.test", kind=Kind.FEED),
        ],
        NOW,
    )

    def keys(wanted: Wanted) -> set[str]:
        return {found["canonical_key"] for found in leasing.due(frontier._conn, wanted, 9, NOW, None)}

    assert keys(Wanted(sources=["one"])) == {"fr", "vi"}
    assert keys(Wanted(sources=["one"], languages=["fr"])) == {"fr"}
    assert keys(Wanted(hosts=["two.test"])) == {"two"}
    assert keys(Wanted(hosts=["two.test"], sources=["one"])) == set()
    assert keys(Wanted(kinds=[Kind.FEED])) == {"feed"}
    assert keys(Wanted(sources=[])) == keys(Wanted(hosts=[])) == set()


def test_only_due_ones_leave(frontier: Frontier) -> None:
    frontier.add([candidate("a")], NOW + HOUR)
    assert frontier.lease(ME, 9, NOW) == []
    assert len(frontier.lease(ME, 9, NOW + HOUR)) == 1


def steps(corpus: Corpus, frontier: Frontier) -> int:
    """Return how many steps, in hundreds, SQLite takes to find one URL to lease."""
    taken = []
    corpus.conn.set_progress_handler(lambda: taken.append(1), 100)
    assert [leased.key for leased in frontier.lease(ME, 1, NOW + HOUR)] == ["due"]
    corpus.conn.set_progress_handler(None, 0)
    return len(taken)


def test_what_waits_for_later_is_not_stepped_over(corpus: Corpus, frontier: Frontier) -> None:
    names = [f"later-{number}" for number in range(400)]
    frontier.add([candidate(name, priority=9) for name in names], NOW)
    for leased in frontier.lease(ME, 500, NOW):
        frontier.settle(leased, Outcome.NEW, NOW, next_at=NOW + 24 * HOUR)
    frontier.add([candidate("due")], NOW)
    assert steps(corpus, frontier) < len(names) / 50, "each row that is stepped over takes some ten steps"


def test_what_has_come_due_takes_its_place_in_the_order(frontier: Frontier) -> None:
    frontier.add([candidate("again", priority=5)], NOW)
    (leased,) = frontier.lease(ME, 9, NOW)
    frontier.settle(leased, Outcome.NEW, NOW, next_at=NOW + HOUR)
    frontier.add([candidate("first", priority=9), candidate("last")], NOW)
    assert [each.key for each in frontier.lease(ME, 9, NOW + HOUR)] == ["first", "again", "last"]


def test_what_was_due_and_is_planned_for_later_waits(corpus: Corpus, frontier: Frontier) -> None:
    frontier.add([candidate("a"), candidate("b")], NOW)
    corpus.conn.execute("UPDATE urls SET next_at = ? WHERE canonical_key = 'a'", (times.utc(NOW + HOUR),))
    assert [each.key for each in frontier.lease(ME, 9, NOW)] == ["b"]
    assert [each.key for each in frontier.lease(ME, 9, NOW + HOUR)] == ["b", "a"]


def test_lease_reads_indices_only(corpus: Corpus) -> None:
    seen: list[str] = []
    corpus.conn.set_trace_callback(seen.append)
    for wanted in (Wanted(), Wanted(sources=["one"]), Wanted(hosts=["one.test"], languages=["fr"])):
        leasing.due(corpus.conn, wanted, 9, NOW, 1)
    leasing.give_back(corpus.conn, "lease_until <= ?", times.utc(NOW))
    Frontier(corpus).pending(NOW)
    corpus.conn.set_trace_callback(None)
    asked = [sql for sql in seen if "urls" in sql]
    assert len(asked) >= 6
    for sql in asked:
        plan = [step["detail"] for step in corpus.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
        reads = [step for step in plan if "urls" in step]
        assert reads
        assert all("USING" in step and "INDEX urls_" in step for step in reads), plan
        assert not any("FOR ORDER BY" in step for step in plan), plan


# Leases


def test_a_lease_excludes_others_until_it_ends(frontier: Frontier) -> None:
    frontier.add([candidate("a")], NOW)
    assert len(frontier.lease(ME, 9, NOW, lease_seconds=60)) == 1
    assert frontier.lease(OTHER, 9, NOW + timedelta(seconds=59)) == []
    assert len(frontier.lease(OTHER, 9, NOW + timedelta(seconds=60))) == 1


def test_what_was_taken_over_is_not_settled_by_the_first(corpus: Corpus, frontier: Frontier) -> None:
    first, second = (runs.start(corpus, "test", NOW, pid=pid, host=f"h{pid}") for pid in (1, 2))
    frontier.add([candidate("a")], NOW)
    (mine,) = frontier.lease(ME, 9, NOW, lease_seconds=60, run_id=first)
    (theirs,) = frontier.lease(OTHER, 9, NOW + HOUR, run_id=second)
    assert not frontier.settle(mine, Outcome.NEW, NOW + HOUR)
    assert frontier.settle(theirs, Outcome.NEW, NOW + HOUR)
    assert [runs.get(corpus, run).leased for run in (first, second)] == [0, 1]


def test_released_urls_are_as_before(corpus: Corpus, frontier: Frontier) -> None:
    run = runs.start(corpus, "test", NOW, pid=1, host="h")
    frontier.add([candidate("a"), candidate("b")], NOW)
    before = tuple(row(corpus, "a"))
    frontier.lease(ME, 9, NOW, run_id=run)
    assert runs.get(corpus, run).leased == 2
    assert frontier.release(OTHER) == 0
    assert frontier.release(ME) == 2
    assert tuple(row(corpus, "a")) == before
    assert runs.get(corpus, run).leased == 0


def test_the_dead_give_back(frontier: Frontier) -> None:
    frontier.add([candidate("a"), candidate("b")], NOW)
    frontier.lease(ME, 1, NOW)
    frontier.lease(OTHER, 1, NOW)
    assert frontier.release_dead(lambda owner: owner == ME) == 1
    assert len(frontier.lease(ME, 9, NOW)) == 1


def test_one_outcome_per_run(corpus: Corpus, frontier: Frontier) -> None:
    run = runs.start(corpus, "test", NOW, pid=1, host="h")
    frontier.add([candidate("a")], NOW)
    (leased,) = frontier.lease(ME, 9, NOW, run_id=run)
    frontier.settle(leased, Outcome.FAILED, NOW, next_at=NOW)
    assert frontier.lease(ME, 9, NOW, run_id=run) == []
    assert len(frontier.lease(ME, 9, NOW, run_id=run + 1)) == 1


def test_claim_takes_named_urls_due_or_not(corpus: Corpus, frontier: Frontier) -> None:
    run = runs.start(corpus, "test", NOW, pid=1, host="h")
    frontier.add([candidate("done"), candidate("held")], NOW)
    fetch(frontier, NOW)
    frontier.add([candidate("held", modified=iso(NOW))], NOW)
    frontier.lease(OTHER, 9, NOW)
    frontier.add([candidate("later")], NOW + HOUR)
    names = ["later", "done", "held", "unknown", "done"]
    assert [leased.key for leased in frontier.claim(names, ME, NOW, run_id=run)] == ["done", "later"]
    assert runs.get(corpus, run).leased == 2


def test_claim_given_back_leaves_what_was_planned(corpus: Corpus, frontier: Frontier) -> None:
    frontier.add([candidate("done")], NOW)
    fetch(frontier, NOW)
    frontier.add([candidate("later")], NOW + HOUR)
    frontier.claim(["done", "later"], ME, NOW)
    assert frontier.release(ME) == 2
    assert [row(corpus, key)["state"] for key in ("done", "later")] == ["done", "queued"]


def test_claim_passes_over_what_the_run_has_settled(corpus: Corpus, frontier: Frontier) -> None:
    run = runs.start(corpus, "test", NOW, pid=1, host="h")
    frontier.add([candidate("a")], NOW)
    (leased,) = frontier.claim(["a"], ME, NOW, run_id=run)
    frontier.settle(leased, Outcome.NEW, NOW)
    assert frontier.claim(["a"], ME, NOW, run_id=run) == []
    assert len(frontier.claim(["a"], ME, NOW, run_id=run + 1)) == 1


# Settling


def test_settling_writes_the_row_and_the_visit(corpus: Corpus, frontier: Frontier) -> None:
    run = runs.start(corpus, "test", NOW, pid=1, host="h")
    frontier.add([candidate("a", published="2026-07-20T12:00:00Z")], NOW)
    (leased,) = frontier.lease(ME, 9, NOW, run_id=run)
    later = leased.next_at(Outcome.NEW, NOW)
    frontier.settle(leased, Outcome.NEW, NOW, status=200, next_at=later, etag='"1"', detail="fine", latency=0.25)
    stored = row(corpus, "a")
    assert (stored["state"], stored["last_outcome"], stored["last_status"]) == ("queued", "new", 200)
    assert (stored["next_at"], stored["fetched_at"]) == (times.utc(NOW + HOUR), times.utc(NOW))
    assert (stored["lease_owner"], stored["lease_until"], stored["etag"]) == (None, None, '"1"')
    visit = corpus.conn.execute("SELECT * FROM visits").fetchone()
    assert tuple(visit) == (run, leased.id, "vnexpress", "new", 200, "fine", times.utc(NOW), 0.25)


def test_settling_is_undone_with_its_page(corpus: Corpus, frontier: Frontier) -> None:
    run = runs.start(corpus, "test", NOW, pid=1, host="h")
    frontier.add([candidate("a")], NOW)
    (leased,) = frontier.lease(ME, 9, NOW, run_id=run)

    def store_a_page_that_fails() -> None:
        with corpus.transaction():
            frontier.settle(leased, Outcome.NEW, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store_a_page_that_fails()
    assert row(corpus, "a")["state"] == "leased"
    assert corpus.conn.execute("SELECT count(*) FROM visits").fetchone()[0] == 0


def test_attempts_count_visits_in_vain_and_then_stop(corpus: Corpus, frontier: Frontier) -> None:
    frontier.add([candidate("a")], NOW)
    now, waits = NOW, []
    while leased := frontier.lease(ME, 1, now):
        later = leased[0].next_at(Outcome.FAILED, now)
        frontier.settle(leased[0], Outcome.FAILED, now, next_at=later)
        if later:
            waits.append(later - now)
            now = later
    assert waits == [HOUR / 4, HOUR, 4 * HOUR, 16 * HOUR]
    assert (row(corpus, "a")["attempts"], row(corpus, "a")["state"]) == (5, "done")
    assert row(corpus, "a")["fetched_at"] is None


def test_success_forgets_the_attempts(corpus: Corpus, frontier: Frontier) -> None:
    frontier.add([candidate("a")], NOW)
    for outcome in (Outcome.FAILED, Outcome.UNCHANGED):
        (leased,) = frontier.lease(ME, 1, NOW)
        frontier.settle(leased, outcome, NOW, next_at=NOW)
    assert row(corpus, "a")["attempts"] == 0


def test_aliases_are_known_and_not_fetched(corpus: Corpus, frontier: Frontier) -> None:
    corpus.conn.execute(
        "INSERT INTO articles (id, url, first_seen_at, updated_at, content_sha256, origin) "
        "VALUES (7, 'u', '', '', '', 'crawl')"
    )
    frontier.add([candidate("first")], NOW)
    frontier.alias(candidate("other"), 7, NOW)
    frontier.alias(candidate("first"), 7, NOW)
    assert (row(corpus, "other")["article_id"], row(corpus, "first")["article_id"]) == (7, None)
    assert frontier.add([candidate("other")], NOW + HOUR) == Added(0, 0)
    assert [leased.key for leased in frontier.lease(ME, 9, NOW + HOUR)] == ["first"]


def test_pending_counts_by_source(frontier: Frontier) -> None:
    frontier.add([candidate("a", source="one"), candidate("b", source="one"), candidate("c", source="two")], NOW)
    frontier.add([candidate("d", source="one"), candidate("e", source="all")], NOW + HOUR)
    frontier.lease(ME, 1, NOW + HOUR, sources=["all"])
    frontier.lease(ME, 1, NOW, sources=["one"])
    assert frontier.pending(NOW) == [Pending("all", 0, 0, 1), Pending("one", 1, 1, 1), Pending("two", 1, 0, 0)]


# Two processes, one file


ROUNDS = 30  # of both processes asking at the same moment: enough for 400 URLs, seven at a time


def lease_all(path: Path, owner: str, start: "multiprocessing.synchronize.Barrier", results: Path) -> None:
    taken: list[str] = []
    with Corpus.open(path) as corpus:
        frontier = Frontier(corpus)
        for _ in range(ROUNDS):
            start.wait()
            for leased in frontier.lease(owner, 7, NOW):
                with corpus.transaction():
                    frontier.settle(leased, Outcome.NEW, NOW)
                taken.append(leased.key)
    results.write_text("\n".join(taken))


def test_two_processes_share_the_frontier_without_overlap(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    with Corpus.open(path) as corpus:
        Frontier(corpus).add([candidate(str(number)) for number in range(400)], NOW)
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(2)
    lists = [tmp_path / "one", tmp_path / "two"]
    processes = [spawn.Process(target=lease_all, args=(path, taken.name, start, taken)) for taken in lists]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE)
        assert process.exitcode == 0
    first, second = (taken.read_text().splitlines() for taken in lists)
    assert first
    assert second
    assert sorted(first + second, key=int) == [str(number) for number in range(400)]


def test_what_an_alias_changes_of_its_home_is_seen_by_those_announced_with_it(
    corpus: Corpus, frontier: Frontier
) -> None:
    frontier.add([candidate("home"), candidate("other")], NOW)
    fetch(frontier, NOW)
    corpus.conn.execute("PRAGMA foreign_keys = OFF")
    corpus.conn.execute("UPDATE urls SET article_id = 7, hint_title = NULL, state = 'alias'")
    corpus.conn.execute("UPDATE urls SET state = 'done' WHERE canonical_key = 'home'")
    frontier.add([candidate("other", title="first told"), candidate("home", title="told later")], NOW)
    assert row(corpus, "home")["hint_title"] == "first told"
