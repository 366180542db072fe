"""Leads on pages whose rules name none: told by class, tag, place and the page's own description."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from crawler.extraction.metadata import Metadata
from crawler.extraction.page import BLOCKS, ancestors, exceeds, following, text_of
from crawler.extraction.pieces import Piece
from crawler.extraction.text import same_text, words

_LEAD = re.compile(
    r"""sapo|stand-?first|chapo|chapeau|(?:^|[\s_-])(?:lead(?:-?news)?|lede|dek|deck|intro|teaser-?text|kicker-?text|excerpt|
    sub-?title|sub-?head(?:line|ing)?|sub-?headline|summary|description|abstract|strapline|short-?intro|article-?desc)(?:$|[\s_-])""",
    re.IGNORECASE | re.VERBOSE,
)
# A lead is a sentence or a few: shorter is a kicker, longer a first chapter.
_SHORTEST_LEAD, _LONGEST_LEAD = 30, 1_000
_AGREES = 0.8
# Descriptions are cut at some length; what is left is at least this share of the lead.
_CUT = 0.4
_ALL_BOLD = 0.9
# This many other paragraphs beside it make a block one of the body's.
_A_RUN = 2
_LEAD_WITHIN = 3
# Elements between title and body in which a lead is looked for; further down there is none.
_LOOKED_AT = 150


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands between the title and the third paragraph of a story: where a lead can be.

    Attributes:
        pieces: The blocks there, the title's own left out.
        texts: The body's paragraphs.
        data: For what the page calls its description.
    """

    pieces: list[Piece]
    texts: list[Piece]
    data: Metadata


def opening(found: list[Piece], body: list[Piece], title: str | None, data: Metadata) -> Opening:
    """Return the opening of a page.

    Args:
        found: All pieces of the page.
        body: The pieces of the body.
        title: The story's title; the search begins below its last repetition.
        data: What the page says of itself.
    """
    texts = [piece for piece in body if piece.kind != "caption"]
    last = texts[min(_LEAD_WITHIN, len(texts)) - 1] if texts else None
    end = next((at + 1 for at, piece in enumerate(found) if piece is last), 0)
    start = max((at + 1 for at, piece in enumerate(found[:end]) if same_text(piece.text, title)), default=0)
    return Opening([piece for piece in found[start:end] if piece.kind != "caption"], texts, data)


def find(opened: Opening, ruled: set[HtmlElement]) -> Piece | None:
    """Return the piece that shows a story's lead, None where it has none.

    A lead is told from a first paragraph by its class, its tag or its place outside of the body; where several
    blocks could be it, the one that agrees with the page's description is.

    Args:
        opened: The opening.
        ruled: Elements that rules call the lead; believed without more.
    """
    best: Piece | None = None
    for at, piece in enumerate(opened.pieces):
        if piece.holder in ruled or not ruled.isdisjoint(ancestors(piece.holder)):
            return piece
        agrees = _agreement(piece.text, opened.data.descriptions) >= _AGREES
        if _fits(piece) and _stands_apart(piece, opened, agrees=agrees, first=at == 0):
            if agrees:
                return piece
            best = best or piece
    return best


def _fits(piece: Piece) -> bool:
    return _SHORTEST_LEAD <= len(piece.text) <= _LONGEST_LEAD and piece.linked < 0.5


def _stands_apart(piece: Piece, opened: Opening, *, agrees: bool, first: bool) -> bool:
    named = any(_LEAD.search(node.get("class") or node.get("itemprop") or "") for node in _near(piece.holder))
    beside = _beside_others(piece, opened.texts)
    if named and (agrees or piece not in opened.texts[1:]):
        return True
    if piece.kind == "heading":
        return agrees or (first and not beside and piece.holder.tag == "h2")
    return agrees and (piece.bold > _ALL_BOLD or not beside)


def _near(holder: HtmlElement) -> list[HtmlElement]:
    return [holder, *islice(ancestors(holder), 2)]


def _beside_others(piece: Piece, texts: list[Piece]) -> bool:
    """Tell whether a block stands in the body's run of paragraphs."""
    mine = _form(piece)
    return sum(other is not piece and _form(other) == mine for other in texts) >= _A_RUN


def _form(piece: Piece) -> tuple[str | None, ...]:
    """Return what paragraphs of one body have in common, be it one parent or one wrapper for each."""
    parent = piece.holder.getparent()
    return (
        piece.holder.tag,
        piece.holder.get("class"),
        *((parent.tag, parent.get("class")) if parent is not None else ()),
    )


def _agreement(text: str, descriptions: list[str]) -> float:
    """Return how far a text is one of the descriptions, the end of which may be cut off."""
    mine = set(words(text))
    best = 0.0
    for description in descriptions:
        other = set(words(description))
        shorter, longer = sorted((len(text), len(description)))
        if mine and other and shorter > _CUT * longer:
            best = max(best, len(mine & other) / min(len(mine), len(other)))
    return best


def above(title: HtmlElement, bodies: list[HtmlElement], data: Metadata) -> HtmlElement | None:
    """Return the element that shows a lead between a title and a body, None where none stands there."""
    for at, element in enumerate(_between(title, bodies)):
        text = text_of(element)
        if not _SHORTEST_LEAD <= len(text) <= _LONGEST_LEAD:
            continue
        named = any(_LEAD.search(node.get("class") or "") for node in _near(element))
        if named or _agreement(text, data.descriptions) >= _AGREES or (element.tag == "h2" and at < _A_RUN):
            return element
    return None


def _between(title: HtmlElement, bodies: list[HtmlElement]) -> Iterator[HtmlElement]:
    """Yield the innermost blocks from the title to the first body."""
    for element in islice(following(title), _LOOKED_AT):
        if element in bodies:
            return
        inner = isinstance(element.tag, str) and element.tag in BLOCKS and not exceeds(element, _LONGEST_LEAD)
        if inner and not any(child.tag in BLOCKS for child in element):
            yield element
