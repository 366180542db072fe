"""The table [schedule]: what it may say, and one line for what it may not."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import catalogue
from scheduler.settings import AUTO, HOME, OFF, Quiet, ScheduleError, policy, read, zone
from storage.times import VIETNAM

CATALOGUE = catalogue.load()
SUNDAY = datetime(2026, 7, 19, 12, 0, tzinfo=VIETNAM)


def test_without_a_table_everything_is_auto() -> None:
    settings = read({}, CATALOGUE)
    assert settings.policy("baocantho", "provincial") is AUTO
    assert settings.runs == 2
    assert SUNDAY.astimezone(settings.timezone).utcoffset() == timedelta(hours=7)


def test_source_before_group_before_default() -> None:
    table = {"default": "off", "sources": {"provincial": "2h", "baocantho": "*/10 5-22 * * *"}}
    settings = read(table, CATALOGUE)
    assert settings.policy("baocantho", "provincial").cron is not None
    assert settings.policy("baonghean", "provincial").every == timedelta(hours=2)
    assert settings.policy("vietnamplus", "vna") == OFF


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"runs": 0}, "schedule.runs: 0 is no number of runs"),
        ({"runs": True}, "schedule.runs"),
        ({"run": 2}, "unknown setting (did you mean 'runs'?)"),
        ({"timezone": "Asia/Hanoi2"}, "schedule.timezone: 'Asia/Hanoi2' is no time zone"),
        ({"timezone": "../etc/passwd"}, "is no time zone"),
        ({"quiet": ["22-05"]}, "give one as 23:00-05:00"),
        ({"quiet": ["25:00-05:00"]}, "schedule.quiet"),
        ({"quiet": ["00:00-12:00", "12:00-24:00"]}, "leaves no hour"),
        ({"quiet": "00:00-24:00"}, "leaves no hour"),
        ({"default": "hourly"}, "give auto, off, an interval"),
        ({"default": "0m"}, "cannot be read"),
        ({"default": "61 * * * *"}, "is no cron expression"),
        ({"default": "0 0 * * 9"}, "'9' is no day of the week"),
        ({"sources": {"baocanto": "1h"}}, "did you mean 'baocantho'?"),
        ({"sources": ["baocantho"]}, "must be a table"),
        ({"sources": {"baocantho": 5}}, "schedule.sources.baocantho"),
        ({"webhook": ""}, "must be text"),
        ({"jitter": "soon"}, "schedule.jitter"),
    ],
)
def test_what_cannot_be_kept_is_named_in_one_line(table: dict[str, Any], said: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        read(table, CATALOGUE)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("cron", "follows"),
    [
        ("0 6 * * *", datetime(2026, 7, 20, 6, 0, tzinfo=VIETNAM)),
        ("0 6 * * 0", datetime(2026, 7, 26, 6, 0, tzinfo=VIETNAM)),  # cron's 0 is Sunday, APScheduler's Monday
        ("0 6 * * 7", datetime(2026, 7, 26, 6, 0, tzinfo=VIETNAM)),
        ("0 6 * * 1-5", datetime(2026, 7, 20, 6, 0, tzinfo=VIETNAM)),
        ("0 6 * * sat-mon", datetime(2026, 7, 20, 6, 0, tzinfo=VIETNAM)),
        ("0 6 * * 2,4", datetime(2026, 7, 21, 6, 0, tzinfo=VIETNAM)),
        ("*/20 * * * *", datetime(2026, 7, 19, 12, 20, tzinfo=VIETNAM)),
    ],
)
def test_cron_expressions_mean_what_cron_means(cron: str, follows: datetime) -> None:
    assert policy(cron, zone(HOME)).after(SUNDAY) == follows


def test_quiet_hours_may_pass_midnight() -> None:
    quiet = Quiet(time(23), time(5))
    assert [quiet.holds(time(hour)) for hour in (22, 23, 0, 4, 5)] == [False, True, True, True, False]


def test_vietnam_needs_no_zone_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr("scheduler.settings.ZoneInfo", missing)
    assert zone(HOME).utcoffset(datetime.now(UTC)) == timedelta(hours=7)


@given(st.text(max_size=30))
def test_any_text_is_a_policy_or_a_plain_error(text: str) -> None:
    try:
        found = policy(text, zone(HOME))
    except ValueError:
        return
    following = found.after(SUNDAY)
    assert following is None or following > SUNDAY
