"""Several crawlers, each with its share of the newsroom, and what comes of them: one corpus."""

import json
import re
import sqlite3
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from program import dateline, keep, one_line, settle_in, story

from crawler import catalogue
from crawler.plan import Plan
from crawler.shares import Share
from dateline import newsroom
from dateline.cli import main


def articles(db: Path) -> set[tuple[str, str, str]]:
    with sqlite3.connect(db) as conn:
        return set(conn.execute("SELECT url, source, content_sha256 FROM articles"))


def copies(db: Path) -> set[tuple[str, str]]:
    with sqlite3.connect(db) as conn:
        return set(conn.execute("SELECT c.url, o.url FROM articles c JOIN articles o ON o.id = c.duplicate_of"))


def test_shares_never_meet_and_make_one_corpus(tmp_path: Path) -> None:
    with newsroom.start(stories=12) as room:
        folder = settle_in(tmp_path, room)
        known = catalogue.load(folder / "sources.toml")
        names = [name for name in known.sources if name.startswith("demo-")]
        whole = dateline(folder, "crawl", *names, "--db", "whole.db")
        assert whole.returncode == 0, whole.stderr
        for number in (1, 2):
            mine = Share(number, 2).sources(known).intersection(names)
            done = dateline(folder, "crawl", *mine, "--share", f"{number}/2", "--db", f"{number}.db")
            assert done.returncode == 0, done.stderr
            assert {source for _, source, _ in articles(folder / f"{number}.db")} == mine
    done = dateline(folder, "merge", "1.db", "2.db", "--db", "all.db")
    assert done.returncode == 0, done.stderr
    assert articles(folder / "all.db") == articles(folder / "whole.db")
    assert copies(folder / "all.db") == copies(folder / "whole.db")


def test_a_crawl_of_a_share_reads_the_catalogue_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[Path | None] = []
    load = catalogue.load
    monkeypatch.setattr(catalogue, "load", lambda extra=None: loaded.append(extra) or load(extra))
    monkeypatch.setattr("crawler.ahead.prepare", lambda *_: sys.exit("enough"))
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["crawl", "provincial", "--share", "1/3", "--contact", "me@paper.example"])
    assert done.exit_code == 1, done.output
    assert loaded == [None]


def test_a_backfill_of_a_group_takes_its_share_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def backfill(_config: object, plan: Plan, *_days: object) -> None:
        asked.extend(plan.words)
        sys.exit(0)

    monkeypatch.setattr("dateline.commands.backfill._backfill", backfill)
    monkeypatch.chdir(tmp_path)
    days = ["--from", "2024-02-01", "--to", "2024-02-02"]
    whole = {edition.name for edition in catalogue.load().select(["provincial"])}
    seen = []
    for number in (1, 2, 3):
        asked.clear()
        done = CliRunner().invoke(main, ["backfill", "provincial", *days, "--share", f"{number}/3"])
        assert done.exit_code == 0, done.output
        seen += asked
    assert (set(seen), len(seen)) == (whole, len(whole)), "each once"


def test_a_backfill_refuses_a_named_source_of_another_share(tmp_path: Path) -> None:
    known = catalogue.load()
    other = min(Share(2, 2).sources(known))
    done = dateline(tmp_path, "backfill", other, "--from", "2024-02-01", "--to", "2024-02-02", "--share", "1/2")
    assert done.returncode == 2
    assert f"share 1/2 does not hold {other}" in done.stderr
    assert not (tmp_path / "corpus.db").exists()


def test_the_schedule_plans_for_its_share_alone(tmp_path: Path) -> None:
    keep(tmp_path / "corpus.db", story(1))
    known = catalogue.load()
    active = {edition.source for edition in known}
    seen = set[str]()
    for number in (1, 2, 3):
        done = dateline(tmp_path, "schedule", "next", "--json", DATELINE_SHARE=f"{number}/3")
        planned = {entry["source"] for entry in json.loads(done.stdout)}
        assert planned == Share(number, 3).sources(known) & active
        assert f"share {number}/3: {len(planned)} of {len(active)} sources" in one_line_of(done.stderr)
        seen |= planned
    assert seen == active


def one_line_of(text: str) -> str:
    assert len(text.splitlines()) == 1
    return text


def test_the_list_names_a_share(tmp_path: Path) -> None:
    done = dateline(tmp_path, "sources", "list", "--share", "2/3", "--json")
    assert {each["name"] for each in json.loads(done.stdout)} == Share(2, 3).sources(catalogue.load())


@pytest.mark.parametrize("known", [{}, {"DATELINE_SHARE": "2/3"}], ids=["option", "environment"])
def test_the_unit_keeps_the_share(tmp_path: Path, known: dict[str, str]) -> None:
    """Of a variable too: systemd does not have it."""
    done = dateline(tmp_path, "schedule", "install", *([] if known else ["--share", "2/3"]), **known)
    assert done.returncode == 0, done.stderr
    assert next(line for line in done.stdout.splitlines() if line.startswith("ExecStart")).endswith("--share 2/3")


def test_the_units_in_the_documentation_speak_of_one_file() -> None:
    text = (Path(__file__).parents[1] / "docs" / "scale.md").read_text("utf-8")
    crawled = re.search(r"schedule run --share %I --db %h/(\S+)", text)
    fetched = re.search(r'"sqlite3 (\S+) ', text)
    assert crawled
    assert fetched
    assert crawled[1] == fetched[1]


@pytest.mark.parametrize(
    "command",
    [("crawl",), ("schedule", "run"), ("schedule", "next"), ("schedule", "install"), ("sources", "list")],
)
def test_what_is_no_share_is_one_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = dateline(tmp_path, *command, "--share", "4/3")
    assert done.returncode == 2
    assert "'4/3' is no share" in one_line(done)


def test_a_wrong_share_in_the_settings_names_the_place(tmp_path: Path) -> None:
    (tmp_path / "dateline.toml").write_text("share = 3\n")
    assert "dateline.toml: share: '3' is no share" in one_line(dateline(tmp_path, "crawl"))


def test_a_source_of_another_share_is_not_crawled_by_a_slip(tmp_path: Path) -> None:
    (tmp_path / "dateline.toml").write_text('share = "1/3"\n')
    done = dateline(tmp_path, "crawl", "baocantho")
    assert done.returncode == 2
    assert "share 1/3 does not hold baocantho" in one_line(done)


def test_not_even_beside_one_of_its_own(tmp_path: Path) -> None:
    known = catalogue.load()
    ours, theirs = (min(Share(number, 3).sources(known)) for number in (1, 2))
    done = dateline(tmp_path, "crawl", ours, theirs, "--share", "1/3")
    assert done.returncode == 2
    assert f"share 1/3 does not hold {theirs}: " in one_line(done)
    assert not (tmp_path / "corpus.db").exists()
