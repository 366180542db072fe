"""Runs that end before their time: asked to, out of disk, or with a file that cannot be written."""

import asyncio
import ctypes
import os
import resource
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import faultdesk
import pytest
from crawls import Crawl, children, is_running
from program import PATIENCE

from crawler.stop import Stop, StoppingError
from dateline import newsroom
from storage import runs
from storage.corpus import Corpus

# What nobody stops takes this long, and a clean stop GRACE (3 s): on a busy machine longer, but never half of it.
ENDLESS = 600


def wait_for(met: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def integrity(db: Path) -> str:
    with closing(sqlite3.connect(db)) as conn:
        return str(conn.execute("PRAGMA integrity_check").fetchone()[0])


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_run_ends_within_seconds(tmp_path: Path, name: signal.Signals) -> None:
    """One host rests for 25 s, one answers never, one page takes long to read, one has a long queue and a delay."""
    toml, db = tmp_path / "sources.toml", tmp_path / "corpus.db"
    words = ["resting", "silence", "two-hundred-thousand-paragraphs", "blocking", "pdf"]
    with faultdesk.start(tmp_path) as desk:
        toml.write_text(desk.catalogue())
        settings = {"DOWNLOAD_DELAY": 0.5, "DOWNLOAD_TIMEOUT": ENDLESS}
        process = Crawl(db, toml, words, settings=settings, plan={"page_seconds": ENDLESS}).start()
        slow = ["resting", "silence", "two-hundred-thousand-paragraphs"]
        wait_for(lambda: all("/story/" in str(desk.asked(site)) for site in slow), process)
        workers = children(process.pid)
        process.send_signal(name)
        assert process.wait(ENDLESS / 2) == 130
        assert "Traceback" not in process.communicate()[1]
    with Corpus.open(db, read_only=True) as corpus:
        (run,) = runs.last(corpus)
        assert run.state == "finished"
        assert sum(run.counts.values()) == run.leased
        left = corpus.conn.execute(
            "SELECT source FROM urls WHERE state = 'queued' AND last_outcome IS NULL"
        ).fetchall()
        assert {"resting", "silence"} <= {row["source"] for row in left}
        assert not corpus.conn.execute("SELECT 1 FROM urls WHERE state = 'leased'").fetchall()
    assert integrity(db) == "ok"
    assert workers
    assert not any(map(is_running, workers))


def test_two_crawls_share_a_file(tmp_path: Path) -> None:
    """Neither hears "database is locked", and no story is fetched twice."""
    toml, db = tmp_path / "sources.toml", tmp_path / "corpus.db"
    with newsroom.start(stories=80, seed=5, faults=False) as room:
        toml.write_text(room.catalogue_toml())
        crawl = Crawl(db, toml, sorted(room.addresses))
        pair = [crawl.start(), crawl.start()]
        assert [process.communicate(timeout=PATIENCE)[1] for process in pair] == ["", ""]
        truth = room.truth["articles"]
        asked = [f"http://127.0.0.1:{request['port']}{request['path']}" for request in room.requests()]
    stories = [url for url in asked if url in truth]
    assert len(stories) == len(set(stories)) > 0
    with Corpus.open(db, read_only=True) as corpus:
        assert {row["url"] for row in corpus.conn.execute("SELECT url FROM articles")} == set(stories)
        for run in runs.last(corpus, 2):
            assert (run.state, sum(run.counts.values())) == ("finished", run.leased)


# --- the disk -------------------------------------------------------------------------------------------------------


def test_a_full_disk_stops_the_run_with_one_line(tmp_path: Path) -> None:
    """A limit on the size of files stands in for the disk: SQLite sees the same failing write."""
    toml, db = tmp_path / "sources.toml", tmp_path / "corpus.db"
    with newsroom.start(stories=80, seed=5, page_kb=60) as room:
        toml.write_text(room.catalogue_toml())
        crawl = Crawl(db, toml, sorted(room.addresses))
        process = crawl.start(preexec_fn=lambda: limit_files(900_000))
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 2, err
        (line,) = err.splitlines()
        assert line.startswith(str(db))
        assert integrity(db) == "ok"
        with Corpus.open(db, read_only=True) as corpus:
            stored = corpus.conn.execute("SELECT count(*) FROM articles").fetchone()[0]
        crawl.run()
    with Corpus.open(db, read_only=True) as corpus:
        assert corpus.conn.execute("SELECT count(*) FROM articles").fetchone()[0] > stored
        for run in runs.last(corpus, 2):
            assert sum(run.counts.values()) == run.leased


def limit_files(size: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # let write() fail instead
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_read_only_file_is_refused_with_one_line(tmp_path: Path) -> None:
    toml, db = tmp_path / "sources.toml", tmp_path / "corpus.db"
    with faultdesk.start(tmp_path) as desk:
        toml.write_text(desk.catalogue())
        crawl = Crawl(db, toml, ["pdf"])
        crawl.run()
        before = db.read_bytes()
        db.chmod(0o444)
        process = crawl.start(preexec_fn=obey_permissions)
        err = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 2, err
    assert len(err.splitlines()) == 1
    assert "writable" in err
    assert db.read_bytes() == before


def obey_permissions() -> None:
    """Take from root what lets it write to any file, for this process and what it becomes."""
    drop_from_bounding_set, dac_override = 24, 1  # prctl(2), capabilities(7)
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(drop_from_bounding_set, dac_override, 0, 0, 0)


# --- the wish itself ------------------------------------------------------------------------------------------------


def test_work_that_is_done_in_time_is_returned() -> None:
    async def main() -> int:
        stop = Stop()
        asyncio.get_running_loop().call_later(0.01, stop.ask)
        return await stop.or_leave(asyncio.sleep(0.05, 7))

    assert asyncio.run(main()) == 7


def test_work_that_takes_too_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.stop.GRACE", 0.01)

    async def main() -> None:
        stop = Stop()
        stop.ask()
        await stop.sleep(3600)
        with pytest.raises(StoppingError):
            await stop.or_leave(asyncio.sleep(3600))

    asyncio.run(main())


def test_what_fails_fails_as_itself() -> None:
    async def broken() -> None:
        raise LookupError

    async def main() -> None:
        with pytest.raises(LookupError):
            await Stop().or_leave(broken())

    asyncio.run(main())
