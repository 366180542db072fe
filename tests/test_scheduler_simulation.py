"""A lean play: few newspapers, few days, the promises of the long one."""

import pytest

from scheduler.simulation import report
from scheduler.simulation.report import Report
from scheduler.simulation.world import Fault, Script, press

FAULTS = (
    Fault("agency-1", 3.4, "redesigned", "fallback", ("fields",)),
    Fault("province-3", 2.4, "moves", "feed_dead"),
)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return report.play(tmp_path_factory.mktemp("play"), days=5, count=6, seed=3, faults=FAULTS)


def test_delays_and_requests_stay_within_their_bounds(played: Report) -> None:
    assert played.daily.count > 5_000
    assert played.daily.median < 15
    assert played.daily.p95 < 60
    assert 1 + played.finding + played.robots < 1.6


def test_nothing_that_stays_listed_is_missed(played: Report) -> None:
    assert played.missed == 0


def test_every_fault_raises_its_alert_and_nothing_else_does(played: Report) -> None:
    assert played.unseen == []
    assert played.false_alarms == []
    moved = next(alert for alert in played.alerts if alert.kind == "feed_dead")
    assert moved.message.endswith("https://province-3/feed serves instead")


def test_the_same_seed_is_the_same_press() -> None:
    one, other = (press(Script(report.START, 2, 4, 9)) for _ in range(2))
    assert [paper.stories for paper in one] == [paper.stories for paper in other]
    assert press(Script(report.START, 2, 4, 8))[3].stories != one[3].stories
