"""Whether what was read is a story: the warnings of an article, and when its rules are not to be trusted."""

import re

from crawler.extraction.body import Piece
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document, text_of
from crawler.extraction.text import fold_key, words

# base64 and its like: no word of any language here is as long. The figure is that of the family notes (dcontent).
_ENCODED = re.compile(r"[A-Za-z0-9+/=_-]{200,}")
_RESIDUE = re.compile(r"\{\{.*?\}\}|\[\[\s*\w+\s*\]\]|<%.*?%>")
_SOFT_404 = re.compile(
    r"\b404\b|(?:page|article|content) (?:was |is )?(?:not found|no longer available|does not exist)"
    r"|khong tim thay|khong ton tai|da bi xoa|page (?:introuvable|non trouvee)|pagina no encontrada|страница не найдена"
    r"|页面不存在|找不到"
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
# A listing shows at least this many headlines.
_HEADLINES = 12


def length(text: str) -> int:
    """Return the number of words; Chinese, Japanese, Thai and Lao text, written without spaces, counts by pairs of
    characters."""
    count = len(text.split())
    return max(count, len(text) // 2 if text and not text.isascii() and count * 12 < len(text) else 0)


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
    description = max(data.descriptions, key=len, default="")
    return length(" ".join([lead or "", *(piece.text for piece in texts)])) < length(description) // 2


def encoded(document: Document, pieces: list[Piece]) -> bool:
    """Tell whether the body is encoded and would be decoded by a script."""
    return any(_ENCODED.search(piece.text) and " " not in piece.text[:200] for piece in pieces)


def residue(pieces: list[Piece]) -> bool:
    """Tell whether the body is a template that was never filled in."""
    texts = [piece.text for piece in pieces if piece.text]
    marked = sum(len(text) for text in texts if _RESIDUE.search(text))
    return bool(texts) and marked > 0.5 * sum(map(len, texts))


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
    if length(text) > 3 * FEWEST_WORDS:
        return None
    said = fold_key(f"{title or ''} {text}"[:2_000])
    if _SOFT_404.search(said):
        return "soft_404"
    return "login_wall" if _LOGIN.search(said) else None


def listing(document: Document, data: Metadata) -> bool:
    """Tell whether a page without a story's body lists stories: it does not claim to be one, and shows headlines."""
    if any(kind.endswith("NewsArticle") or kind == "Article" for kind in data.kinds) or data.published:
        return False
    shown = {
        link.get("href")
        for heading in ("h2", "h3", "h4")
        for element in document.root.iter(heading)
        for link in [*element.iter("a"), *(node for node in [element.getparent()] if node is not None and node.tag == "a")]
        if len(words(text_of(link))) > 4
    }
    return len(shown) >= _HEADLINES
