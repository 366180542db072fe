"""Teasers are handed to the frontier once in a run, and only what it has taken counts as handed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler import related
from crawler.desk import Desk
from crawler.items import Fetch
from crawler.plan import Plan
from storage.frontier import Candidate
from storage.records import Article, Found, Page, Related

HOST = "fr.vietnamplus.vn"
TEASER = f"https://{HOST}/le-marche-du-matin-post100009.vnp"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(Plan(tmp_path / "corpus.db", words=("vietnamplus/fr",), workers=0)) as desk:
        yield desk


def page_with(desk: Desk, number: int, title: str, discovered_from: str | None = None) -> Fetch:
    """Return a page as it comes to be stored, with the teaser under some title."""
    url = f"https://{HOST}/un-pont-post{number}.vnp"
    desk.frontier.add([Candidate(url, Found(url), "vietnamplus", "fr", HOST, 0, discovered_from)], desk.started)
    [leased] = desk.frontier.claim([url], desk.owner, desk.started, run_id=desk.run_id)
    article = Article(
        url=url, text=f"Un pont, le {number}e, relie deux rives. " * 9, related=[Related(title, TEASER)]
    )
    return Fetch(leased, page=Page(url, b"<p>"), status=200, article=article)


def asked(desk: Desk, fetch: Fetch) -> list[str]:
    """Return the teasers that a page would bring to the frontier."""
    assert fetch.page
    assert fetch.article
    return [each.found.url for each in desk.teasers.of(fetch.leased, fetch.page, fetch.article)]


def title_of_teaser(desk: Desk) -> list[str | None]:
    rows = desk.corpus.conn.execute("SELECT hint_title FROM urls WHERE url = ?", (TEASER,))
    return [row["hint_title"] for row in rows]


def test_the_frontier_is_told_of_a_teaser_once(desk: Desk) -> None:
    first, second = page_with(desk, 1, "Le marché"), page_with(desk, 2, "Le marché")
    assert asked(desk, second) == [TEASER]
    desk.keep(first)
    assert asked(desk, second) == []
    desk.keep(second)
    assert title_of_teaser(desk) == ["Le marché"]


def test_a_teaser_without_title_leaves_it_to_another(desk: Desk) -> None:
    desk.keep(page_with(desk, 1, ""))
    assert title_of_teaser(desk) == [None]
    desk.keep(page_with(desk, 2, "Le marché"))
    assert title_of_teaser(desk) == ["Le marché"]


def test_what_was_rolled_back_was_not_told(desk: Desk) -> None:
    first, broken = page_with(desk, 1, "Le marché"), page_with(desk, 2, "Le marché")
    broken.page = None
    with pytest.raises(AssertionError):
        desk.keep(first, broken)
    desk.keep(first)
    assert title_of_teaser(desk) == ["Le marché"]


def test_a_page_that_another_process_has_tells_nothing(desk: Desk) -> None:
    first, second = page_with(desk, 1, "Le marché"), page_with(desk, 2, "Le marché")
    desk.corpus.conn.execute("UPDATE urls SET lease_owner = 'elsewhere/1/1' WHERE id = ?", (first.leased.id,))
    desk.keep(first)
    assert title_of_teaser(desk) == []
    desk.keep(second)
    assert title_of_teaser(desk) == ["Le marché"]


def test_a_page_found_by_a_teaser_tells_nothing(desk: Desk) -> None:
    desk.keep(page_with(desk, 1, "Le marché", f"related:https://{HOST}/une-autre-post8.vnp"))
    assert title_of_teaser(desk) == []
    desk.keep(page_with(desk, 2, "Le marché"))
    assert title_of_teaser(desk) == ["Le marché"]


def test_memory_has_a_bound(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(related, "REMEMBERED", 0)
    first, second, third = (page_with(desk, number, "Le marché") for number in (1, 2, 3))
    desk.keep(first)
    second.article.related = [Related("Le fleuve", f"https://{HOST}/le-fleuve-post100010.vnp")]  # type: ignore[union-attr]
    desk.keep(second)
    assert asked(desk, third) == [TEASER]
