"""Worker processes of this machine: how they are started, what they do, how they are ended."""

import faulthandler
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import IO, Any, TypeVar, cast

from crawler import children
from dateline.engines import Divisible, Work
from storage.records import DatelineError

PART_SECONDS = 120.0
"""The longest a part may take; parts are some seconds of work, and some tenths of one where pages are small."""
PAGE_SECONDS = 30.0
"""The longest a single page may take; the worst page made for it took 1.4 s."""
MAX_DATA = 768 * 1024 * 1024
"""Bytes of data a process may hold: what the worst page takes (400 MB), and the readings of a part beside it."""

T = TypeVar("T")

_works: list[Work] = []
"""The one state of a worker process."""
_one = threading.Lock()
"""The alarm is one for each process; a worker with several threads does its parts in turn (they share a core)."""


def start(work: Work, workers: int) -> ProcessPoolExecutor:
    """Start processes that do a work; hand them payloads by :func:`do`."""
    executor = ProcessPoolExecutor(
        workers,
        mp_context=get_context("spawn"),  # a fork would copy open databases and the threads of a cluster's client
        initializer=_begin,
        initargs=(work,),
    )
    with children.deaf():
        for _ in range(workers):  # one is started at each call, as long as none has answered
            executor.submit(ready)
    return executor


def end(executor: ProcessPoolExecutor) -> None:
    """End the processes now, whatever they are doing."""
    processes = list((executor._processes or {}).values())  # noqa: SLF001 - no public way before Python 3.14
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()


def do(payload: Any, seconds: float) -> bytes:
    """Do a part in a worker process.

    Args:
        payload: The part's.
        seconds: After these the process ends itself.
    """
    return _in_time(_works[0], payload, seconds)


def divide(payload: Any, seconds: float) -> list[Any]:
    """Return the payloads of a part's pieces, in a worker process whose work is :class:`Divisible`; as :func:`do`."""
    return _in_time(_divided, payload, seconds)


def _divided(payload: Any) -> list[Any]:
    return list(cast("Divisible", _works[0]).pieces(payload))


def _in_time(task: Callable[[Any], T], payload: Any, seconds: float) -> T:
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - the alarm needs its descriptor
        return in_time(task, payload, seconds, nowhere)


def in_time(task: Callable[[Any], T], payload: Any, seconds: float, log: IO[str]) -> T:
    """Do a part, or end this process: an alarm that needs no Python stops an endless regular expression too.

    Args:
        task: What to do.
        payload: The part's.
        seconds: Until the alarm.
        log: Where it says what the process was at; a real file.
    """
    with _one:
        faulthandler.dump_traceback_later(seconds, exit=True, file=log)
        try:
            return task(payload)
        finally:
            faulthandler.cancel_dump_traceback_later()


def ready() -> None:
    """Do nothing: a worker that answers has started."""


def unable() -> DatelineError:
    """Return the error of workers that end whatever they are given."""
    return DatelineError("the processes that read pages end at once: see above why, mend it and run again")


def _begin(work: Work) -> None:
    children.settle_in(MAX_DATA)
    _works.append(work)
