"""Which engine does a command's bulk work: its options, and what they come to."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import click

from dateline.engines import Engine, Here, LostError

HERE, PROCESSES, DASK = "here", "processes", "dask"
ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?(?:[\w.-]+|\[[0-9A-Fa-f:.%]+\]):\d{1,5}")
"""Of a scheduler: a host, or an IPv6 address in brackets, with its port."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Where bulk work is to be done.

    Attributes:
        engine: "here", "processes" or "dask".
        scheduler: The address of a running Dask scheduler; None for none.
        workers: Processes to start on this machine.
    """

    engine: str
    scheduler: str | None
    workers: int


def cores() -> int:
    """Return how many processors this process may use."""
    with suppress(AttributeError):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def choose(engine: str | None = None, scheduler: str | None = None, workers: int | None = None) -> Choice:
    """Return what the options come to.

    Args:
        engine: "here", "processes" or "dask"; None for "dask" where a scheduler is given, else "processes".
        scheduler: "host:port", "tcp://host:port" or "tls://host:port".
        workers: Processes on this machine; None for one on each core.

    Raises:
        click.UsageError: They contradict each other, or the address is none.
    """
    name = engine or (PROCESSES if scheduler is None else DASK)
    if scheduler is not None and name != DASK:
        raise click.UsageError(f"--scheduler is for --engine dask, not for {name}: leave one of them out")
    if scheduler is not None and not ADDRESS.fullmatch(scheduler):
        raise click.UsageError(f"--scheduler {scheduler!r} is no address: give HOST:PORT or tls://HOST:PORT")
    if workers is not None and (scheduler is not None or name == HERE):
        where = "the cluster" if scheduler else "this process"
        raise click.UsageError(f"--workers starts processes here, but {where} does the work: leave one of them out")
    return Choice(name, scheduler, workers or cores())


def make(choice: Choice) -> Engine:
    """Return the engine of a choice; close it in the end."""
    if choice.engine == HERE:
        return Here()
    if choice.engine == PROCESSES:
        from dateline.engines.processes import Processes  # noqa: PLC0415 - the commands' start-up

        return Processes(choice.workers)
    from dateline.engines.cluster import Dask  # noqa: PLC0415
    from dateline.engines.link import Link  # noqa: PLC0415

    return Dask(Link(choice.scheduler, choice.workers, say=_say))


def _say(line: str) -> None:
    click.echo(f"dateline: {line}", err=True)


@contextmanager
def opened(choice: Choice) -> Iterator[Engine]:
    """Give the engine of a choice, and close it; when its workers are lost, say so and end with exit code 1."""
    engine = make(choice)
    try:
        yield engine
    except LostError as error:
        _say(str(error))
        raise SystemExit(1) from None
    finally:
        engine.close()


def options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options ``engine``, ``scheduler`` and ``workers``; hand them to :func:`choose`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


_OPTIONS = (
    click.option(
        "--engine",
        type=click.Choice([HERE, PROCESSES, DASK]),
        help="Where pages are read: in this process, in processes of this machine, or by Dask (on its own local "
        "cluster, or the one of --scheduler).  [default: processes]",
    ),
    click.option("--scheduler", metavar="ADDRESS", help="A running Dask scheduler: HOST:PORT, or tls://HOST:PORT."),
    click.option("--workers", type=click.IntRange(min=1), help="Processes on this machine.  [default: one per core]"),
)
