"""Which engine does bulk work, and what is no choice."""

from pathlib import Path

import click
import pytest
from program import dateline
from works import Orders

from dateline.engines import Here, LostError, Part, link
from dateline.engines.choosing import Choice, choose, cores, make, opened
from dateline.engines.cluster import Dask
from dateline.engines.processes import Processes
from storage.records import DatelineError


@pytest.mark.parametrize(
    ("engine", "scheduler", "workers", "choice"),
    [
        (None, None, None, Choice("processes", None, cores())),
        (None, None, 3, Choice("processes", None, 3)),
        ("here", None, None, Choice("here", None, cores())),
        ("dask", None, 2, Choice("dask", None, 2)),
        (None, "tls://scheduler.lan:8786", None, Choice("dask", "tls://scheduler.lan:8786", cores())),
        ("dask", "10.0.0.1:8786", None, Choice("dask", "10.0.0.1:8786", cores())),
        ("dask", "tcp://[fd00::1]:8786", None, Choice("dask", "tcp://[fd00::1]:8786", cores())),
    ],
)
def test_choices(engine: str | None, scheduler: str | None, workers: int | None, choice: Choice) -> None:
    assert choose(engine, scheduler, workers) == choice


@pytest.mark.parametrize(
    ("engine", "scheduler", "workers", "why"),
    [
        ("here", "a:1", None, "--scheduler is for --engine dask, not for here"),
        ("processes", "a:1", None, "--scheduler is for --engine dask, not for processes"),
        (None, "scheduler.lan", None, "is no address"),
        (None, "http://a:1", None, "is no address"),
        (None, "", None, "is no address"),
        ("here", None, 2, "this process does the work"),
        ("dask", "a:1", 2, "the cluster does the work"),
    ],
)
def test_no_choices(engine: str | None, scheduler: str | None, workers: int | None, why: str) -> None:
    with pytest.raises(click.UsageError, match=why):
        choose(engine, scheduler, workers)


def test_engines_of_choices() -> None:
    kinds = {"here": Here, "processes": Processes, "dask": Dask}
    assert {name: type(make(choose(name))) for name in kinds} == kinds


def test_lost_workers_end_with_a_line_and_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, opened(choose("here")):
        raise LostError("the scheduler is gone")
    assert ended.value.code == 1
    assert capsys.readouterr().err == "dateline: the scheduler is gone\n"


def test_a_scheduler_that_is_waited_for_is_named_on_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: the extra 'cluster'")
    monkeypatch.setattr(link, "CONNECT_SECONDS", 0.1)
    with opened(choose(None, "127.0.0.1:1")) as engine, pytest.raises(DatelineError, match="no Dask scheduler"):
        list(engine.run(Orders(), [Part("a", [])]))
    assert capsys.readouterr().err.startswith("dateline: asking the scheduler 127.0.0.1:1, ")


def test_wrong_use_is_exit_code_2(tmp_path: Path) -> None:
    done = dateline(tmp_path, "reextract", "--engine", "here", "--scheduler", "a:1")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
