"""Quiet hours and jitter."""

from datetime import datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.calendar import after_quiet, jitter
from scheduler.settings import Quiet
from storage.times import VIETNAM

NOON = datetime(2026, 7, 19, 12, 0, tzinfo=VIETNAM)
NIGHT = Quiet(time(23), time(5))
moments = st.integers(0, 365 * 86_400).map(lambda seconds: NOON + timedelta(seconds=seconds))


def test_what_falls_into_quiet_hours_waits_for_their_end() -> None:
    late = NOON.replace(hour=23, minute=30)
    assert after_quiet(late, (NIGHT,), VIETNAM) == NOON.replace(hour=5) + timedelta(days=1)
    assert after_quiet(NOON.replace(hour=2), (NIGHT,), VIETNAM) == NOON.replace(hour=5)
    assert after_quiet(NOON, (NIGHT,), VIETNAM) == NOON
    assert after_quiet(NOON.replace(hour=5), (NIGHT,), VIETNAM) == NOON.replace(hour=5)


def test_spans_that_adjoin_are_left_one_after_the_other() -> None:
    quiet = (Quiet(time(5), time(7)), NIGHT)
    assert after_quiet(NOON.replace(hour=2), quiet, VIETNAM) == NOON.replace(hour=7)


@given(moments, st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 600)), max_size=2))
def test_comes_out_of_quiet_hours_and_never_early(at: datetime, spans: list[tuple[int, int]]) -> None:
    quiet = tuple(
        Quiet(time(*divmod(begin, 60)), time(*divmod((begin + length) % 1440, 60))) for begin, length in spans
    )
    found = after_quiet(at, quiet, VIETNAM)
    assert at <= found < at + timedelta(days=1)
    assert not any(span.holds(found.time()) for span in quiet)


def test_jitter_is_the_same_for_the_same_plan_and_differs_between_sources() -> None:
    longest = timedelta(seconds=30)
    found = {name: jitter(name, NOON, longest) for name in map(str, range(50))}
    assert all(timedelta(0) <= value < longest for value in found.values())
    assert found == {name: jitter(name, NOON, longest) for name in found}
    assert max(found.values()) - min(found.values()) > longest / 2
