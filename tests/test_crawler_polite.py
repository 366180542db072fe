"""Manners, by the servers' own log: two crawls of one corpus side by side, and a third after them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from urllib.request import urlopen

import faultdesk
import pytest
from crawls import Crawl
from faults import CRAWL_DELAY, MANNERS, SITES, WAIT
from program import PATIENCE

from storage import runs, status
from storage.corpus import Corpus

DELAY = 0.4
# A crawl that has other things to do, or a machine, sends a request late and the next one in time.
JITTER = 0.25
WORDS = sorted(MANNERS - {"resting"})


@dataclass
class Watched:
    corpus: Corpus
    desk: faultdesk.FaultDesk
    first: list[dict[str, Any]]
    second: list[dict[str, Any]]
    alerts: dict[str | None, str]

    def log(self, site: str) -> list[dict[str, Any]]:
        return [request for request in self.first if request["site"] == site]

    def intervals(self, site: str) -> list[float]:
        return [later["time"] - sooner["time"] for sooner, later in pairwise(self.log(site))]

    def outcomes(self, site: str) -> list[str]:
        rows = self.corpus.conn.execute("SELECT outcome FROM visits WHERE source = ? AND run_id < 3", (site,))
        return sorted(row["outcome"] for row in rows)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("polite")
    toml = folder / "sources.toml"
    settings = {"DOWNLOAD_DELAY": DELAY, "AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": DELAY}
    with faultdesk.start(folder) as desk:
        toml.write_text(desk.catalogue())
        crawl = Crawl(folder / "corpus.db", toml, WORDS, settings=settings)
        pair = [crawl.start(), crawl.start()]
        assert [process.communicate(timeout=PATIENCE)[1] for process in pair] == ["", ""]
        first = desk.requests()
        with Corpus.open(folder / "corpus.db", read_only=True) as corpus:
            alerts = {alert.source: alert.message for alert in status.read(corpus, datetime.now(UTC)).alerts}
        urlopen(desk.url("blocking", "/story/mercy")).close()
        crawl.run()
        second = desk.requests()[len(first) :]
        with Corpus.open(folder / "corpus.db", read_only=True) as corpus:
            yield Watched(corpus, desk, first, second, alerts)


@pytest.mark.parametrize("site", WORDS)
def test_no_host_is_hurried(watched: Watched, site: str) -> None:
    """Feeds, stories, redirects, retries, two processes: never closer than the delay."""
    intervals = watched.intervals(site)
    assert all(interval >= DELAY - JITTER for interval in intervals), intervals
    assert sum(intervals) >= len(intervals) * DELAY - JITTER, intervals


def test_crawl_delay_is_honoured(watched: Watched) -> None:
    """Once both processes have read robots.txt; redirects from another host are stories of this one."""
    assert len([request for request in watched.log("ruled") if "moved" in request["path"]]) == 3
    reads = [number for number, request in enumerate(watched.log("ruled")) if request["path"] == "/robots.txt"]
    intervals = watched.intervals("ruled")[max(reads) + 1 :]
    assert len(intervals) > 3
    assert sum(intervals) >= len(intervals) * CRAWL_DELAY - JITTER, intervals


def test_what_robots_txt_forbids_is_never_asked_for(watched: Watched) -> None:
    """A byte order mark before its first line hides nothing."""
    assert not [path for path in watched.desk.asked("ruled") if "secret" in path]
    assert watched.outcomes("ruled") == ["new", "new", "new", "robots"]
    for site in WORDS:
        assert watched.log(site)[0]["path"] == "/robots.txt"


@pytest.mark.parametrize("site", ["busy-for-seconds", "busy-until"])
def test_retry_after_is_waited_for(watched: Watched, site: str) -> None:
    refused, again = [request["time"] for request in watched.log(site) if "story" in request["path"]]
    assert again - refused >= WAIT - 1 - JITTER  # an HTTP date has whole seconds
    assert watched.outcomes(site) == ["new"]


def test_who_asks_for_an_hour_has_it(watched: Watched) -> None:
    """What was refused is blocked, the rest is given back, and no process asks until the hour is over."""
    site = "busy-for-an-hour"
    assert 1 <= len([request for request in watched.log(site) if "story" in request["path"]]) <= 2
    assert set(watched.outcomes(site)) == {"blocked"}
    assert site in watched.alerts
    assert not [request for request in watched.second if request["site"] == site]


def test_back_off_grows(watched: Watched) -> None:
    intervals = [
        later["time"] - sooner["time"]
        for sooner, later in pairwise([request for request in watched.log("failing") if "story" in request["path"]])
    ]
    assert len(intervals) == 2
    assert intervals[0] >= DELAY - JITTER
    assert intervals[1] >= 2 * DELAY - JITTER
    assert watched.outcomes("failing") == ["failed"]


def test_the_circuit_opens_and_says_so(watched: Watched) -> None:
    stories = [request for request in watched.log("blocking") if "story" in request["path"]]
    assert len(stories) <= 12  # five each of two processes, and what was on its way
    assert set(watched.outcomes("blocking")) == {"blocked"}
    assert "403" in watched.alerts["blocking"]


def test_the_next_success_closes_it(watched: Watched) -> None:
    open_alerts = watched.corpus.conn.execute("SELECT source FROM alerts WHERE cleared_at IS NULL").fetchall()
    assert "blocking" not in {row["source"] for row in open_alerts}
    new = watched.corpus.conn.execute(
        "SELECT count(*) FROM visits WHERE source = 'blocking' AND outcome = 'new' AND run_id = 3"
    ).fetchone()[0]
    assert new == len(SITES["blocking"].faults) - len(watched.outcomes("blocking"))


def test_addresses_that_were_guessed_close_no_host(watched: Watched) -> None:
    assert watched.outcomes("fenced") == ["new", "new"]
    assert "fenced" not in watched.alerts


def test_without_robots_txt_nothing_is_asked_for(watched: Watched) -> None:
    assert {request["path"] for request in watched.log("without-robots")} == {"/robots.txt"}


def test_two_processes_fetch_no_page_twice(watched: Watched) -> None:
    stories = [request["path"] for request in watched.log("ruled") if "story" in request["path"]]
    assert len(stories) == len(set(stories)) == 6


def test_both_runs_add_up(watched: Watched) -> None:
    for run in runs.last(watched.corpus, 3):
        assert run.state == "finished"
        assert sum(run.counts.values()) == run.leased
