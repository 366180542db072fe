"""Plays the service against the simulated press: its own rules, the real ``feeds`` table, a clock that leaps."""

import heapq
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from itertools import count

from crawler.alarm import Alarm
from crawler.catalogue import Catalogue
from crawler.discoveries import Discoveries
from crawler.hosts import Hosts, Pace
from crawler.plan import Plan
from crawler.stop import Stop
from scheduler.agenda import Agenda
from scheduler.roster import Roster
from scheduler.settings import OFF, Policy, Settings
from scheduler.simulation.sites import Site
from scheduler.simulation.visit import Shelf, Tally, Visit
from scheduler.simulation.world import Paper, Story
from storage import feeds, times
from storage.corpus import Corpus
from storage.waiting import Waiting

START_SECONDS = 2.0
"""Until a run's process asks its first question (measurements 6, the full environment under load)."""


class Player:
    """The service in the play.

    Args:
        corpus: A real file; its feeds and alerts are real, its articles only as far as their facts matter.
        catalogue: With the servers' newspapers in it.
        sites: The servers.
        start: When second 0 is, aware.
        keep: Called with each story that is stored, and the moment.
    """

    def __init__(
        self,
        corpus: Corpus,
        catalogue: Catalogue,
        sites: list[Site],
        start: datetime,
        keep: Callable[[Paper, Story, datetime], None],
    ) -> None:
        self.corpus = corpus
        self.catalogue = catalogue
        self.start = start
        self.keep = keep
        names = [site.paper.name for site in sites]
        self.settings = Settings(default=OFF, sources=dict.fromkeys(names, Policy()))
        self.agenda = Agenda(catalogue, self.settings)
        self.roster = Roster()
        self.tally = Tally()
        self.plan = Plan(db=corpus.path, due=True)
        self.shelves = {
            site.paper.name: Shelf(site, self.tally.stored.setdefault(site.paper.name, {})) for site in sites
        }
        self._events: list[tuple[float, int, str, list[str]]] = []
        self._serial = count()
        self._launching = False
        self._begun: dict[str, float] = {}

    def run(self, until: float, every: float, observe: Callable[[datetime], None]) -> Tally:
        """Play.

        Args:
            until: Seconds.
            every: Seconds between two observations.
            observe: Called with the moment.
        """
        for name in self.shelves:
            self._appoint(name, 0.0, None)
        self._at(every, "observe")
        while self._events and self._events[0][0] < until:
            at, _, kind, names = heapq.heappop(self._events)
            if kind == "observe":
                observe(self.moment(at))
                self._at(at + every, "observe")
            else:
                {"due": self._due, "launch": self._launch, "end": self._end}[kind](at, names)
        return self.tally

    def moment(self, at: float) -> datetime:
        """Return the time of a second."""
        return self.start + timedelta(seconds=at)

    def _at(self, at: float, kind: str, names: list[str] | None = None) -> None:
        heapq.heappush(self._events, (at, next(self._serial), kind, names or []))

    # --- when, as the service has it ----------------------------------------------------------------------------

    def _appoint(self, name: str, at: float, started: float | None) -> None:
        """Plan a newspaper's next run."""
        known = feeds.known(self.corpus, sources=[name])
        (asked,) = self.corpus.conn.execute(
            "SELECT max(last_fetched_at) FROM feeds WHERE source = ?", (name,)
        ).fetchone()
        plans = self.shelves[name].plans
        page_at = times.utc(self.moment(plans[0][0])) if plans else None
        begun = None if started is None else self.moment(started)
        waiting = Waiting(asked, page_at)
        entry = self.agenda.entry(name, waiting, {feed.url: feed for feed in known}, self.moment(at), begun)
        self._at((entry.at - self.start).total_seconds(), "due", [name])

    def _due(self, at: float, names: list[str]) -> None:
        self.roster.fall_due(names)
        if not self._launching:
            self._launching = True
            self._at(at + self.settings.gather.total_seconds(), "launch")

    def _launch(self, at: float, _names: list[str]) -> None:
        self._launching = False
        names = self.roster.take(self.settings.runs)
        if names:
            self.tally.runs += 1
            self._at(self._crawl(names, at), "end", names)
            self._begun |= dict.fromkeys(names, at)

    def _end(self, at: float, names: list[str]) -> None:
        self.roster.done(names)
        for name in names:
            self._appoint(name, at, self._begun[name])
        if self.roster.ready and not self._launching:
            self._launching = True
            self._at(at, "launch")

    # --- a run --------------------------------------------------------------------------------------------------

    def _crawl(self, names: list[str], at: float) -> float:
        """Crawl some newspapers side by side; return the second at which the last is done."""
        began = at + START_SECONDS
        alarm = Alarm(self.corpus)
        hosts = Hosts(Pace())
        discoveries = Discoveries(
            self.corpus, self.catalogue, self.plan, alarm, Stop(), nullcontext, self.moment(began)
        )
        return max(self._visit(name, began, alarm, hosts, discoveries).run(self.plan.limit) for name in names)

    def _visit(self, name: str, at: float, alarm: Alarm, hosts: Hosts, discoveries: Discoveries) -> Visit:
        (edition,) = self.catalogue.sources[name].editions
        shelf = self.shelves[name]
        paper = shelf.site.paper
        return Visit(
            self.corpus,
            shelf,
            edition,
            hosts.of(edition.base_url),
            discoveries,
            alarm,
            self.tally,
            self.moment,
            lambda story, second: self.keep(paper, story, self.moment(second)),
            at,
        )
