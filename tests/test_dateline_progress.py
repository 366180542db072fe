"""The live line counts what the crawl tells it."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from dateline.progress import Progress, wording
from dateline.summary import duration
from storage.records import Outcome


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_line_of_a_run() -> None:
    clock = Clock()
    with Progress(shown=False, clock=clock) as progress:
        clock.now += 5
        assert progress.line() == "0:05  asking feeds and sitemaps"
        for outcome in (Outcome.NEW, Outcome.GONE, Outcome.NEW, Outcome.NOT_ARTICLE):
            progress(None, outcome)
        clock.now += 75
        assert progress.line() == "1:20  4 pages, 0.1/s: 2 new, 1 not article, 1 gone"
        assert progress.seconds == 80


def test_every_url_is_named_in_the_words_of_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    fetch: Any = SimpleNamespace(leased=SimpleNamespace(url="https://x.vn/[a]"), verdict=None)
    with Progress(shown=False, verbose=True) as progress:
        progress(fetch, Outcome.NOT_ARTICLE)
    assert capsys.readouterr().err == "not article  https://x.vn/[a]\n"


def test_outcomes_in_words() -> None:
    assert wording(Counter()) == ""
    assert wording({Outcome.FAILED: 2, Outcome.NEW: 0, Outcome.REVISED: 1}) == "1 revised, 2 failed"
    assert wording({Outcome.NOT_ARTICLE: 3}, "_") == "3_not_article"


def test_durations() -> None:
    assert [duration(seconds) for seconds in (0.44, 59.9, 61.2, 3900)] == [
        "0.4 s",
        "59.9 s",
        "1 min 1 s",
        "1 h 5 min",
    ]
