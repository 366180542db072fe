"""Times: UTC in the file, Vietnam's offset outside, days left alone, nothing invented."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import times


@pytest.mark.parametrize(
    ("given", "precision", "kept"),
    [
        ("2026-07-21T06:17:56+07:00", "second", "2026-07-20T23:17:56Z"),
        ("2026-07-21T06:17+07:00", "minute", "2026-07-20T23:17:00Z"),
        ("2026-07-20T23:17:56.789Z", None, "2026-07-20T23:17:56Z"),
        ("2026-07-21T06:17:56", None, "2026-07-20T23:17:56Z"),
        ("2026-07-21", "day", "2026-07-21"),
        ("2026-07-21", None, "2026-07-21"),
        ("20260721", None, "2026-07-21"),
        ("2026-07-21T00:00:00+07:00", "day", "2026-07-21"),
        ("2026-07-21T23:30:00-05:00", "day", "2026-07-21"),
        (None, None, None),
        ("", None, None),
        ("yesterday", None, None),
        ("2026-13-01", None, None),
        ("0001-01-01T00:00:00+14:00", None, None),
    ],
)
def test_stored(given: str | None, precision: str | None, kept: str | None) -> None:
    assert times.stored(given, precision) == kept


@pytest.mark.parametrize(
    ("kept", "outside"),
    [
        ("2026-07-20T23:17:56Z", "2026-07-21T06:17:56+07:00"),
        ("2026-07-21", "2026-07-21"),
        (None, None),
    ],
)
def test_with_offset(kept: str | None, outside: str | None) -> None:
    assert times.with_offset(kept) == outside


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(-14, 14))  # noqa: DTZ001 - zone is added
def test_a_moment_survives_the_round_trip(naive: datetime, hours: int) -> None:
    given = naive.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    outside = times.with_offset(times.stored(given.isoformat()))
    assert outside is not None
    assert datetime.fromisoformat(outside) == given


@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=2))
def test_text_order_is_time_order(moments: list[datetime]) -> None:
    whole = [moment.replace(microsecond=0) for moment in moments]
    assert sorted(map(times.utc, whole)) == [times.utc(moment) for moment in sorted(whole)]


def test_naive_datetimes_name_no_moment() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        times.utc(datetime(2026, 7, 20))  # noqa: DTZ001 - that is the point


def test_a_day_begins_in_vietnam() -> None:
    start = times.day_start(date(2026, 7, 20))
    assert start == "2026-07-19T17:00:00Z"
    assert "2026-07-19" < start < "2026-07-20"
