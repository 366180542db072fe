"""Pages of the platform Vietnam.vn, which has no class names to hold on to: read by the order of their lines.

Title, lead, the publisher's name printed twice and glued to the date ("Báo Cần ThơBáo Cần Thơ09/04/2025"), the
story, its author, "Source : <URL>", "Comment (0)" (facts/sources, family vietnamvn).
"""

from collections.abc import Iterable
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.extraction import captions, fields, wire
from crawler.extraction.body import Roles, Walker
from crawler.extraction.dates import Moment
from crawler.extraction.dump_head import publisher_line
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document, ancestors
from crawler.extraction.pieces import Piece
from crawler.extraction.reading import Reading, find_lead
from crawler.extraction.rules import Rules
from crawler.extraction.text import fold_key, same_text

FAMILY = "vietnamvn"
# The platform's own name stands as publisher on its own stories.
_OWN = frozenset(("vietnam.vn", "viet nam"))
# A lead is a sentence; shorter lines between title and publisher are the section's name and buttons.
_SHORTEST_LEAD = 30
# The platform's menus fill half of a page, and no story stands in these.
_MENUS = ("nav", "footer")


class _Publisher(NamedTuple):
    """The publisher's line: the blocks from ``at`` to ``below``, and what they say."""

    at: int
    below: int
    name: str
    moment: Moment | None


class _Told(NamedTuple):
    """The parts of a page: what stands above the publisher's line, that line, and the story below it."""

    above: list[Piece]
    head: _Publisher
    story: list[Piece]


def read(document: Document, data: Metadata) -> Reading | None:
    """Read a page by its lines; None where the publisher's line or the end of the story is not found."""
    reading = Reading(Rules())
    reading.title, _ = fields.title(document, reading.rules, data)
    told = _in_main(document, reading.title) or _told(document, document.root)
    if told is None:
        return None
    name, moment = told.head.name, told.head.moment
    reading.republished_from = name if name and fold_key(name) not in _OWN else None
    reading.stamp = moment.iso if moment else None
    reading.lead = _lead(told.above, reading.title)
    reading.pieces = told.story
    if reading.lead is None:
        find_lead(reading, data)
    return reading


def _in_main(document: Document, title: str | None) -> _Told | None:
    """Return the parts of a page whose one main element holds them all, title too: nothing else need be read."""
    mains = [main for main in document.root.iter("main") if not any(node.tag in _MENUS for node in ancestors(main))]
    told = _told(document, mains[0]) if len(mains) == 1 else None
    return told if told and any(same_text(piece.text, title) for piece in told.above) else None


def _told(document: Document, top: HtmlElement) -> _Told | None:
    menus = set(top.iter(*_MENUS))
    pieces = captions.settle(_above_comments(Walker(document, Roles(menus)).pieces(top)))
    head = _publisher(pieces)
    end = next((at for at, piece in enumerate(pieces) if wire.is_comment_box(piece.text)), None)
    if head is None or end is None or end < head.below:
        return None
    return _Told(pieces[: head.at], head, pieces[head.below : end])


def _above_comments(found: Iterable[Piece]) -> list[Piece]:
    """Return the pieces down to the comment box: what follows, half of the page, is teasers of other stories."""
    read: list[Piece] = []
    for piece in found:
        read.append(piece)
        if wire.is_comment_box(piece.text):
            break
    return read


def _publisher(pieces: list[Piece]) -> _Publisher | None:
    """Find the publisher's line; name, name and date may stand in a block each."""
    dated = [piece.text[-1:].isdecimal() for piece in pieces]  # as the line ends
    for at in (at for at in range(len(pieces)) if any(dated[at : at + 3])):
        for below in (at + 1, at + 3):
            line = publisher_line("".join(piece.text for piece in pieces[at:below]))
            if line:
                return _Publisher(at, below, *line)
    return None


def _lead(above: list[Piece], title: str | None) -> str | None:
    """Return what stands between the title and the publisher's line."""
    start = max((at + 1 for at, piece in enumerate(above) if same_text(piece.text, title)), default=len(above))
    texts = [piece.text for piece in above[start:] if piece.kind != "caption" and piece.linked < 0.5]
    return next((text for text in texts if len(text) >= _SHORTEST_LEAD), None)
