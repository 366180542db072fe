"""A crawl that is killed at any moment loses nothing and does nothing twice."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import killer
import pytest
from crawls import Crawl

from dateline import newsroom
from storage import runs
from storage.corpus import Corpus
from storage.records import Outcome

KILLS = int(os.environ.get("DATELINE_TEST_KILLS", "30"))
SEED = int(os.environ.get("DATELINE_TEST_SEED", "1"))
STORIES = max(100, 4 * KILLS)
COLUMNS = "url, source, language, title, lead, text, byline, agency, place, section, published_at, content_sha256"


@dataclass
class Killed:
    corpus: Corpus
    reference: Corpus
    truth: dict[str, Any]
    report: dict[str, Any]

    def must_be_there(self) -> set[str]:
        """What feeds and sitemaps announce; what only turning teasers lead to may be found or not."""
        fates = self.truth["outcomes"]
        return {
            url
            for url in self.truth["articles"]
            if fates.get(url, {}).get("first") in (["new"], ["new", "duplicate"])
        }


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    folder = tmp_path_factory.mktemp("killed")
    toml = folder / "sources.toml"
    with newsroom.start(stories=STORIES, seed=11, log=folder / "log.jsonl") as room:
        toml.write_text(room.catalogue_toml())
        words = sorted(room.addresses)
        crawl = Crawl(folder / "killed.db", toml, words)
        done = subprocess.run(
            [sys.executable, killer.__file__, crawl.orders(), room.log, str(KILLS), str(SEED)],
            stdout=subprocess.PIPE, text=True, timeout=300 + 60 * KILLS, check=True,
        )  # fmt: skip
        Crawl(folder / "whole.db", toml, words).run()
        truth = room.truth
        sys.stdout.write(f"\nkills: {done.stdout}")
    with Corpus.open(folder / "killed.db") as corpus, Corpus.open(folder / "whole.db") as reference:
        yield Killed(corpus, reference, truth, json.loads(done.stdout))


def stories(corpus: Corpus) -> dict[str, tuple[object, ...]]:
    return {row["url"]: tuple(row) for row in corpus.conn.execute(f"SELECT {COLUMNS} FROM articles")}


def test_it_was_killed_often_enough_and_then_came_to_its_end(killed: Killed) -> None:
    assert killed.report["kills"] >= KILLS
    assert killed.report["code"] == 0


def test_no_worker_outlives_its_crawl(killed: Killed) -> None:
    assert killed.report["workers"] > 0
    assert killed.report["orphans"] == 0


def test_nothing_is_missing(killed: Killed) -> None:
    wanted = killed.must_be_there()
    assert wanted <= stories(killed.reference).keys()
    assert wanted - stories(killed.corpus).keys() == set()


def test_every_story_is_the_same_to_the_byte(killed: Killed) -> None:
    one, other = stories(killed.corpus), stories(killed.reference)
    assert {url for url in one.keys() & other.keys() if one[url] != other[url]} == set()


def test_nothing_is_there_twice(killed: Killed) -> None:
    urls = stories(killed.corpus).keys()
    assert urls <= killed.truth["articles"].keys()
    twice = killed.corpus.conn.execute(
        "SELECT url_id FROM visits WHERE outcome IN ('new', 'duplicate') GROUP BY url_id HAVING count(*) > 1"
    )
    assert twice.fetchall() == []


def test_copies_have_the_same_origins(killed: Killed) -> None:
    def origins(corpus: Corpus) -> set[tuple[str, str]]:
        rows = corpus.conn.execute("SELECT a.url, o.url FROM articles a JOIN articles o ON o.id = a.duplicate_of")
        return {tuple(row) for row in rows}

    shared = stories(killed.corpus).keys() & stories(killed.reference).keys()
    wanted = {pair for pair in origins(killed.reference) if set(pair) <= shared}
    assert wanted == {pair for pair in origins(killed.corpus) if set(pair) <= shared}


def test_every_run_s_outcomes_add_up(killed: Killed) -> None:
    all_runs = runs.last(killed.corpus, 10_000)
    assert len(all_runs) > KILLS / 2  # the earliest kills come before a run has begun
    for run in all_runs:
        assert run.state in {"finished", "interrupted"}
        assert sum(run.counts.values()) == run.leased, run
    assert sum(run.counts[Outcome.NEW] for run in all_runs) > 0
    assert killed.corpus.conn.execute("SELECT count(*) FROM urls WHERE state = 'leased'").fetchone()[0] == 0


def test_the_file_is_whole(killed: Killed) -> None:
    assert killed.corpus.conn.execute("PRAGMA integrity_check").fetchall()[0][0] == "ok"
    assert killed.corpus.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    killed.corpus.conn.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
