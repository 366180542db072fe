"""Search as a page: what a reader asked by the address, and the answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from storage import search
from storage.corpus import Corpus
from storage.excerpt import tokens
from storage.fold import plain
from storage.records import DatelineError
from storage.search import Hit, Order
from storage.selection import Selection

PAGE = 20
LAST_PAGE = 500
"""Ten thousand hits: nobody reads on, and every page costs more than the one before."""
SUGGESTED = 300
"""Values offered for a place, an agency or a section."""
SPELLINGS = 5_000
"""Different values of a column among which a typed one is looked for."""

YEARS = range(1800, 2200)
"""Days that can be asked for; the first and last ones of the calendar have no neighbours in another time zone."""

_WORDED = ("agency", "place", "section")


class AskedError(DatelineError):
    """The address asks for something that cannot be looked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked for. The names are those of the address' parameters.

    Attributes:
        q: The words, as typed.
        source, language: Any of these; empty for all.
        agency, place, section: As typed: accents, case and spaces make no difference.
        since, until: Days of publication in Vietnam, ``YYYY-MM-DD``.
        order: "best" or "newest".
        copies: "no" leaves out articles that copy another.
        page: From 1.
    """

    q: str = ""
    source: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    agency: str = ""
    place: str = ""
    section: str = ""
    since: str = ""
    until: str = ""
    order: str = "best"
    copies: str = ""
    page: int = 1

    def address(self, path: str = "/search", **changes: Any) -> str:
        """Return the address that asks for this, with some of it changed."""
        asked = replace(self, **changes)
        given = {each.name: getattr(asked, each.name) for each in fields(asked)}
        changed = {name: value for name, value in given.items() if value and value != getattr(Asked(), name)}
        return path + ("?" + urlencode(changed, doseq=True) if changed else "")

    @property
    def is_filtered(self) -> bool:
        """Whether anything but words is asked for."""
        return replace(self, q="", order="best", page=1) != Asked()


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: how many in all (at most ``search.count``'s most), and the hits of this page."""

    total: int
    is_more: bool
    hits: list[Hit]
    pages: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers."""

    sources: list[str]
    languages: list[str]
    agencies: list[str]
    places: list[str]
    sections: list[str]


def parse(parameters: Mapping[str, list[str]]) -> Asked:
    """Read the parameters of an address; empty and unknown ones count for nothing.

    Raises:
        AskedError: A day is none, or an order unknown.
    """
    given = {name: [value.strip() for value in values if value.strip()] for name, values in parameters.items()}
    single = {
        name: given[name][-1] for name in ("q", *_WORDED, "since", "until", "order", "copies") if given.get(name)
    }
    asked = Asked(
        **single,
        source=tuple(dict.fromkeys(given.get("source", ()))),
        language=tuple(dict.fromkeys(given.get("language", ()))),
        page=_page(given.get("page", ["1"])[-1:]),
    )
    for day in (asked.since, asked.until):
        _day(day)
    if asked.order not in {"best", "newest"}:
        raise AskedError(f"there is no order {asked.order!r}: ask for best or newest")
    return asked


def _page(values: Iterable[str]) -> int:
    digits = "".join(values)
    return min(max(1, int(digits)), LAST_PAGE) if digits.isascii() and digits.isdecimal() and len(digits) < 9 else 1


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise AskedError(f"{text!r} is no day: write it as 2026-07-20") from None
    if day.year not in YEARS:
        raise AskedError(f"there was no press to read on {text}: name a year from {YEARS[0]} to {YEARS[-1]}")
    return day


def find(corpus: Corpus, asked: Asked, *, limit: int = PAGE) -> Found:
    """Answer.

    Args:
        corpus: Open for reading.
        asked: What is looked for.
        limit: Hits on a page.

    Raises:
        SearchError: The words hold no word, or far too many.
    """
    wanted, skip = selection(corpus, asked), (asked.page - 1) * limit
    if asked.q:
        order = Order.NEWEST if asked.order == "newest" else Order.RELEVANCE
        hits = search.search(corpus, asked.q, wanted, order=order, limit=limit, offset=skip)
    else:
        hits = search.browse(corpus, wanted, limit=limit, offset=skip)
    most = LAST_PAGE * PAGE
    total = search.count(corpus, asked.q or None, wanted, most=most)
    return Found(total, total == most, hits, max(1, -(-total // limit)))


def selection(corpus: Corpus, asked: Asked) -> Selection:
    """Return the conditions that a reader's filters come to."""
    return Selection(
        sources=asked.source,
        languages=asked.language,
        since=_day(asked.since),
        until=_day(asked.until),
        copies=asked.copies != "no",
        agencies=_spellings(corpus, "agency", asked.agency),
        places=_spellings(corpus, "place", asked.place),
        sections=_spellings(corpus, "section", asked.section),
    )


def choices(corpus: Corpus) -> Choices:
    """Return what the form offers."""
    return Choices(
        sources=_values(corpus, "source", SPELLINGS),
        languages=_values(corpus, "language", SPELLINGS),
        agencies=_values(corpus, "agency", SUGGESTED),
        places=_values(corpus, "place", SUGGESTED),
        sections=_values(corpus, "section", SUGGESTED),
    )


def _spellings(corpus: Corpus, column: str, typed: str) -> tuple[str, ...]:
    """Return the stored values that a typed one means; itself where there is none, which then finds nothing."""
    if not typed:
        return ()
    wanted = _squashed(typed)
    return tuple(each for each in _values(corpus, column, SPELLINGS) if _squashed(each) == wanted) or (typed,)


def _squashed(text: str) -> str:
    """Return a name as a reader compares it: "Hà Nội", "HANOI" and "Hanoï" are one."""
    return "".join(map(plain, tokens(text)))


def _values(corpus: Corpus, column: str, most: int) -> list[str]:
    """Return the different values of an indexed column: one step of the index per value, however many articles."""
    rows = corpus.conn.execute(
        f"""
        WITH RECURSIVE held (value) AS (
            SELECT min({column}) FROM articles WHERE {column} IS NOT NULL
            UNION ALL
            SELECT (SELECT min({column}) FROM articles WHERE {column} > held.value) FROM held WHERE value IS NOT NULL
        )
        SELECT value FROM held WHERE value IS NOT NULL LIMIT ?
        """,  # noqa: S608 - our own names
        (most,),
    )
    return [row[0] for row in rows]
