"""Runs as child processes: started, listened to, ended when they hang or when the service stops."""

import asyncio
import json
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

GRACE = 30.0
"""Seconds a run gets after SIGTERM: with a second between requests and a short queue it stops in two, with a slow
site's answer on the way in fifteen (measurements 6)."""

LOOK_EVERY = 0.1
"""Seconds between two looks at whether a run has ended."""

MAX_LINE = 1024 * 1024
"""Bytes of one line from a run; its summary of sixty sources has some ten thousand."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended.

    Attributes:
        code: Its exit code, negative for the signal that ended it.
        reason: "finished", "hung" (it was ended at its limit), "stopped" (with the service) or "crashed".
        seconds: How long it took.
        summary: What it printed at its end; empty where it came to none.
    """

    code: int
    reason: str
    seconds: float
    summary: dict[str, Any]


class Child:
    """A run in a process and a session of its own: Ctrl-C at the service's terminal reaches the service alone."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.stopping = False

    @classmethod
    async def start(cls, command: Sequence[str]) -> "Child":
        """Start a run.

        Args:
            command: Program and arguments; must print one JSON object to standard output, and problems to standard
                error.
        """
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            limit=MAX_LINE,
        )
        return cls(process)

    @property
    def pid(self) -> int:
        """The process' number."""
        return self.process.pid

    async def watch(self, limit: float, complain: Callable[[str], None]) -> Ended:
        """Wait for the run's end, and end it when it takes too long.

        Args:
            limit: Seconds it may take.
            complain: Gets each line it writes to standard error.
        """
        began = monotonic()
        assert self.process.stdout
        assert self.process.stderr
        said = asyncio.gather(self.process.stdout.read(), _lines(self.process.stderr, complain))
        hung = False
        try:
            await asyncio.wait_for(self._exit(), limit)
        except TimeoutError:
            hung = True
            await self.stop()
        # A grandchild may hold the pipes open for longer; what it says is of no interest.
        self._kill()
        output, _ = await said
        code = self.process.returncode or 0
        return Ended(code, self._reason(code, hung=hung), monotonic() - began, _summary(output))

    def _reason(self, code: int, *, hung: bool) -> str:
        if hung:
            return "hung"
        if self.stopping:
            return "stopped"
        return "finished" if code in {0, 1} else "crashed"

    async def stop(self, grace: float = GRACE) -> None:
        """Ask the run to end in order, and kill it with all its processes when it does not."""
        self.stopping = True
        with suppress(ProcessLookupError):
            self.process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._exit(), grace)
        self._kill()
        await self._exit()

    async def _exit(self) -> None:
        """Wait for the run's own end; asyncio's wait() goes on while anything it left behind holds its pipes."""
        while self.process.returncode is None:  # noqa: ASYNC110 - there is no event for that
            await asyncio.sleep(LOOK_EVERY)

    def _kill(self) -> None:
        """End what is left of the run's processes: a run that is killed leaves its page readers behind."""
        kill_group(self.process.pid)


def kill_group(leader: int) -> None:
    """Kill a process group, if there still is one."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def is_crawl(pid: int) -> bool:
    """Say whether a process number still belongs to a crawl of ours, and has not been given to another program.

    Where the system shows no command lines (no /proc), it is believed.
    """
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return not Path("/proc/self/cmdline").exists()
    return b"crawl" in words


async def _lines(stream: asyncio.StreamReader, complain: Callable[[str], None]) -> None:
    while True:
        try:
            line = await stream.readline()
        except ValueError:  # longer than MAX_LINE: dropped by the reader
            continue
        if not line:
            return
        if text := line.decode("utf-8", "replace").rstrip():
            complain(text)


def _summary(output: bytes) -> dict[str, Any]:
    try:
        summary = json.loads(output)
    except ValueError:
        return {}
    return summary if isinstance(summary, dict) else {}
