"""What pages of unknown sites have in common: names of classes for leads, bylines, teasers and furniture."""

import re
from dataclasses import replace

from lxml.html import HtmlElement

from crawler.extraction import fields
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document, text_sizes
from crawler.extraction.pieces import Piece
from crawler.extraction.rules import Rules
from crawler.extraction.text import ends_sentence

_NEVER_STORY = ("nav", "footer")
# A form may be wrapped around the whole page (ASP.NET), so its size decides, as with names.
_FURNITURE_TAGS = ("form", "dialog", "menu")
_BOXES = ("div", "section", "aside", "ul", "ol", "p", "span", "table")
# Classes and ids of boxes that are part of a page, not of a story; word by word, so that "shared-content" stays.
_FURNITURE = re.compile(
    r"""(?:^|[\s_-])(?:related|relate|recommend\w*|share|sharing|social|newsletter|subscri\w+|promos?|promotions?|advert\w*|ads?|
    adv|banner|comments?|breadcrumbs?|tags?|taglist|sidebar|trending|popular|most-?read|outbrain|taboola|cookies?|consent|
    read-?more|readmore|more-?news|also-?read|toolbar|modal|popup|lightbox|log-?in|tin-?lien-?quan|lien-?quan|noprint|no-print|disclaimer)(?:$|[\s_-])""",
    re.IGNORECASE | re.VERBOSE,
)
_TEASERS = re.compile(
    r"(?:^|[\s_-])(?:related|relate|recommend\w*|more-?news|also-?read|read-?more|tin-?lien-?quan|lien-?quan|most-?read)(?:$|[\s_-])",
    re.IGNORECASE,
)
# A box with furniture's name and more text than this share of the page is the page ("ads-layout", "with-sidebar").
_LARGE = 0.2
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
    "[data-role=author]",
    ".detail-author",
    ".details__author",
    ".box-author",
    ".cms-author",
    ".pseudonym",
    ".block-sc-author",
    ".c-detail-head__author",
    ".author",
    ".submitted",  # Drupal: "Submitted by NAME on DATE"
)
TIMES = (
    "[itemprop=datePublished]",
    "article time",
    "time[datetime]",
    "[data-role=publishdate]",
    "[class*=post-time]",
    "[class*=publish]",
    "[class*=pubdate]",
    "[class*=date-time]",
    "[class*=datetime]",
    "[class*=article-date]",
    "[class*=detail-time]",
    "[class*=post-date]",
    "[class*=meta] time",
    ".pDate",
    "span.date",
    "div.date",
    "p.date",
    "span.time",
    "div.time",
    ".date",
)
"""Where pages show their time."""
_TAGS = (
    "a[rel=tag]",
    "[data-role=tags] a",
    ".article-tags a",
    ".post-tags a",
    ".tag-list a",
    ".tag_list a",
    ".block_tag a",
    ".tags a",
    ".tag a",
)
# A shorter block that does not end as a sentence does is a label.
_SHORTEST_PROSE = 40


def widened(rules: Rules, data: Metadata, url: str) -> Rules:
    """Return rules that look in the common places too, for what neither they nor the page's metadata tell."""
    if not rules.byline and all(fields.is_site_name(author, url, data) for author in data.authors):
        rules = replace(rules, byline=_BYLINES)
    if not rules.published and all(len(stamp) <= len("2026-01-01") for stamp in data.published):
        rules = replace(rules, published=TIMES)
    if not rules.tags and not data.tags:
        rules = replace(rules, tags=_TAGS)
    return rules


def furniture(document: Document) -> set[HtmlElement]:
    """Return the boxes that by tag, class or id are none of the story, unless they hold much of the page's text."""
    sizes = text_sizes(document.root)
    limit = _LARGE * sizes.get(document.root, 0)
    found = set(document.root.iter(*_NEVER_STORY))
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
