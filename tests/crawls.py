"""Crawls as tests drive them: each in a process of its own, since Scrapy's reactor starts once in a process.

As a script it is that process: ``python crawls.py ORDERS``, the orders in JSON. It prints what the run came to.
"""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SETTINGS: dict[str, Any] = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "DATELINE_ALLOW_PRIVATE": "127.0.0.1 localhost",
    "LOG_LEVEL": "WARNING",
}


@dataclass
class Crawl:
    """What is to be crawled, and how."""

    db: Path
    catalogue: Path
    words: Sequence[str] = ()
    urls: Sequence[str] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    plan: dict[str, Any] = field(default_factory=dict)

    def orders(self) -> str:
        return json.dumps(
            {
                "db": str(self.db),
                "catalogue": str(self.catalogue),
                "words": list(self.words),
                "urls": list(self.urls),
                "settings": SETTINGS | self.settings,
                "plan": {"workers": 1} | self.plan,
            }
        )

    def start(self, **options: Any) -> "subprocess.Popen[str]":
        command = [sys.executable, __file__, self.orders()]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)

    def run(self, seconds: float = 900, code: int = 0) -> dict[str, Any]:
        """Crawl to the end; return what the process says of it, with its stderr and the memory that it took."""
        process = self.start()
        memory = Memory(process.pid)
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        finally:
            memory.stop()
        assert process.returncode == code, err
        return {**(json.loads(out) if out else {}), "stderr": err, "peak_mb": memory.peak_mb}


class Memory:
    """Looks now and then at the peak of what a process and its workers hold (Linux: VmHWM, which forgets nothing)."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.peak_mb = {"crawl": 0.0, "worker": 0.0}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stopped.wait(0.05):
            self._note("crawl", self.pid)
            for child in children(self.pid):
                self._note("worker", child)

    def _note(self, who: str, pid: int) -> None:
        with suppress(OSError):
            found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
            self.peak_mb[who] = max(self.peak_mb[who], int(found[1]) / 1024 if found else 0)


def run(orders: dict[str, Any]) -> int:
    """Do what the orders say in this process; return an exit code."""
    # Here, because every worker process imports this script.
    from crawler import run as runs  # noqa: PLC0415
    from crawler.plan import Plan  # noqa: PLC0415
    from storage.records import DatelineError  # noqa: PLC0415

    plan = Plan(
        db=Path(orders["db"]), catalogue=Path(orders["catalogue"]), words=tuple(orders["words"]), **orders["plan"]
    )
    try:
        if orders["urls"]:
            number = runs.fetch(plan, orders["urls"], orders["settings"])
        else:
            number = runs.crawl(plan, orders["settings"])
    except runs.Stopped as stopped:
        report(stopped.run_id)
        return 130
    except DatelineError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    report(number)
    return 0


def report(number: int) -> None:
    sys.stdout.write(json.dumps({"run": number}) + "\n")
    sys.stdout.flush()


def children(pid: int) -> set[int]:
    """Return the processes that a process started, and theirs (Linux)."""
    found: set[int] = set()
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, task.read_text().split()):
                found |= {child} | children(child)
    return found


def is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


if __name__ == "__main__":
    code = run(json.loads(sys.argv[1]))
    sys.stdout.flush()
    sys.exit(code)
