"""What is to be told of alerts is written with them, for every channel, and stays until it is told or too old."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import alerts, outbox
from storage.corpus import Corpus
from storage.outbox import BATCH, FIRST, KEPT, LONGEST

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        outbox.use(corpus, ["log", "mail"])
        yield corpus


def told(corpus: Corpus, channel: str, now: datetime = NOW) -> list[tuple[str, str | None]]:
    return [(each.change, each.source) for each in outbox.due(corpus, channel, now)]


def test_each_change_waits_once_for_every_channel(corpus: Corpus) -> None:
    alerts.raised(corpus, "one", "thin", "short", NOW)
    alerts.raised(corpus, "one", "thin", "shorter", NOW + HOUR)
    alerts.cleared(corpus, "one", "thin", NOW + 2 * HOUR)
    alerts.cleared(corpus, "one", "thin", NOW + 3 * HOUR)
    alerts.raised(corpus, None, "disk", "full", NOW + 3 * HOUR)
    for channel in ("log", "mail"):
        assert told(corpus, channel) == [("raised", "one"), ("cleared", "one"), ("raised", None)]
    (first, *_) = outbox.due(corpus, "log", NOW)
    assert (first.kind, first.message, first.at) == ("thin", "shorter", "2026-07-20T12:00:00Z")
    outbox.told(corpus, "log", [first.id])
    assert (outbox.waiting(corpus, "log"), outbox.waiting(corpus, "mail")) == (2, 3)


def test_a_change_is_written_with_its_alert_or_not_at_all(corpus: Corpus) -> None:
    with suppress(KeyError), corpus.transaction():
        alerts.raised(corpus, "one", "thin", "short", NOW)
        raise KeyError
    assert told(corpus, "log") == []
    assert alerts.opened(corpus, "one") == {}


def test_nothing_waits_where_no_service_tells(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        alerts.raised(corpus, "one", "thin", "short", NOW)
        outbox.use(corpus, ["mail"])
        assert told(corpus, "mail") == [], "what began before anybody wanted to be told is shown by status"


def test_a_channel_that_is_no_more_takes_what_waits_for_it_along(corpus: Corpus) -> None:
    alerts.raised(corpus, "one", "thin", "short", NOW)
    assert outbox.use(corpus, ["log", "webhook"]) == {"mail": 1}
    alerts.cleared(corpus, "one", "thin", NOW)
    assert told(corpus, "log") == [("raised", "one"), ("cleared", "one")]
    assert (told(corpus, "webhook"), told(corpus, "mail")) == ([("cleared", "one")], [])
    assert outbox.use(corpus, ["log", "webhook", "mail"]) == {}


def test_a_channel_that_fails_is_tried_again_later_each_time_and_when_the_clock_was_wrong(corpus: Corpus) -> None:
    alerts.raised(corpus, "one", "thin", "short", NOW)
    for wait in (FIRST, 2 * FIRST, 4 * FIRST):
        outbox.failed(corpus, "mail", NOW)
        assert told(corpus, "mail", NOW + wait - timedelta(seconds=2)) == []
        assert told(corpus, "mail", NOW + wait)
    for _ in range(2_000):
        outbox.failed(corpus, "mail", NOW)
    assert told(corpus, "mail", NOW + LONGEST)
    assert told(corpus, "mail", NOW - timedelta(days=400)), "the clock was set back"
    assert told(corpus, "log", NOW), "the other channel does not wait for it"
    outbox.told(corpus, "mail", [each.id for each in outbox.due(corpus, "mail", NOW + LONGEST)])
    alerts.raised(corpus, "two", "thin", "short", NOW)
    assert told(corpus, "mail", NOW) == [("raised", "two")]


def test_what_has_failed_for_a_week_is_given_up_and_what_is_younger_is_not(corpus: Corpus) -> None:
    alerts.raised(corpus, "one", "thin", "short", NOW)
    alerts.raised(corpus, "two", "thin", "short", NOW + timedelta(days=3))
    assert outbox.failed(corpus, "mail", NOW + KEPT) == 0
    assert outbox.failed(corpus, "mail", NOW + KEPT + HOUR) == 1
    assert told(corpus, "mail", NOW + KEPT + 3 * HOUR) == [("raised", "two")]
    assert len(told(corpus, "log")) == 2


def test_a_flood_is_told_by_and_by(corpus: Corpus) -> None:
    for number in range(BATCH + 5):
        alerts.raised(corpus, f"paper-{number:03}", "thin", "short", NOW)
    first = outbox.due(corpus, "log", NOW)
    assert len(first) == BATCH
    outbox.told(corpus, "log", [each.id for each in first])
    assert told(corpus, "log") == [("raised", f"paper-{number:03}") for number in range(BATCH, BATCH + 5)]
