"""Pages of the platform Vietnam.vn, which has no class names to hold on to: read by the order of their lines.

Title, lead, the publisher's name printed twice and glued to the date ("Báo Cần ThơBáo Cần Thơ09/04/2025"), the
story, its author, "Source : <URL>", "Comment (0)" (facts/sources, family vietnamvn).
"""

from crawler.extraction import captions, fields, wire
from crawler.extraction.body import Roles, Walker
from crawler.extraction.dump_head import publisher_line
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document
from crawler.extraction.pieces import Piece
from crawler.extraction.reading import Reading
from crawler.extraction.rules import Rules
from crawler.extraction.text import fold_key, same_text

FAMILY = "vietnamvn"
# The platform's own name stands as publisher on its own stories.
_OWN = frozenset(("vietnam.vn", "viet nam"))
# A lead is a sentence; shorter lines between title and publisher are the section's name and buttons.
_SHORTEST_LEAD = 30


def read(document: Document, data: Metadata) -> Reading | None:
    """Read a page by its lines; None where the publisher's line or the end of the story is not found."""
    pieces = captions.settle(Walker(document, Roles()).read(document.root))
    reading = Reading(Rules())
    reading.title, _ = fields.title(document, reading.rules, data)
    head = next((at for at, piece in enumerate(pieces) if publisher_line(piece.text)), None)
    if head is None:
        return None
    end = next((at for at in range(head + 1, len(pieces)) if wire.is_comment_box(pieces[at].text)), None)
    if end is None:
        return None
    publisher, moment = publisher_line(pieces[head].text) or ("", None)
    reading.republished_from = publisher if publisher and fold_key(publisher) not in _OWN else None
    reading.stamp = moment.iso if moment else None
    reading.lead = _lead(pieces[:head], reading.title)
    reading.pieces = pieces[head + 1 : end]
    return reading


def _lead(above: list[Piece], title: str | None) -> str | None:
    """Return what stands between the title and the publisher's line."""
    start = max((at + 1 for at, piece in enumerate(above) if same_text(piece.text, title)), default=len(above))
    texts = [piece.text for piece in above[start:] if piece.kind != "caption" and piece.linked < 0.5]
    return next((text for text in texts if len(text) >= _SHORTEST_LEAD), None)
