"""Choosing editions by the words of a command line."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from crawler.catalogue.addresses import UrlError, parse
from crawler.catalogue.records import GROUPS, CatalogueError, Edition, crawl_order

if TYPE_CHECKING:
    from crawler.catalogue.catalogue import Catalogue

HINT = "`dateline sources list` names all"


def select(catalogue: Catalogue, words: Iterable[str], language: str | None) -> list[Edition]:
    """Return the editions that words name; see :meth:`Catalogue.select`."""
    words = list(words)
    named = [edition for word in words for edition in _named(catalogue, word.strip())] if words else list(catalogue)
    chosen = list({edition.name: edition for edition in named if language in (None, edition.language)}.values())
    if not chosen:
        languages = ", ".join(sorted({edition.language for edition in named}))
        raise CatalogueError(
            f"no edition in '{language}' among {', '.join(words) or 'the sources'}: there is {languages}"
        )
    order = {edition.name: place for place, edition in enumerate(crawl_order(catalogue.editions))}
    return sorted(chosen, key=lambda edition: order[edition.name])


def _named(catalogue: Catalogue, word: str) -> list[Edition]:
    lower = word.lower()
    if lower in GROUPS:
        return [edition for edition in catalogue if edition.group == lower]
    name, slash, language = lower.partition("/")
    if source := catalogue.sources.get(name):
        return _in_language(source.editions, name, language) if slash else list(source.editions)
    return _hosted(catalogue, word) or _unknown(catalogue, word)


def _in_language(editions: tuple[Edition, ...], name: str, language: str) -> list[Edition]:
    found = [edition for edition in editions if edition.language == language]
    if not found:
        known = ", ".join(edition.language for edition in editions)
        raise CatalogueError(f"source '{name}' has no edition '{language}': it has {known}")
    return found


def _hosted(catalogue: Catalogue, word: str) -> list[Edition]:
    """Return the editions at a host ("vovworld.vn"), or the one at an address ("baonghean.vn/fr" or a URL)."""
    url = word if "://" in word else f"https://{word}"
    try:
        address = parse(url)
    except UrlError:
        return []
    if address.path == "/":
        return [edition for edition in catalogue.editions if address.bare_host in edition.hosts]
    found = catalogue.find(url)
    return [found] if found else []


def _unknown(catalogue: Catalogue, word: str) -> list[Edition]:
    names = [*catalogue.sources, *GROUPS, *(edition.host for edition in catalogue.editions)]
    near = get_close_matches(word.lower(), names, n=1)
    meant = f"did you mean '{near[0]}'? ({HINT})" if near else HINT
    raise CatalogueError(f"unknown source '{word}': {meant}")
