"""Alerts begin and end: written once, kept up, cleared when the trouble has passed; and sent once."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler import checkup
from storage import feeds, times
from storage.corpus import Corpus
from storage.feeds import Answer
from storage.records import Kind

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
FEED = Answer("https://one.test/rss", "one", Kind.FEED, ok=True, status=200, new=5, entries=20, body_sha256="a")


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


def stories(
    corpus: Corpus,
    source: str,
    number: int,
    at: datetime,
    *,
    extractor: str = "rules:x",
    age: timedelta = timedelta(0),
    words: int = 300,
    byline: str | None = "X",
    warnings: str = "[]",
) -> None:
    rows = []
    for index in range(number):
        moment = at + timedelta(minutes=index)
        came, published = times.utc(moment), times.utc(moment - age)
        rows.append((f"https://{source}/{came}", source, byline, published, came, came, words, extractor, warnings))
    corpus.conn.executemany(
        "INSERT INTO articles (url, source, title, byline, published_at, first_seen_at, updated_at, word_count, "
        "content_sha256, origin, extractor, warnings) VALUES (?, ?, 'T', ?, ?, ?, ?, ?, '', 'crawl', ?, ?)",
        rows,
    )


def opened(corpus: Corpus) -> list[tuple[str | None, str]]:
    rows = corpus.conn.execute("SELECT source, kind FROM alerts WHERE cleared_at IS NULL ORDER BY source, kind")
    return [(row["source"], row["kind"]) for row in rows]


def test_redesign_is_raised_once_and_cleared_when_rules_fit_again(corpus: Corpus) -> None:
    stories(corpus, "one", 60, NOW - timedelta(days=1))
    stories(corpus, "two", 60, NOW - timedelta(days=1))
    checkup.look(corpus, NOW + timedelta(hours=2))
    assert opened(corpus) == []
    stories(corpus, "one", 20, NOW + timedelta(hours=3), extractor="trafilatura")
    for hours in (4, 5, 6):
        checkup.look(corpus, NOW + timedelta(hours=hours))
    assert opened(corpus) == [("one", "fallback")]
    stories(corpus, "one", 300, NOW + timedelta(hours=7), extractor="trafilatura")
    checkup.look(corpus, NOW + timedelta(hours=13))
    assert opened(corpus) == [("one", "fallback")], "a trouble is not forgotten because it has become usual"
    stories(corpus, "one", 20, NOW + timedelta(hours=14))
    checkup.look(corpus, NOW + timedelta(hours=15))
    assert opened(corpus) == []
    assert corpus.conn.execute("SELECT count(*) FROM alerts").fetchone()[0] == 1


def test_an_archive_that_is_fetched_says_nothing_of_the_present(corpus: Corpus) -> None:
    stories(corpus, "one", 60, NOW)
    stories(corpus, "one", 60, NOW + timedelta(hours=2), extractor="trafilatura", age=timedelta(days=2_000))
    checkup.look(corpus, NOW + timedelta(hours=4))
    assert opened(corpus) == []


def test_dead_feed_names_what_serves_instead(corpus: Corpus) -> None:
    stories(corpus, "one", 3, NOW)
    stories(corpus, "two", 3, NOW)
    feeds.record(corpus, FEED, NOW)
    for hour in range(1, 8):
        feeds.record(corpus, replace(FEED, ok=False, status=404), NOW + timedelta(hours=2 * hour))
    feeds.record(corpus, replace(FEED, url="https://one.test/new"), NOW + timedelta(hours=3))
    checkup.look(corpus, NOW + timedelta(hours=15))
    (alert,) = corpus.conn.execute("SELECT * FROM alerts").fetchall()
    assert alert["kind"] == "feed_dead"
    assert "https://one.test/rss answers 404" in alert["message"]
    assert alert["message"].endswith("https://one.test/new serves instead")


def test_a_feed_that_waits_out_its_back_off_after_a_bad_night_is_not_dead(corpus: Corpus) -> None:
    for source in ("one", "two"):
        stories(corpus, source, 3, NOW)
    feeds.record(corpus, FEED, NOW)
    for hour in (1, 2, 4, 6, 9):
        feeds.record(corpus, replace(FEED, ok=False, status=None), NOW + timedelta(hours=hour))
    checkup.look(corpus, NOW + timedelta(hours=16))
    assert opened(corpus) == [], "it was last asked nine hours after it had answered"
    feeds.record(corpus, replace(FEED, ok=False, status=None), NOW + timedelta(hours=17))
    checkup.look(corpus, NOW + timedelta(hours=17))
    assert opened(corpus) == [("one", "feed_dead")]


def test_a_night_in_which_nobody_asked_is_no_part_of_a_server_s_bad_night(corpus: Corpus) -> None:
    for source in ("one", "two"):
        stories(corpus, source, 3, NOW)
    feeds.record(corpus, FEED, NOW)
    for hour in (8, 8.25, 8.75, 9.75, 11.75, 15.75):  # of an edition that is silent at night
        feeds.record(corpus, replace(FEED, ok=False, status=None), NOW + timedelta(hours=hour))
    checkup.look(corpus, NOW + timedelta(hours=19))
    assert opened(corpus) == [], "it failed for less than eight hours"


MISSING = replace(FEED, ok=False, status=404)


@pytest.mark.parametrize("status", [404, 410, 200])
def test_a_moved_feed_is_told_within_hours_where_others_of_the_newspaper_answer(corpus: Corpus, status: int) -> None:
    for source in ("one", "two"):
        stories(corpus, source, 3, NOW)
    feeds.record(corpus, FEED, NOW)
    for hour in (1, 1.25, 1.75, 2.75):
        feeds.record(corpus, replace(MISSING, status=status, foreign=status == 200), NOW + timedelta(hours=hour))
    feeds.record(corpus, replace(FEED, url="https://one.test/", kind=Kind.SECTION), NOW + timedelta(hours=3))
    checkup.look(corpus, NOW + timedelta(hours=4))
    assert opened(corpus) == [], "a site that is put into place anew lacks addresses for an hour or two"
    feeds.record(corpus, replace(MISSING, status=status, foreign=status == 200), NOW + timedelta(hours=4.75))
    checkup.look(corpus, NOW + timedelta(hours=5))
    (alert,) = corpus.conn.execute("SELECT source, kind, message FROM alerts").fetchall()
    assert (alert["source"], alert["kind"]) == ("one", "feed_dead")
    assert f"https://one.test/rss answers {'with no feed' if status == 200 else status} since" in alert["message"]


@pytest.mark.parametrize(
    ("statuses", "others_answer"),
    [
        ((404, 404, 404, 404, 404), False),
        ((500, 500, 500, 500, 500), True),
        ((404, 404, 404, 404, None), True),
        ((200, 200, 200, 200, 200), True),
    ],
    ids=["the whole server says so: a page of maintenance", "errors", "the last poll says nothing", "empty at night"],
)
def test_what_may_be_a_server_s_own_trouble_is_given_half_a_day(
    corpus: Corpus, statuses: tuple[int | None, ...], others_answer: bool
) -> None:
    for source in ("one", "two"):
        stories(corpus, source, 3, NOW)
    feeds.record(corpus, FEED, NOW)
    for hour, status in zip((1, 1.25, 1.75, 2.75, 4.75), statuses, strict=True):
        feeds.record(corpus, replace(FEED, ok=False, status=status), NOW + timedelta(hours=hour))
    if others_answer:
        feeds.record(corpus, replace(FEED, url="https://one.test/", kind=Kind.SECTION), NOW + timedelta(hours=4))
    checkup.look(corpus, NOW + timedelta(hours=5))
    assert opened(corpus) == []


def test_when_all_feeds_fail_it_is_our_own_line(corpus: Corpus) -> None:
    for source in ("one", "two"):
        stories(corpus, source, 3, NOW)
        answer = replace(FEED, url=f"https://{source}.test/rss", source=source)
        feeds.record(corpus, answer, NOW)
        for hour in range(1, 8):
            feeds.record(corpus, replace(answer, ok=False, status=None), NOW + timedelta(hours=2 * hour))
    checkup.look(corpus, NOW + timedelta(hours=15))
    assert opened(corpus) == []


def test_full_disk_is_the_corpus_own_trouble_and_open_once(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(corpus.path.parent)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=10_000_000))
    for minute in (0, 20):
        checkup.look(corpus, NOW + timedelta(minutes=minute), corpus.path.parent)
    assert opened(corpus) == [(None, "disk")]
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=10**12))
    checkup.look(corpus, NOW + timedelta(hours=1), corpus.path.parent)
    assert opened(corpus) == []


def test_a_feed_that_has_been_replaced_for_a_week_is_no_trouble_any_more(corpus: Corpus) -> None:
    new = replace(FEED, url="https://one.test/new")
    for source in ("one", "two"):
        stories(corpus, source, 3, NOW)
    feeds.record(corpus, FEED, NOW)
    feeds.record(corpus, replace(new, ok=False, status=404), NOW)  # a guess that was wrong then
    for day in range(1, 7):
        feeds.record(corpus, replace(FEED, ok=False, status=404), NOW + timedelta(days=day))
    feeds.record(corpus, new, NOW + timedelta(days=2))
    checkup.look(corpus, NOW + timedelta(days=7))
    assert opened(corpus) == [("one", "feed_dead")]
    checkup.look(corpus, NOW + timedelta(days=9, hours=1))
    assert opened(corpus) == []


def test_a_feed_nobody_has_heard_of_for_four_weeks_is_forgotten(corpus: Corpus) -> None:
    for source in ("one", "two"):
        stories(corpus, source, 3, NOW)
    feeds.record(corpus, FEED, NOW)
    for day in range(1, 7):
        feeds.record(corpus, replace(FEED, ok=False, status=410), NOW + timedelta(days=day))
    checkup.look(corpus, NOW + timedelta(days=27))
    assert opened(corpus) == [("one", "feed_dead")]
    checkup.look(corpus, NOW + timedelta(days=29))
    assert opened(corpus) == []


def test_what_has_lasted_for_four_weeks_is_how_the_newspaper_is(corpus: Corpus) -> None:
    stories(corpus, "one", 60, NOW - timedelta(days=2))
    stories(corpus, "one", 20, NOW, extractor="trafilatura")
    checkup.look(corpus, NOW + timedelta(hours=1))
    for day in (5, 20, 26):
        stories(corpus, "one", 100, NOW + timedelta(days=day), extractor="trafilatura")
        checkup.look(corpus, NOW + timedelta(days=day, hours=2))
    assert opened(corpus) == [("one", "fallback")]
    checkup.look(corpus, NOW + timedelta(days=29))
    assert opened(corpus) == []
    checkup.look(corpus, NOW + timedelta(days=30))
    assert opened(corpus) == []


def test_a_redesign_that_fills_a_night_of_ours_is_noticed(corpus: Corpus) -> None:
    stories(corpus, "one", 60, NOW - timedelta(days=2))
    stories(corpus, "one", 300, NOW, extractor="trafilatura")
    checkup.look(corpus, NOW + timedelta(hours=6))
    assert opened(corpus) == [("one", "fallback")]


def test_a_silence_ends_with_news_and_not_because_others_are_silent_too(corpus: Corpus) -> None:
    papers = ["one", "two", "three", "four", "five", "six"]
    begin = NOW - timedelta(days=20)
    for paper in papers:
        for hour in range(20 * 24):
            stories(corpus, paper, 2, begin + timedelta(hours=hour))
    end = NOW + timedelta(hours=12)
    for paper in papers[1:]:
        for hour in range(12):
            stories(corpus, paper, 2, NOW + timedelta(hours=hour))
    checkup.look(corpus, end)
    assert opened(corpus) == [("one", "silent")]
    for hours in (24, 40):  # the others are as silent from now on
        checkup.look(corpus, NOW + timedelta(hours=hours))
        assert opened(corpus) == [("one", "silent")]
    stories(corpus, "one", 1, NOW + timedelta(hours=41))
    checkup.look(corpus, NOW + timedelta(hours=42))
    assert opened(corpus) == []


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [
        ("thin", {"words": 60}),
        ("fields", {"byline": None}),
        ("fields", {"words": 0}),
        ("fallback", {"extractor": "trafilatura"}),
        ("clock", {"warnings": '["date_in_future"]'}),
    ],
)
def test_what_is_wrong_with_pages_opens_an_alert_that_ends_with_it(
    corpus: Corpus, kind: str, trouble: dict[str, Any]
) -> None:
    stories(corpus, "one", 60, NOW - timedelta(days=2))
    checkup.look(corpus, NOW)
    assert opened(corpus) == []
    stories(corpus, "one", 15, NOW, **trouble)
    checkup.look(corpus, NOW + timedelta(hours=1))
    assert ("one", kind) in opened(corpus)
    stories(corpus, "one", 15, NOW + timedelta(hours=2))
    checkup.look(corpus, NOW + timedelta(hours=3))
    assert opened(corpus) == []
