"""Feeds are remembered, asked sooner or later by what they bring, and not trusted about their own ETag."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import cadence, feeds, times
from storage.corpus import Corpus
from storage.feeds import Answer
from storage.records import Kind

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
URL = "https://news.test/rss"
ANSWER = Answer(URL, "one", Kind.FEED, ok=True, status=200, entries=20, etag='"1"', body_sha256="a")
NOT_MODIFIED = Answer(URL, "one", Kind.FEED, ok=True, status=304)
FAILURE = Answer(URL, "one", Kind.FEED, ok=False, status=500)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


def test_first_answer_makes_an_address_known(corpus: Corpus) -> None:
    assert feeds.get(corpus, ANSWER.url) is None
    feed = feeds.record(corpus, replace(ANSWER, new=3), NOW)
    assert (feed.kind, feed.etag, feed.entries, feed.failures) == (Kind.FEED, '"1"', 20, 0)
    assert feed.last_new_at == feed.last_ok_at == feed.last_full_at == times.utc(NOW)
    assert feed.next_at == times.utc(NOW + cadence.FIRST)


def poll(corpus: Corpus, new: list[int], **facts: object) -> list[int]:
    """Return the intervals of polls that bring so much, each made when the one before it said."""
    at, intervals = NOW, []
    for number in new:
        feed = feeds.record(corpus, replace(ANSWER, new=number, **facts), at)  # type: ignore[arg-type]
        at = times.moment(feed.next_at)
        intervals.append(feed.interval)
    return intervals


def test_news_shortens_silence_lengthens_within_bounds(corpus: Corpus) -> None:
    lively = poll(corpus, [20, *[30] * 12])
    assert lively[-1] < lively[0]
    quiet = poll(corpus, [0] * 40)
    assert quiet[-1] > 2 * lively[-1]
    assert all(300 <= interval <= 86_400 for interval in lively + quiet)


def test_first_visit_teaches_nothing(corpus: Corpus) -> None:
    assert poll(corpus, [500]) == [1800]
    assert feeds.get(corpus, URL).learnt() == cadence.Rhythm()  # type: ignore[union-attr]


def test_ttl_is_honoured_up_to_an_hour(corpus: Corpus) -> None:
    for ttl, expected in ((timedelta(minutes=45), 2700), (timedelta(days=1), 3600), (timedelta(minutes=1), 1800)):
        fresh = replace(ANSWER, url=f"https://news.test/{ttl}", ttl=ttl)
        assert feeds.record(corpus, fresh, NOW).interval == expected
    assert min(poll(corpus, [20, *[50] * 20], ttl=timedelta(hours=2))) == 3600


def test_what_leads_on_is_asked_every_hour_though_it_brings_nothing(corpus: Corpus) -> None:
    assert max(poll(corpus, [0] * 30, leads_on=True)) <= 3600


def test_retry_after_is_kept(corpus: Corpus) -> None:
    refused = replace(FAILURE, status=429, retry_after=timedelta(hours=5))
    assert feeds.record(corpus, refused, NOW).interval == 5 * 3600
    for_ever = replace(refused, url="https://news.test/2", retry_after=timedelta(days=30))
    assert feeds.record(corpus, for_ever, NOW).interval == 86_400


def test_failures_are_counted_and_backed_off_from_and_forgotten(corpus: Corpus) -> None:
    feeds.record(corpus, ANSWER, NOW)
    first, second = (feeds.record(corpus, FAILURE, NOW + timedelta(hours=1)) for _ in range(2))
    assert (first.failures, second.failures, second.interval) == (1, 2, 2 * first.interval)
    assert second.etag == '"1"'
    assert second.last_ok_at == times.utc(NOW)
    assert feeds.record(corpus, NOT_MODIFIED, NOW).failures == 0


def test_failures_in_a_row_have_a_beginning(corpus: Corpus) -> None:
    feeds.record(corpus, ANSWER, NOW)
    first, gone = NOW + timedelta(hours=9), NOW + timedelta(hours=10)
    feeds.record(corpus, replace(FAILURE, status=None), first)
    feeds.record(corpus, replace(FAILURE, status=404), gone)
    feed = feeds.record(corpus, replace(FAILURE, status=410), NOW + timedelta(hours=11))
    assert (feed.failing_since, feed.gone_since) == (times.utc(first), times.utc(gone))
    feed = feeds.record(corpus, FAILURE, NOW + timedelta(hours=12))
    assert (feed.failing_since, feed.gone_since) == (times.utc(first), None), "that says nothing of the address"
    feed = feeds.record(corpus, ANSWER, NOW + timedelta(hours=13))
    assert (feed.failing_since, feed.gone_since) == (None, None)


@pytest.mark.parametrize(("status", "foreign"), [(404, False), (410, False), (200, True)])
def test_a_page_of_something_else_says_as_plainly_as_404_that_no_list_is_there(status: int, foreign: bool) -> None:
    assert replace(FAILURE, status=status, foreign=foreign).gone
    assert not replace(ANSWER, status=status).gone


@pytest.mark.parametrize("status", [None, 200, 403, 429, 451, 500, 503])
def test_a_server_s_own_trouble_or_an_empty_list_says_nothing_of_the_address(status: int | None) -> None:
    assert not replace(FAILURE, status=status).gone


def test_address_that_never_answered_is_remembered_too(corpus: Corpus) -> None:
    feed = feeds.record(corpus, FAILURE, NOW)
    assert (feed.failures, feed.last_ok_at, feed.entries) == (1, None, None)


def test_not_modified_keeps_what_the_last_body_said(corpus: Corpus) -> None:
    before = feeds.record(corpus, ANSWER, NOW)
    after = feeds.record(corpus, NOT_MODIFIED, NOW + timedelta(hours=1))
    assert (after.etag, after.body_sha256, after.entries) == (before.etag, before.body_sha256, before.entries)
    assert after.last_full_at == times.utc(NOW)


def test_conditional_only_for_a_while_after_a_full_fetch(corpus: Corpus) -> None:
    feed = feeds.record(corpus, ANSWER, NOW)
    assert feed.may_ask_conditionally(NOW + feeds.FULL_EVERY - timedelta(seconds=1))
    assert not feed.may_ask_conditionally(NOW + feeds.FULL_EVERY)
    assert not feeds.record(corpus, replace(FAILURE, url="https://news.test/2"), NOW).may_ask_conditionally(NOW)


def test_one_etag_for_two_bodies_is_never_trusted_again(corpus: Corpus) -> None:
    feeds.record(corpus, ANSWER, NOW)
    assert feeds.record(corpus, replace(ANSWER, etag='"2"', body_sha256="b"), NOW).conditional
    assert not feeds.record(corpus, replace(ANSWER, etag='"2"', body_sha256="c"), NOW).conditional
    assert not feeds.record(corpus, replace(ANSWER, etag='"3"', body_sha256="d"), NOW).may_ask_conditionally(NOW)


def test_known_by_source_and_due(corpus: Corpus) -> None:
    feeds.record(corpus, ANSWER, NOW)
    feeds.record(corpus, replace(ANSWER, url="https://two.test/rss", source="two"), NOW - timedelta(hours=1))
    assert [feed.source for feed in feeds.known(corpus)] == ["two", "one"]
    assert [feed.source for feed in feeds.known(corpus, sources=["one"])] == ["one"]
    assert [feed.source for feed in feeds.known(corpus, due=NOW)] == ["two"]
    assert feeds.known(corpus, sources=[]) == []


def test_a_guess_counts_as_seen_when_it_answers(corpus: Corpus) -> None:
    feeds.record(corpus, replace(ANSWER, ok=False, status=404), NOW)
    feeds.record(corpus, ANSWER, NOW + timedelta(days=1))
    feeds.record(corpus, ANSWER, NOW + timedelta(days=2))
    (seen,) = corpus.conn.execute("SELECT first_seen_at FROM feeds").fetchone()
    assert seen == times.utc(NOW + timedelta(days=1))
