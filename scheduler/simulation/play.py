"""Plays the service against the simulated press: the same rules, the real `feeds` table, a clock that leaps."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from scheduler.agenda import SHORTEST
from scheduler.calendar import jitter
from scheduler.settings import Settings
from scheduler.simulation.world import Address, Paper, Story
from storage import feeds, times
from storage.corpus import Corpus
from storage.feeds import Answer

PAGE_SECONDS = 1.5
"""Between two requests to one host: a second's distance and half of one for the answer."""
START_SECONDS = 2.0
"""Until a run's process asks its first question (measurements 6, the full environment under load)."""
FALLBACK_REQUESTS = 10
"""What discovery asks when no address of a newspaper answers: front page, robots.txt, well-known paths."""
LIMIT = 200
"""Articles of an edition in one run, as ``dateline crawl`` has it."""


@dataclass(slots=True)
class Tally:
    """What a play came to.

    Attributes:
        stored: Moment of storage in seconds, by paper and story.
        polls: Requests to feeds and section pages, 304s among them.
        unchanged: Of these, answered 304.
        robots: Requests for robots.txt: one a run and host.
        runs: Runs of all newspapers together.
        fallbacks: Requests of discovery that fell back.
    """

    stored: dict[str, dict[int, float]] = field(default_factory=dict)
    polls: int = 0
    unchanged: int = 0
    robots: int = 0
    runs: int = 0
    fallbacks: int = 0


@dataclass(slots=True)
class Player:
    """The service in the play.

    Attributes:
        corpus: A real file; its feeds are real, its articles only as far as their facts matter.
        papers: By name.
        start: When second 0 is, aware.
        keep: Called with each story that is stored, and the moment.
        settings: The schedule's.
    """

    corpus: Corpus
    papers: dict[str, Paper]
    start: datetime
    keep: Callable[[Paper, Story, datetime], None]
    settings: Settings = field(default_factory=Settings)
    tally: Tally = field(default_factory=Tally)
    _events: list[tuple[float, int, str, tuple[str, ...]]] = field(default_factory=list)
    _serial: "count[int]" = field(default_factory=count)
    _ready: set[str] = field(default_factory=set)
    _left: dict[str, dict[int, Story]] = field(default_factory=dict)
    _running: int = 0
    _launching: bool = False

    def run(self, until: float, every: float, observe: Callable[[datetime], None]) -> Tally:
        """Play.

        Args:
            until: Seconds.
            every: Seconds between two observations.
            observe: Called with the moment.
        """
        for name in self.papers:
            self._at(0.0, "due", name)
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

    def _at(self, at: float, kind: str, *names: str) -> None:
        heapq.heappush(self._events, (at, next(self._serial), kind, names))

    def _due(self, at: float, names: tuple[str, ...]) -> None:
        self._ready.update(names)
        if not self._launching:
            self._launching = True
            self._at(at + self.settings.gather.total_seconds(), "launch")

    def _launch(self, at: float, _names: tuple[str, ...]) -> None:
        self._launching = False
        if not self._ready or self._running >= self.settings.runs:
            return
        names = sorted(self._ready)
        self._ready.clear()
        self._running += 1
        self.tally.runs += 1
        longest = max(self._crawl(self.papers[name], at + START_SECONDS) for name in names)
        self._at(at + START_SECONDS + longest, "end", *names)
        for name in names:
            self._papers_next(name, at, at + START_SECONDS + longest)

    def _end(self, at: float, _names: tuple[str, ...]) -> None:
        self._running -= 1
        if self._ready and not self._launching:
            self._launching = True
            self._at(at, "launch")

    def _papers_next(self, name: str, started: float, ended: float) -> None:
        """Appoint a paper's next time as the agenda does."""
        next_at = self.corpus.conn.execute("SELECT min(next_at) FROM feeds WHERE source = ?", (name,)).fetchone()[0]
        due = max(times.moment(next_at), self.moment(started) + SHORTEST)
        due += jitter(name, due, self.settings.jitter)
        self._at(max((due - self.start).total_seconds(), ended), "due", name)

    # --- one newspaper in one run -------------------------------------------------------------------------------

    def _crawl(self, paper: Paper, at: float) -> float:
        """Ask what is due, fetch what is new, newest first; return the seconds it took."""
        requests = 1
        self.tally.robots += 1
        fresh = self._left.pop(paper.name, {})
        served = False
        for address in self._to_ask(paper, at):
            requests += 1
            found = self._ask(paper, address, self.moment(at + requests * PAGE_SECONDS), at)
            served |= found is not None
            fresh |= {index: paper.stories[index] for index in found or ()}
        if not served and requests > 1:
            requests += self._fall_back(paper, at + requests * PAGE_SECONDS, fresh)
        stored = self.tally.stored.setdefault(paper.name, {})
        order = sorted(fresh, reverse=True)
        for index in order[:LIMIT]:
            requests += 1
            stored[index] = at + requests * PAGE_SECONDS
            self.keep(paper, fresh[index], self.moment(stored[index]))
        if left := {index: fresh[index] for index in order[LIMIT:]}:
            self._left[paper.name] = left
        return requests * PAGE_SECONDS

    def _to_ask(self, paper: Paper, at: float) -> list[Address]:
        known = {feed.url: feed for feed in feeds.known(self.corpus, sources=[paper.name])}
        now = times.utc(self.moment(at))
        return [
            address
            for address in paper.addresses
            if (address.url not in known and address.begins is None)
            or (address.url in known and known[address.url].next_at <= now)
        ]

    def _ask(self, paper: Paper, address: Address, now: datetime, at: float) -> list[int] | None:
        """Return what an address announces that was unknown; None where it does not answer."""
        self.tally.polls += 1
        if not address.answers(at):
            feeds.record(self.corpus, Answer(address.url, paper.name, address.kind, ok=False, status=404), now)
            return None
        known = self.tally.stored.setdefault(paper.name, {}).keys() | self._left.get(paper.name, {}).keys()
        listed = address.listed(at)
        changed = listed.stop != address.shown
        self.tally.unchanged += not changed
        new = [address.stories[position] for position in listed if address.stories[position] not in known]
        new = new if changed else []
        address.shown = listed.stop
        answer = Answer(
            address.url,
            paper.name,
            address.kind,
            ok=True,
            status=200 if changed else 304,
            new=len(new),
            entries=len(listed) if changed else None,
            body_sha256=str(listed.stop) if changed else None,
            ttl=address.ttl,
        )
        feeds.record(self.corpus, answer, now)
        return new

    def _fall_back(self, paper: Paper, at: float, fresh: dict[int, Story]) -> int:
        """Nothing of a newspaper answered: look for other addresses, as discovery does."""
        self.tally.fallbacks += FALLBACK_REQUESTS
        for address in paper.addresses:
            if address.begins is not None and address.answers(at) and feeds.get(self.corpus, address.url) is None:
                found = self._ask(paper, address, self.moment(at), at) or []
                fresh |= {index: paper.stories[index] for index in found}
        return FALLBACK_REQUESTS
