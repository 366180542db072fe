"""Two crawls of the demo newsroom by the code that crawls live sites, against what the newsroom knows to be true."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from program import PATIENCE

from crawler import catalogue
from dateline import newsroom
from seeds import importer
from storage import runs
from storage.corpus import Corpus

# Scrapy's reactor starts once in a process, so every crawl has one of its own.
CRAWL = """
import json, sys
from pathlib import Path
from crawler.plan import Plan
from crawler.run import crawl
if __name__ == "__main__":
    orders = json.loads(sys.argv[1])
    plan = Plan(db=Path(orders["db"]), catalogue=Path(orders["catalogue"]), words=tuple(orders["words"]), workers=2)
    crawl(plan, {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "DATELINE_ALLOW_PRIVATE": "127.0.0.1",
                 "LOG_LEVEL": "WARNING"})
"""


@dataclass
class Demo:
    corpus: Corpus
    truth: dict[str, Any]
    log: list[dict[str, Any]]
    stderr: list[str]

    def visits(self, run: int) -> dict[str, tuple[str, str | None]]:
        rows = self.corpus.conn.execute(
            "SELECT url, outcome, detail FROM visits JOIN urls ON urls.id = url_id WHERE visits.run_id = ?", (run,)
        )
        return {row["url"]: (row["outcome"], row["detail"]) for row in rows}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    script, toml, db = folder / "crawl.py", folder / "sources.toml", folder / "corpus.db"
    script.write_text(CRAWL)
    stderr = []
    with newsroom.start(stories=300, seed=7) as room:
        toml.write_text(room.catalogue_toml())
        truth = room.truth
        orders = json.dumps({"db": str(db), "catalogue": str(toml), "words": sorted(room.addresses)})
        import_seeds(db)
        for edition in (1, 2):
            room.edit(edition)
            done = subprocess.run(
                [sys.executable, script, orders], capture_output=True, text=True, timeout=PATIENCE, check=True
            )
            stderr.append(done.stderr)
        log = room.requests()
    with Corpus.open(db, read_only=True) as corpus:
        yield Demo(corpus, truth, log, stderr)


def import_seeds(db: Path) -> None:
    with Corpus.open(db) as corpus:
        importer.import_folder(corpus, importer.DOCUMENTS, catalogue.load().rulebook(), now=datetime.now(UTC))


def article(demo: Demo, url: str) -> dict[str, Any]:
    row = demo.corpus.conn.execute(
        "SELECT * FROM articles WHERE id = (SELECT article_id FROM urls WHERE url = ?)", (url,)
    ).fetchone()
    assert row is not None, f"{url} is not stored"
    return dict(row)


def test_every_url_has_one_outcome_and_they_add_up(demo: Demo) -> None:
    for number in (1, 2):
        run = runs.get(demo.corpus, number)
        assert run.state == "finished"
        assert sum(run.counts.values()) == run.leased == len(demo.visits(number))
        assert run.leased > 0


@pytest.mark.parametrize(("run", "crawl"), [(1, "first"), (2, "second")])
def test_every_url_became_what_it_must(demo: Demo, run: int, crawl: str) -> None:
    visits = demo.visits(run)
    wrong = [
        f"{url}: {visits.get(url, 'not visited')}, must be {expected[crawl] or 'not visited'}"
        for url, expected in demo.truth["outcomes"].items()
        if visits.get(url, ("",))[0] not in (expected[crawl] or [""])
    ]
    assert not wrong, "\n".join(wrong)


def test_what_is_stored_is_what_was_written(demo: Demo) -> None:
    wrong = []
    for url, truth in demo.truth["articles"].items():
        if demo.visits(1).get(url, ("",))[0] not in {"new", "duplicate"}:
            continue
        stored = article(demo, url)
        paragraphs = truth["revised_paragraphs"] or truth["paragraphs"]
        expected = {name: truth[name] for name in ("title", "lead", "byline", "agency", "place", "language")}
        expected["text"] = "\n\n".join(paragraphs).replace("\N{NO-BREAK SPACE}", " ")
        expected["published_precision"] = truth["published_precision"]
        wrong += [
            f"{url}: {name} is {stored[name]!r:.90}, must be {value!r:.90}"
            for name, value in expected.items()
            if stored[name] != value
        ]
    assert not wrong, "\n".join(wrong)


def test_an_edited_article_is_one_article_with_a_revision(demo: Demo) -> None:
    for url in demo.truth["edited"]:
        row = article(demo, url)
        (old,) = demo.corpus.conn.execute("SELECT text FROM revisions WHERE article_id = ?", (row["id"],)).fetchall()
        assert old["text"].split("\n\n") == demo.truth["articles"][url]["paragraphs"]
        assert row["text"].split("\n\n") == demo.truth["articles"][url]["revised_paragraphs"]


def test_copies_point_to_the_original(demo: Demo) -> None:
    for pair in demo.truth["copies"]:
        assert article(demo, pair["copy"])["duplicate_of"] == article(demo, pair["original"])["id"], pair


def test_seeds_are_the_origin_of_what_the_newsroom_has_of_them(demo: Demo) -> None:
    for name, url in demo.truth["seeds"].items():
        origin = article(demo, url)["duplicate_of"]
        (seed,) = demo.corpus.conn.execute("SELECT origin, url FROM articles WHERE id = ?", (origin,)).fetchall()
        assert seed["origin"] == "seed", name


def test_translations_that_name_their_original_are_linked_not_merged(demo: Demo) -> None:
    for url, original in demo.truth["translations"].items():
        if demo.truth["articles"][url]["original_url"]:
            one, other = article(demo, url), article(demo, original)
            kinds = demo.corpus.conn.execute(
                "SELECT kind FROM relations WHERE article_id = ? AND other_id = ?", (one["id"], other["id"])
            ).fetchall()
            assert [row["kind"] for row in kinds] == ["translation"], url


def test_manners(demo: Demo) -> None:
    """robots.txt is read first and obeyed; unchanged feeds are asked for conditionally; the agent is honest."""
    by_port: dict[int, list[str]] = {}
    for request in demo.log:
        if not request["path"].startswith("/__newsroom__"):
            by_port.setdefault(request["port"], []).append(request["path"])
            assert request["headers"]["user-agent"].startswith("dateline/")
    assert all(paths[0] == "/robots.txt" for paths in by_port.values())
    assert not [path for paths in by_port.values() for path in paths if path.startswith("/interne/")]
    assert [request for request in demo.log if request["status"] == 304]


def test_robots_txt_is_asked_for_once_a_day(demo: Demo) -> None:
    asked = [row["newsroom"] for row in demo.log if row["path"] == "/robots.txt"]
    assert sorted(asked) == sorted(set(asked)), "the second crawl knows it from the first"
    assert len(asked) == 5


def test_nothing_is_logged_as_an_error(demo: Demo) -> None:
    assert demo.stderr == ["", ""]


def test_what_answered_has_the_time_to_its_first_byte(demo: Demo) -> None:
    rows = demo.corpus.conn.execute("SELECT status IS NULL AS silent, latency FROM visits").fetchall()
    assert {row["latency"] is None for row in rows if row["silent"]} <= {True}
    assert all(0 < row["latency"] < 60 for row in rows if not row["silent"])
