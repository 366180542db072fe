"""A lean play: few newspapers, few days, the promises of the long one."""

from dataclasses import replace

import pytest

from scheduler.simulation import faults, report, sites
from scheduler.simulation.faults import Fault
from scheduler.simulation.report import Report
from scheduler.simulation.world import DAY, Paper, Script, heads, press
from storage.records import Kind

PLANTED = (
    Fault("agency-1", 2.4, 4.0, "redesigned"),
    Fault("province-3", 2.4, 4.2, "moves its feed"),
    Fault("province-4", 2.4, 3.9, "blocks"),
    Fault("province-5", 3.05, 3.2, faults.NAP),
)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return report.play(tmp_path_factory.mktemp("play"), days=6, count=6, seed=3, planted=PLANTED)


def test_delays_and_requests_stay_within_their_bounds(played: Report) -> None:
    assert played.daily.count > 5_000
    assert played.daily.median < 15
    assert played.daily.p95 < 60
    assert played.requests < 1.6


def test_later_visits_are_made_and_most_have_nothing_to_tell(played: Report) -> None:
    assert played.per_story(played.tally.later) > 2
    assert played.tally.later_unchanged / played.tally.later > 0.5


def test_nothing_that_stays_listed_is_missed(played: Report) -> None:
    assert played.missed == 0


def test_every_fault_raises_its_alert_that_ends_with_it_and_nothing_else_does(played: Report) -> None:
    assert played.unseen == []
    assert played.false_alarms == []
    assert played.stuck == []
    assert all(alert.closed is not None and alert.closed < 24 for alert in played.alerts)
    moved = played.answer(PLANTED[1])
    assert moved
    assert moved.message.endswith("https://province-3.test/feed serves instead")


def test_the_same_seed_is_the_same_press() -> None:
    one, other = (press(Script(report.START, 2, 4, 9)) for _ in range(2))
    assert [paper.stories for paper in one] == [paper.stories for paper in other]
    assert press(Script(report.START, 2, 4, 8))[3].stories != one[3].stories


def test_other_seeds_plant_their_faults_elsewhere() -> None:
    papers = [(paper.name, paper.daily) for paper in heads(Script(report.START, 1, 61, 1))]
    one, other = faults.draw(papers, 1), faults.draw(papers, 2)
    assert {fault.kind for fault in one} == {*faults.KINDS, faults.NAP}
    assert len({fault.paper for fault in one}) == len(one)
    assert one == faults.draw(papers, 1) != other


def test_a_day_of_rhythm_is_a_weekdays_stories() -> None:
    script = Script(report.START, 30, 1, 1, tet=20.0)
    paper = Paper("p", 50, (0,) * 8 + (1,) * 8 + (0,) * 8, weekend=0.5)
    assert script.usual(paper, 0, DAY) == pytest.approx(1)
    assert script.usual(paper, 10 * 3_600, 12.5 * 3_600) == pytest.approx(2.5 / 8)
    assert script.usual(paper, 5 * DAY, 7 * DAY) == pytest.approx(1), "a week-end of halves"
    assert script.usual(paper, 21 * DAY, 22 * DAY) == pytest.approx(0.15)


def test_what_a_server_hides_is_not_listed() -> None:
    channel = sites.Channel("u", Kind.FEED, 2, stories=[0, 1, 2], moments=[0.0, 10.0, 100.0])
    assert list(channel.listed(50)) == [0, 1]
    assert channel.listed_for(0, []) == 100
    assert channel.listed_for(0, [(40, 80)]) == 60
    channel.absent = ((0.0, 30.0),)
    assert channel.listed_for(0, [(40, 80)]) == 30
    assert not channel.is_there(29)
    assert channel.is_there(30)


def test_what_passes_before_a_day_of_stories_has_come_need_not_be_seen(played: Report) -> None:
    fault = next(fault for fault in played.faults if fault.alert)
    assert replace(played, alerts=[]).unseen == [each for each in played.faults if each.alert]
    short = replace(played, alerts=[], faults=(fault,), lasted={fault: 0.4})
    assert short.unseen == []
    assert replace(short, lasted={fault: 1.0}).unseen == [fault]
