"""Engines of one machine: results in order, each once; a page that kills its process costs only itself."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import pytest
from program import environment
from works import Orders, whole

from dateline.engines import Here, Part, Work, pools
from dateline.engines.processes import AHEAD, MOST_BREAKS, Processes
from storage.records import DatelineError


def parts(*payloads: Any) -> list[Part]:
    return [Part(f"part {number}", payload) for number, payload in enumerate(payloads)]


def results(workers: int, work: Work, given: list[Part]) -> list[Any]:
    engine = Processes(workers)
    came = list(engine.run(work, given))
    assert [part for part, _ in came] == given
    return [json.loads(result) for _, result in came]


def test_here_and_processes_say_the_same_in_the_order_of_the_parts() -> None:
    given = parts(*[[["sleep", 0.02 * (number % 3)], number] for number in range(12)])
    here = [json.loads(result) for _, result in Here().run(Orders(), given)]
    assert results(2, Orders(), given) == here == [part.payload for part in given]


def test_parts_are_drawn_as_they_are_needed() -> None:
    drawn: list[int] = []

    def some() -> Iterator[Part]:
        for number in range(100):
            drawn.append(number)
            yield Part(str(number), [number])

    engine = Processes(2)
    for done, _ in enumerate(engine.run(Orders(), some())):
        assert len(drawn) <= done + 2 * AHEAD
    assert drawn == list(range(100))


def test_pages_that_kill_or_overfill_their_process_cost_only_themselves() -> None:
    given = parts([0, 1], [2, "die", 3], [4], ["swell", 5], *[[n] for n in range(6, 12)])
    came = results(2, Orders(), given)
    assert came[1] == [2, "die lost: the process reading it died", 3]
    assert came[3] == ["swell lost: it needs too much memory to read", 5]
    assert [each for number, each in enumerate(came) if number not in {1, 3}] == [
        part.payload for number, part in enumerate(given) if number not in {1, 3}
    ]


def test_a_page_that_hangs_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "PART_SECONDS", 1.0)
    monkeypatch.setattr(pools, "PAGE_SECONDS", 1.0)
    assert results(1, Orders(), parts([1, "hang", 2], [3])) == [
        [1, "hang lost: it took longer than 1 s to read", 2],
        [3],
    ]


def test_work_that_cannot_be_divided_names_the_part() -> None:
    with pytest.raises(DatelineError, match=r"part 1 ends every process that takes it"):
        results(1, whole, parts(1, "die", 2))


def test_processes_that_end_whatever_they_get_end_the_run() -> None:
    with pytest.raises(DatelineError, match="end at once"):
        results(1, Orders(), parts(*[["die"]] * (MOST_BREAKS + 2)))


def test_faults_of_ours_are_raised() -> None:
    with pytest.raises(ValueError, match="a fault of ours"):
        results(1, Orders(), parts([1], ["err"]))
    with pytest.raises(DatelineError, match="mend it"):
        results(1, Orders(), parts([1], ["refuse"]))


def test_an_engine_that_is_left_halfway_leaves_no_process() -> None:
    engine = Processes(2)
    run = engine.run(Orders(), parts([1], *[[["sleep", 600]]] * 4))
    next(run)
    assert engine.executor
    processes = list((engine.executor._processes or {}).values())
    assert processes
    run.close()
    for process in processes:  # by its descriptor: the executor's own thread may take the exit code before this one
        assert wait([process.sentinel], timeout=60)


def test_what_a_service_manager_sends_to_all_is_the_parents() -> None:
    executor = pools.start(Orders(), 2)
    try:
        processes = list((executor._processes or {}).values())
        assert len(processes) == 2
        for process in processes:
            process.terminate()  # while it is importing
        assert json.loads(executor.submit(pools.do, [1], 30).result()) == [1]
        for process in processes:
            process.terminate()  # when it has begun
        assert json.loads(executor.submit(pools.do, [2], 30).result()) == [2]
        assert all(process.is_alive() for process in processes)
    finally:
        pools.end(executor)


SCRIPT = """
from pathlib import Path
from works import Orders
from dateline.engines import Part
from dateline.engines.choosing import choose, opened
if __name__ == "__main__":
    parts = [Part("a", [1]), Part("b", [["sleep", 600]]), Part("c", [["sleep", 600]])]
    try:
        with opened(choose({name!r}, None, 2)) as engine:
            for part, _ in engine.run(Orders(Path('log').absolute()), parts):
                print(part.name, flush=True)
    except KeyboardInterrupt:
        print("stopped", flush=True)
"""


@pytest.mark.parametrize("name", ["processes", "dask"])
def test_ctrl_c_is_the_parents(name: str, tmp_path: Path) -> None:
    if name == "dask":
        pytest.importorskip("distributed", reason="Dask is not installed: the extra 'cluster'")
    (tmp_path / "script.py").write_text(SCRIPT.format(name=name))
    paths = os.pathsep.join(map(str, (Path(__file__).parent, Path(__file__).parents[1])))
    process = subprocess.Popen(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env=environment(PYTHONPATH=paths),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "a\n"
    while "sleep" not in (tmp_path / "log").read_text():
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    out, err = process.communicate(timeout=300)
    assert (out, err) == ("stopped\n", "")
