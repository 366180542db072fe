"""Which addresses are asked for news, and when discovery looks for others."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler import catalogue
from crawler.catalogue import Catalogue
from crawler.scout import Address, Reading, Scout
from storage.records import Kind

NOW = datetime(2026, 7, 20, 5, 0, tzinfo=UTC)
HOME = "https://one.test/rss/home.rss"
FAILED = Reading(problem="answered 404")


@pytest.fixture
def known(tmp_path: Path) -> Catalogue:
    toml = (
        '[family.play]\n[source.one]\nhost = "one.test"\nfamily = "play"\nfeeds = ["/rss/home.rss", "/rss/2.rss"]\n'
    )
    (tmp_path / "own.toml").write_text(toml)
    return catalogue.load(tmp_path / "own.toml")


def scout(known: Catalogue, *asked: str, failing: tuple[str, ...] = ()) -> Scout:
    (edition,) = known.sources["one"].editions
    return Scout(edition, known, now=NOW, since=NOW - timedelta(days=2), asked=set(asked), failing=failing)


def asks(found: Scout, *remembered: str, serves: tuple[str, ...] = ()) -> list[str]:
    """Return all that is asked, where only a few addresses serve."""
    waiting = found.begin(Address(url, Kind.FEED) for url in remembered)
    urls = []
    while waiting:
        address = waiting.pop()
        urls.append(address.url)
        waiting += found.answered(address, Reading() if address.url in serves else FAILED)
    return urls


def test_a_feed_that_served_and_is_stated_is_asked_once(known: Catalogue) -> None:
    assert sorted(asks(scout(known), HOME, serves=(HOME,))) == [
        "https://one.test/",
        "https://one.test/rss/2.rss",
        HOME,
    ]


def test_when_all_that_is_remembered_and_stated_fails_others_are_looked_for(known: Catalogue) -> None:
    asked = asks(scout(known), HOME)
    assert {"https://one.test/robots.txt", "https://one.test/feed"} <= set(asked)
    assert len(asked) == len(set(asked))


def test_a_feed_that_rests_and_serves_keeps_discovery_from_looking(known: Catalogue) -> None:
    assert "https://one.test/feed" not in asks(scout(known, HOME))


def test_a_feed_that_rests_because_it_fails_does_not(known: Catalogue) -> None:
    assert "https://one.test/feed" in asks(scout(known, HOME, failing=(HOME,)))


@pytest.mark.parametrize(
    ("body", "foreign"),
    [
        ("<!DOCTYPE html><html><body><h1>Không tìm thấy trang</h1></body></html>", True),
        ('<rss version="2.0"><channel><title>One</title></channel></rss>', False),
        ("", False),
        ("<rss><chan", False),
    ],
    ids=["a page", "a feed without entries", "nothing", "a feed cut short"],
)
def test_only_a_page_in_a_feed_s_place_is_something_else(known: Catalogue, body: str, foreign: bool) -> None:
    reading = scout(known).read(Address(HOME, Kind.FEED), body.encode(), HOME, None)
    assert reading.problem
    assert reading.foreign == foreign
