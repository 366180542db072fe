"""Dask as an engine, on real clusters of this machine: order, deaths, other versions, and nobody there."""

import json
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from machines import Loopback, Machines, free_port
from works import Orders, whole

from dateline.engines import LostError, Part, errand, link, pools, sameness
from dateline.engines.cluster import AHEAD, Dask
from dateline.engines.errand import Answer
from dateline.engines.link import Link
from storage.records import DatelineError

pytest.importorskip("distributed", reason="Dask is not installed: the extra 'cluster'")
psutil = pytest.importorskip("psutil")


def parts(*payloads: Any) -> list[Part]:
    return [Part(f"part {number}", payload) for number, payload in enumerate(payloads)]


def results(engine: Dask, work: Any, given: list[Part]) -> list[Any]:
    came = list(engine.run(work, given))
    assert [part for part, _ in came] == given
    return [json.loads(result) for _, result in came]


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    """An engine on a cluster of its own, which leaves nothing in the folder for temporary files."""
    engine, folder = Dask(Link(None, 2)), tmp_path_factory.mktemp("temporary")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(folder))
        yield engine
        engine.close()
    assert not list(folder.iterdir())


def test_results_come_in_the_order_of_the_parts(local: Dask) -> None:
    given = parts(*[[["sleep", 0.1 * (number % 3 == 0)], number] for number in range(20)])
    assert results(local, Orders(), given) == [part.payload for part in given]


def test_parts_are_drawn_as_they_are_needed(local: Dask) -> None:
    drawn: list[int] = []

    def some() -> Iterator[Part]:
        for number in range(40):
            drawn.append(number)
            yield Part(str(number), [number])

    for done, _ in enumerate(local.run(Orders(), some())):
        assert len(drawn) <= done + 2 * AHEAD + 1
    assert drawn == list(range(40))


def test_a_page_that_kills_its_worker_costs_only_itself(local: Dask) -> None:
    given = parts([0, 1], [2, "die", 3], [4], [5])
    assert results(local, Orders(), given) == [
        [0, 1],
        [2, "die lost: the process reading it died", 3],
        [4],
        [5],
    ]


def test_what_ends_a_job_is_said_plainly(local: Dask) -> None:
    with pytest.raises(RuntimeError, match=r"part 1 failed on a worker:(.|\n)*ValueError: a fault of ours"):
        results(local, Orders(), parts([1], ["err"]))
    with pytest.raises(DatelineError, match=r"^mend it$"):
        results(local, whole, parts(1, "refuse"))


def test_a_cluster_of_our_own_listens_to_nobody_else(local: Dask) -> None:
    results(local, Orders(), parts([1]))
    heard = set[str]()
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):  # one that an earlier test killed may end now
            heard |= {each.laddr.ip for each in process.net_connections() if each.status == "LISTEN"}
    assert heard == {"127.0.0.1"}
    assert local.link.cluster
    assert local.link.cluster.scheduler_address.startswith("tls://")


def test_a_page_that_hangs_costs_only_itself(local: Dask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "PART_SECONDS", 1.0)
    monkeypatch.setattr(pools, "PAGE_SECONDS", 1.0)
    came = results(local, Orders(), parts([1, "hang"], [2]))
    assert came == [[1, "hang lost: it took longer than 1 s to read"], [2]]


def test_a_worker_of_another_kind_does_nothing() -> None:
    asked = dict(sameness.own()) | {"lxml": "1.0"}
    answer = errand.run(b"", None, asked, 1.0)
    told = rf"the worker {platform.node()} has lxml [\d.]+ instead of 1.0: install the same dateline"
    assert answer[0] == Answer.TROUBLE
    with pytest.raises(DatelineError, match=told):
        raise DatelineError(answer[1:].decode())


def test_a_cluster_of_others_that_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One scheduler and one worker: of another kind, without what is needed, then gone for good."""
    monkeypatch.setattr(link, "CONNECT_SECONDS", 300.0)
    with Machines(Loopback(), 1, tmp_path, free_port()) as machines:
        with monkeypatch.context() as patch:
            patch.setattr(sameness, "_code", lambda: "other")
            sameness.own.cache_clear()
            with pytest.raises(
                DatelineError, match=rf"the worker tcp://.* has the code \w+ instead of other: {link.REMEDY}"
            ):
                results(Dask(Link(machines.scheduler, 0)), Orders(), parts([1]))
        sameness.own.cache_clear()
        engine = Dask(Link(machines.scheduler, 0, patience=2.0))
        run = engine.run(Orders(), parts([1], *[[["sleep", 0.5]]] * 20))
        assert json.loads(next(run)[1]) == [1]
        machines.kill(1)
        with pytest.raises(LostError, match=r"has had no worker for 2 s: what was done is kept"):
            list(run)
        said: list[str] = []
        engine.link.say = said.append
        run = engine.run(Orders(), parts([1]))
        machines.kill(0)
        while engine.link.client and engine.link.client.status == "running":
            time.sleep(0.01)  # until Dask has noticed: else it is still the worker that is missed
        with pytest.raises(
            LostError, match=r"has been gone for 2 s: what was done is kept, the same command goes on"
        ):
            list(run)
        assert any("waiting 2 s for it to come back" in line for line in said)
        engine.close()


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "CONNECT_SECONDS", 0.5)
    address = f"127.0.0.1:{free_port()}"
    said: list[str] = []
    with pytest.raises(DatelineError, match=rf"no Dask scheduler answers at {address} \(.+\): see that it runs"):
        results(Dask(Link(address, 0, say=said.append)), Orders(), parts([1]))
    assert said == [f"asking the scheduler {address}, then for a worker, 0.5 s each at the most"]


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(DatelineError, match=r'pip install "dateline\[cluster\]"'):
        results(Dask(Link(None, 1)), Orders(), parts([1]))
