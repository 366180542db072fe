"""`dateline status`: what it shows, and when it calls for attention."""

import json
import os
import re
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from program import NOW, dateline, keep, on_terminal, one_line, story

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
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines if line in ("national", "provincial")] == ["national", "provincial"]
    assert [line.split()[:2] for line in lines if line.startswith("✓")] == [["✓", "nhandan"], ["✓", "baocantho"]]
    assert "59 more of the catalogue were never crawled" in done.stdout
    assert "manual  finished" in done.stdout


def test_json_has_it_all(folder: Path) -> None:
    begin_run(folder, os.getpid(), finish=True)
    found = json.loads(dateline(folder, "status", "--json").stdout)
    assert found["articles"] == 3
    assert found["languages"] == {"fr": 2, "vi": 1}
    assert [source["source"] for source in found["sources"]] == ["baocantho", "nhandan"]
    assert found["runs"][0]["state"] == "finished"
    assert found["alerts"] == []
    assert found["sources"][1]["group"] == "national"
    assert len(found["sources"][1]["per_day"]) == 14
    assert {"daily", "last_at", "delay", "latency", "in_vain", "alerts"} <= found["sources"][1].keys()
    assert "vov" in found["never_crawled"]


def test_an_alert_calls_for_attention(folder: Path) -> None:
    sql = "INSERT INTO alerts (source, kind, message, raised_at, seen_at) VALUES (?, ?, ?, ?, ?)"
    execute(folder, sql, "nhandan", "blocked", "refuses \x1b[5mus", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z")
    done = dateline(folder, "status")
    assert done.returncode == 1
    assert "alert: nhandan: blocked: refuses [5mus (since 2026-11-20T00:00:00Z)" in done.stdout


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


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_every_source_has_a_row_that_fits(folder: Path, columns: int) -> None:
    keep(folder / "corpus.db", *(story(number, source=f"bao-{number}") for number in range(4, 24)))
    sql = "INSERT INTO alerts (source, kind, message, raised_at, seen_at) VALUES (?, ?, ?, ?, ?)"
    for kind in ("silent", "fallback", "fields", "feed_dead"):
        execute(folder, sql, "bao-7", kind, "a word " * 20, "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z")
    code, seen = on_terminal(folder, "status", columns=columns)
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in seen.splitlines()]
    assert code == 1
    assert sum(line.startswith(("✓ bao-", "! bao-")) for line in lines) == 20
    assert max(map(len, lines)) <= columns


def test_a_pipe_gets_no_escape_codes(folder: Path) -> None:
    assert "\x1b" not in dateline(folder, "status").stdout + dateline(folder, "status", "nhandan").stdout


def test_an_empty_corpus_says_what_to_do(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus.db"):
        pass
    done = dateline(tmp_path, "status")
    assert done.returncode == 0
    assert "dateline crawl" in done.stdout
    missing = dateline(tmp_path, "status", "--db", "other.db")
    assert missing.returncode == 2
    assert "dateline crawl" in one_line(missing)


def test_one_source_in_detail(folder: Path) -> None:
    keep(folder / "corpus.db", *(story(number) for number in (19, 20)))
    sql = "INSERT INTO alerts (source, kind, message, raised_at, seen_at, cleared_at) VALUES (?, ?, ?, ?, ?, ?)"
    execute(folder, sql, "nhandan", "thin", "short", "2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z", None)
    execute(folder, sql, "baocantho", "thin", "short", "2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z", "2026-11-20")
    done = dateline(folder, "status", "baocantho")
    assert (done.returncode, done.stderr) == (0, "")
    for word in ("last story", "Mon", "Sun", "title", "byline", "body", "images", "words, median", "rules:onecms 4"):
        assert word in done.stdout
    assert "alert: thin: short" in done.stdout
    found = json.loads(dateline(folder, "status", "baocantho", "--json").stdout)
    assert found["pages"]["shares"]["title"] == 1.0
    assert len(found["week"]) == 7
    assert dateline(folder, "status", "nhandan").returncode == 1
    assert "did you mean nhandan?" in one_line(dateline(folder, "status", "nhandann"))


def test_a_corpus_that_may_only_be_read(folder: Path) -> None:
    (folder / "corpus.db").chmod(0o444)
    assert dateline(folder, "status").returncode == 0


def test_a_source_that_was_never_crawled_here_is_told_from_a_slip(folder: Path) -> None:
    said = one_line(dateline(folder, "status", "vietnamplus"))
    assert said == "dateline: vietnamplus was never crawled into corpus.db: `dateline crawl vietnamplus` does it\n"
    assert "did you mean vietnamplus or " in one_line(dateline(folder, "status", "vietnamplu"))


def test_what_has_no_source_is_called_so_everywhere(folder: Path) -> None:
    keep(folder / "corpus.db", story(9, source=None))
    assert "✓ (no source)" in dateline(folder, "status").stdout
    assert "(no source)" in dateline(folder, "reextract", "--dry-run", "--engine", "here").stdout


def test_an_import_without_work_had_nothing_to_read(folder: Path) -> None:
    with Corpus.open(folder / "corpus.db") as corpus:
        for trigger in (runs.IMPORT, "manual"):
            runs.finish(corpus, runs.start(corpus, trigger, NOW, pid=os.getpid(), host=socket.gethostname()), NOW)
    lines = {line.split()[1]: line for line in dateline(folder, "status").stdout.splitlines() if "finished" in line}
    assert lines["import"].endswith("nothing to read")
    assert lines["manual"].endswith("nothing due")
