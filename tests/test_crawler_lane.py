"""A lane keeps few URLs under way and never more than its budget."""

from collections import deque
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from crawler.lane import BATCH, LARGEST_BATCH, Lane


def stock(number: int) -> tuple[Callable[[int], list[Any]], list[int]]:
    rows = deque(SimpleNamespace(id=i) for i in range(number))
    asked: list[int] = []

    def lease(wanted: int) -> list[Any]:
        asked.append(wanted)
        return [rows.popleft() for _ in range(min(wanted, len(rows)))]

    return lease, asked


def test_hands_out_only_its_width() -> None:
    lease, _ = stock(10)
    lane = Lane(lease, limit=100, width=2)
    assert [row.id for row in lane.next()] == [0, 1]
    assert list(lane.next()) == []
    lane.done(SimpleNamespace(id=0))
    lane.done(SimpleNamespace(id=0))
    assert [row.id for row in lane.next()] == [2]


def test_stops_at_its_limit() -> None:
    lease, asked = stock(100)
    lane = Lane(lease, limit=LARGEST_BATCH + 3, width=1000)
    assert len(list(lane.next())) == LARGEST_BATCH + 3
    assert asked == [LARGEST_BATCH, 3]
    assert list(lane.next()) == []


def test_a_wide_lane_leases_more_at_a_time() -> None:
    for width, batch in ((2, BATCH), (4, 16), (8, LARGEST_BATCH)):
        lease, asked = stock(100)
        next(Lane(lease, limit=100, width=width).next())
        assert asked == [batch]


def test_asks_again_when_the_frontier_was_empty() -> None:
    lease, asked = stock(0)
    lane = Lane(lease, limit=10, width=2)
    assert list(lane.next()) == []
    assert list(lane.next()) == []
    assert asked == [BATCH, BATCH]


def test_a_closed_lane_hands_out_nothing_more() -> None:
    lease, asked = stock(10)
    lane = Lane(lease, limit=100, width=2)
    list(lane.next())
    lane.close()
    lane.done(SimpleNamespace(id=0))
    assert list(lane.next()) == []
    assert asked == [BATCH]
