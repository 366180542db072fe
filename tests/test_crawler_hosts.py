"""One host in a run: turns, distance, back-off, and when it is left alone."""

import asyncio
from dataclasses import replace

import pytest

from crawler import catalogue
from crawler.hosts import LONGEST_CRAWL_DELAY, SAME_TROUBLES, TROUBLES, Host, HostRestsError, Hosts, Pace, host_of
from crawler.stop import Stop, StoppingError


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def stop(self) -> Stop:
        stop = Stop()

        async def sleep(seconds: float) -> None:
            self.slept.append(round(seconds, 6))
            self.now += seconds

        stop.sleep = sleep  # type: ignore[method-assign]
        return stop


class Book:
    """A ledger that tells of other processes what it is told to tell."""

    def __init__(self, waits: list[float]) -> None:
        self.waits = waits
        self.rests: list[tuple[str, float]] = []
        self.distances: list[float] = []

    def reserve(self, host: str, distance: float) -> float:
        del host
        self.distances.append(distance)
        return self.waits.pop(0)

    def rest(self, host: str, seconds: float) -> None:
        self.rests.append((host, seconds))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("crawler.hosts.monotonic", lambda: clock.now)
    return clock


def visit(host: Host, clock: Clock, times: int = 1) -> list[float]:
    """Ask a host some times in a row; return how long each had to wait."""

    async def main() -> None:
        stop = clock.stop()
        for _ in range(times):
            await host.enter(stop)
            host.leave()

    clock.slept.clear()
    asyncio.run(main())
    return clock.slept


def test_the_distance_is_kept(clock: Clock) -> None:
    assert visit(Host("a", Pace(distance=1.0)), clock, 3) == [1.0, 1.0]


def test_what_does_not_count_keeps_nobody_waiting_but_waits_itself(clock: Clock) -> None:
    """robots.txt of a page that a person named: the page comes at once, what follows the page does not."""
    book = Book([2.0, 0.0, 0.0, 0.0])
    host = Host("a", Pace(distance=1.0), ledger=book)

    async def main() -> None:
        stop = clock.stop()
        for counts in (False, True, True):
            await host.enter(stop, counts=counts)
            host.leave(counts=counts)

    asyncio.run(main())
    assert clock.slept == [2.0, 1.0]
    assert book.distances == [0.0, 0.0, 1.0, 1.0]
    assert book.rests == [("a", 1.0), ("a", 1.0)]


def test_no_distance_means_no_wait(clock: Clock) -> None:
    assert visit(Host("a", Pace(distance=0.0)), clock, 3) == []


def test_one_at_a_time(clock: Clock) -> None:
    async def main() -> None:
        host, stop = Host("a", Pace(distance=0.0)), clock.stop()
        await host.enter(stop)
        second = asyncio.ensure_future(host.enter(stop))
        await asyncio.sleep(0)
        assert not second.done()
        host.leave()
        await second

    asyncio.run(main())


@pytest.mark.parametrize(("distance", "crawl_delay", "together"), [(0.0, None, 3), (1.0, None, 1), (0.0, 5.0, 1)])
def test_several_at_once_only_where_no_distance_is_kept(
    clock: Clock, distance: float, crawl_delay: float | None, together: int
) -> None:
    async def main() -> int:
        host, stop = Host("a", Pace(distance=distance, at_once=3)), clock.stop()
        await host.enter(stop)  # for robots.txt
        host.ask_for_delay(crawl_delay)
        waiting = [asyncio.ensure_future(host.enter(stop)) for _ in range(4)]
        await asyncio.sleep(0)
        assert not crawl_delay or not any(each.done() for each in waiting)
        host.leave()
        most = 0
        while waiting:
            for _ in range(20):
                await asyncio.sleep(0)
            inside = [each for each in waiting if each.done()]
            most = max(most, len(inside))
            waiting = [each for each in waiting if not each.done()]
            for _ in inside:
                host.leave()
        return most

    assert asyncio.run(asyncio.wait_for(main(), 60)) == together


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (5.0, 5.0),
        (0.2, 1.0),
        (1e9, LONGEST_CRAWL_DELAY),
        (float("inf"), 1.0),
        (float("nan"), 1.0),
        (-3.0, 1.0),
        (None, 1.0),
    ],
)
def test_crawl_delay_only_lengthens(asked: float | None, kept: float) -> None:
    host = Host("a", Pace(distance=1.0))
    host.ask_for_delay(asked)
    host.delay = 0.5  # AutoThrottle's wish
    assert host.delay == kept


def test_back_off_doubles_up_to_our_patience(clock: Clock) -> None:
    host = Host("a", Pace(distance=1.0, patience=10.0))
    waits = []
    for _ in range(6):
        host.stumbled()
        waits += visit(host, clock)
    assert waits == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    host.answered()
    host.stumbled()
    assert visit(host, clock) == [1.0]


def test_the_same_trouble_again_and_again_closes_a_host(clock: Clock) -> None:
    host = Host("a.example", Pace(distance=0.0))
    for _ in range(SAME_TROUBLES):
        visit(host, clock)
        host.in_vain("refused (403)")
    with pytest.raises(HostRestsError, match=r"a\.example: refused \(403\), 5 times in a row"):
        visit(host, clock)


def test_an_answer_in_between_keeps_it_open(clock: Clock) -> None:
    host = Host("a", Pace(distance=0.0))
    for _ in range(3):
        for _ in range(SAME_TROUBLES - 1):
            host.in_vain("refused (403)")
        host.answered()
    assert visit(host, clock) == []


def test_troubles_of_many_kinds_close_it_too() -> None:
    host = Host("a", Pace())
    for number in range(TROUBLES):
        assert host.closed is None
        host.in_vain(f"trouble {number}")
    assert host.closed


def test_nobody_enters_when_the_run_ends(clock: Clock) -> None:
    host, stop = Host("a", Pace()), clock.stop()
    stop.ask()
    for _ in range(2):  # the turn is given back each time
        with pytest.raises(StoppingError):
            asyncio.run(host.enter(stop))


def test_another_process_is_minded(clock: Clock) -> None:
    ledger = Book([0.7, 0.0])
    assert visit(Host("a", Pace(distance=1.0), ledger=ledger), clock) == [0.7]
    assert ledger.rests == [("a", 1.0)]


def test_a_rest_that_another_run_was_told_of_closes_it(clock: Clock) -> None:
    host = Host("a", Pace(distance=1.0), ledger=Book([3600.0]))
    with pytest.raises(HostRestsError, match="3600 s more"):
        visit(host, clock)


def test_a_rest_that_another_run_was_told_of_is_kept_by_who_keeps_no_distance(clock: Clock) -> None:
    book = Book([5.0, 0.0])
    assert visit(Host("a", Pace(distance=0.0), ledger=book), clock) == [5.0]
    assert book.rests == [], "there is no distance to be told of"
    with pytest.raises(HostRestsError, match="3600 s more"):
        visit(Host("a", Pace(distance=0.0), ledger=Book([3600.0])), clock)


def test_the_catalogue_s_delay_is_a_host_s_floor() -> None:
    edition = next(iter(catalogue.load()))
    slow = replace(edition, delay=7.0)
    hosts = Hosts(Pace(distance=1.0), [slow])
    assert hosts.of(f"https://www.{slow.host}/story.html").delay == 7.0
    assert hosts.of("https://other.example/").delay == 1.0
    assert Hosts(Pace(distance=9.0), [slow]).of(slow.base_url).delay == 9.0


def test_all_addresses_of_a_host_are_one() -> None:
    hosts = Hosts(Pace())
    assert hosts.of("https://www.a.example/x") is hosts.of("https://A.example:443/y")
    assert hosts.of("https://a.example/x") is not hosts.of("https://a.example:8443/x")


def test_host_of_an_ipv6_address() -> None:
    assert host_of("http://[::1]:8001/a") == "::1:8001"
