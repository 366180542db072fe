"""A newspaper judged by its own past: what is a trouble, and above all what is none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduler import health
from scheduler.health import Past
from storage.history import Sample

BEGIN = datetime(2026, 6, 1, 0, 0, tzinfo=UTC)  # a Monday
DAYS = 28
USUAL = Sample(200, 400.0, {"title": 1.0, "date": 1.0, "byline": 0.9, "images": 0.1}, 0.02, 0.0)
NOW = replace(USUAL, count=15)


def past(rule: Callable[[datetime], int], until: datetime) -> Past:
    hours = {}
    hour = BEGIN
    while hour < until:
        if count := rule(hour):
            hours[hour] = count
        hour += timedelta(hours=1)
    found = Past.of(hours, BEGIN)
    assert found is not None
    return found


def daily(hour: datetime) -> int:
    return 4 if 0 <= hour.hour < 12 else 0


def weekdays(hour: datetime) -> int:
    return daily(hour) if hour.weekday() < 5 else 0


def silence(rule: Callable[[datetime], int], stops: datetime, asked: datetime, others: int = 0) -> bool:
    """Say whether a paper that stops is silent, when others stop with it (or there are none)."""
    own, rest = past(rule, stops), [past(rule, stops) for _ in range(others)]
    levels = health.fleet({str(number): each for number, each in enumerate([own, *rest])}, asked)
    return health.silent(own, rest, levels, asked) is not None


END = BEGIN + timedelta(days=DAYS)  # a Monday


def test_a_paper_that_stops_is_silent_within_a_day() -> None:
    assert silence(daily, END, END + timedelta(hours=12))


def test_a_night_is_no_silence() -> None:
    assert not silence(daily, END - timedelta(hours=12), END)


def test_a_quiet_sunday_is_none() -> None:
    saturday = END - timedelta(days=2)
    assert not silence(weekdays, saturday, END)
    assert silence(weekdays, saturday, END + timedelta(hours=12))


def test_a_holiday_of_all_papers_is_none() -> None:
    assert not silence(daily, END, END + timedelta(days=2), others=8)


def test_one_that_stops_among_papers_that_do_not_is_silent() -> None:
    own, rest = past(daily, END), [past(daily, END + timedelta(days=1)) for _ in range(8)]
    asked = END + timedelta(hours=12)
    levels = health.fleet({str(number): each for number, each in enumerate([own, *rest])}, asked)
    assert health.silent(own, rest, levels, asked)


def test_an_hour_without_news_is_nothing_where_hundreds_come_a_day() -> None:
    def agency(hour: datetime) -> int:
        return 4 * daily(hour)

    assert not silence(agency, END, END + timedelta(hours=1)), "16 stories, of 192 a day"
    assert silence(agency, END, END + timedelta(hours=2))


def test_what_was_not_asked_is_not_silent() -> None:
    assert not silence(daily, END, END)


def test_a_new_paper_says_nothing() -> None:
    hours = {BEGIN + timedelta(hours=hour): 5 for hour in range(9 * 24)}
    assert Past.of(hours, BEGIN) is None
    assert Past.of({}, BEGIN) is None


def kinds(recent: Sample, before: Sample = USUAL, opened: frozenset[str] = frozenset()) -> list[str]:
    return [trouble.kind for trouble in health.pages(recent, before, opened)]


def test_usual_pages_raise_nothing() -> None:
    assert kinds(NOW) == []
    assert kinds(replace(NOW, words=170.0, fallback=0.5, shares=USUAL.shares | {"byline": 0.5})) == []


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"words": 100.0}, "thin"),
        ({"shares": USUAL.shares | {"byline": 0.1}}, "fields"),
        ({"fallback": 0.9}, "fallback"),
        ({"future": 0.3}, "clock"),
    ],
)
def test_each_trouble_has_its_kind(changes: dict[str, object], kind: str) -> None:
    assert kinds(replace(NOW, **changes)) == [kind]  # type: ignore[arg-type]


def test_a_field_that_was_never_there_is_not_missed() -> None:
    assert kinds(replace(NOW, shares=USUAL.shares | {"images": 0.0})) == []


def test_a_paper_of_briefs_has_no_length_to_lose() -> None:
    assert kinds(replace(NOW, words=10.0), replace(USUAL, words=60.0)) == []


def test_a_known_trouble_is_over_only_when_it_clearly_is() -> None:
    half = replace(NOW, words=200.0, fallback=0.6, shares=USUAL.shares | {"byline": 0.4})
    assert kinds(half) == []
    assert kinds(half, opened=frozenset({"thin", "fields", "fallback"})) == ["thin", "fields", "fallback"]


def test_few_stories_say_nothing() -> None:
    assert kinds(replace(NOW, count=14, words=1.0)) == []
    assert kinds(replace(NOW, words=1.0), replace(USUAL, count=29)) == []
