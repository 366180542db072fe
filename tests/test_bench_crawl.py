"""The benchmark of crawls on a handful of pages: what it prints is whole, and what it measures makes sense."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PAGES = 80  # the fewest that a newsroom writes


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    command = [sys.executable, "bench/crawl.py", f"--pages={PAGES}", "--rounds=1", "--json"]
    done = subprocess.run(
        [*command, "--only=bare", "--only=dateline"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_both_fetch_the_pages_that_the_newsroom_announces(measured: dict[str, Any]) -> None:
    pages = {name: each["rounds"][0]["pages"] for name, each in measured.items()}
    assert PAGES <= pages["bare"] <= PAGES + 20
    assert 0.9 * pages["bare"] <= pages["dateline"] <= 1.1 * pages["bare"]


def test_time_and_memory_are_told_apart(measured: dict[str, Any]) -> None:
    bare, ours = (measured[name]["rounds"][0] for name in ("bare", "dateline"))
    assert bare["cpu_own"] > 0
    assert ours["cpu_own"] > 0
    if sys.platform == "linux":
        assert ours["cpu_workers"] > 0.1  # reading some eighty pages takes longer
        assert ours["peak_mb"] > bare["peak_mb"] > 20


def test_what_dateline_stored_is_the_newsrooms_truth(measured: dict[str, Any]) -> None:
    quality = measured["dateline"]["quality"]
    assert {quality[name] for name in ("title", "lead", "byline", "published", "f1", "words_f1")} == {1.0}
    assert quality["leaks"] == 0
    assert quality["stored"] > 0.9  # all but those whose body is encoded
    assert measured["bare"]["quality"] == {}
