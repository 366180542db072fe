"""Runs that outlived the service that started them (it was killed): waited for, and ended when they hang."""

import signal
import socket
from contextlib import suppress
from datetime import datetime, timedelta
from os import getpid, kill

from scheduler.log import Log
from scheduler.supervision import is_crawl, kill_group
from storage import owners, runs, times
from storage.corpus import Corpus
from storage.runs import Process

TRIGGER = "schedule"
PATIENCE = timedelta(minutes=1)
"""What a run gets after SIGTERM before it is killed."""


class Orphans:
    """The runs of an earlier service of this machine that are still at work.

    Args:
        corpus: Whose runs.
        log: Gets their end.
    """

    def __init__(self, corpus: Corpus, log: Log) -> None:
        self.corpus = corpus
        self.log = log
        self.waited_for = [each for each in runs.running(corpus, TRIGGER) if _is_at_work(each)]
        for each in self.waited_for:
            log("orphan_found", pid=each.pid, run=each.run_id)
        self.looked = False

    @property
    def alive(self) -> bool:
        """Whether any is still at work; no run is started beside it, for nobody knows which sources it crawls."""
        return bool(self.waited_for)

    def look(self, now: datetime, limit: timedelta) -> None:
        """Take note of those that have ended, and end those that have run for too long."""
        for each in self.waited_for:
            age = now - times.moment(each.started)
            if age > limit + PATIENCE:
                kill_group(each.pid)
            elif age > limit:
                with suppress(ProcessLookupError):
                    kill(each.pid, signal.SIGTERM)
        over = [each for each in self.waited_for if not _is_at_work(each)]
        self.waited_for = [each for each in self.waited_for if each not in over]
        for each in over:
            self.log("orphan_ended", pid=each.pid, run=each.run_id)
        if over or not self.looked:
            runs.end_dead(self.corpus, now, _may_live)
        self.looked = True


def _is_at_work(process: Process) -> bool:
    mine = process.host == socket.gethostname()
    return mine and owners.process_is_alive(process.pid) and is_crawl(process.pid)


def _may_live(owner: str) -> bool:
    """Say whether a run may still be at work; none is under the service's own number.

    In a container the numbers are few: a run that was killed may have had the one that the next service gets and
    keeps for months.
    """
    return owner.rsplit("/", 1)[0] != f"{socket.gethostname()}/{getpid()}" and owners.is_alive(owner)
