"""Machines for tests of clusters: processes in network namespaces of their own, joined by a switch of their own.

Nothing of it can be seen from this machine's own network. Needs root and iproute2; elsewhere all processes share the
loopback.
"""

import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Self

from program import environment

PORT = 8786
TESTS = Path(__file__).parent
TABLES = ("articles", "revisions", "images", "relations", "signatures", "pages")


def why_not() -> str | None:
    """Tell why there can be no namespaces here; None where there can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if shutil.which("ip") is None:
        return "network namespaces need iproute2"
    tried = subprocess.run(
        ["ip", "netns", "add", f"dl{os.getpid()}-try"], capture_output=True, text=True, check=False
    )
    subprocess.run(["ip", "netns", "del", f"dl{os.getpid()}-try"], capture_output=True, check=False)
    return f"no network namespaces here: {tried.stderr.strip()}" if tried.returncode else None


class Loopback:
    """All machines are this one."""

    def address(self, _: int) -> str:
        return "127.0.0.1"

    def command(self, _: int) -> list[str]:
        return []

    def close(self) -> None: ...


class Namespaces:
    """Machine 0 has the switch; the others hang on it."""

    def __init__(self, machines: int) -> None:
        self.names = [f"dl{os.getpid()}-{number}" for number in range(machines)]
        try:
            self._build()
        except BaseException:
            self.close()
            raise

    def _build(self) -> None:
        for name in self.names:
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
        hub = self.names[0]
        ip("-n", hub, "link", "add", "switch", "type", "bridge")
        ip("-n", hub, "addr", "add", f"{self.address(0)}/24", "dev", "switch")
        ip("-n", hub, "link", "set", "switch", "up")
        for number, name in list(enumerate(self.names))[1:]:
            ip("link", "add", f"m{number}", "netns", hub, "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("-n", hub, "link", "set", f"m{number}", "master", "switch", "up")
            ip("-n", name, "addr", "add", f"{self.address(number)}/24", "dev", "eth0")
            ip("-n", name, "link", "set", "eth0", "up")

    def address(self, machine: int) -> str:
        return f"10.77.0.{machine + 1}"

    def command(self, machine: int) -> list[str]:
        return ["ip", "netns", "exec", self.names[machine]]

    def close(self) -> None:
        for name in self.names:
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


class Machines:
    """A scheduler on machine 0 and a worker on each of the others; use it as a context manager.

    Args:
        net: Where they are.
        workers: How many.
        folder: For their logs.
    """

    def __init__(self, net: Loopback | Namespaces, workers: int, folder: Path, port: int = PORT) -> None:
        self.net, self.folder = net, folder
        self.scheduler = f"{net.address(0)}:{port}"
        self.port = port
        self.running: dict[int, subprocess.Popen[bytes]] = {}
        self.workers = workers

    def __enter__(self) -> Self:
        for machine in range(self.workers + 1):
            self.start(machine)
        return self

    def start(self, machine: int) -> None:
        """Start a machine's process, again after it has died."""
        host = ["--host", self.net.address(machine), "--no-dashboard"]
        words = ["scheduler", "--port", self.port, *host]
        if machine:
            words = ["worker", self.scheduler, "--nthreads", 1, *host, "--local-directory", self.folder]
        self.running[machine] = self.python(machine, "-m", "dask", *words)

    def python(self, machine: int, *words: object, out: int | None = None) -> subprocess.Popen[bytes]:
        """Start a Python on a machine, in a process group of its own."""
        with (self.folder / f"machine-{machine}.log").open("ab") as log:
            return subprocess.Popen(
                [*self.net.command(machine), sys.executable, *map(str, words)],
                cwd=self.folder,
                env=environment(PYTHONPATH=os.pathsep.join((str(TESTS), str(TESTS.parent)))),
                stdin=subprocess.DEVNULL,
                stdout=out or log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, machine: int) -> None:
        """Take a machine's processes away as a power cut does."""
        process = self.running.pop(machine)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def supervise(self) -> None:
        """Start what has ended by itself, as a service manager does."""
        for machine, process in list(self.running.items()):
            if process.poll() is not None:
                self.start(machine)

    def __exit__(self, *_: object) -> None:
        for machine in list(self.running):
            self.kill(machine)
        self.net.close()


def free_port() -> int:
    """Return a port below those that the system gives to whoever asks: nobody gets it before it is used."""
    for port in random.sample(range(20_000, 32_000), 50):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def state(db: Path) -> dict[str, list[str]]:
    """Return all that the corpus says of its articles, but the moments of writing."""
    with closing(sqlite3.connect(db)) as conn:
        return {table: rows(conn, table) for table in TABLES}


def rows(conn: sqlite3.Connection, table: str) -> list[str]:
    columns = [row[1] for row in conn.execute(f"PRAGMA table_info({table})")]
    kept = ", ".join(name for name in columns if not name.endswith("_at") or name == "published_at")
    return sorted(map(repr, conn.execute(f"SELECT {kept} FROM {table}")))
