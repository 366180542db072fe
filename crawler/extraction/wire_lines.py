"""Lines of the page round a story: teaser headings, related lines, comment boxes, labels and imprints."""

import re
from functools import lru_cache

from crawler.extraction.text import fold_key
from crawler.extraction.wire_labels import is_call_to_subscribe, is_share_row, is_stamp
from crawler.extraction.wire_phrases import (
    COMMENT_BOX,
    FINAL_HEADINGS,
    FURNITURE,
    FURNITURE_STARTS,
    INLINE_HEADINGS,
    WEAK_HEADINGS,
)

# No heading or label is longer; a longer line is not looked at.
_LONGEST_LABEL = 90
# Imprint lines and titles are longer than labels, and shorter than paragraphs of a story mostly are.
_LONGEST_IMPRINT = 300
_TRIM = " .:;…>»›→|▶►+*-–—•[]()"
_COUNT = re.compile(r"\s*[(（\[]\s*\d+\s*[)）\]]$|\s+\d+$")
# Not "»": paragraphs of a long quotation open with it in French.
_RELATED = re.compile(r"^(?:\.\.)?(?:>{1,3}|›|⇒|►|▶)\s*(?P<title>\S.*)$")
_RELATED_SIGNS = ("..", ">", "›", "⇒", "►", "▶")
_LABELLED_LINK = re.compile(
    r"^(?:Xem thêm|Đọc thêm|Mời xem thêm|Mời đọc thêm|À lire aussi|Lire aussi|À lire également|Voir aussi"
    r"|Read more|See also|Also read|Related|Lea también|Vea también|Leer más|Читайте также|相关新闻|相关阅读)"
    r"\s*[:：]\s*(?P<title>\S.*)$",
    re.IGNORECASE,
)
# "Powered by Techcity", not "Powered by an influx of ultra-wealthy donors, the party won."
_POWERED = re.compile(r"powered by\s\S+(?:\s\S+){0,2}$", re.IGNORECASE)
_TAG_LINE = re.compile(r"^(?:#[^\s#]+(?:\s[^\s#]+){0,4}\s*[,;]?\s*)+$")
_BREADCRUMB = re.compile(r"^(?:Trang chủ|Home|Accueil|Inicio|首页)\s*[>/»|]")
# What the three begin with.
_LINE_STARTS = ("#", "Trang chủ", "Home", "Accueil", "Inicio", "首页", "P", "p")


def _folded(groups: dict[str, tuple[str, ...]]) -> frozenset[str]:
    # Of all languages together: vietnam.vn prints Vietnamese labels on French pages.
    return frozenset(fold_key(phrase) for phrases in groups.values() for phrase in phrases)


_FINAL, _INLINE, _WEAK = _folded(FINAL_HEADINGS), _folded(INLINE_HEADINGS), _folded(WEAK_HEADINGS)
_HEADINGS = _FINAL | _INLINE
_COMMENT = frozenset(fold_key(phrase) for phrase in COMMENT_BOX)
_COMMENT_LETTERS = frozenset(phrase[0] for phrase in _COMMENT)
_FURNITURE = frozenset(fold_key(phrase).strip(_TRIM) for phrase in FURNITURE)
_STARTS = tuple(fold_key(phrase) for phrase in FURNITURE_STARTS)
_FIRST_LETTERS = tuple({start[:2].rstrip() for start in _STARTS})


def _label(text: str) -> str:
    """The folded words of a line that is short enough for a label, or ""."""
    return fold_key(text).strip(_TRIM) if len(text) <= _LONGEST_LABEL else ""


def is_label(text: str) -> bool:
    """Whether a line is short enough to be a heading, a button or a label at all."""
    return len(text) <= _LONGEST_LABEL


def is_teaser_heading(line: str) -> bool:
    """Whether a line alone heads teasers of other stories: "Voir plus", "Tin liên quan", "更多".

    The same words inside a sentence are text.
    """
    return _label(line) in _HEADINGS


def is_final_heading(line: str) -> bool:
    """Whether a line is a teaser heading that templates print only after the story."""
    return _label(line) in _FINAL


def is_weak_heading(line: str) -> bool:
    """Whether a line heads teasers on some sites and sections of a story on others: "News", "Autres"."""
    return _label(line) in _WEAK


def is_comment_box(text: str) -> bool:
    """Whether a line opens the comment box: "Comment (0)" in any of the languages it is printed in."""
    return len(text) <= _LONGEST_LABEL and _opens_comments(text)


@lru_cache(maxsize=512)
def _opens_comments(text: str) -> bool:
    # Of all lines of a page this is asked, of most twice: the first letter tells it of nearly all.
    first = fold_key(text.lstrip(_TRIM)[:1])
    if first.isalnum() and first[0] not in _COMMENT_LETTERS:
        return False
    return fold_key(_COUNT.sub("", text)).strip(_TRIM) in _COMMENT


def is_furniture(text: str) -> bool:
    """Whether a line belongs to the page and to no story: a button, share label, imprint, tag list, comment box."""
    if not any(map(str.isalnum, text)):
        return True
    if len(text) > _LONGEST_IMPRINT:
        return False
    label = _label(text)
    return (
        label in _FURNITURE
        or (bool(label) and (is_share_row(label) or is_call_to_subscribe(label) or is_stamp(label)))
        or _starts_as_furniture(text)
        or is_comment_box(text)
        or (text.startswith(_LINE_STARTS) and _is_line_of_page(text))
    )


def _is_line_of_page(text: str) -> bool:
    return any(form.match(text) for form in (_TAG_LINE, _BREADCRUMB, _POWERED))


def _starts_as_furniture(text: str) -> bool:
    for start in (text, text.lstrip(_TRIM)):
        # Folding a paragraph's first two letters tells nearly all that it opens no imprint.
        if fold_key(start[:2]).startswith(_FIRST_LETTERS) and fold_key(start[:_LONGEST_LABEL]).startswith(_STARTS):
            return True
    return False


def related_line(text: str) -> str | None:
    """The title of a related story that a line announces (">>title", "Xem thêm: …"), or None."""
    if len(text) > _LONGEST_IMPRINT:
        return None
    marked = _RELATED.match(text) if text.startswith(_RELATED_SIGNS) else None
    title = marked["title"].lstrip("> ") if marked else text
    labelled = _LABELLED_LINK.match(title) if ":" in title or "：" in title else None
    return labelled["title"] if labelled else ((title or None) if marked else None)
