"""`dateline sources new`: newspapers described from their pages, and pages saved for the quality gate."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from crawler.catalogue import Catalogue
from crawler.urls import canonical_key
from dateline import drafts, oneoff
from dateline.config import SOURCES_FOLDER, Config
from dateline.drafts import Wish
from dateline.oneoff import Fetched
from dateline.quality import fixtures
from dateline.quality.corpora import GOLD_FILE
from storage.records import DatelineError


@dataclass(frozen=True, slots=True)
class Order:
    """What is to become of the pages that a person names.

    Attributes:
        config: The user's settings.
        known: Their catalogue.
        save: Write what is found into the user's folder of sources instead of printing it.
        fixture: Where the pages are saved; of newspapers that are known they are saved only.
    """

    config: Config
    known: Catalogue
    save: bool = False
    fixture: Path | None = None


def welcome(order: Order, wishes: Sequence[Wish]) -> bool:
    """Describe the newspapers of some pages, each once, and save the pages where that is asked for.

    Args:
        order: What is to be done.
        wishes: A page each.

    Returns:
        Whether every page could be had.

    Raises:
        DatelineError: A newspaper is known already, or cannot be described so.
    """
    pages = _first_of_each(wishes, lambda wish: canonical_key(wish.url, order.known))
    strangers = [wish for wish in pages if not (order.fixture and order.known.find(wish.url))]
    papers = _first_of_each(strangers, lambda wish: urlsplit(wish.url).netloc.removeprefix("www."))
    if wishes[0].name and papers[1:]:
        raise DatelineError("--name is of one newspaper: name the pages of one at a time")
    for wish in papers:
        drafts.check(wish, order.known)
    came: dict[Wish, Fetched] = {}
    if order.fixture or not wishes[0].family:
        came = _fetch(order, pages if order.fixture else papers)
    for wish in papers:
        if wish not in came or came[wish].article:
            _describe(order, wish, came.get(wish))
    return all(each.article for each in came.values())


def _first_of_each(wishes: Iterable[Wish], key: Callable[[Wish], str]) -> list[Wish]:
    found: dict[str, Wish] = {}
    for wish in wishes:
        found.setdefault(key(wish), wish)
    return list(found.values())


def _fetch(order: Order, wishes: list[Wish]) -> dict[Wish, Fetched]:
    came = oneoff.fetch(order.config, order.known, [wish.url for wish in wishes], save=False)
    for each in came:
        if each.article is None:
            remedy = "nothing saved" if order.fixture else "with a --family nothing is fetched"
            _say(f"{each.url}: {each.reason}; {remedy}")
        elif order.fixture:
            _save(order.fixture, each)
    return dict(zip(wishes, came, strict=True))


def _save(folder: Path, came: Fetched) -> None:
    """Save a page, and say what is left to do with the draft of its gold."""
    assert came.page is not None
    assert came.article is not None
    file, is_new = fixtures.add(folder, came.page, came.article)
    if not is_new:
        _say(f"{came.url} is there already, the same to the byte: {file}")
    elif came.reason:
        _say(f"{file} saved, read as {came.reason}: write its gold in {folder / GOLD_FILE} by hand")
    else:
        _say(f"{file} saved; hold its draft in {folder / GOLD_FILE} against the page")


def _describe(order: Order, wish: Wish, came: Fetched | None) -> None:
    """Print or write a newspaper's TOML."""
    page, article = (came.page, came.article) if came else (None, None)
    if article and article.family is None and not wish.family:
        _say("the page bears no family's marks: try the URL of an article, or name a --family")
    name, text = drafts.toml(wish, order.known, page, article)
    if order.save:
        path = drafts.save(order.config.catalogue or order.config.db.parent / SOURCES_FOLDER, name, text)
        click.echo(f"{path} written. Try it: dateline sources check {name}")
    else:
        click.echo(text, nl=False)


def _say(words: str) -> None:
    click.echo(f"dateline: {words}", err=True)
