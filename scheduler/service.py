"""The background service: APScheduler says when, a process per run does the work, the corpus file remembers."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from crawler.catalogue import Catalogue
from scheduler.agenda import Agenda, Entry
from scheduler.calendar import after_quiet
from scheduler.log import Log
from scheduler.orphans import Orphans
from scheduler.settings import Settings
from scheduler.supervision import GRACE, Child, Ended
from storage import runs, waiting
from storage.corpus import Corpus, CorpusError
from storage.records import DatelineError, Outcome

PULSE = timedelta(seconds=60)
"""So often the service looks around: for changed settings, for plans that others changed in the file, for a clock
that was set. It bounds what a machine that slept adds to a delay, for timers do not run while it sleeps."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What the service is told; given again whenever the settings change.

    Attributes:
        db: The corpus file.
        settings: The schedule.
        catalogue: The newspapers.
        crawl: Returns the command line that crawls some sources.
        watched: Files whose change means new orders.
    """

    db: Path
    settings: Settings
    catalogue: Catalogue
    crawl: Callable[[Sequence[str]], list[str]]
    watched: tuple[Path, ...] = ()


class Service:
    """Crawls by itself until it is told to stop.

    Args:
        load: Gives the orders; raises DatelineError where they cannot be followed.
        log: Gets one line per event.
        pulse: How often to look around.
    """

    def __init__(self, load: Callable[[], Orders], log: Log, pulse: timedelta = PULSE) -> None:
        self.load = load
        self.log = log
        self.pulse = pulse
        self.orders = load()
        self.seen = _stamps(self.orders.watched)
        self.agenda = Agenda(self.orders.catalogue, self.orders.settings)
        self.corpus = Corpus.open(self.orders.db)
        self.orphans = Orphans(self.corpus, self.log)
        self.ready: set[str] = set()
        self.running: dict[Child, list[str]] = {}
        self.started: dict[str, datetime] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.stop_asked = asyncio.Event()
        self.scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
            # However late a job is, it is done, and once: after a day of sleep everything is overdue.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )

    # --- life ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Serve until :meth:`stop`, SIGTERM or SIGINT; end the runs under way in order."""
        self._listen()
        self.log("started", db=self.orders.db, sources=len(self.agenda.editions), runs=self.orders.settings.runs)
        self.scheduler.start()
        self.scheduler.add_job(self._look_around, "interval", seconds=self.pulse.total_seconds(), id="pulse")
        try:
            await self._look_around()
            await self.stop_asked.wait()
        finally:
            await self._end()

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self._reload)

    def stop(self) -> None:
        """Stop; asked a second time, kill what is still running."""
        if self.stop_asked.is_set():
            for child in self.running:
                self._spawn(child.stop(grace=0))
        self.stop_asked.set()

    async def _end(self) -> None:
        self.log("stopping", runs=len(self.running))
        self.scheduler.shutdown(wait=False)
        await asyncio.gather(*(child.stop(GRACE) for child in self.running))
        await asyncio.gather(*self.tasks)
        self.corpus.close()
        self.log("stopped")

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    # --- plans --------------------------------------------------------------------------------------------------

    async def _look_around(self) -> None:
        if self.seen != _stamps(self.orders.watched):
            self._reload()
        self.orphans.look(self._now(), self.orders.settings.run_limit)
        self._plan()
        self._launch_what_waits()

    def _reload(self) -> None:
        """Take up changed settings; wrong ones are told and change nothing."""
        self.seen = _stamps(self.orders.watched)
        try:
            orders = self._checked(self.load())
            agenda = Agenda(orders.catalogue, orders.settings)
        except DatelineError as error:
            self.log("settings_refused", error=error)
            return
        self.orders, self.agenda = orders, agenda
        self.seen = _stamps(orders.watched)
        self.ready &= agenda.editions.keys()
        self.log("settings_taken_up", sources=len(agenda.editions))
        self._plan()

    def _checked(self, orders: Orders) -> Orders:
        if orders.db.resolve() != self.orders.db.resolve():
            raise DatelineError(f"the corpus cannot change from {self.orders.db} to {orders.db}: start anew")
        return orders

    def _plan(self) -> None:
        """Give every source that is neither ready nor being crawled its next time."""
        try:
            if mended := waiting.mend_clock(self.corpus, self._now()):
                self.log("clock_mended", addresses=mended)
            entries = self.agenda.read(self.corpus, self._now(), self.started)
        except CorpusError as error:  # locked for long, a full disk: the next pulse tries again
            self.log("corpus_trouble", error=error)
            return
        busy = self.ready.union(*self.running.values())
        planned = {f"source:{entry.source}" for entry in entries if entry.source not in busy}
        for job in self.scheduler.get_jobs():
            if job.id.startswith("source:") and job.id not in planned:
                job.remove()
        for entry in entries:
            if entry.source not in busy:
                self._appoint(entry)

    def _appoint(self, entry: Entry) -> None:
        job_id = f"source:{entry.source}"
        self.scheduler.add_job(
            self._fall_due, "date", run_date=entry.at, args=(entry,), id=job_id, replace_existing=True
        )

    async def _fall_due(self, entry: Entry) -> None:
        """A source's time has come: it waits for others, to share a run with them."""
        self.ready.add(entry.source)
        if not self.scheduler.get_job("launch"):
            self._launch_at(self._now() + self.orders.settings.gather)

    def _launch_what_waits(self) -> None:
        if self.ready and not self.scheduler.get_job("launch"):
            self._launch_at(self._now())

    def _launch_at(self, moment: datetime) -> None:
        settings = self.orders.settings
        moment = after_quiet(moment, settings.quiet, settings.timezone)
        self.scheduler.add_job(self._launch, "date", run_date=moment, id="launch", replace_existing=True)

    # --- runs ---------------------------------------------------------------------------------------------------

    async def _launch(self) -> None:
        """Start a run of every source that is ready, if there is room; else the end of a run calls again."""
        if self.stop_asked.is_set() or not self.ready or self.orphans.alive:
            return
        if len(self.running) >= self.orders.settings.runs:
            return
        sources = sorted(self.ready)
        self.ready.clear()
        now = self._now()
        self.started |= dict.fromkeys(sources, now)
        try:
            fixed = [source for source in sources if self.agenda.policy(source).text != "auto"]
            waiting.make_due(self.corpus, fixed, now)
            child = await Child.start(self.orders.crawl(sources))
        except (DatelineError, OSError) as error:
            self.log("run_not_started", error=error)
            return
        self.running[child] = sources
        self.log("run_started", pid=child.pid, sources=sources)
        self._spawn(self._follow(child))

    async def _follow(self, child: Child) -> None:
        """See a run to its end, then plan anew."""
        if self.stop_asked.is_set():  # asked while the run was starting
            self._spawn(child.stop(GRACE))
        ended = await child.watch(
            self.orders.settings.run_limit.total_seconds(),
            lambda line: self.log("run_said", pid=child.pid, line=line),
        )
        del self.running[child]
        self._record(child, ended)
        if not self.stop_asked.is_set():
            self._plan()
            self._launch_what_waits()

    def _record(self, child: Child, ended: Ended) -> None:
        """Write down a run's end; one that could not do so itself is marked interrupted in the file."""
        try:
            runs.end_dead(self.corpus, self._now())
        except CorpusError as error:
            self.log("corpus_trouble", error=error)
        outcomes = {name: count for name, count in ended.summary.get("outcomes", {}).items() if count}
        self.log(
            "run_ended",
            pid=child.pid,
            run=ended.summary.get("run"),
            reason=ended.reason,
            code=ended.code,
            seconds=round(ended.seconds, 1),
            leased=ended.summary.get("leased"),
            **{str(outcome): outcomes.get(outcome) for outcome in Outcome},
        )

    def _now(self) -> datetime:
        return datetime.now(UTC)


def _stamps(paths: Sequence[Path]) -> dict[Path, tuple[int, int] | None]:
    """Return what tells a changed file: time and size, None for a file that is not there."""
    stamps: dict[Path, tuple[int, int] | None] = {}
    for path in paths:
        try:
            facts = path.stat()
            stamps[path] = (facts.st_mtime_ns, facts.st_size)
        except OSError:
            stamps[path] = None
    return stamps
