"""The hosts of a run: one request at a time to each, the distance between two, rests, and when to leave one alone.

Every request passes here last, whatever sent it: robots.txt, a feed, a story, a redirect, a retry, whichever spider.
"""

import asyncio
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Protocol
from urllib.parse import urlsplit

from crawler.catalogue import Edition
from crawler.catalogue.addresses import DEFAULT_PORTS
from crawler.stop import NotNowError, Stop, StoppingError

# The same refusal this often in a row, and nothing else in between, is meant: the host is left alone.
SAME_TROUBLES = 5
# So many troubles in a row, of whatever kinds.
TROUBLES = 10
# Seconds: a Crawl-delay above this is a mistake or a way of saying "go away"; a minute a page is honoured.
LONGEST_CRAWL_DELAY = 60.0
# Seconds that back-off begins with where the operator asks for no distance at all, as on a server of his own.
LEAST_BACKOFF = 0.1


class HostRestsError(NotNowError):
    """The host is not asked again in this run; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How hosts are to be treated.

    Attributes:
        distance: Seconds between two requests, at the least.
        patience: The longest back-off, and the longest wait that a server may ask for within a run, in seconds.
        at_once: Requests under way to one host; one where a distance is kept.
    """

    distance: float = 1.0
    patience: float = 30.0
    at_once: int = 1


class Ledger(Protocol):
    """Where processes that share a corpus write down when a host may be asked next."""

    def reserve(self, host: str, distance: float) -> float:
        """Take the next moment, and the distance after it (0: none); return the seconds to wait if there are any."""

    def rest(self, host: str, seconds: float) -> None:
        """Let nobody ask for some seconds."""


class Host:
    """One server, as a run sees it.

    Args:
        name: As :func:`host_of` gives it.
        pace: How to treat it.
        floor: Seconds between two requests that the catalogue asks for.
        ledger: The moments of other processes; None where nobody else is to be minded.
    """

    def __init__(self, name: str, pace: Pace, floor: float = 0.0, ledger: Ledger | None = None) -> None:
        self.name = name
        self.pace = pace
        self.floor = max(pace.distance, floor)
        self.closed: str | None = None
        self._delay = self.floor
        self._ledger = ledger
        self._turn = asyncio.Semaphore(pace.at_once)
        self._surplus = pace.at_once - 1
        self._door = asyncio.Lock()
        self._free_at = 0.0
        self._stumbles = 0
        self._troubles: Counter[str] = Counter()

    @property
    def delay(self) -> float:
        """Seconds from the end of a request to the next: AutoThrottle's wish, never below what was promised."""
        return max(self._delay, self.floor)

    @delay.setter
    def delay(self, seconds: float) -> None:
        self._delay = seconds

    def ask_for_delay(self, seconds: float | None) -> None:
        """Honour robots.txt's Crawl-delay; what is no sensible number is none."""
        if seconds is not None and math.isfinite(seconds) and seconds > 0:
            self.floor = max(self.floor, min(seconds, LONGEST_CRAWL_DELAY))

    async def enter(self, stop: Stop, *, counts: bool = True) -> None:
        """Wait for this request's turn; :meth:`leave` must follow, once.

        Args:
            stop: Tells when the run ends.
            counts: Whether the next request is to keep its distance from this one.

        Raises:
            HostRestsError: The host is left alone for the rest of the run.
            StoppingError: The run ends.
        """
        await self._take_turn()
        try:
            while pause := self._pause(stop, self.delay if counts else 0.0):
                await stop.sleep(pause)
        except BaseException:
            self._turn.release()
            raise

    async def _take_turn(self) -> None:
        """Wait for a turn; of several, all but one are gone for good once there is a distance to be kept."""
        async with self._door:  # two that wait for each other's turn would do so for ever
            while self._surplus and self.delay:
                await self._turn.acquire()
                self._surplus -= 1
            await self._turn.acquire()

    def _pause(self, stop: Stop, distance: float) -> float:
        """Return the seconds to wait before looking again; 0 where the request may go, with a distance after it."""
        if stop.asked:
            raise StoppingError("the run ends")
        if self.closed:
            raise HostRestsError(self.closed)
        pause = self._free_at - monotonic()
        if pause <= 0 and self._ledger:
            pause = self._ledger.reserve(self.name, distance)
            if pause > max(self.pace.patience, self.delay):
                self.close(f"asked to be left alone for {pause:.0f} s more")
                raise HostRestsError(self.closed)
        return max(pause, 0.0)

    def leave(self, *, counts: bool = True) -> None:
        """A request has ended. The distance counts from here, so that no server sees less, however slow it is."""
        if counts:
            self.rest(self.delay)
        if counts and self._ledger and self.delay:
            self._ledger.rest(self.name, self.delay)
        self._turn.release()

    def rest(self, seconds: float) -> None:
        """Send nothing for some seconds."""
        self._free_at = max(self._free_at, monotonic() + seconds)

    def close(self, reason: str) -> None:
        """Send nothing more in this run."""
        self.closed = self.closed or f"{self.name}: {reason}"

    @property
    def in_trouble(self) -> bool:
        """Whether the last URL, or more, was refused or unanswered."""
        return bool(self._troubles)

    def stumbled(self) -> None:
        """A request was in vain: rest, twice as long each time in a row."""
        first = max(self.pace.distance, LEAST_BACKOFF)
        self.rest(min(first * 2.0 ** min(self._stumbles, 30), self.pace.patience))
        self._stumbles += 1

    def in_vain(self, reason: str) -> None:
        """A URL was refused or unanswered, its retries included."""
        self._troubles[reason] += 1
        if self._troubles[reason] >= SAME_TROUBLES or self._troubles.total() >= TROUBLES:
            self.close(f"{reason}, {self._troubles.total()} times in a row")

    def answered(self) -> None:
        """The host answered as a host should: all is forgiven."""
        self._stumbles = 0
        self._troubles.clear()


class Hosts:
    """The hosts of a run, each made when it is first asked.

    Args:
        pace: How to treat them.
        editions: Those of the catalogue: some ask for a delay of their own.
        ledger: The moments of other processes.
    """

    def __init__(self, pace: Pace, editions: Iterable[Edition] = (), ledger: Ledger | None = None) -> None:
        self.pace = pace
        self._ledger = ledger
        self._hosts: dict[str, Host] = {}
        self._floors: dict[str, float] = {}
        for edition in editions:
            for name in edition.hosts if edition.delay else ():
                self._floors[name] = max(self._floors.get(name, 0.0), edition.delay or 0.0)

    def of(self, url: str) -> Host:
        """Return the host of a URL."""
        name = host_of(url)
        if name not in self._hosts:
            self._hosts[name] = Host(name, self.pace, self._floors.get(name, 0.0), self._ledger)
        return self._hosts[name]


def host_of(url: str) -> str:
    """Return whose server a URL is on: host and port in lower case.

    ``www.`` is left off, since it is the same server, and so is the scheme's own port.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    bare = host.removeprefix("www.")
    return bare if port in (None, DEFAULT_PORTS.get(parts.scheme)) else f"{bare}:{port}"
