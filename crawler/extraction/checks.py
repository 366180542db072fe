"""Whether what was read is a story: the warnings of an article, and when its rules are not to be trusted."""

import re
from collections import Counter
from itertools import islice

from lxml.html import HtmlElement

from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document, ancestors, exceeds, text_of
from crawler.extraction.pieces import Piece
from crawler.extraction.text import any_of, ends_sentence, fold_key

# No language has words that are longer than this on average.
_LONGEST_WORD = 20
# base64 and its like: no word of any language here is as long. The figure is that of the family notes (dcontent).
_ENCODED = re.compile(r"[A-Za-z0-9+/=_-]{200,}")
_RESIDUE = re.compile(r"\{\{.*?\}\}|\[\[\s*\w+\s*\]\]|<%.*?%>")
_opens_residue = any_of(("{{", "[[", "<%"))
_SOFT_404 = re.compile(
    r"\b404\b|(?:page|article|content) (?:was |is )?(?:not found|no longer available|does not exist)"
    r"|khong tim thay|khong ton tai|da bi xoa|page (?:introuvable|non trouvee)|pagina no encontrada"
    r"|страница не найдена|页面不存在|找不到"
)
_LOGIN = re.compile(
    r"\b(?:sign|log) in to (?:read|continue)|subscribe to (?:read|continue)|dang nhap de (?:doc|xem|tiep tuc)"
    r"|connectez-vous pour|reserve aux abonnes|inicie sesion para"
)
_SCRIPTED = re.compile(r"enable javascript|activer javascript|bat javascript|javascript is (?:disabled|required)")
_APP_ROOTS = frozenset(("root", "app", "__next", "__nuxt", "q-app", "main-app"))
# A brief of the agency runs to forty words; less is a caption, a video's description or a body that was not found.
FEWEST_WORDS = 40
# A body with less than this share of what the page itself says its body is was read from the wrong element.
_SHARE_OF_DECLARED = 0.5
# Above this share of linked text a body is a list of links.
_MOSTLY_LINKS = 0.6
# A listing shows at least this many headlines; a headline is a link of this many words or more.
_HEADLINES = 12
_HEADLINE_WORDS = 5
# Headline, lead, time and section of one teaser of a listing, in characters.
_TEASER_BOX = 700
# The box of a teaser is this near above its lead.
_NEAR = 3
# This many sentences, together this long, without a headline beside them are a story.
_A_STORY = 3
_A_STORYS_LENGTH = 400
_SHORTEST_PROSE = 60
_MENU_LINES = 8
# Characters of no text, and what undecodable bytes become: a damaged page has a few, a picture or PDF is full of it.
_BINARY = tuple(map(chr, (*range(0x01, 0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F, 0xFFFD)))
_MOST_CONTROLS = 0.03
_FEED = re.compile(
    r"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<\?xml-stylesheet[^>]*>\s*)*<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b",
    re.DOTALL,
)


def length(text: str) -> int:
    """Return the number of words; text written without spaces (Chinese, Thai) counts by pairs of characters."""
    count = len(text.split())
    return max(count, len(text) // 2 if text and not text.isascii() and count * 12 < len(text) else 0)


def fewer(text: str, words: int) -> bool:
    """Tell whether a text has fewer than so many words; those of a long one are not counted."""
    return len(text) < _LONGEST_WORD * words and length(text) < words


def faulty(pieces: list[Piece], lead: str | None, data: Metadata) -> bool:
    """Tell whether a body read by rules should be read again by other means.

    Args:
        pieces: The body.
        lead: The lead, which counts: a photo story may have little else.
        data: What the page says of its own body.
    """
    texts = [piece for piece in pieces if piece.text]
    size = sum(len(piece.text) for piece in texts)
    if not texts or size < _SHARE_OF_DECLARED * len(data.body):
        return True
    linked = sum(piece.linked * len(piece.text) for piece in texts if piece.kind != "caption")
    if linked > _MOSTLY_LINKS * size and size > 200:
        return True
    fewest = length(max(data.descriptions, key=len, default="")) // 2
    if size >= _LONGEST_WORD * fewest:
        return False
    return fewer(" ".join([lead or "", *(piece.text for piece in texts)]), fewest)


def blind(pieces: list[Piece]) -> str | None:
    """Return the warning for a body that only a script can make readable, None for others.

    Returns:
        ``body_encoded`` for one long run of base64, ``needs_javascript`` for a template that was never filled in.
    """
    texts = [piece.text for piece in pieces if piece.text]
    if any(" " not in text[:200] and _ENCODED.search(text) for text in texts):
        return "body_encoded"
    marked = sum(len(text) for text in texts if _opens_residue(text) and _RESIDUE.search(text))
    return "needs_javascript" if texts and marked > 0.5 * sum(map(len, texts)) else None


def scripted(document: Document) -> bool:
    """Tell whether a page without text is built by JavaScript in the browser."""
    empty_root = any(
        element.get("id") in _APP_ROOTS and not text_of(element) for element in document.root.iter("div", "main")
    )
    return empty_root or any(
        _SCRIPTED.search(fold_key("".join(element.itertext())[:500])) for element in document.root.iter("noscript")
    )


def refusal(title: str | None, text: str) -> str | None:
    """Return ``soft_404`` or ``login_wall`` where a short page says so in its title or text."""
    if not fewer(text, 3 * FEWEST_WORDS):
        return None
    said = fold_key(f"{title or ''} {text}"[:2_000])
    if _SOFT_404.search(said):
        return "soft_404"
    return "login_wall" if _LOGIN.search(said) else None


def listing(document: Document, data: Metadata, pieces: list[Piece]) -> bool:
    """Tell whether a page lists stories: it does not claim to be one, and what it shows is headlines.

    Args:
        document: The page.
        data: What it claims to be.
        pieces: What was read as its body, if anything was.
    """
    if data.published or any(kind.endswith("NewsArticle") or kind == "Article" for kind in data.kinds):
        return False
    prose = [piece for piece in pieces if piece.kind in ("paragraph", "list") and len(piece.text) > _SHORTEST_PROSE]
    held = Counter(box for piece in prose for box in islice(ancestors(piece.holder), _NEAR))
    alone = [piece for piece in prose if not _beside_headline(piece, held)]
    if len(prose) >= _A_STORY and len(alone) * 2 < len(prose):
        return True
    return not _runs_on(alone) and len(_headlines(document)) >= _HEADLINES


def _runs_on(prose: list[Piece]) -> bool:
    """Tell whether sentences follow one another in one box, as in a story."""
    runs: dict[HtmlElement, list[str]] = {}
    for piece in prose:
        if ends_sentence(piece.text) and piece.linked < 0.5:
            for box in islice(ancestors(piece.holder), _NEAR):
                runs.setdefault(box, []).append(piece.text)
    return any(len(run) >= _A_STORY and sum(map(len, run)) > _A_STORYS_LENGTH for run in runs.values())


def _headlines(document: Document) -> set[str]:
    """Return the addresses of the headings that are links."""
    links: list[HtmlElement] = []
    for heading in document.root.iter("h2", "h3", "h4"):
        above = heading.getparent()
        links += heading.iter("a")
        if above is not None and above.tag == "a":
            links.append(above)
    return {link.get("href") or "" for link in links if len(text_of(link).split()) >= _HEADLINE_WORDS}


def _beside_headline(piece: Piece, held: Counter[HtmlElement]) -> bool:
    """Tell whether a paragraph shares a small box with a linked headline and no other paragraph, as on a listing."""
    for box in islice(ancestors(piece.holder), _NEAR):
        if held[box] > 1 or exceeds(box, _TEASER_BOX):
            return False
        if any(len(text_of(link).split()) >= _HEADLINE_WORDS for link in box.iter("a") if link is not piece.holder):
            return True
    return False


def menu(pieces: list[Piece]) -> bool:
    """Tell whether what was found is lines of a menu: none of many ends as a sentence does."""
    texts = [piece.text for piece in pieces if piece.kind != "caption"]
    return len(texts) > _MENU_LINES and not any(ends_sentence(text) for text in texts)


def no_page(source: str) -> str | None:
    """Return the warning for what is no page: ``listing`` for feeds and sitemaps, ``no_text`` for other data."""
    head = source[:4_000].lstrip("\ufeff \t\r\n")
    if sum(head.count(char) for char in _BINARY if char in head) > _MOST_CONTROLS * len(head):
        return "no_text"
    if _FEED.match(head):
        return "listing"
    return "no_text" if head[:1] in ("{", "[") else None
