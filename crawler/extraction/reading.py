"""A page read by one set of rules: its parts, before the wire conventions are applied."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from crawler.extraction import captions, fields, generic, leads, links, wire
from crawler.extraction.body import Roles, Walker
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document, ancestors, exceeds, text_of
from crawler.extraction.pieces import Piece
from crawler.extraction.rules import Rules
from crawler.extraction.text import normalise, same_text
from storage.records import Related

# A paragraph of which this share is links is a teaser, if it leads to the same site.
_ALL_LINK = 0.95
# Shorter linked lines are names and numbers that the story links to.
_FEWEST_WORDS = 5


@dataclass(slots=True)
class Reading:
    """The parts of a page.

    Attributes:
        rules: What it was read by.
        title, lead, byline, agency, republished_from, original_url: As shown; None where not found.
        stamp: A line of the page that holds its date, where no rule names one.
        pieces: The body in page order, captions settled.
        related: Teasers of other stories.
    """

    rules: Rules
    title: str | None = None
    lead: str | None = None
    byline: str | None = None
    agency: str | None = None
    republished_from: str | None = None
    original_url: str | None = None
    stamp: str | None = None
    pieces: list[Piece] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Characters of text in the body, captions too."""
        return sum(len(piece.text) for piece in self.pieces)


def read(document: Document, rules: Rules, data: Metadata) -> Reading | None:
    """Read a page by rules; None where they find no body on it."""
    bodies = _bodies(document, rules)
    if not bodies:
        return None
    rules = generic.widened(rules, data, document.url)
    reading = Reading(rules)
    boxes = [box for box in document.every(rules.related) if not _holds(box, bodies)]
    reading.related = links.teasers(document, fields.outermost(boxes))
    reading.title, shown = fields.title(document, rules, data)
    reading.byline, reading.agency, signed = fields.byline(document, rules, data)
    sources = _sources(document, rules, reading)
    apart = {element for element in [shown, *signed, *sources] if element is not None}
    roles = _roles(document, rules, bodies, apart | set(boxes))
    _read_lead(document, rules, bodies, roles, reading)
    if reading.lead is None and shown is not None:
        lead = leads.above(shown, bodies, data)
        reading.lead = text_of(lead) if lead is not None else None
    walker = Walker(document, roles)
    for element in [*_media(document, rules, bodies, roles), *bodies]:
        reading.pieces += walker.read(element)
    reading.pieces = without_teasers(captions.settle(reading.pieces), document, reading)
    if reading.lead is None and not rules.lead:
        find_lead(reading, data)
    return reading


def find_lead(reading: Reading, data: Metadata) -> None:
    """Look for a lead in the body, where the rules say nothing of it."""
    lead = leads.find(leads.opening(reading.pieces, reading.pieces, reading.title, data), set())
    if lead is not None and len(reading.pieces) > 1:
        reading.lead = lead.text
        reading.pieces = [piece for piece in reading.pieces if piece is not lead]


def _bodies(document: Document, rules: Rules) -> list[HtmlElement]:
    for css in rules.body:
        found = [element for element in document.select(css) if _has_content(element)]
        if found:
            return fields.outermost(found)
    return []


def _has_content(element: HtmlElement) -> bool:
    return exceeds(element, 0) or next(element.iter("img"), None) is not None


def _holds(box: HtmlElement, bodies: list[HtmlElement]) -> bool:
    """Tell whether a box is a body or holds one: such a box is no box of teasers."""
    return any(box is body or box in ancestors(body) for body in bodies)


def _inside(element: HtmlElement, bodies: list[HtmlElement]) -> HtmlElement | None:
    return next((node for node in ancestors(element) if node in bodies), None)


def _roles(document: Document, rules: Rules, bodies: list[HtmlElement], apart: set[HtmlElement]) -> Roles:
    def within(selectors: Iterable[str]) -> set[HtmlElement]:
        found = {element for body in bodies for element in document.every(selectors, body)}
        return found.difference(bodies)

    return Roles(apart | within(rules.drop), within(rules.caption), within(rules.box))


def _sources(document: Document, rules: Rules, reading: Reading) -> list[HtmlElement]:
    """Read the elements that name agency or original; return them."""
    found = document.every(rules.source_line)
    for element in found:
        text = normalise(text_of(element).strip("()[] "))
        line = wire.source_line(text)
        if wire.is_agency(text, foreign=True):
            reading.agency = reading.agency or text
        elif text.startswith(("http://", "https://")):
            reading.original_url = reading.original_url or text
        elif line:
            reading.original_url = reading.original_url or line.url
            reading.republished_from = reading.republished_from or line.name
        elif text and len(text) < 80:
            reading.republished_from = reading.republished_from or text
    return found


def _media(document: Document, rules: Rules, bodies: list[HtmlElement], roles: Roles) -> list[HtmlElement]:
    found = [element for element in document.every(rules.media) if not _holds(element, bodies)]
    return [
        element
        for element in fields.outermost(found)
        if _inside(element, bodies) is None and roles.dropped.isdisjoint(ancestors(element))
    ]


def _read_lead(document: Document, rules: Rules, bodies: list[HtmlElement], roles: Roles, reading: Reading) -> None:
    """Find the lead; one that stands in the body is taken out of it, if it is a whole paragraph at its beginning."""
    for css in rules.lead:
        for element in document.select(css):
            if not text_of(element):
                continue
            body = _inside(element, bodies)
            if not roles.dropped.isdisjoint([element, *ancestors(element)]):
                body = None  # the template's header inside the body: dropped as a whole already
            block = element if body is None else _opening(document, element, body, roles)
            if block is None:
                continue
            reading.lead = text_of(block)
            if body is not None:
                roles.dropped.add(block)
            return


def _opening(document: Document, element: HtmlElement, body: HtmlElement, roles: Roles) -> HtmlElement | None:
    """Return the block of a lead inside a body, None where the element is part of a block or not the first."""
    text = text_of(element)
    block = element
    for above in ancestors(element):
        if above is body or text_of(above) != text:
            break
        block = above
    told = (piece for piece in Walker(document, roles).pieces(body) if piece.kind != "caption")
    first, second = next(told, None), next(told, None)  # the rest of the body need not be read for it
    return block if first and second and same_text(text, first.text) else None


def without_teasers(pieces: list[Piece], document: Document, reading: Reading) -> list[Piece]:
    """Take paragraphs that are nothing but a link to another story out of the body."""
    kept: list[Piece] = []
    for piece in pieces:
        announced = wire.related_line(piece.text) if piece.linked > 0.5 else None
        if piece.link and (announced or is_teaser(piece, document)):
            reading.related.append(Related(announced or piece.text, piece.link))
            if kept and wire.is_teaser_heading(kept[-1].text):
                kept.pop()
        else:
            kept.append(piece)
    return kept


def is_teaser(piece: Piece, document: Document) -> bool:
    """Tell whether a block is nothing but a link to another story of the same site."""
    if piece.linked < _ALL_LINK or piece.kind not in ("paragraph", "list") or piece.link is None:
        return False
    return len(piece.text.split()) >= _FEWEST_WORDS and links.same_site(piece.link, document.url)
