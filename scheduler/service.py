"""The background service: APScheduler says when, a process per run does the work, the corpus file remembers."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler import checkup
from scheduler.agenda import Agenda, Entry
from scheduler.calendar import after_quiet
from scheduler.log import Log
from scheduler.notify import Teller
from scheduler.orders import Orders
from scheduler.orphans import Orphans
from scheduler.roster import Roster
from scheduler.supervision import GRACE, Child, Ended
from scheduler.upkeep import Upkeep
from storage import runs, waiting
from storage.corpus import Corpus, CorpusError
from storage.records import DatelineError, Outcome

PULSE = timedelta(seconds=60)
"""So often the service looks around: for changed settings, for plans that others changed in the file, for a clock
that was set. It bounds what a machine that slept adds to a delay, for timers do not run while it sleeps."""


# It tells of errors on standard error, where they would be lost among the log's lines; we listen to them ourselves.
logging.getLogger("apscheduler").addHandler(logging.NullHandler())


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Service:
    """Crawls by itself until it is told to stop.

    Args:
        load: Gives the orders; raises DatelineError where they cannot be followed.
        log: Gets one line per event.
        pulse: How often to look around.
        clock: Tells the time, aware; whatever it was set to.
    """

    def __init__(
        self,
        load: Callable[[], Orders],
        log: Log,
        pulse: timedelta = PULSE,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self.load = load
        self.log = log
        self.pulse = pulse
        self._now = clock
        self.orders = load()
        self.seen = self.orders.stamps()
        self.agenda = Agenda(self.orders.catalogue, self.orders.settings)
        self.corpus = Corpus.open(self.orders.db)
        self.upkeep = Upkeep(self.corpus, log)
        self.orphans = Orphans(self.corpus, self.log)
        self.teller = Teller(self.corpus, log)
        self.teller.use(self.orders.settings)
        self.checked: datetime | None = None
        self.roster = Roster()
        self.children: set[Child] = set()
        self.started: dict[str, datetime] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.stop_asked = asyncio.Event()
        self.failure: BaseException | None = None
        self.scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
            # However late a job is, it is done, and once: after a day of sleep everything is overdue.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )

    # --- life ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Serve until :meth:`stop`, SIGTERM or SIGINT; end the runs under way in order.

        An error of our own ends the service too, and leaves it as it came: a service that goes on broken looks well.
        """
        self._listen()
        self.log("started", db=self.orders.db, sources=len(self.agenda.editions), runs=self.orders.settings.runs)
        self.scheduler.add_listener(lambda event: self._fail(event.exception), EVENT_JOB_ERROR)
        self.scheduler.start()
        self.scheduler.add_job(self._look_around, "interval", seconds=self.pulse.total_seconds(), id="pulse")
        try:
            await self._look_around()
            await self.stop_asked.wait()
        finally:
            await self._end()
        if self.failure:
            raise self.failure

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self._reload)

    def stop(self) -> None:
        """Stop; asked a second time, kill what is still running."""
        if self.stop_asked.is_set():
            for child in self.children:
                self._spawn(child.stop(grace=0))
        self.stop_asked.set()

    async def _end(self) -> None:
        self.log("stopping", runs=len(self.roster.under_way))
        self.scheduler.shutdown(wait=False)
        while self.tasks:  # a run that was just being started shows up late
            await asyncio.gather(*(child.stop(GRACE) for child in self.children), asyncio.sleep(0.05))
        self.corpus.close()
        self.log("stopped")

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        self.failure = self.failure or error
        self.stop_asked.set()
        self.log("failed", error=repr(error))

    # --- plans --------------------------------------------------------------------------------------------------

    async def _look_around(self) -> None:
        if self.seen != self.orders.stamps():
            self._reload()
        self.upkeep.check()
        try:
            self.orphans.look(self._now(), self.orders.settings.run_limit)
        except CorpusError as error:
            self.log("corpus_trouble", error=error)
        self._tell()
        self._plan()
        self._launch_what_waits()

    def _reload(self) -> None:
        """Take up changed settings; wrong ones are told and change nothing."""
        self.seen = self.orders.stamps()
        try:
            orders = self._checked(self.load())
            agenda = Agenda(orders.catalogue, orders.settings)
            self.teller.use(orders.settings)
        except CorpusError as error:  # locked for long, a full disk: the next pulse tries again
            self.seen = {}
            self.log("corpus_trouble", error=error)
            return
        except DatelineError as error:
            self.log("settings_refused", error=error)
            return
        self.orders, self.agenda = orders, agenda
        self.seen = orders.stamps()
        self.roster.ready &= agenda.editions.keys()
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
        busy = self.roster.busy
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
        self.roster.fall_due([entry.source])
        if not self.scheduler.get_job("launch"):
            self._launch_at(self._now() + self.orders.settings.gather)

    def _launch_what_waits(self) -> None:
        if self.roster.ready and not self.scheduler.get_job("launch"):
            self._launch_at(self._now())

    def _launch_at(self, moment: datetime) -> None:
        settings = self.orders.settings
        moment = after_quiet(moment, settings.quiet, settings.timezone)
        self.scheduler.add_job(self._launch, "date", run_date=moment, id="launch", replace_existing=True)

    # --- runs ---------------------------------------------------------------------------------------------------

    async def _launch(self) -> None:
        """Start a run of every source that is ready, if there is room; else the end of a run calls again."""
        if self.stop_asked.is_set() or self.orphans.alive:
            return
        self.upkeep.check()
        if sources := self.roster.take(self.orders.settings.runs):
            self._spawn(self._crawl(sources))

    async def _crawl(self, sources: list[str]) -> None:
        """See a run from its beginning to its end, then plan anew."""
        self.started |= dict.fromkeys(sources, self._now())
        try:
            await self._run(sources)
        except (DatelineError, OSError) as error:
            self.log("run_not_started", error=error)
        finally:
            self.roster.done(sources)
        if not self.stop_asked.is_set():
            self._check_up()
            self._plan()
            self._launch_what_waits()

    async def _run(self, sources: list[str]) -> None:
        fixed = [source for source in sources if self.agenda.policy(source).text != "auto"]
        waiting.make_due(self.corpus, fixed, self._now())
        child = await Child.start(self.orders.crawl(sources))
        self.children.add(child)
        self.log("run_started", pid=child.pid, sources=sources)
        limit = self.orders.settings.run_limit.total_seconds()
        ended = await child.watch(limit, lambda line: self.log("run_said", pid=child.pid, line=line))
        self.children.remove(child)
        self._record(child, ended)

    def _check_up(self) -> None:
        """Look at the newspapers' health, if that has not been done of late, and tell what has changed."""
        now = self._now()
        try:
            if self.checked is None or not timedelta(0) <= now - self.checked < checkup.EVERY:
                self.checked = now
                checkup.look(self.corpus, now, self.orders.db.resolve().parent)
                self.upkeep.tidy()
        except CorpusError as error:
            self.log("corpus_trouble", error=error)
        self._tell()

    def _tell(self) -> None:
        """Tell of alerts that have begun or ended, and what could not be told before; nothing waits for that."""
        self._spawn(self.teller.tell(self.orders.settings, self._now()))

    def _record(self, child: Child, ended: Ended) -> None:
        """Write down a run's end; one that could not do so itself is marked interrupted in the file."""
        now = self._now()  # before anything that waits for the file: its row says when it began
        began = now - timedelta(seconds=ended.seconds)
        try:
            runs.end_dead(self.corpus, now)
            runs.explain(self.corpus, (child.pid, socket.gethostname()), ended.reason, began, now)
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
