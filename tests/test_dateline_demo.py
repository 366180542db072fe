"""`dateline demo` plays the whole program, leaves a corpus, and replaces only its own."""

import io
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from program import PATIENCE, environment

from dateline import newsroom
from dateline.commands.demo import _check, _deliver
from dateline.newsroom.press import FEWEST
from storage import runs
from storage.corpus import Corpus
from storage.records import DatelineError


def dateline(*words: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "dateline", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo")
    done = dateline("demo", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return folder, done.stdout


def test_it_tells_the_story(demo: tuple[Path, str]) -> None:
    words = demo[1]
    for expected in ("First crawl", "Second crawl", "demo-vna", "revised", "duplicate", "- Voir plus", "teasers"):
        assert expected in words


def test_two_runs_whose_outcomes_add_up(demo: tuple[Path, str]) -> None:
    with Corpus.open(demo[0] / "demo.db", read_only=True) as corpus:
        first, second = runs.get(corpus, 1), runs.get(corpus, 2)
    assert {first.trigger, second.trigger} == {"demo"}
    assert all(sum(run.counts.values()) == run.leased > 0 for run in (first, second))


def test_only_the_corpus_is_left(demo: tuple[Path, str]) -> None:
    # readers of a corpus in WAL mode leave its -wal and -shm beside it
    assert {path.name.removesuffix("-wal").removesuffix("-shm") for path in demo[0].iterdir()} == {"demo.db"}


def test_a_corpus_of_somebody_is_not_replaced(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "demo.db"):
        pass
    before = (tmp_path / "demo.db").read_bytes()
    done = dateline("demo", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "not made by the demo" in done.stderr
    assert (tmp_path / "demo.db").read_bytes() == before


def test_an_earlier_demo_may_be_replaced(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "demo.db") as corpus:
        runs.start(corpus, "demo", datetime.now(UTC), pid=1, host="elsewhere")
    _check(tmp_path / "demo.db")


def test_a_place_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    done = dateline("demo", "--db", "nowhere/demo.db", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "cannot be written" in done.stderr


def test_a_full_disk_leaves_the_earlier_demo_whole(tmp_path: Path) -> None:
    (tmp_path / "demo.db").write_text("earlier")
    with pytest.raises(DatelineError, match="cannot be written"):
        _deliver(tmp_path / "missing.db", tmp_path / "demo.db")
    assert (tmp_path / "demo.db").read_text() == "earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["demo.db"]


@pytest.mark.parametrize("sight", ["A newsroom opens", "First crawl"])
def test_ctrl_c_ends_it_in_order_and_leaves_nothing(tmp_path: Path, sight: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "dateline", "demo", "--db", "made.db"],
        cwd=tmp_path,
        env=environment(TMPDIR=str(tmp_path)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    assert any(sight in line for line in process.stdout)
    os.killpg(process.pid, signal.SIGINT)
    out, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Second crawl" not in out
    assert errors in {"", "dateline: stopped\n"}, "the crawl's summary says so, or this line does"
    assert "stopped" in out + errors
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_while_the_newsroom_starts_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(io.BytesIO):
        def readline(self, *_: Any) -> bytes:
            raise KeyboardInterrupt

    started = []

    class Process(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            assert self.stdout
            self.stdout.close()
            self.stdout = Interrupted()
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Process)
    with pytest.raises(KeyboardInterrupt):
        newsroom.start(stories=FEWEST, log=tmp_path / "log")
    assert [process.returncode for process in started] == [-signal.SIGKILL]


def test_stories_too_few_are_refused(tmp_path: Path) -> None:
    done = dateline("demo", "--stories", str(FEWEST - 1), cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert f"x>={FEWEST}" in done.stderr
