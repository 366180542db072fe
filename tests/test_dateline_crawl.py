"""`dateline crawl` on the demo newsroom: the summary, JSON, limits, being stopped, a second time."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from program import LOCAL, PATIENCE, dateline, environment, on_terminal, settle_in

from crawler import catalogue
from crawler.plan import Plan
from dateline import newsroom
from dateline.commands import crawl
from dateline.config import Config
from storage import runs
from storage.corpus import Corpus, CorpusError
from storage.records import Outcome

SOURCES = ("demo-cantho", "demo-vna")


@pytest.fixture(scope="module")
def room() -> Iterator[newsroom.Newsroom]:
    with newsroom.start(stories=60) as opened:
        yield opened


@pytest.fixture(scope="module")
def crawled(
    room: newsroom.Newsroom, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = settle_in(tmp_path_factory.mktemp("crawled"), room)
    return folder, dateline(folder, "crawl", *SOURCES)


def test_the_summary_adds_up(crawled: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, done = crawled
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].split()[:3] == ["source", "URLs", "new"]
    table = {line.split()[0]: list(map(int, line.split()[1:])) for line in lines[1:4]}
    assert set(table) == {*SOURCES, "total"}
    with Corpus.open(folder / "corpus.db", read_only=True) as corpus:
        run = runs.get(corpus, 1)
    assert run.trigger == "manual"
    assert table["total"][0] == run.leased == sum(table["total"][1:])
    assert table["total"][0] == table["demo-cantho"][0] + table["demo-vna"][0]
    assert f"{run.leased} URLs, {run.counts[Outcome.NEW]} new articles" in lines[-1]
    assert not [outcome for outcome in Outcome if outcome in lines[0] and not run.counts[outcome]]


def test_a_second_crawl_has_nothing_to_do_and_says_so(
    crawled: tuple[Path, subprocess.CompletedProcess[str]], room: newsroom.Newsroom
) -> None:
    folder, _ = crawled
    before = len(room.requests())
    done = dateline(folder, "crawl", *SOURCES, "--due", "--json", "--trigger", "schedule")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["leased"] == sum(found["outcomes"].values()) == 0
    assert (found["trigger"], found["answered"], found["stopped"]) == ("schedule", True, False)
    assert len(room.requests()) == before, "--due leaves feeds alone that were read a moment ago"
    done = dateline(folder, "crawl", *SOURCES)
    assert "nothing new, no URL was due" in done.stdout
    assert len(room.requests()) > before


def test_limit_and_a_narrow_terminal(room: newsroom.Newsroom, tmp_path: Path) -> None:
    code, seen = on_terminal(settle_in(tmp_path, room), "crawl", *SOURCES, "demo-nghean/fr", "--limit", 4, columns=60)
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen).replace("\r", "\n")
    assert code == 0
    assert re.search(r"asking feeds|pages, ", plain), "there is progress on a terminal"
    summary = [line for line in plain[plain.rindex("source ") :].split("\n") if line]
    assert max(map(len, summary)) <= 60
    assert any(line.startswith("total") and " 12 " in line + " " for line in summary)


def test_a_private_address_is_named_with_the_way_out(room: newsroom.Newsroom, tmp_path: Path) -> None:
    folder = settle_in(tmp_path, room)
    done = dateline(folder, "crawl", "demo-cantho", DATELINE_ALLOW_PRIVATE="other.example")
    assert done.returncode == 1
    assert "demo-cantho: its address is private: name its host in allow_private" in done.stdout


def test_nothing_answers(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(
        '[source.dead]\nfamily = "onecms"\nscheme = "http"\nhost = "127.0.0.1:1"\n'
    )
    (tmp_path / "dateline.toml").write_text(LOCAL)
    done = dateline(tmp_path, "crawl", "dead")
    assert done.returncode == 1
    assert done.stderr == ""
    assert "dead: 127.0.0.1:1: robots.txt cannot be had (connection refused)" in done.stdout
    assert "nothing could be fetched" in done.stdout
    again = dateline(tmp_path, "crawl", "dead", "--json")
    assert again.returncode == 1
    assert list(json.loads(again.stdout)["troubles"]) == ["dead"]


@pytest.mark.parametrize(
    ("host", "contact", "asked"),
    [("news.example", None, True), ("news.example", "me@example.org", False), ("127.0.0.1:1", None, False)],
)
def test_a_contact_is_asked_for_unless_all_is_loopback(
    host: str, contact: str | None, asked: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f'[source.own]\nfamily = "onecms"\nhost = "{host}"\n')
    plan = Plan(db=tmp_path / "corpus.db", catalogue=own, words=("own",))
    crawl._note_missing_contact(Config(contact=contact), plan, catalogue.load(own))
    assert ("no contact is set" in capsys.readouterr().err) == asked


@pytest.mark.parametrize("visits", [0, 2], ids=["while the readers start", "among the pages"])
def test_ctrl_c_ends_in_order(room: newsroom.Newsroom, tmp_path: Path, visits: int) -> None:
    folder = settle_in(tmp_path, room, LOCAL.replace("delay = 0", "delay = 0.4"))
    process = subprocess.Popen(
        [sys.executable, "-m", "dateline", "crawl", *SOURCES],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for(folder / "corpus.db", "SELECT count(*) FROM runs", 1)
    wait_for(folder / "corpus.db", "SELECT count(*) FROM visits", visits)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the readers hear it too
    stdout, stderr = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in stderr
    with Corpus.open(folder / "corpus.db", read_only=True) as corpus:
        run = runs.get(corpus, 1)
        assert sum(run.counts.values()) == run.leased >= visits
        assert corpus.conn.execute("SELECT count(*) FROM urls WHERE state = 'leased'").fetchone()[0] == 0
    if visits:  # one that had hardly begun is ended by the next run
        assert run.state != "running"
        assert (process.returncode, stderr) == (130, "")
        assert "Run 1 (stopped)" in stdout


def wait_for(db: Path, count: str, number: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if db.exists() and db.stat().st_size:
            with suppress(CorpusError), Corpus.open(db, read_only=True) as corpus:
                if corpus.conn.execute(count).fetchone()[0] >= number:
                    return
        time.sleep(0.02)
    raise AssertionError(f"{count} did not come to {number}")


def test_every_url_can_be_named(
    crawled: tuple[Path, subprocess.CompletedProcess[str]], room: newsroom.Newsroom
) -> None:
    folder, _ = crawled
    done = dateline(folder, "crawl", "demo-nghean", "--limit", 3, "-v", "--db", "named.db", "--json")
    lines = done.stderr.splitlines()
    assert len(lines) == json.loads(done.stdout)["leased"] == 6, "three of each of its two editions"
    assert all(re.fullmatch(rf"\w+ +{room.addresses['demo-nghean']}/\S+(  \(.+\))?", line) for line in lines)
