"""Cadence: what is learnt of an address' hours, and when it is asked again."""

from datetime import UTC, datetime, timedelta
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import cadence
from storage.cadence import CELLS, Rhythm, back_off, interval, learn
from storage.times import VIETNAM

MONDAY = datetime(2026, 7, 20, 0, 0, tzinfo=VIETNAM)


def steady(rate: float) -> Rhythm:
    return Rhythm((rate * 1000,) * CELLS, (1000.0,) * CELLS)


def played(days: int, rate: dict[int, int], start: datetime = MONDAY) -> tuple[Rhythm, datetime]:
    """Return the rhythm after days of hourly polls; ``rate`` is stories by hour of the day."""
    rhythm, at = Rhythm(), start
    for _ in range(days * 24):
        following = at + timedelta(hours=1)
        rhythm, at = learn(rhythm, at, following, rate.get(at.hour, 0)), following
    return rhythm, at


@pytest.mark.parametrize("rate", [0.5, 1, 6, 20])
def test_steady_news_is_asked_for_at_the_cheapest_interval(rate: float) -> None:
    minutes = sqrt(2 * cadence.WORTH.total_seconds() / 60 / (rate / 60))
    assert interval(steady(rate), MONDAY) / timedelta(minutes=1) == pytest.approx(minutes, abs=5)


def test_asked_in_the_morning_and_not_at_night() -> None:
    rhythm, midnight = played(21, dict.fromkeys(range(6, 22), 6))
    night, noon = interval(rhythm, midnight), interval(rhythm, midnight + timedelta(hours=12))
    assert noon <= timedelta(minutes=50)
    assert timedelta(hours=4) < night < timedelta(hours=7)


def test_week_ends_are_learnt_apart() -> None:
    rhythm, at = Rhythm(), MONDAY
    for _ in range(28 * 24):
        following = at + timedelta(hours=1)
        rhythm, at = learn(rhythm, at, following, 0 if at.weekday() >= 5 else 4), following
    rhythm = Rhythm(rhythm.news, rhythm.hours)
    saturday = at + timedelta(days=5, hours=9)
    assert interval(rhythm, saturday) > 1.5 * interval(rhythm, at + timedelta(hours=9))


def test_silence_lengthens_before_the_hours_are_forgotten() -> None:
    rhythm, at = played(21, dict.fromkeys(range(24), 4))
    usual = interval(rhythm, at)
    for _ in range(12):
        rhythm, at = learn(rhythm, at, at + timedelta(hours=1), 0), at + timedelta(hours=1)
    assert interval(rhythm, at) > 1.5 * usual
    for _ in range(3):
        rhythm, at = learn(rhythm, at, at + timedelta(hours=1), 8), at + timedelta(hours=1)
    assert interval(rhythm, at) <= usual


def test_short_list_is_asked_before_it_overflows() -> None:
    assert interval(steady(12), MONDAY, entries=3) <= timedelta(minutes=10) < interval(steady(12), MONDAY)
    assert interval(steady(2), MONDAY, entries=1) < interval(steady(2), MONDAY, entries=50)


def test_wishes_are_kept_up_to_an_hour() -> None:
    assert interval(steady(60), MONDAY, wish=timedelta(minutes=40)) == timedelta(minutes=40)
    assert interval(steady(60), MONDAY, wish=timedelta(days=7)) == timedelta(hours=1)


def test_long_absence_teaches_nothing() -> None:
    rhythm = steady(1)
    assert learn(rhythm, MONDAY, MONDAY + timedelta(days=9), 20) is rhythm
    assert learn(rhythm, MONDAY, MONDAY - timedelta(hours=1), 20) is rhythm


def test_failures_back_off_to_a_day() -> None:
    waits = [back_off(failures) for failures in range(1, 30)]
    assert waits[:3] == [timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(days=1)
    assert back_off(1, timedelta(hours=3)) == timedelta(hours=3)
    assert back_off(1, timedelta(days=3)) == timedelta(days=1)


polls = st.lists(st.tuples(st.integers(1, 3 * 86_400), st.integers(0, 5_000)), max_size=30)


@given(polls, st.integers(1, 5_000) | st.none())
def test_whatever_came_the_interval_stays_within_bounds(history: list[tuple[int, int]], entries: int | None) -> None:
    rhythm, at = Rhythm(), datetime(2026, 1, 1, tzinfo=UTC)
    for seconds, new in history:
        following = at + timedelta(seconds=seconds)
        rhythm, at = learn(rhythm, at, following, new), following
    assert timedelta(minutes=5) <= interval(rhythm, at, entries=entries) <= timedelta(hours=24)
    kept = cadence.load(cadence.dump(rhythm))
    assert kept.level == pytest.approx(rhythm.level, abs=0.02)


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_livelier_is_never_asked_later(one: float, other: float) -> None:
    slow, fast = sorted((one, other))
    assert interval(steady(fast), MONDAY) <= interval(steady(slow), MONDAY)


def test_numbers_of_another_form_are_an_unknown_rhythm() -> None:
    assert cadence.load(None) == cadence.load([1.0, 2.0]) == Rhythm()
