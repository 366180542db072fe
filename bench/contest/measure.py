"""What a program costs: seconds, CPU of its own process and of those it starts, memory of all of them together."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")
LOOK_EVERY = 0.05
"""Seconds between two looks at the processes: a look at three of them takes half a millisecond."""


class FailedError(RuntimeError):
    """A program that ended with an error; the message is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run cost.

    Attributes:
        seconds: By the clock.
        own: CPU seconds of the process itself.
        workers: CPU seconds of the processes it started.
        server: CPU seconds of the newsroom meanwhile.
        peak_mb: The most memory that the process and those it started held at once, in MB; what they share counts in
            each.
    """

    seconds: float
    own: float
    workers: float
    server: float
    peak_mb: float


def run(command: Sequence[str], cwd: Path, server: int | None = None) -> Cost:
    """Run a program to its end.

    Args:
        command: The program.
        cwd: Where.
        server: The process that answers it, if any.

    Raises:
        FailedError: It failed.
    """
    served, started = cpu(server) if server else 0.0, time.monotonic()
    with (cwd / "said").open("w+b") as said:
        process = subprocess.Popen(  # noqa: S603 - the contenders are ours
            list(command), cwd=cwd, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        tree = Tree(process.pid)
        _, status, usage = os.wait4(process.pid, 0)  # says what descendants used that were waited for
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - started
        tree.stop()
        if process.returncode:
            said.seek(0)
            raise FailedError(said.read().decode(errors="replace").strip()[-400:])
    own = tree.used.pop(process.pid, 0.0)
    total = max(usage.ru_utime + usage.ru_stime, own + sum(tree.used.values()))
    workers = max(0.0, total - own) if tree.used else 0.0
    serving = cpu(server) - served if server else 0.0
    return Cost(seconds, total - workers, workers, serving, tree.peak / 1e6)


class Tree:
    """Looks at a process and its descendants until it is told to stop (Linux; elsewhere it sees nothing).

    Attributes:
        used: CPU seconds of each process, as last seen.
        peak: Bytes that all of them held at once, at the most.
    """

    def __init__(self, pid: int) -> None:
        self.used: dict[int, float] = {}
        self.peak = 0
        self._pid = pid
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(LOOK_EVERY):
            self._look()

    def _look(self) -> None:
        held = 0
        for pid in descendants(self._pid):
            self.used[pid] = max(cpu(pid), self.used.get(pid, 0.0))
            held += memory(pid)
        self.peak = max(self.peak, held)


def descendants(pid: int) -> Iterator[int]:
    """Yield a process and all that it started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in task.read_text().split():
                yield from descendants(int(child))


def cpu(pid: int) -> float:
    """Return the CPU seconds of a process so far, without its children's; 0 where it cannot be told."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS  # utime and stime, counted from the state
    return 0.0


def memory(pid: int) -> int:
    """Return the bytes that a process holds; 0 where it cannot be told."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_SIZE
    return 0
