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


# --- stored together ------------------------------------------------------------------------------------------------


def fetches(desk: Desk, *names: str) -> list[Fetch]:
    urls = {name: f"https://fr.vietnamplus.vn/{name}-post10000{number}.vnp" for number, name in enumerate(names)}
    found = [Candidate(name, Found(url), "vietnamplus", "fr", "fr.vietnamplus.vn") for name, url in urls.items()]
    desk.frontier.add(found, desk.started)
    leased = desk.frontier.claim(names, desk.owner, desk.started, run_id=desk.run_id)
    text = "{} relie les deux rives, dit-on. "
    return [
        Fetch(
            each,
            page=Page(each.url, b"<p>"),
            status=200,
            article=Article(url=each.url, text=text.format(each.key) * 9),
        )
        for each in leased
    ]


def test_pages_are_stored_together_and_told_of_when_they_are_in_the_file(desk: Desk) -> None:
    told: list[tuple[str, bool]] = []
    desk.listener = lambda fetch, _: told.append((fetch.leased.key, desk.corpus.conn.in_transaction))
    commits: list[str] = []
    desk.corpus.conn.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    pages = fetches(desk, "pont", "marche", "fleuve")
    commits.clear()
    desk.keep(*pages)
    assert len(commits) == 1
    assert told == [("pont", False), ("marche", False), ("fleuve", False)]
    assert desk.corpus.conn.execute("SELECT count(*) FROM articles").fetchone()[0] == 3


def test_a_page_that_raises_leaves_nothing_of_those_stored_with_it(desk: Desk) -> None:
    told: list[str] = []
    desk.listener = lambda fetch, _: told.append(fetch.leased.key)
    pont, marche = fetches(desk, "pont", "marche")
    marche.page = None
    with pytest.raises(AssertionError):
        desk.keep(pont, marche)
    assert not told
    assert not desk.corpus.conn.execute("SELECT 1 FROM articles").fetchall()
    desk.keep(pont)
    assert told == ["pont"]


def test_a_page_whose_lease_has_passed_to_another_is_left_out_of_those_stored_together(desk: Desk) -> None:
    told: list[str] = []
    desk.listener = lambda fetch, _: told.append(fetch.leased.key)
    pont, marche = fetches(desk, "pont", "marche")
    desk.corpus.conn.execute("UPDATE urls SET lease_owner = 'elsewhere/1/1' WHERE canonical_key = 'pont'")
    desk.keep(pont, marche)
    assert told == ["marche"]
    [row] = desk.corpus.conn.execute("SELECT url FROM articles").fetchall()
    assert row["url"] == marche.leased.url
    assert not desk.corpus.conn.execute("SELECT 1 FROM pages WHERE url = ?", (pont.leased.url,)).fetchall()


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
