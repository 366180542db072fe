"""The benchmarks that print one table, at sizes that only show that they work."""

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENV = {"PYTHONPATH": str(ROOT), "PATH": ""}


def run(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=ENV, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["merging.py", "--sizes=abc"], "'abc' is no list of numbers"),
        (["scale.py", "--sizes=0"], "'0' is no list of numbers"),
        (["reextract.py", "--rounds=0"], "0 is not in the range"),
        (["translations.py", "x"], "'x' is not a valid integer"),
        (["archive.py", "nowhere"], "does not exist"),
        (["extraction.py", "--pages=bench"], "gold.json cannot be read"),
    ],
)
def test_what_cannot_be_measured_is_said_in_one_line(command: list[str], words: str) -> None:
    program, *rest = command
    done = run([f"bench/{program}", *rest])
    assert done.returncode in {1, 2}
    assert words in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def table(*command: str) -> list[list[str]]:
    """Run a benchmark; return the lines that it prints, in words."""
    done = run(command)
    assert done.returncode == 0, done.stderr
    return [line.split() for line in done.stdout.splitlines() if line]


def test_the_curve_has_a_row_and_a_bar_for_every_size() -> None:
    heads, *rows = table("bench/curve.py", "--sizes=300,150", "--pages=20")
    assert heads[0] == "articles"
    assert [row[0] for row in rows] == ["150", "300", "Size:", "150", "300"]
    assert all(float(row[1]) > 0 for row in rows[:2])
    assert rows[3][1].strip("#") == ""


def test_a_curve_that_is_stopped_says_what_it_has_seen() -> None:
    command = [sys.executable, "bench/curve.py", "--sizes=150,200,1000000", "--pages=20"]
    with subprocess.Popen(command, cwd=ROOT, env=ENV, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        seen = [process.stdout.readline().split()[0] for _ in range(3)]
        process.send_signal(signal.SIGTERM)
        rest = [line.split() for line in process.stdout if line.strip()]
    assert process.returncode == 0
    assert seen[1:] == ["150", "200"]
    assert [line[0] for line in rest] == ["Size:", "150", "200"]


def test_a_curve_goes_on_in_its_folder(tmp_path: Path) -> None:
    command = ("bench/curve.py", "--pages=20", f"--folder={tmp_path / 'kept'}")
    first = table(*command, "--sizes=150")[1]
    _, again, second, *_ = table(*command, "--sizes=150,300")
    assert again == first, "it is not measured again"
    assert second[0] == "300"


def test_a_curve_keeps_within_the_disk_that_may_be_used() -> None:
    _, row, *rest = table("bench/curve.py", "--sizes=150,5000", "--pages=20", "--disk=0.003")
    assert row[0] == "150"
    assert row[-2] == "-", "a copy would not fit"
    assert [line[0] for line in rest] == ["A"], "one size makes no model"


def test_a_merge_has_two_rows_for_every_size_and_the_second_brings_nothing() -> None:
    _, *rows = table("bench/merging.py", "--sizes=60,120")
    assert [row[:2] + row[-2:] for row in rows] == [
        [size, which, *counts]
        for size in ("60", "120")
        for which, counts in (("first", (size, "0")), ("again", ("0", size)))
    ]


def test_reading_again_has_a_row_for_every_size_and_number_of_workers() -> None:
    _, *rows = table("bench/reextract.py", "--pages=80", "--workers=1,2", "--rounds=1")
    assert [row[1] for row in rows] == ["1", "2"]
    assert rows[0][3] == "1.00x"


def test_every_stage_of_a_page_takes_its_part() -> None:
    _, *rows, together = table("bench/stages.py", "--pages=80")
    assert len(rows) == 6
    assert together[0] == "together"
    assert float(together[1]) > 1


def test_each_engine_has_a_row_and_two_workers_a_ratio() -> None:
    heads, *rows = table("bench/cluster.py", "--pages=60", "--rounds=1", "--only=processes")
    assert "faster" in heads
    assert [row[1] for row in rows] == ["--workers=1", "--workers=2"]
    assert rows[0][5] == "1.00x"


def test_small_commands_are_timed() -> None:
    _, *rows = table("bench/startup.py", "--rounds=1")
    assert {"--help", "fetch", "-c"} <= {row[1] for row in rows}
    assert all(0 < float(row[-1]) < 60 for row in rows)
