"""What comes when, and why: from the file alone, whatever happened to the clock or to the service."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler import catalogue
from scheduler import agenda as agendas
from scheduler.agenda import Agenda, Entry
from scheduler.settings import read
from storage import feeds, times, waiting
from storage.corpus import Corpus
from storage.feeds import Answer
from storage.frontier import Candidate, Frontier
from storage.records import Found, Kind

NOW = datetime(2026, 7, 20, 5, 0, tzinfo=UTC)  # noon in Vietnam
TOML = '[source.one]\nhost = "one.test"\nfamily = "epi"\ngroup = "provincial"\nfeeds = ["/rss"]\n'


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    (tmp_path / "own.toml").write_text(TOML)
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


def plan(corpus: Corpus, policy: str, started: datetime | None = None, **schedule: Any) -> Entry:
    known = catalogue.load(corpus.path.parent / "own.toml")
    table = {"default": "off", "jitter": "0", "sources": {"one": policy}} | schedule
    (entry,) = Agenda(known, read(table, known)).read(corpus, NOW, {"one": started} if started else None)
    return entry


def asked(corpus: Corpus, ago: timedelta, *, everything: bool = True) -> None:
    """Note that a run asked all that it asks first, so long ago."""
    known = catalogue.load(corpus.path.parent / "own.toml")
    urls = list(agendas._addresses(known, known.sources["one"].editions, [], NOW))
    for url in urls if everything else urls[:1]:
        feeds.record(corpus, Answer(url, "one", Kind.FEED, ok=True, status=200, new=1, entries=9), NOW - ago)


def test_never_asked_is_due_now(corpus: Corpus) -> None:
    assert plan(corpus, "30m").why == "never asked"
    assert plan(corpus, "auto").at == plan(corpus, "30m").at == NOW
    assert plan(corpus, "auto").why.endswith("was never asked")


def test_interval_counts_from_the_last_crawl_in_the_file(corpus: Corpus) -> None:
    asked(corpus, timedelta(minutes=20))
    assert plan(corpus, "30m").due == NOW + timedelta(minutes=10)
    overdue = plan(corpus, "15m")
    assert (overdue.at, overdue.why) == (NOW, "every 15m, overdue")


def test_a_day_of_sleep_is_one_overdue_run(corpus: Corpus) -> None:
    asked(corpus, timedelta(days=1))
    assert plan(corpus, "15m").at == NOW
    assert plan(corpus, "15m", started=NOW).at == NOW + timedelta(minutes=15)


def test_cron_missed_while_off_is_made_up_for(corpus: Corpus) -> None:
    asked(corpus, timedelta(hours=8))
    assert plan(corpus, "0 6 * * *").why == "cron 0 6 * * *, overdue"
    assert plan(corpus, "0 6 * * *", started=NOW).due == NOW + timedelta(hours=18)
    assert plan(corpus, "0 6 30 2 *").why.endswith("never comes")


def test_auto_asks_the_first_feed_that_is_due(corpus: Corpus) -> None:
    asked(corpus, timedelta(minutes=10))
    entry = plan(corpus, "auto")
    assert entry.due == NOW + timedelta(minutes=20)
    assert entry.why.endswith("every 30 min")


def test_auto_takes_pages_that_are_due_and_lets_them_gather(corpus: Corpus) -> None:
    asked(corpus, timedelta(0))
    found = Candidate("key", Found("https://one.test/a-post1.vnp"), "one", "vi", "one.test")
    Frontier(corpus).add([found], NOW - timedelta(minutes=20))
    entry = plan(corpus, "auto")
    assert (entry.due, entry.why) == (NOW + timedelta(minutes=10), "pages are due")


def test_what_no_run_comes_to_ask_does_not_keep_the_service_busy(corpus: Corpus) -> None:
    asked(corpus, timedelta(minutes=1), everything=False)
    assert plan(corpus, "auto").due == NOW + timedelta(minutes=4)


def test_a_sitemap_of_last_month_is_not_waited_for(corpus: Corpus) -> None:
    asked(corpus, timedelta(minutes=10))
    old = Answer("https://one.test/sitemap-2026-05.xml", "one", Kind.SITEMAP, ok=True, status=200, new=3, entries=9)
    feeds.record(corpus, old, NOW - timedelta(days=40))
    assert plan(corpus, "auto").due == NOW + timedelta(minutes=20)


def test_quiet_hours_put_off_and_say_so(corpus: Corpus) -> None:
    entry = plan(corpus, "30m", quiet=["11:00-13:30"])
    assert entry.at == NOW + timedelta(hours=1, minutes=30)
    assert entry.why == "never asked, after the quiet hours"


def test_a_clock_that_was_ahead_keeps_nothing_from_being_asked(corpus: Corpus) -> None:
    asked(corpus, -timedelta(days=400))
    page = Candidate("key", Found("https://one.test/a-post1.vnp"), "one", "vi", "one.test")
    Frontier(corpus).add([page], NOW + timedelta(days=400))
    assert waiting.mend_clock(corpus, NOW) > 0
    assert corpus.conn.execute("SELECT next_at FROM urls").fetchone()[0] == times.utc(NOW)
    assert waiting.mend_clock(corpus, NOW) == 0
    assert plan(corpus, "auto").at == plan(corpus, "30m").at == NOW


def test_make_due_leaves_what_fails_alone(corpus: Corpus) -> None:
    asked(corpus, timedelta(0))
    failed = Answer("https://one.test/bad", "one", Kind.FEED, ok=False, status=500)
    feeds.record(corpus, failed, NOW)
    waiting.make_due(corpus, ["one"], NOW)
    due = {feed.url for feed in feeds.known(corpus, due=NOW)}
    assert due
    assert failed.url not in due
    assert times.utc(NOW) == next(feed.next_at for feed in feeds.known(corpus) if feed.url in due)
