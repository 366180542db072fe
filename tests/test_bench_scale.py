"""The benchmark of scale: its arithmetic, and that every part of it prints."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_bench_programs import table

sys.path.append(str(Path(__file__).parents[1] / "bench"))

from fits import fitted, least_squares

COST = st.floats(-50, 50)


@given(COST, COST, COST)
def test_a_model_that_holds_is_found_again(start: float, reading: float, writing: float) -> None:
    rows = [(1.0, pages / workers, float(pages)) for pages in (100, 200, 400) for workers in (1, 2, 4)]
    found = least_squares(rows, fitted(rows, [start, reading, writing]))
    assert found == pytest.approx([start, reading, writing], abs=1e-6)


def test_what_does_not_fit_is_left_over_evenly() -> None:
    rows = [(1.0, 0.0), (1.0, 1.0), (1.0, 2.0)]
    model = least_squares(rows, [0.0, 3.0, 0.0])
    assert model == pytest.approx([1.0, 0.0])


def test_runs_that_cannot_tell_costs_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="too much alike"):
        least_squares([(1.0, 100.0, 100.0), (1.0, 200.0, 200.0), (1.0, 300.0, 300.0)], [1.0, 2.0, 3.0])


def test_every_part_is_measured_and_planned_from() -> None:
    lines = table(
        "bench/scale.py", "--pages=80,120", "--workers=1,2", "--rounds=1", "--sizes=150,300", "--measured=20"
    )
    heads = [line[0] for line in lines]
    assert {"Bulk:", "Size:", "Bytes", "Merge", "Plan,", "One"} <= set(heads)
    plan = heads.index("Plan,")
    assert [lines[plan + row][0] for row in (2, 3)] == ["1e+07", "1e+09"]
    assert float(lines[plan + 3][5]) == pytest.approx(100 * float(lines[plan + 2][5]), rel=0.1), (
        "disk grows in proportion"
    )
