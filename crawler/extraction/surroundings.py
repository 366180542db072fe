"""The lines around a body that no class names: publisher and date above it, the source line below it.

Vietnam.vn is read so: title, lead, the publisher's name printed twice and glued to the date ("Báo Cần ThơBáo Cần
Thơ09/04/2025"), the story, its author, "Source : <URL>", "Comment (0)" (facts/sources, family vietnamvn).
"""

import re
from dataclasses import dataclass
from itertools import takewhile

from crawler.extraction import wire
from crawler.extraction.dates import parse_date
from crawler.extraction.pieces import Piece
from crawler.extraction.text import ends_sentence, fold_key, same_text, undouble
from crawler.extraction.wire_labels import is_stamp

# A line of names and dates is shorter than any paragraph.
_LONGEST_LINE = 120
# The source line stands within this many blocks below the story: author, tags and buttons come between.
_BELOW = 8
# Buttons and counters between publisher and date.
_ABOVE = 6
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_NAME = re.compile(r"^[^\d|:>]{3,60}$")


@dataclass(slots=True)
class Surroundings:
    """What the lines around a body say; None where they are silent.

    Attributes:
        date: The line with the date, as printed.
        publisher: The name beside it.
        original_url, source: Of the source line.
        byline: Of the source line, else of a line above the body ("Phóng viên: Lê Minh").
    """

    date: str | None = None
    publisher: str | None = None
    original_url: str | None = None
    source: str | None = None
    byline: str | None = None


def is_header(text: str) -> bool:
    """Tell whether a line is the page's, not the story's: it is short, holds a date and is no sentence."""
    return len(text) <= _LONGEST_LINE and not ends_sentence(text) and parse_date(text) is not None


def closes(piece: Piece) -> bool:
    """Tell whether a block is one of the wire's lines below a story: author, agency or source alone."""
    if piece.kind == "caption" or len(piece.text) > _LONGEST_LINE:
        return False
    signature = wire.split_signature(piece.text)
    signed = signature.closes and not signature.text
    return signed or wire.sign_off(piece.text) is not None or wire.source_line(piece.text) is not None


def read(found: list[Piece], body: list[Piece], title: str | None) -> Surroundings:
    """Read the lines around a body.

    Args:
        found: All pieces of the page.
        body: The pieces of the body.
        title: The story's title; lines above it are the site's.
    """
    around = Surroundings()
    texts = {id(piece) for piece in body if piece.kind != "caption"}
    at = [index for index, piece in enumerate(found) if id(piece) in texts]
    if at:
        start = _start(found, at[-1], title)
        _read_above([piece.text for piece in found[start : at[-1]]], around)
        if start:  # without a title what stands above may be the menu: "By Country"
            between = (wire.opening_byline(piece.text) for piece in found[start : at[0]])
            around.byline = next(filter(None, between), None)
        below = found[at[-1] + 1 : at[-1] + 1 + _BELOW]
        _read_below(below, around)
        # Its label says that a line below is the story's date; trafilatura may have taken it for the story's end.
        around.date = around.date or _stamp([*found[at[-1] : at[-1] + 1], *below])
    return around


def _start(found: list[Piece], end: int, title: str | None) -> int:
    return max((index + 1 for index, piece in enumerate(found[:end]) if same_text(piece.text, title)), default=0)


def _read_above(lines: list[str], around: Surroundings) -> None:
    at = next((index for index, line in enumerate(lines) if is_header(line)), None)
    if at is None:
        return
    around.date = lines[at]
    names = [_DATE.split(lines[at])[0], *reversed(lines[max(0, at - _ABOVE) : at])]
    tidy = (undouble(name.strip(" -–|,·")) for name in names)
    around.publisher = next((name for name in tidy if _NAME.match(name) and not ends_sentence(name)), None)


def _stamp(pieces: list[Piece]) -> str | None:
    """Return the line of a labelled date ("Publié le 03/04/2026 à 09h15") below a story and above its comments."""
    own = takewhile(lambda piece: not wire.is_comment_box(piece.text), pieces)
    return next(
        (piece.text for piece in own if len(piece.text) <= _LONGEST_LINE and is_stamp(fold_key(piece.text))), None
    )


def _read_below(pieces: list[Piece], around: Surroundings) -> None:
    for piece in pieces:
        if wire.is_comment_box(piece.text):
            return
        line = wire.source_line(piece.text)
        if line:
            around.original_url, around.source = line.url, line.name
            around.byline = line.byline or around.byline
            return
