"""What pages of unknown sites have in common: names of classes for leads, bylines, teasers and furniture."""

import re
from dataclasses import dataclass, replace
from itertools import islice

from lxml.html import HtmlElement

from crawler.extraction import fields
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document, ancestors, text_sizes
from crawler.extraction.pieces import Piece
from crawler.extraction.rules import Rules
from crawler.extraction.text import ends_sentence, same_text, words

_FURNITURE_TAGS = ("nav", "footer", "form", "dialog", "menu")
_BOXES = ("div", "section", "aside", "ul", "ol", "p", "span", "table")
# Classes and ids of boxes that are part of a page, not of a story; word by word, so that "shared-content" stays.
_FURNITURE = re.compile(
    r"""(?:^|[\s_-])(?:related|relate|recommend\w*|share|sharing|social|newsletter|subscri\w+|promos?|promotions?|advert\w*|ads?|
    adv|banner|comments?|breadcrumbs?|tags?|taglist|sidebar|trending|popular|most-?read|outbrain|taboola|cookies?|consent|
    read-?more|readmore|more-?news|also-?read|toolbar|tin-?lien-?quan|lien-?quan|noprint|no-print|disclaimer)(?:$|[\s_-])""",
    re.IGNORECASE | re.VERBOSE,
)
_TEASERS = re.compile(
    r"(?:^|[\s_-])(?:related|relate|recommend\w*|more-?news|also-?read|read-?more|tin-?lien-?quan|lien-?quan|most-?read)(?:$|[\s_-])",
    re.IGNORECASE,
)
# A box with furniture's name and more text than this share of the page is the page ("ads-layout", "with-sidebar").
_LARGE = 0.2
_LEAD = re.compile(
    r"""sapo|stand-?first|chapo|chapeau|(?:^|[\s_-])(?:lead|lede|dek|deck|intro|teaser-?text|kicker-?text|excerpt|
    sub-?title|sub-?head(?:line|ing)?|sub-?headline|summary|description|abstract|strapline|short-?intro|article-?desc)(?:$|[\s_-])""",
    re.IGNORECASE | re.VERBOSE,
)
_BYLINES = (
    "[itemprop=author] [itemprop=name]",
    "[rel=author]",
    "[itemprop=author]",
    ".author-name",
    ".article-author",
    ".byline__name",
    ".byline",
    "p.author",
    "a.author",
    ".author",
)
_TIMES = (
    "[itemprop=datePublished]",
    "article time",
    "time[datetime]",
    "[class*=post-time]",
    "[class*=publish]",
    "[class*=pubdate]",
    "[class*=date-time]",
    "[class*=datetime]",
    "[class*=article-date]",
    "[class*=detail-time]",
    "[class*=post-date]",
    "span.date",
    "div.date",
    "p.date",
    "span.time",
    "div.time",
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
_SHORTEST_PROSE = 40


def widened(rules: Rules, data: Metadata, url: str) -> Rules:
    """Return rules that look in the common places too, for what the page does not tell machines."""
    named = [author for author in data.authors if not fields.is_site_name(author, url, data)]
    byline = rules.byline if named else (*rules.byline, *_BYLINES)
    published = rules.published if data.published else (*rules.published, *_TIMES)
    return replace(rules, byline=byline, published=published)


def furniture(document: Document) -> set[HtmlElement]:
    """Return the boxes that by tag, class or id are none of the story, unless they hold much of the page's text."""
    sizes = text_sizes(document.root)
    limit = _LARGE * sizes.get(document.root, 0)
    found = set()
    for element in document.root.iter(*_FURNITURE_TAGS, *_BOXES):
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        suspect = element.tag in _FURNITURE_TAGS or (len(named) > 1 and _FURNITURE.search(named))
        if suspect and sizes.get(element, 0) < limit:
            found.add(element)
    return found


def teaser_boxes(document: Document) -> list[HtmlElement]:
    """Return the boxes that by class or id hold teasers of other stories."""
    return [
        element
        for element in document.root.iter("div", "section", "aside", "ul")
        if _TEASERS.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    ]


def is_prose(piece: Piece) -> bool:
    """Tell whether a block between blocks of a story belongs to it: a sentence or a subheading, not links."""
    if piece.linked > 0.5:
        return False
    return piece.kind in ("heading", "list", "box") or ends_sentence(piece.text) or len(piece.text) > _SHORTEST_PROSE


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


def lead(opened: Opening, ruled: set[HtmlElement]) -> Piece | None:
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
