"""Times as a person types them."""

from datetime import UTC, date, datetime, timedelta

import click
import pytest

from dateline.moments import WHEN, age
from storage.times import VIETNAM


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-01", date(2026, 11, 1)),
        (" 2026-11-01 ", date(2026, 11, 1)),
        ("2026-11-01T18:30", datetime(2026, 11, 1, 18, 30, tzinfo=VIETNAM)),
        ("2026-11-01T18:30Z", datetime(2026, 11, 1, 18, 30, tzinfo=UTC)),
    ],
)
def test_days_and_moments(text: str, expected: date) -> None:
    read = WHEN.convert(text, None, None)
    assert read == expected
    assert type(read) is type(expected)


@pytest.mark.parametrize(
    ("text", "span"), [("12h", timedelta(hours=12)), ("2d", timedelta(days=2)), ("3w", timedelta(weeks=3))]
)
def test_how_long_ago(text: str, span: timedelta) -> None:
    before = datetime.now(UTC)
    read = WHEN.convert(text, None, None)
    assert isinstance(read, datetime)
    assert before - span <= read <= datetime.now(UTC) - span


@pytest.mark.parametrize(
    "text", ["", "soon", "2d ago", "-2d", "2", "d", "2026-13-01", "01/11/2026", "999999w", "٣d\n"]
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is no time"):
        WHEN.convert(text, None, None)


def test_a_day_begins_in_vietnam() -> None:
    assert age(date(2026, 11, 1), datetime(2026, 11, 1, tzinfo=UTC)) == timedelta(hours=7)
    assert age(datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)) == timedelta(days=-1)
