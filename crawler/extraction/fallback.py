"""Pages that no rules can read: trafilatura says which text is the story, the page's own blocks say what it is.

trafilatura finds bodies well, but joins and splits paragraphs, counts captions as text and drops short paragraphs
between long ones. So its lines only choose among the blocks that our walker reads from the same tree.
"""

import copy
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import takewhile

from lxml import etree
from lxml.html import HtmlElement

from crawler.extraction import captions, fields, generic, leads, links, surroundings
from crawler.extraction.body import Roles, Walker
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document, ancestors, deeper
from crawler.extraction.pieces import Piece
from crawler.extraction.reading import Reading, is_teaser, without_teasers
from crawler.extraction.rules import Rules
from crawler.extraction.surroundings import Surroundings
from crawler.extraction.text import normalise, same_text
from storage.records import Related

_SPACE = re.compile(r"\s+")
# A shorter block is only believed where trafilatura has it as a line of its own.
_SHORTEST_PART = 25
# Words in a row by which a block is recognised in a line that lost a link or gained a label.
_RUN = 4
_MOSTLY = 0.7
# The container of the story holds this share of what trafilatura found; the rest is lead and strays.
_CONTAINER = 0.75
# Where the page's own blocks cover less of trafilatura's text, its lines are taken as they are.
_COVERED = 0.5
# trafilatura's time grows with the square of nested tables; the deepest real page seen has 60 levels, and unclosed
# tags may add some hundred.
_DEEPEST = 300
# Names and dates of the page's header stand among this many blocks after the title.
_HEADER = 3
# Author, agency and source are the most that stand below a story.
_FOOTER = 3


def read(document: Document, data: Metadata, rules: Rules) -> Reading | None:
    """Read a page with the help of trafilatura; None where it finds no text either.

    Args:
        document: The page.
        data: What it says of itself.
        rules: Rules whose selectors of title, byline, time and the like are tried first; their body is not.
    """
    lines = _trafilatura(document)
    if not lines:
        return None
    dropped = set(document.every((*rules.drop, *rules.related))) | generic.furniture(document)
    found = captions.settle(Walker(document, Roles(dropped)).read(document.root))
    known = _Known(lines)
    marked = [piece for piece in found if piece.kind != "caption" and known.has(piece.text)]
    reading = Reading(generic.widened(rules, data, document.url))
    reading.title, _ = fields.title(document, rules, data)
    reading.byline, reading.agency, _ = fields.byline(document, reading.rules, data)
    reading.related = links.teasers(document, generic.teaser_boxes(document))
    if not _cover(marked, lines):
        _read_essay(reading, [piece for piece in found if piece.pictures or known.has(piece.text)], lines)
        reading.pieces = reading.pieces or [Piece("paragraph", line, document.root) for line in lines]
        return reading
    body = _story(reading.title, _body(found, marked, reading.title))
    _read_around(reading, surroundings.read(found, body, reading.title))
    lead = leads.find(leads.opening(found, body, reading.title, data), set(document.every(rules.lead)))
    reading.lead = lead.text if lead else None
    rest = [piece for piece in body if piece is not lead] + _closing(found, body)
    reading.pieces = without_teasers(rest, document, reading)
    reading.related += _skipped(found, body, document)
    return reading


def _trafilatura(document: Document) -> list[str]:
    """Return the lines of text that trafilatura takes for the story."""
    if deeper(document.root, _DEEPEST):
        return []
    import trafilatura  # noqa: PLC0415 (a quarter of a second, and most pages do not need it)

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.bare_extraction(
            copy.deepcopy(document.root), url=document.url or None, include_comments=False, with_metadata=False
        )
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError, etree.LxmlError):
        return []  # a third party's fault on a hostile page is a page without text, not a crash
    text = getattr(found, "text", None) or ""
    return [line for line in (normalise(line).removeprefix("- ") for line in text.splitlines()) if line]


class _Known:
    """The text that trafilatura found, to recognise the page's blocks in."""

    def __init__(self, lines: Iterable[str]) -> None:
        whole = list(lines)
        self._lines = {_squeezed(line) for line in whole}
        self._all = "\n".join(map(_squeezed, whole))
        self._runs = {run for line in whole for run in _runs(line)}

    def has(self, text: str) -> bool:
        """Tell whether a block's text is among the lines, as one of them or within them."""
        squeezed = _squeezed(text)
        if squeezed in self._lines:
            return True
        if len(squeezed) < _SHORTEST_PART:
            return False
        if squeezed in self._all:
            return True
        runs = list(_runs(text))
        return len(runs) > _RUN and sum(run in self._runs for run in runs) > _MOSTLY * len(runs)


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = text.split()
    return zip(*(words[start:] for start in range(_RUN)), strict=False)


def _body(found: list[Piece], marked: list[Piece], title: str | None) -> list[Piece]:
    """Return the story's pieces: the marked ones in its container, and what stands between them beside them."""
    container = _container(marked)
    chosen = {id(piece) for piece in marked}
    inside = _inside(found, container, chosen, title)
    at = [index for index, piece in enumerate(inside) if id(piece) in chosen]
    if not at:
        return marked
    parents = {piece.holder.getparent() for piece in marked}
    return [
        piece
        for index, piece in enumerate(inside)
        if id(piece) in chosen
        or (piece.kind == "caption" and index <= at[-1] + 1)
        or (at[0] < index < at[-1] and piece.holder.getparent() in parents and generic.is_prose(piece))
    ]


def _inside(found: list[Piece], container: HtmlElement | None, chosen: set[int], title: str | None) -> list[Piece]:
    """Return the pieces in the container, and the prose between title and container that is the story's too.

    Some sites put the first paragraphs into a box of their own, before the paywall or before a live blog. What comes
    after the container is comments and teasers.
    """
    if container is None:
        return found
    within = [_within(piece.holder, container) for piece in found]
    first = within.index(True) if True in within else len(found)
    top = max((at for at in range(first) if same_text(found[at].text, title)), default=0)
    return [
        piece
        for index, piece in enumerate(found)
        if within[index] or (top <= index < first and id(piece) in chosen and generic.is_prose(piece))
    ]


def _skipped(found: list[Piece], body: list[Piece], document: Document) -> list[Related]:
    """Return the teasers between the story's blocks, which trafilatura has left out already."""
    mine = {id(piece) for piece in body}
    at = [index for index, piece in enumerate(found) if id(piece) in mine]
    between = [piece for piece in found[at[0] : at[-1]] if id(piece) not in mine] if at else []
    return [Related(piece.text, piece.link) for piece in between if is_teaser(piece, document)]


def _story(title: str | None, body: list[Piece]) -> list[Piece]:
    """Return the pieces below the title, without the page's lines between it and the first paragraph."""
    prose = [at for at, piece in enumerate(body) if piece.kind != "heading" and generic.is_prose(piece)]
    first = next((at for at in prose if not same_text(body[at].text, title)), 0)
    start = max((at + 1 for at in range(first) if same_text(body[at].text, title)), default=0)
    return [
        piece
        for at, piece in enumerate(body)
        if at >= start
        and not (at < first + _HEADER and piece.kind != "caption" and surroundings.is_header(piece.text))
    ]


def _closing(found: list[Piece], body: list[Piece]) -> list[Piece]:
    """Return the wire's lines right below the story (author, agency, source), which trafilatura leaves out."""
    at = next((index for index in range(len(found) - 1, -1, -1) if body and found[index] is body[-1]), len(found))
    return list(takewhile(surroundings.closes, found[at + 1 : at + 1 + _FOOTER]))


def _read_around(reading: Reading, around: Surroundings) -> None:
    reading.stamp = around.date
    reading.original_url = around.original_url
    reading.byline = reading.byline or around.byline
    reading.republished_from = around.source
    if around.original_url:
        reading.republished_from = around.source or around.publisher


def _cover(pieces: list[Piece], lines: list[str]) -> bool:
    """Tell whether blocks hold enough of what trafilatura found to stand for it."""
    return sum(len(piece.text) for piece in pieces) >= _COVERED * sum(map(len, lines))


def _read_essay(reading: Reading, told: list[Piece], lines: list[str]) -> None:
    """Read a photo essay: its text is its captions, its lead the paragraph above the first picture."""
    above = list(takewhile(lambda piece: piece.kind != "caption", told))
    essay = told[len(above) :]
    if _cover(essay, lines) and all(piece.kind == "caption" for piece in essay):
        reading.lead = next((piece.text for piece in reversed(above) if generic.is_prose(piece)), None)
        reading.pieces = essay


def _container(marked: list[Piece]) -> HtmlElement | None:
    weights: Counter[HtmlElement] = Counter()
    depths: dict[HtmlElement, int] = {}
    for piece in marked:
        chain = list(ancestors(piece.holder))
        for height, node in enumerate(chain):
            weights[node] += len(piece.text)
            depths[node] = len(chain) - height
    enough = _CONTAINER * sum(len(piece.text) for piece in marked)
    heavy = [node for node, weight in weights.items() if weight >= enough]
    return max(heavy, key=lambda node: depths[node], default=None)


def _within(node: HtmlElement, container: HtmlElement) -> bool:
    return node is container or any(above is container for above in ancestors(node))
