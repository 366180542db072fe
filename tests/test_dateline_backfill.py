"""`dateline backfill` on the demo newsroom: days of its archive, stopped and resumed, behind the live crawl."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from program import PATIENCE

from dateline import newsroom
from dateline.commands.backfill import spans
from dateline.newsroom import Newsroom
from storage.corpus import Corpus
from storage.times import VIETNAM

PAPERS = ("demo-nghean", "demo-vna", "demo-dongnai")


class Bench:
    def __init__(self, folder: Path, room: Newsroom) -> None:
        self.folder, self.room = folder, room
        self.db = folder / "corpus.db"
        (folder / "sources.toml").write_text(room.catalogue_toml())
        (folder / "dateline.toml").write_text(
            'catalogue = "sources.toml"\ndelay = 0\nallow_private = ["127.0.0.1"]\nworkers = 1\n'
        )

    def run(self, *words: str, code: int) -> str:
        command = [sys.executable, "-m", "dateline", *words]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=PATIENCE, check=False)
        assert done.returncode == code, done.stderr
        return done.stdout

    def call(self, *words: str, code: int = 0) -> dict[str, Any]:
        told = self.run(*words, "--json", code=code)
        return json.loads(told) if told else {}

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with Corpus.open(self.db, read_only=True) as corpus:
            return [tuple(row) for row in corpus.conn.execute(sql)]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with newsroom.start(stories=400, seed=7, faults=False) as room:
        yield Bench(tmp_path_factory.mktemp("backfill"), room)


@pytest.fixture(scope="module")
def days() -> tuple[date, date]:
    """The stories that are old enough to be in no feed any more."""
    today = datetime.now(VIETNAM).date()
    return today - timedelta(days=250), today - timedelta(days=3)


def span(days: tuple[date, date]) -> list[str]:
    return ["--from", days[0].isoformat(), "--to", days[1].isoformat()]


def test_archive_is_fetched_in_parts_newest_first_and_whole_in_the_end(bench: Bench, days: tuple[date, date]) -> None:
    first = bench.call("backfill", *PAPERS, *span(days), "--limit", "2")
    assert 2 < first["leased"] <= 2 * (len(PAPERS) + 1)  # one of them has two editions
    assert sum(first["left"].values()) > 0
    fetched = (
        "SELECT urls.hint_published_at FROM visits JOIN urls ON urls.id = url_id WHERE urls.source = 'demo-nghean'"
    )
    waiting = "SELECT hint_published_at FROM urls WHERE state = 'queued' AND source = 'demo-nghean'"
    assert min(bench.ask(fetched)) >= max(bench.ask(waiting))

    live = bench.call("crawl", "demo-nghean", "--limit", "5")
    taken = bench.ask(
        f"SELECT count(*) FROM visits JOIN urls ON urls.id = url_id WHERE visits.run_id = {live['run']} "
        "AND priority < 0"
    )
    assert taken == [(0,)]

    requests = len(bench.room.requests())
    second = bench.call("backfill", *PAPERS, *span(days))
    assert sum(second["left"].values()) == 0
    months = [each["path"] for each in bench.room.requests()[requests:] if "/sitemap-article-2" in each["path"]]
    assert months == [], "sitemaps of days gone by are read once"
    expected = {
        url
        for url, story in bench.room.truth["articles"].items()
        if story["listed"]
        and any(url.startswith(bench.room.addresses[paper]) for paper in PAPERS)
        and days[0] <= datetime.fromisoformat(story["published_at"]).astimezone(VIETNAM).date() <= days[1]
    }
    taken_care_of = {
        url for (url,) in bench.ask("SELECT url FROM urls WHERE last_outcome IS NOT NULL OR priority >= 0")
    }
    assert len(expected) > 10
    assert expected <= taken_care_of

    third = bench.call("backfill", *PAPERS, *span(days))
    assert third["leased"] == 0


def test_listings_are_walked_where_no_sitemap_tells(bench: Bench, days: tuple[date, date]) -> None:
    truth = bench.room.truth["articles"].values()
    first, last = days[0] + timedelta(days=30), days[1] - timedelta(days=30)

    def wanted(first: date, last: date) -> set[str]:
        told = {each["url"]: each["published_at"] for each in truth if each["source"] == "demo-cantho"}
        return {
            url for url, at in told.items() if first <= datetime.fromisoformat(at).astimezone(VIETNAM).date() <= last
        }

    def held() -> set[str]:
        return {url for (url,) in bench.ask("SELECT url FROM articles WHERE source = 'demo-cantho'")}

    part = bench.call("backfill", "demo-cantho", *span((first, last)), "--limit", "12")
    assert part["leased"] == 12
    bench.call("backfill", "demo-cantho", *span((first, last)))
    assert wanted(first, last)
    assert wanted(first, last) <= held(), "the rest came when it went on"
    assert len(held()) < len(wanted(date.min, date.max)), "not the whole listing is fetched for some days of it"
    bench.call("backfill", "demo-cantho", *span(days))
    assert wanted(*days) <= held()
    again = bench.call("backfill", "demo-cantho", *span(days))
    assert again["leased"] == 0


def test_days_without_articles_are_named(bench: Bench, days: tuple[date, date]) -> None:
    found = bench.call("backfill", "demo-nghean", *span(days))["empty_days"]["demo-nghean"]
    stored = {
        day
        for (day,) in bench.ask("SELECT date(published_at, '+7 hours') FROM articles WHERE source = 'demo-nghean'")
    }
    every = {(days[0] + timedelta(days=number)).isoformat() for number in range((days[1] - days[0]).days + 1)}
    assert set(found) == every - stored


def test_nothing_in_a_span_is_exit_code_1(bench: Bench) -> None:
    bench.call("backfill", "demo-nghean", "--from", "1999-01-01", "--to", "1999-01-05", code=1)


def test_a_span_must_run_forwards(bench: Bench) -> None:
    bench.call("backfill", "demo-nghean", "--from", "2020-01-02", "--to", "2020-01-01", code=2)


def test_a_span_must_have_begun(bench: Bench) -> None:
    today = datetime.now(VIETNAM).date()
    coming = today + timedelta(days=2), today + timedelta(days=9)
    bench.call("backfill", "demo-nghean", *span(coming), code=2)
    found = bench.call("backfill", "demo-nghean", *span((today - timedelta(days=250), coming[1])))
    assert max(found["empty_days"]["demo-nghean"], default="") <= datetime.now(VIETNAM).date().isoformat()


def test_sections_that_do_not_reach_back_are_not_walked(bench: Bench) -> None:
    requests = len(bench.room.requests())
    bench.call("backfill", "demo-vna", "--from", "1999-01-01", "--to", "1999-01-05", code=1)
    pages = [each["path"] for each in bench.room.requests()[requests:] if "?page=" in each["path"]]
    assert pages
    assert len(pages) == len(set(pages)), "a page that is walked is asked for a second time"


DEAD = "http://127.0.0.1:1/"
REFUSED = "robots.txt cannot be had (connection refused)"


def test_a_site_that_cannot_be_reached_is_no_empty_archive(
    bench: Bench, days: tuple[date, date], tmp_path: Path
) -> None:
    own = Bench(tmp_path, bench.room)
    stored = own.call("backfill", "demo-dongnai", *span(days))["articles"]
    assert stored["demo-dongnai"]
    (tmp_path / "dead.toml").write_text(
        '[source.demo-dongnai]\nfamily = "yyyymm"\nscheme = "http"\nhost = "127.0.0.1:1"\n'
    )
    command = ("backfill", "demo-dongnai", *span(days), "--catalogue", "dead.toml")
    told = own.run(*command, code=1)
    assert "nothing could be fetched" in told
    line = next(line for line in told.splitlines() if line.startswith("demo-dongnai/vi: "))
    words = rf"demo-dongnai/vi: (\d+) of \1 lists could not be read, as {DEAD}\S*: (.+); the next backfill asks again"
    said = re.fullmatch(words, line)
    assert said
    assert said[2] == REFUSED
    found = own.call(*command, code=1)
    assert (found["answered"], found["articles"]) == (False, stored)
    unread = found["unread"]["demo-dongnai/vi"]
    assert unread["lists"] == len(unread["problems"]) == int(said[1])
    assert {f"{DEAD}robots.txt", f"{DEAD}sitemap.xml", DEAD} <= set(unread["problems"])


def test_a_list_that_cannot_be_had_is_named_and_the_rest_is_fetched(
    bench: Bench, days: tuple[date, date], tmp_path: Path
) -> None:
    own = Bench(tmp_path, bench.room)
    with (tmp_path / "sources.toml").open("a") as more:
        more.write('[source.dead]\nfamily = "onecms"\nscheme = "http"\nhost = "127.0.0.1:1"\n')
    text = (tmp_path / "sources.toml").read_text()
    (tmp_path / "sources.toml").write_text(text.replace('index.xml"]', f'index.xml", "{DEAD}moved.xml"]'))
    found = own.call("backfill", "demo-dongnai", "demo-nghean/vi", *span(days))
    assert found["articles"]["demo-dongnai"]
    assert list(found["unread"]) == ["demo-dongnai/vi"]
    assert found["unread"]["demo-dongnai/vi"]["problems"] == {f"{DEAD}moved.xml": REFUSED}
    assert found["unread"]["demo-dongnai/vi"]["lists"] > 2
    both = own.call("backfill", "demo-dongnai", "dead", *span(days))
    assert list(both["unread"]) == ["dead/vi", "demo-dongnai/vi"], "as of a crawl, one that answers is success"


def test_a_private_address_is_named_with_the_way_out(bench: Bench, days: tuple[date, date], tmp_path: Path) -> None:
    own = Bench(tmp_path, bench.room)
    (tmp_path / "dateline.toml").write_text('catalogue = "sources.toml"\ndelay = 0\n')
    assert "its address is private: name its host" in own.run("backfill", "demo-dongnai", *span(days), code=1)


def test_days_in_words() -> None:
    days = [date(2019, 1, 3), date(2019, 2, 10), date(2019, 2, 11), date(2019, 2, 12)]
    assert spans(days) == "2019-01-03, 2019-02-10 to 2019-02-12"
