"""When to look again: pure rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import revisit, times
from storage.records import Outcome

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STORY = [Outcome.NEW, Outcome.REVISED, Outcome.UNCHANGED, Outcome.DUPLICATE]


@pytest.mark.parametrize("outcome", STORY)
def test_story_is_visited_at_its_marks(outcome: Outcome) -> None:
    age, ages = timedelta(0), []
    while (wait := revisit.next_visit(outcome, age, 0)) is not None:
        age += wait
        ages.append(age)
    assert ages == [HOUR, 6 * HOUR, DAY, 7 * DAY]


def test_late_visit_serves_the_mark_it_nearly_missed() -> None:
    assert revisit.next_visit(Outcome.NEW, 5.75 * HOUR, 0) == DAY - 5.75 * HOUR


def test_old_story_is_left_alone() -> None:
    assert revisit.next_visit(Outcome.NEW, 3000 * DAY, 0) is None


@pytest.mark.parametrize("outcome", [Outcome.GONE, Outcome.NOT_ARTICLE])
def test_what_is_no_story_is_left_alone(outcome: Outcome) -> None:
    assert revisit.next_visit(outcome, timedelta(0), 1) is None


@pytest.mark.parametrize("outcome", revisit.BACK_OFF)
def test_visits_in_vain_are_repeated_ever_later_and_then_not(outcome: Outcome) -> None:
    first, _, limit = revisit.BACK_OFF[outcome]
    waits = [revisit.next_visit(outcome, timedelta(0), attempt) for attempt in range(1, limit)]
    assert waits[0] == first
    assert None not in waits
    assert waits == sorted(waits, key=lambda wait: wait or timedelta(0))
    assert revisit.next_visit(outcome, timedelta(0), limit) is None


@given(st.sampled_from(list(Outcome)), st.timedeltas(), st.integers(1, 1000))
def test_no_wait_is_in_the_past(outcome: Outcome, age: timedelta, attempts: int) -> None:
    wait = revisit.next_visit(outcome, max(age, timedelta(0)), attempts)
    assert wait is None or wait > timedelta(0)


def called_back(announced: str, *, age: timedelta = HOUR) -> datetime | None:
    return revisit.called_back(announced, times.utc(NOW), times.utc(NOW - age), NOW + HOUR)


def test_announced_change_counts_when_the_fetch_cannot_have_seen_it() -> None:
    assert called_back("2026-07-20T11:59:59Z") is None
    assert called_back("2026-07-20T12:00:00Z") == NOW + HOUR


def test_announced_day_is_a_day_in_vietnam() -> None:
    evening = datetime(2026, 7, 20, 18, 0, tzinfo=UTC)  # the 21st, 01:00, in Hanoi
    assert revisit.called_back("2026-07-20", times.utc(evening), times.utc(evening), evening) is None
    assert revisit.called_back("2026-07-21", times.utc(evening), times.utc(evening), evening) == evening


def test_older_stories_wait_a_quarter_of_their_age() -> None:
    assert called_back("2026-07-20T12:30:00Z", age=40 * DAY - HOUR) == NOW + 10 * DAY
