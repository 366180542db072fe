"""What a newspaper's row and its details are made of."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import profile, runs, times, vitals
from storage.corpus import Corpus
from storage.frontier import Candidate, Frontier
from storage.records import Found, Outcome

NOW = datetime(2026, 7, 20, 5, 0, tzinfo=UTC)  # a Monday, noon in Vietnam


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


def stories(corpus: Corpus, *ago: timedelta, delay: timedelta = timedelta(minutes=10)) -> None:
    corpus.conn.executemany(
        "INSERT INTO articles (url, source, published_at, first_seen_at, updated_at, word_count, content_sha256, "
        "origin, extractor) VALUES (?, 'one', ?, ?, ?, 300, '', 'crawl', 'rules:x')",
        [
            (f"u{span}{delay}", times.utc(NOW - span - delay), times.utc(NOW - span), times.utc(NOW - span))
            for span in ago
        ],
    )


def visits(corpus: Corpus, *latencies: float | None) -> None:
    frontier = Frontier(corpus)
    keys = [f"k{number}" for number in range(len(latencies))]
    frontier.add([Candidate(key, Found(key), "one", None, "one.test") for key in keys], NOW)
    run = runs.start(corpus, "test", NOW, pid=1, host="h")
    for leased, latency in zip(frontier.lease("o", 99, NOW, run_id=run), latencies, strict=True):
        outcome = Outcome.FAILED if latency is None else Outcome.NEW
        frontier.settle(leased, outcome, NOW, latency=latency, detail="no answer" if latency is None else None)


def test_days_before_it_was_known_are_not_empty_but_unknown(corpus: Corpus) -> None:
    stories(corpus, *(timedelta(days=day, hours=1) for day in (0, 0.01, 1, 3)))
    found = vitals.read(corpus, NOW)["one"]
    assert found.per_day == (None,) * 10 + (1, 0, 1, 2)
    assert found.daily == pytest.approx(2 / 3)
    assert found.last_at == times.utc(NOW - timedelta(hours=1))


def test_delay_is_that_of_what_was_published_while_it_was_known(corpus: Corpus) -> None:
    stories(corpus, timedelta(days=2), delay=timedelta(days=5))  # listed long before
    assert vitals.read(corpus, NOW)["one"].delay is None
    stories(corpus, timedelta(hours=1), timedelta(hours=2), timedelta(hours=3), delay=timedelta(minutes=12))
    assert vitals.read(corpus, NOW)["one"].delay == pytest.approx(12)


def test_latency_is_of_what_answered(corpus: Corpus) -> None:
    visits(corpus, *(number / 10 for number in range(1, 21)), None)
    found = vitals.read(corpus, NOW)["one"].latency
    assert found
    assert (found.count, found.median, found.p95) == (20, 1.05, 2.0)
    assert profile.read(corpus, "one", NOW).reasons == [(Outcome.FAILED, "no answer", 1)]


def test_the_week_is_the_mean_of_the_weeks_before_and_the_latest_day_apart(corpus: Corpus) -> None:
    stories(corpus, timedelta(days=40))
    stories(corpus, *(timedelta(days=7 * week, minutes=minute) for week in (1, 2, 3, 4) for minute in range(week)))
    stories(corpus, timedelta(minutes=5), timedelta(days=2))
    week = profile.read(corpus, "one", NOW).week
    assert week[0].usual
    assert sum(week[0].usual) == pytest.approx((1 + 2 + 3 + 4) / 4)
    assert week[0].usual[11] == pytest.approx(2.5)
    assert sum(week[0].seen) == 1
    assert sum(week[5].seen) == 1
    assert week[1].usual == (0.0,) * 24
