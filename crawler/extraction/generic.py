"""What pages of unknown sites have in common: names of classes for leads, bylines, teasers and furniture."""

import re
from dataclasses import replace

from lxml.html import HtmlElement


from crawler.extraction.body import Piece
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document, ancestors, text_of
from crawler.extraction.rules import Rules
from crawler.extraction.text import ends_sentence, words

_FURNITURE_TAGS = ("nav", "footer", "form", "dialog", "menu")
_BOXES = ("div", "section", "aside", "ul", "ol", "p", "span", "table")
# Classes and ids of boxes that are part of a page, not of a story; word by word, so that "shared-content" stays.
_FURNITURE = re.compile(
    r"""(?:^|[\s_-])(?:related|relate|recommend\w*|share|sharing|social|newsletter|subscri\w+|promo\w*|advert\w*|ads?|
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
# A lead is a sentence or a few: shorter is a kicker, longer a first chapter.
_SHORTEST_LEAD, _LONGEST_LEAD = 30, 1_000
_AGREES = 0.8
_LEAD_WITHIN = 3
_SHORTEST_PROSE = 40


def with_bylines(rules: Rules) -> Rules:
    """Return rules that look for a byline in the common places too."""
    return replace(rules, byline=(*rules.byline, *_BYLINES))


def furniture(document: Document) -> set[HtmlElement]:
    """Return the boxes of a page that by tag, class or id are none of its story, unless they hold much of its text."""
    limit = _LARGE * len(text_of(document.root))
    found = set()
    for element in document.root.iter(*_FURNITURE_TAGS, *_BOXES):
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        suspect = element.tag in _FURNITURE_TAGS or (len(named) > 1 and _FURNITURE.search(named))
        if suspect and len(text_of(element)) < limit:
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


def lead(
    document: Document,
    data: Metadata,
    rules: Rules,
    found: list[Piece],
    body: list[Piece],
    title: HtmlElement | None,
) -> tuple[str | None, Piece | None]:
    """Return a story's lead and the piece that shows it.

    A lead stands between the title and the first paragraphs, and is told from a first paragraph by its class, its
    tag or its place outside of the body; what the page calls its description must agree, unless the class says it.

    Args:
        document: The page.
        data: For its descriptions.
        rules: Their selectors of the lead are believed without more.
        found: All pieces of the page.
        body: The pieces of the body.
        title: The element that shows the title.
    """
    ruled = [element for css in rules.lead for element in document.select(css)]
    texts = [piece for piece in body if piece.kind != "caption"]
    for piece in _opening(found, texts, title):
        by_rule = any(piece.holder is element or element in ancestors(piece.holder) for element in ruled)
        if by_rule or (_fits(piece) and _is_lead(piece, texts, data)):
            return piece.text, piece
    return None, None


def _opening(found: list[Piece], texts: list[Piece], title: HtmlElement | None) -> list[Piece]:
    """Return the pieces between the title and the third paragraph."""
    start = next((at + 1 for at, piece in enumerate(found) if title is not None and piece.holder is title), 0)
    last = texts[min(_LEAD_WITHIN, len(texts)) - 1] if texts else None
    end = next((at + 1 for at, piece in enumerate(found) if piece is last), len(found))
    return [piece for piece in found[start:end] if piece.kind != "caption"] if start or texts else []


def _fits(piece: Piece) -> bool:
    return _SHORTEST_LEAD <= len(piece.text) <= _LONGEST_LEAD and piece.linked < 0.5


def _is_lead(piece: Piece, texts: list[Piece], data: Metadata) -> bool:
    named = any(_LEAD.search(node.get("class") or node.get("itemprop") or "") for node in _near(piece.holder))
    agrees = _agreement(piece.text, data.descriptions) >= _AGREES
    if named and (agrees or piece not in texts[1:]):
        return True
    apart = piece.kind == "heading" or piece.bold > 0.9 or not _beside_others(piece, texts)
    return agrees and apart


def _near(holder: HtmlElement) -> list[HtmlElement]:
    return [holder, *list(ancestors(holder))[:2]]


def _beside_others(piece: Piece, texts: list[Piece]) -> bool:
    """Tell whether a block is one of the body's run of paragraphs."""
    parent = piece.holder.getparent()
    alike = [other for other in texts if other.holder.getparent() is parent and other.holder.tag == piece.holder.tag]
    return len([other for other in alike if other is not piece]) >= 2


def _agreement(text: str, descriptions: list[str]) -> float:
    mine = set(words(text))
    shares = [len(mine & other) / min(len(mine), len(other)) for other in map(set, map(words, descriptions)) if mine and other]
    lengths = [min(len(text), len(other)) / max(len(text), len(other)) for other in descriptions if mine and words(other)]
    return max((share for share, length in zip(shares, lengths, strict=True) if length > 0.4), default=0.0)



