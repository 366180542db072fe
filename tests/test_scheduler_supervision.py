"""Runs as processes: listened to, ended when they hang; and one service per file."""

import asyncio
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest

from scheduler import lock
from scheduler.log import Log
from scheduler.supervision import Child, Ended, is_crawl

STUBBORN = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('deaf', file=sys.stderr, flush=True); time.sleep(600)"
)
PARENT = "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).pid)"


def watch(code: str, limit: float = 600, stop: float | None = None) -> tuple[Ended, list[str]]:
    said: list[str] = []
    heard = asyncio.Event()

    def hear(line: str) -> None:
        said.append(line)
        heard.set()

    async def main() -> Ended:
        child = await Child.start([sys.executable, "-c", code])
        watching = asyncio.ensure_future(child.watch(limit, hear))
        if stop is not None:
            await heard.wait()
            await child.stop(stop)
        return await watching

    return asyncio.run(main()), said


def test_summary_and_complaints_are_heard() -> None:
    ended, said = watch("import sys; print('{\"run\": 7}'); print('oh', file=sys.stderr); sys.exit(1)")
    assert (ended.code, ended.reason, ended.summary, said) == (1, "finished", {"run": 7}, ["oh"])


def test_crash_and_nonsense_are_told() -> None:
    ended, said = watch("print('[1'); raise KeyError('x')")
    assert (ended.reason, ended.summary) == ("finished", {})
    assert said[-1] == "KeyError: 'x'"
    assert watch("import os; os.kill(os.getpid(), 9)")[0].reason == "crashed"


def test_hung_run_is_ended() -> None:
    ended, _ = watch("import time; time.sleep(600)", limit=0.5)
    assert (ended.reason, ended.code) == ("hung", -15)


def test_run_that_does_not_listen_is_killed() -> None:
    ended, said = watch(STUBBORN, stop=0.2)
    assert (ended.reason, ended.code, said) == ("stopped", -9, ["deaf"])


def test_what_a_run_leaves_behind_is_ended_with_it() -> None:
    ended, _ = watch(f"{PARENT.replace('print(', 'pid = (')}; print('{{\"left\": %d}}' % pid)")
    assert ended.reason == "finished"
    deadline = time.monotonic() + 300
    while _exists(ended.summary["left"]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _exists(ended.summary["left"])


def _exists(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_another_program_is_no_crawl() -> None:
    assert not is_crawl(os.getpid()) or not Path("/proc/self/cmdline").exists()


HOLD = "import sys; from pathlib import Path; from scheduler.lock import hold\nwith hold(Path(sys.argv[1])): input()"


def test_one_service_per_file_under_all_its_names_until_its_process_is_gone(tmp_path: Path) -> None:
    db, link = tmp_path / "corpus.db", tmp_path / "link.db"
    link.symlink_to(db)
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(db)], stdin=subprocess.PIPE)
    deadline = time.monotonic() + 300
    while not lock_text(db) and time.monotonic() < deadline:
        time.sleep(0.05)
    with pytest.raises(lock.LockedError, match=f"process {holder.pid} on .*; stop that one first"), lock.hold(link):
        pass
    holder.kill()
    holder.communicate()
    with lock.hold(db):
        assert json.loads(lock_text(db))["pid"] == os.getpid()


def lock_text(db: Path) -> str:
    path = db.with_name(db.name + lock.SUFFIX)
    return path.read_text() if path.exists() else ""


def test_events_are_one_line_each() -> None:
    out = StringIO()
    at = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
    Log("text", out, lambda: at)("run_said", line='two\nlines "and" \x1b[31m', nothing=None, sources=["a", "b"])
    Log("json", out, lambda: at)("run_said", line="two\nlines")
    text, machine = out.getvalue().splitlines()
    assert "\\n" in text
    assert "\x1b" not in text
    assert text.endswith("sources=a,b")
    assert json.loads(machine)["line"] == "two\nlines"
