"""`dateline status`: what it shows, and when it calls for attention."""

import json
import os
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from program import NOW, dateline, keep, story

from storage import runs
from storage.corpus import Corpus


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keep(tmp_path / "corpus.db", story(1), story(2, language="vi"), story(3, source="nhandan"))
    return tmp_path


def execute(folder: Path, sql: str, *values: object) -> None:
    with Corpus.open(folder / "corpus.db") as corpus, corpus.transaction():
        corpus.conn.execute(sql, values)


def begin_run(folder: Path, pid: int, *, finish: bool) -> None:
    with Corpus.open(folder / "corpus.db") as corpus:
        run = runs.start(corpus, "manual", NOW, pid=pid, host=socket.gethostname())
        if finish:
            runs.finish(corpus, run, NOW + timedelta(minutes=1))


def test_a_corpus_at_a_glance(folder: Path) -> None:
    begin_run(folder, os.getpid(), finish=True)
    done = dateline(folder, "status")
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 articles (0 copies, 0 revisions)" in done.stdout
    assert "languages: fr 2, vi 1" in done.stdout
    assert [line.split()[:3] for line in done.stdout.splitlines() if line.startswith(("nhandan", "baocantho"))] == [
        ["baocantho", "2", "2026-11-02"],
        ["nhandan", "1", "2026-11-03"],
    ]
    assert "manual  finished" in done.stdout


def test_json_has_it_all(folder: Path) -> None:
    begin_run(folder, os.getpid(), finish=True)
    found = json.loads(dateline(folder, "status", "--json").stdout)
    assert found["articles"] == 3
    assert found["languages"] == {"fr": 2, "vi": 1}
    assert [source["source"] for source in found["sources"]] == ["baocantho", "nhandan"]
    assert found["runs"][0]["state"] == "finished"
    assert found["alerts"] == []


def test_an_alert_calls_for_attention(folder: Path) -> None:
    sql = "INSERT INTO alerts (source, kind, message, raised_at, seen_at) VALUES (?, ?, ?, ?, ?)"
    execute(folder, sql, "nhandan", "blocked", "refuses \x1b[5mus", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z")
    done = dateline(folder, "status")
    assert done.returncode == 1
    assert "alert: nhandan: refuses [5mus (since 2026-11-20T00:00:00Z)" in done.stdout


def test_a_run_that_died_calls_for_attention(folder: Path) -> None:
    begin_run(folder, 2**22 + 1, finish=False)  # beyond the kernel's highest process number
    done = dateline(folder, "status")
    assert done.returncode == 1
    assert "manual  interrupted" in done.stdout
    assert json.loads(dateline(folder, "status", "--json").stdout)["runs"][0]["state"] == "interrupted"


def test_a_run_under_way_is_well(folder: Path) -> None:
    begin_run(folder, os.getpid(), finish=False)
    done = dateline(folder, "status")
    assert done.returncode == 0
    assert "manual  running" in done.stdout


def test_many_sources_fit_a_screen(folder: Path) -> None:
    keep(folder / "corpus.db", *(story(number, source=f"bao-{number}") for number in range(4, 24)))
    for columns in ("60", "80"):
        done = dateline(folder, "status", COLUMNS=columns)
        assert "… and 10 more: dateline status --all" in done.stdout
        assert max(map(len, done.stdout.splitlines())) <= int(columns)
    assert dateline(folder, "status", "--all").stdout.count("\nbao-") == 20


def test_a_corpus_that_may_only_be_read(folder: Path) -> None:
    (folder / "corpus.db").chmod(0o444)
    assert dateline(folder, "status").returncode == 0
