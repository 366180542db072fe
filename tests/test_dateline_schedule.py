"""`dateline schedule`, run for real on the demo newsroom: started, disturbed, killed, restarted, stopped."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from crawls import is_running
from program import PATIENCE, dateline

from dateline import newsroom
from storage import times
from storage.records import Outcome

NAMES = ("demo-cantho", "demo-nghean", "demo-vna")


class Bench:
    """A folder with settings, and the services started in it."""

    def __init__(self, folder: Path, toml: str) -> None:
        self.folder = folder
        self.db = folder / "corpus.db"
        (folder / "sources.toml").write_text(toml)
        self.settings('default = "off"\njitter = "0"\ngather = "0"', dict.fromkeys(NAMES, "2s"))
        self.logs = 0
        self.services: list[subprocess.Popen[bytes]] = []

    def settings(self, schedule: str, sources: dict[str, str]) -> None:
        lines = "\n".join(f'{name} = "{policy}"' for name, policy in sources.items())
        (self.folder / "dateline.toml").write_text(
            f'catalogue = "sources.toml"\ndelay = 0\nallow_private = ["127.0.0.1"]\nworkers = 1\n'
            f"[schedule]\n{schedule}\n[schedule.sources]\n{lines}\n"
        )

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "dateline", "schedule", *words]

    def call(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*words), cwd=self.folder, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    def start(self) -> "Service":
        self.logs += 1
        log = self.folder / f"log{self.logs}.jsonl"
        with log.open("wb") as out:
            process = subprocess.Popen(
                self.command("run", "--log-format", "json", "--pulse", "0.5"), cwd=self.folder, stdout=out
            )
        self.services.append(process)
        return Service(process, log)

    def runs(self) -> list[dict[str, Any]]:
        with sqlite3.connect(self.db) as conn:
            conn.row_factory = sqlite3.Row
            return [dict(row) for row in conn.execute("SELECT * FROM runs ORDER BY id")]

    def execute(self, sql: str, *values: object) -> None:
        conn = sqlite3.connect(self.db, timeout=PATIENCE)
        with conn:
            conn.execute(sql, values)
        conn.close()


class Service:
    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process = process
        self.log = log

    def events(self, name: str | None = None) -> list[dict[str, Any]]:
        lines = self.log.read_text().splitlines(keepends=True)
        events = [json.loads(line) for line in lines if line.endswith("\n")]
        return [event for event in events if name in (None, event["event"])]

    def wait_for(self, name: str, count: int = 1) -> dict[str, Any]:
        wait_until(lambda: len(self.events(name)) >= count or self.process.poll() is not None)
        found = self.events(name)
        assert len(found) >= count, f"{count} × {name} did not come: {self.log.read_text()}"
        return found[count - 1]

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with newsroom.start(stories=40, seed=7) as room:
        bench = Bench(tmp_path, room.catalogue_toml())
        yield bench
        for process in bench.services:
            process.kill()
            process.wait()


def test_service_runs_is_disturbed_killed_and_goes_on(bench: Bench) -> None:
    first = bench.start()
    ended = first.wait_for("run_ended")
    assert (ended["reason"], ended["code"]) == ("finished", 0)
    assert ended["new"] > 20
    assert set(first.events("run_started")[0]["sources"]) == set(NAMES)

    second = bench.call("run")
    assert second.returncode == 2
    assert f"process {first.process.pid} on" in second.stderr

    bench.settings('default = "of"', {})
    assert "schedule.default" in first.wait_for("settings_refused")["error"]
    bench.settings('default = "off"\njitter = "0"\ngather = "0"', {"demo-vna": "1s"})
    assert first.wait_for("settings_taken_up")["sources"] == 1
    later = len(first.events("run_started")) + 2  # one may have been under way
    assert first.wait_for("run_started", later)["sources"] == ["demo-vna"]

    pid = first.wait_for("run_started", len(first.events("run_ended")) + 1)["pid"]
    first.end(signal.SIGKILL)
    with suppress(ProcessLookupError):  # it may just have ended
        os.kill(pid, signal.SIGKILL)  # the machine is gone with all that ran

    again = bench.start()
    again.wait_for("run_ended", 2)
    assert again.end() == 0
    assert again.events()[-1]["event"] == "stopped"
    pids = [event["pid"] for event in first.events("run_started") + again.events("run_started")]
    assert not [pid for pid in pids if is_running(pid)]

    runs = bench.runs()
    assert all(run["trigger"] == "schedule" for run in runs)
    assert {run["state"] for run in runs} <= {"finished", "interrupted"}
    assert all(sum(run[name] for name in Outcome) == run["leased"] for run in runs)
    assert [run["id"] for run in runs][-1] == len(runs)


def test_orphan_is_waited_for_and_a_far_plan_is_mended(bench: Bench) -> None:
    bench.start().wait_for("run_ended")
    for process in bench.services:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
    # A run of an earlier service that is still at work, as far as anybody can see.
    orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", "crawl"], start_new_session=True)
    host = os.uname().nodename
    bench.execute(
        "INSERT INTO runs (\"trigger\", started, host, pid) VALUES ('schedule', ?, ?, ?)",
        times.utc(datetime.now(UTC)),
        host,
        orphan.pid,
    )
    bench.execute("UPDATE feeds SET next_at = ?", times.utc(datetime.now(UTC) + timedelta(days=400)))
    service = bench.start()
    assert service.wait_for("orphan_found")["pid"] == orphan.pid
    assert service.wait_for("clock_mended")["addresses"] > 0
    assert not service.events("run_started")
    orphan.kill()
    orphan.wait()
    service.wait_for("orphan_ended")
    service.wait_for("run_ended")
    assert service.end(signal.SIGINT) == 0
    assert [run["state"] for run in bench.runs() if run["pid"] == orphan.pid] == ["interrupted"]


def test_hung_run_is_ended_and_recorded(bench: Bench) -> None:
    bench.settings('default = "off"\njitter = "0"\ngather = "0"\nrun_limit = "1s"', {"demo-vna": "1s"})
    service = bench.start()
    assert service.wait_for("run_ended")["reason"] == "hung"
    assert service.end() == 0
    assert "running" not in {run["state"] for run in bench.runs()}
    assert "hung" in {run["reason"] for run in bench.runs()}


def test_next_says_what_comes_and_why(bench: Bench) -> None:
    bench.settings(
        'default = "off"\ngather = "0"', {"demo-vna": "30m", "demo-cantho": "0 6 * * *", "demo-nghean": "auto"}
    )
    new = bench.call("next", "--json")
    assert (new.returncode, len(new.stderr.splitlines())) == (0, 1)
    assert "does not exist yet" in new.stderr
    assert {entry["source"] for entry in json.loads(new.stdout)} == set(NAMES)
    assert not bench.db.exists()
    bench.start().wait_for("run_ended")
    planned = json.loads(bench.call("next", "--json").stdout)
    whys = {entry["source"]: entry["why"] for entry in planned}
    assert whys["demo-vna"] == "every 30m"
    assert whys["demo-cantho"] == "cron 0 6 * * *"
    assert whys["demo-nghean"].startswith("http://127.0.0.1:")
    at = {entry["source"]: times.moment(entry["due"]) for entry in planned}
    assert at["demo-cantho"].astimezone(times.VIETNAM).strftime("%H:%M") == "06:00"
    assert "demo-vna" in bench.call("next").stdout


def test_install_makes_the_folders_that_are_missing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dateline", "schedule", "install"]
    unit = tmp_path / "systemd" / "user" / "dateline.service"
    for words in (["-o", str(unit)], ["--docker", str(tmp_path / "new" / "folder")]):
        done = subprocess.run([*command, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert unit.exists()
    assert (tmp_path / "new" / "folder" / "compose.yaml").exists()
    below = subprocess.run([*command, "--docker", str(unit)], capture_output=True, text=True, check=False)
    assert (below.returncode, below.stderr.splitlines()) == (
        2, [f"dateline: {unit} exists: remove it first, or name another"]
    )  # fmt: skip


def test_install_prints_a_unit_that_systemd_accepts(tmp_path: Path) -> None:
    unit = tmp_path / "dateline.service"
    command = [sys.executable, "-m", "dateline", "schedule", "install", "--db", str(tmp_path / "50% of it.db")]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "50%% of it.db" in printed
    done = subprocess.run([*command, "-o", str(unit)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert unit.read_text() == printed
    if shutil.which("systemd-analyze"):
        found = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
        assert (found.returncode, found.stderr) == (0, "")
    assert subprocess.run([*command, "-o", str(unit)], capture_output=True, check=False).returncode == 2


def test_install_writes_what_docker_needs(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dateline", "schedule", "install", "--docker", str(tmp_path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "once dateline's sources are in that folder too" in done.stdout
    recipe = [line.split(" ", 1) for line in (tmp_path / "Dockerfile").read_text().splitlines() if line[0] != "#"]
    assert ["ENTRYPOINT", '["dateline"]'] in recipe
    services = yaml.safe_load((tmp_path / "compose.yaml").read_text())["services"]
    for words in (json.loads(dict(recipe)["CMD"]), *(service["command"] for service in services.values())):
        asked = [sys.executable, "-m", "dateline", *words, "--help"]
        assert subprocess.run(asked, capture_output=True, check=False).returncode == 0, words
    assert {each["volumes"][0] for each in services.values()} == {"corpus:/corpus"}
    assert dict(recipe)["VOLUME"] == "/corpus"


@pytest.mark.parametrize("how", ["option", "environment", "settings"])
def test_a_container_crawls_its_share(tmp_path: Path, how: str) -> None:
    (tmp_path / "dateline.toml").write_text('share = "2/3"' if how == "settings" else "")
    given = ["--share", "2/3"] if how == "option" else []
    known = {"DATELINE_SHARE": "2/3"} if how == "environment" else {}
    done = dateline(tmp_path, "schedule", "install", "--docker", "image", *given, **known)
    assert done.returncode == 0, done.stderr
    services = yaml.safe_load((tmp_path / "image" / "compose.yaml").read_text())["services"]
    assert services["crawl"]["command"] == ["schedule", "run", "--log-format", "json", "--share", "2/3"]


@pytest.mark.parametrize(
    "words",
    [("-o", "x.service"), ("--system",), ("--db", "x.db"), ("--catalogue", "s.toml"), ("--config", "d.toml")],
    ids=lambda words: words[0],
)
def test_a_container_is_told_nothing_of_this_machine(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = dateline(tmp_path, "schedule", "install", "--docker", "image", *words)
    assert done.returncode == 2
    assert f"{words[0]} is for a unit of this machine" in done.stderr
    assert not (tmp_path / "image").exists()
