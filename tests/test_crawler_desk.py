"""The desk on a real corpus, without a network: what it takes from pages, and whom it asks for news."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.desk import Desk
from crawler.discoveries import RESTING_FAILURES
from crawler.items import Fetch
from crawler.plan import Plan
from storage import feeds
from storage.feeds import Answer
from storage.frontier import Candidate
from storage.records import Article, Found, Kind, Page, Related

STORY = "https://fr.vietnamplus.vn/un-pont-entre-deux-rives-post100001.vnp"
TEASER = "https://fr.vietnamplus.vn/le-marche-du-matin-post100002.vnp"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(Plan(tmp_path / "corpus.db", words=("vietnamplus/fr",), workers=0)) as desk:
        yield desk


# --- teasers --------------------------------------------------------------------------------------------------------


def keep_a_story_with_a_teaser(desk: Desk, discovered_from: str | None) -> None:
    story = Candidate("story", Found(STORY), "vietnamplus", "fr", "fr.vietnamplus.vn", 0, discovered_from)
    desk.frontier.add([story], desk.started)
    [leased] = desk.frontier.claim(["story"], desk.owner, desk.started, run_id=desk.run_id)
    article = Article(url=STORY, text="Un pont relie les deux rives. " * 50, related=[Related("Le marché", TEASER)])
    desk.keep(Fetch(leased, page=Page(STORY, b"<p>"), status=200, article=article))


def discovered(desk: Desk) -> dict[str, str]:
    return dict(desk.corpus.conn.execute("SELECT url, discovered_from FROM urls WHERE url != ?", (STORY,)).fetchall())


@pytest.mark.parametrize("discovered_from", ["feed:https://fr.vietnamplus.vn/rss/home.rss", "section:x", None])
def test_teasers_of_announced_stories_are_followed(desk: Desk, discovered_from: str | None) -> None:
    keep_a_story_with_a_teaser(desk, discovered_from)
    assert discovered(desk) == {TEASER: f"related:{STORY}"}


def test_teasers_of_teasers_are_not(desk: Desk) -> None:
    keep_a_story_with_a_teaser(desk, "related:https://fr.vietnamplus.vn/une-autre-post100003.vnp")
    assert discovered(desk) == {}


# --- addresses that fail --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures", "due", "rests"),
    [
        (0, False, False),
        (RESTING_FAILURES - 1, False, False),
        (RESTING_FAILURES, False, True),
        (RESTING_FAILURES + 1, False, True),
        (1, True, True),
    ],
)
def test_an_address_that_fails_again_is_left_alone_for_a_while(
    desk: Desk, *, failures: int, due: bool, rests: bool
) -> None:
    [edition] = desk.editions("vna")
    url = "https://fr.vietnamplus.vn/rss/home.rss"
    for number in range(failures):
        feeds.record(
            desk.corpus, Answer(url, edition.source, Kind.FEED, ok=False), desk.started - timedelta(seconds=number)
        )
    desk.discoveries.plan = replace(desk.plan, due=due)
    asked: set[str] = set()
    desk.discoveries.scout(edition, asked)
    assert (url in asked) is rests
