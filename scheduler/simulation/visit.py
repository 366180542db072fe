"""One newspaper in one run of the play: its addresses asked as discovery does, its pages fetched as the desk does."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush

from crawler.alarm import Alarm
from crawler.catalogue import Edition
from crawler.discoveries import Discoveries
from crawler.hosts import Host
from crawler.scout import ROBOTS, Address, Reading
from scheduler.simulation.sites import Channel, Site
from scheduler.simulation.world import Story
from storage import feeds, revisit, robots
from storage.corpus import Corpus
from storage.feeds import Answer
from storage.records import Outcome

PAGE_SECONDS = 1.5
"""Between two requests to one host: a second's distance and half of one for the answer."""
ROBOTS_KEPT = robots.KEEP.total_seconds()
"""Seconds for which the crawler keeps a robots.txt."""
TRIES = 3
"""Requests for what is answered 500 at a host that is otherwise well: Scrapy's retries."""
TROUBLES = {None: "connection refused", 403: "refused (403)", 500: "answered 500"}


@dataclass(slots=True)
class Tally:
    """What a play came to.

    Attributes:
        stored: Moment of storage in seconds, by paper and story.
        polls: Requests to feeds, sitemaps and section pages, those in vain and 304s among them.
        unchanged: Of these, answered 304.
        robots: Requests for robots.txt.
        pages: Requests for stories that were not stored yet, those in vain among them.
        later: Requests for stored stories, to look for corrections.
        later_unchanged: Of these, answered 304.
        runs: Runs of all newspapers together.
    """

    stored: dict[str, dict[int, float]] = field(default_factory=dict)
    polls: int = 0
    unchanged: int = 0
    robots: int = 0
    pages: int = 0
    later: int = 0
    later_unchanged: int = 0
    runs: int = 0


@dataclass(slots=True)
class Shelf:
    """A newspaper's stories as the frontier has them.

    Attributes:
        site: The newspaper's server.
        stored: When each story was stored.
        found: When each was announced.
        attempts: Visits in vain in a row.
        plans: Second and story of the visits to come, the next first.
        robots_at: When robots.txt was last read.
    """

    site: Site
    stored: dict[int, float]
    found: dict[int, float] = field(default_factory=dict)
    attempts: dict[int, int] = field(default_factory=dict)
    plans: list[tuple[float, int]] = field(default_factory=list)
    robots_at: float = float("-inf")

    def announce(self, index: int, at: float) -> bool:
        """Take a story in; say whether it was unknown."""
        if index in self.found:
            return False
        self.found[index] = at
        heappush(self.plans, (at, index))
        return True

    def lease(self, at: float, limit: int) -> list[int]:
        """Take what is due, the newest first as the frontier does; the rest stays."""
        due = []
        while self.plans and self.plans[0][0] <= at:
            due.append(heappop(self.plans))
        due.sort(key=lambda plan: plan[1], reverse=True)
        for plan in due[limit:]:
            heappush(self.plans, plan)
        return [index for _, index in due[:limit]]

    def settle(self, index: int, outcome: Outcome, at: float) -> None:
        """Plan the next visit by the frontier's rules."""
        self.attempts[index] = self.attempts.get(index, 0) + 1 if outcome in revisit.BACK_OFF else 0
        age = timedelta(seconds=at - self.site.paper.stories[index].at)
        wait = revisit.next_visit(outcome, age, self.attempts[index])
        if wait is not None:
            heappush(self.plans, (at + wait.total_seconds(), index))


@dataclass(slots=True)
class Visit:
    """A newspaper in a run.

    Attributes:
        corpus: With the real ``feeds``.
        shelf: Its stories.
        edition: As the catalogue has it.
        host: Its server, as the crawler treats it.
        discoveries, alarm: The run's.
        tally: What is counted.
        moment: Turns a second into a time.
        keep: Called with each story that is stored, and its second.
        at: The second it is.
    """

    corpus: Corpus
    shelf: Shelf
    edition: Edition
    host: Host
    discoveries: Discoveries
    alarm: Alarm
    tally: Tally
    moment: Callable[[float], datetime]
    keep: Callable[[Story, float], None]
    at: float

    @property
    def source(self) -> str:
        """The newspaper's name."""
        return self.edition.source

    def run(self, limit: int) -> float:
        """Ask and fetch what is due; return the second at which that is done.

        Args:
            limit: Pages at the most.
        """
        self._read_robots()
        self._discover()
        for index in self.shelf.lease(self.at, limit):
            if self.host.closed:
                heappush(self.shelf.plans, (self.at, index))
            else:
                self._fetch(index)
        if self.host.closed:
            self.alarm.closed(self.source, self.host.closed, self.moment(self.at))
        return self.at

    def _read_robots(self) -> None:
        if self.at - self.shelf.robots_at >= ROBOTS_KEPT:
            self.shelf.robots_at = self.at
            self.tally.robots += 1
            self.at += PAGE_SECONDS

    # --- discovery ----------------------------------------------------------------------------------------------

    def _discover(self) -> None:
        scout = self.discoveries.scout(self.edition, set())
        waiting = deque(scout.begin(self.discoveries.remembered(self.edition)))
        while waiting:
            address = waiting.popleft()
            waiting.extend(scout.answered(address, self._ask(address)))

    def _ask(self, address: Address) -> Reading:
        if self.host.closed:
            return Reading(problem="not asked in this run")
        self.tally.polls += 1
        status = self._request(guess=address.guess)
        channel = self.shelf.site.channels.get(address.url)
        if status == 200 and (channel is None or not channel.is_there(self.at)):
            status = 200 if address.url.endswith(ROBOTS) else 404
        if status != 200 or channel is None:
            self._record(Answer(address.url, self.source, address.kind, ok=False, status=status))
            return Reading(problem=f"answered {status}")
        self._read(channel)
        return Reading()

    def _read(self, channel: Channel) -> None:
        """Take in what a channel lists, and remember that it answered."""
        listed = channel.listed(self.at)
        known = feeds.get(self.corpus, channel.url)
        same = listed.stop == channel.shown and known is not None
        not_modified = same and known is not None and known.may_ask_conditionally(self.moment(self.at))
        self.tally.unchanged += not_modified
        channel.shown = listed.stop
        indices = [] if same else [channel.stories[position] for position in listed]
        new = sum([self.shelf.announce(index, self.at) for index in indices])
        self._record(
            Answer(
                channel.url,
                self.source,
                channel.kind,
                ok=True,
                status=304 if not_modified else 200,
                new=new,
                entries=None if same else len(listed),
                body_sha256=None if not_modified else str(listed.stop),
                ttl=channel.ttl,
            )
        )

    def _record(self, answer: Answer) -> None:
        feeds.record(self.corpus, answer, self.moment(self.at))
        if answer.ok:
            self.alarm.answered(self.source, answer.url, self.moment(self.at))

    def _request(self, *, guess: bool = False) -> int | None:
        """Ask the server; return its status in the end, None where it does not answer. Its troubles are noted."""
        for _ in range(1 if self.host.in_trouble or guess else TRIES):
            self.at += PAGE_SECONDS
            status = self.shelf.site.status(self.at)
            if status == 200:
                self.host.answered()
            if status in (200, 403):  # a refusal is not asked again
                break
        if status != 200 and (status is None or not guess):
            self.host.in_vain(TROUBLES[status])
        return status

    # --- stories ------------------------------------------------------------------------------------------------

    def _fetch(self, index: int) -> None:
        known = index in self.shelf.stored
        began = self.at
        status = self._request()
        requests = round((self.at - began) / PAGE_SECONDS)
        if known:
            self.tally.later += requests
        else:
            self.tally.pages += requests
        outcome = {403: Outcome.BLOCKED, None: Outcome.FAILED, 500: Outcome.FAILED}.get(status)
        self.shelf.settle(index, outcome or self._take_in(index, known=known), self.at)

    def _take_in(self, index: int, *, known: bool) -> Outcome:
        site = self.shelf.site
        story = site.paper.stories[index]
        if not known:
            self.shelf.stored[index] = self.at
            self.keep(story, self.at)
            return Outcome.NEW
        if site.has_changed(timedelta(seconds=self.at - story.at)):
            return Outcome.REVISED
        self.tally.later_unchanged += site.conditional
        return Outcome.UNCHANGED
