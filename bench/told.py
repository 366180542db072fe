"""The stories of the stream as a crawl's readers hand them to the intake: signed, and compressed for the archive.

A second process makes them, so that the one that writes does what the writer of a corpus does, and nothing else.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice

from beforehand import stream
from wire import Piece

from dateline.newsroom.papers.furniture import Furniture
from storage import stories
from storage.archive import DICTIONARY_MIN
from storage.frontier import Candidate
from storage.intake import Fetched
from storage.packing import Dictionary, pack
from storage.records import Article, Found, Page

TEASERS = 5
FURNITURE = (55.0, 140.0)
"""Kilobytes of a page beside its story."""
SOURCES = ("vietnamplus", "baocantho", "baonghean", "nhandan", "vietnamvn")
START = datetime(2024, 1, 1, tzinfo=UTC)
APART = timedelta(minutes=1)
"""Between two stories: a million are two years of all newspapers."""

Dictionaries = Mapping[str, Dictionary]
"""By source: what its pages are compressed by."""


def moment(number: int) -> datetime:
    """Return when the story of a number was published."""
    return START + APART * number


def bare(dictionaries: Dictionaries, seed: int, count: int) -> list[Fetched]:
    """Return the next stories of the stream, each as a page without anything around it.

    Such a page stays too short to become its source's dictionary. Pages of real size that are compressed by a mere
    text take four times the bytes and twice the time, which a crawl's never do.
    """
    return [_fetched(piece, piece.text.encode()[: DICTIONARY_MIN - 1], dictionaries) for piece in _next(seed, count)]


def pages(dictionaries: Dictionaries, seed: int, count: int) -> list[Fetched]:
    """Return the next stories of the stream as pages of real size, with teasers for the frontier."""
    return [_page(piece, dictionaries) for piece in _next(seed, count)]


def skip(seed: int, count: int) -> None:
    """Pass over stories: a corpus that grows on has them."""
    for _ in islice(stream(seed), count):
        pass


def _next(seed: int, count: int) -> list[Piece]:
    return list(islice(stream(seed), count))


def _page(piece: Piece, dictionaries: Dictionaries) -> Fetched:
    above, below = _furniture().around(_url(piece))
    body = f"<html><body>{above}<h1>{piece.title}</h1>{piece.text}{below}</body></html>"
    fetched = _fetched(piece, body.encode(), dictionaries)
    return replace(fetched, candidates=tuple(candidate(fetched, f"/{number}") for number in range(TEASERS)))


@cache
def _furniture() -> Furniture:
    return Furniture("fr", FURNITURE)


def _fetched(piece: Piece, body: bytes, dictionaries: Dictionaries) -> Fetched:
    article = _article(piece)
    return Fetched(
        page=Page(article.url, body),
        article=article,
        key=article.url,
        reading=stories.read(article, "crawl"),
        packed=pack(body, dictionaries.get(_source(piece))),
    )


def _article(piece: Piece) -> Article:
    return Article(
        url=_url(piece),
        source=_source(piece),
        family="epi",
        language=piece.language,
        title=piece.title,
        text=piece.text,
        published_at=moment(piece.number).isoformat(),
        published_precision="second",
        extractor="rules:epi",
    )


def _source(piece: Piece) -> str:
    return SOURCES[piece.number % len(SOURCES)]


def _url(piece: Piece) -> str:
    return f"https://{_source(piece)}.test/story-{piece.number}"


def candidate(page: Fetched, behind: str = "", priority: int = 0) -> Candidate:
    """Return a page's address for the frontier, or one behind it."""
    article, key = page.article, page.key + behind
    return Candidate(key, Found(key), article.source, article.language, f"{article.source}.test", priority)
