"""The benchmarks that print one table, at sizes that only show that they work."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def table(*command: str) -> list[list[str]]:
    """Run a benchmark; return the lines that it prints, in words."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [line.split() for line in done.stdout.splitlines() if line]


def test_the_curve_has_a_row_and_a_bar_for_every_size() -> None:
    heads, *rows = table("bench/curve.py", "--sizes=300,150", "--pages=20")
    assert heads[0] == "articles"
    assert [row[0] for row in rows] == ["150", "300", "CPU", "150", "300"]
    assert all(float(row[1]) > 0 for row in rows[:2])
    assert rows[3][1].strip("#") == ""


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
