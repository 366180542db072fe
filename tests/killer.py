"""Crawls, and kills the crawl with SIGKILL again and again: ``python killer.py ORDERS LOG KILLS SEED``.

A process that has everything imported forks each crawl, so that thirty kills do not cost thirty starts. It prints
what it did as JSON.
"""

import json
import os
import random
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import crawls

# A crawl that has done nothing for so long hangs.
PATIENCE = 300.0
# The moment of a kill is drawn with these odds: at any time from the fork on; around a request; around a commit.
MOMENTS = {"start": 1, "request": 1, "commit": 2}
LOOK = 0.002


class Killer:
    def __init__(self, orders: dict[str, Any], log: Path, seed: int) -> None:
        self.orders = orders
        self.db = Path(orders["db"])
        self.log = log
        self.dice = random.Random(seed)
        self.kills: Counter[str] = Counter()
        self.orphans: set[int] = set()

    def run(self, kills: int) -> dict[str, Any]:
        while self.kills.total() < kills:
            moment = self.dice.choices(list(MOMENTS), list(MOMENTS.values()))[0]
            if not self.crawl(moment):
                break
        pending = self.kills.total()
        finished = self.finish()
        deadline = time.monotonic() + PATIENCE
        while any(map(crawls.is_running, self.orphans)) and time.monotonic() < deadline:
            time.sleep(0.05)
        return {
            "kills": pending,
            "by_moment": dict(self.kills),
            "code": finished,
            "orphans": sum(map(crawls.is_running, self.orphans)),
            "workers": len(self.orphans),
        }

    def crawl(self, moment: str) -> bool:
        """Start a crawl and kill it; False if it came to its end before."""
        reached = getattr(self, f"_{moment}")()
        pid = self.fork()
        deadline = time.monotonic() + PATIENCE
        while not reached():
            if os.waitpid(pid, os.WNOHANG)[0]:
                return moment == "start"  # too quick to be killed there
            assert time.monotonic() < deadline, f"nothing happened after {PATIENCE} s"
            time.sleep(LOOK)
        time.sleep(self.dice.uniform(0, 0.03))
        self.orphans |= crawls.children(pid)
        os.kill(pid, 9)
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            self.kills[moment] += 1
        return os.WIFSIGNALED(status)

    def fork(self) -> int:
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                code = crawls.run(self.orders)
            finally:
                os._exit(code)
        return pid

    def finish(self) -> int:
        """Crawl until the end, unkilled."""
        null = os.open(os.devnull, os.O_WRONLY)
        saved = os.dup(1)
        os.dup2(null, 1)  # the crawl's own report; ours is the only one
        status = os.waitpid(self.fork(), 0)[1]
        os.dup2(saved, 1)
        return os.waitstatus_to_exitcode(status)

    # --- moments --------------------------------------------------------------------------------------------------

    def _start(self) -> Callable[[], bool]:
        at = time.monotonic() + self.dice.uniform(0, 0.6)
        return lambda: time.monotonic() >= at

    def _request(self) -> Callable[[], bool]:
        wanted = self.log.stat().st_size + self.dice.randrange(1, 20) * 300  # a line of the log has 300 bytes or so
        return lambda: self.log.stat().st_size >= wanted

    def _commit(self) -> Callable[[], bool]:
        wanted = self.visits() + self.dice.randrange(1, 6)
        return lambda: self.visits() >= wanted

    def visits(self) -> int:
        with suppress(sqlite3.OperationalError), closing(sqlite3.connect(self.db)) as conn:
            return int(conn.execute("SELECT count(*) FROM visits").fetchone()[0])
        return 0


if __name__ == "__main__":
    import crawler.run  # noqa: F401 - before the forks

    orders, log, kills, seed = sys.argv[1:]
    sys.stdout.write(json.dumps(Killer(json.loads(orders), Path(log), int(seed)).run(int(kills))) + "\n")
