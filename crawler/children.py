"""Worker processes and the process that starts them: signals are the parent's business, and its end is theirs."""

import os
import resource
import signal
import sys
import threading
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from multiprocessing import parent_process, resource_tracker
from typing import Final

PARENTS: Final = frozenset({signal.SIGINT, signal.SIGTERM})
"""What a terminal or a service manager sends to a parent and its workers alike; the parent ends them in order."""


@contextmanager
def deaf(signals: AbstractSet[signal.Signals] = PARENTS) -> Iterator[None]:
    """Hold signals back: what is started meanwhile, thread or process, never hears them, not even while importing."""
    resource_tracker.ensure_running()  # else the first process starts it, which lets the signals through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Let SIGTERM end this process as Ctrl-C does: nothing that it has started or put aside is left behind."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def settle_in(max_data: int) -> None:
    """Prepare a worker process: it minds no signals of its parent's, holds so much data, and ends with its parent.

    Args:
        max_data: Bytes.
    """
    for each in PARENTS:
        signal.signal(each, signal.SIG_IGN)
    if sys.platform == "linux":  # elsewhere the limit counts other things, or nothing
        resource.setrlimit(resource.RLIMIT_DATA, (max_data, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    """End this process when its parent has ended: after kill -9 nobody else would tell one that hangs."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
