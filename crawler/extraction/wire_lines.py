"""Lines of the page round a story: teaser headings, related lines, comment boxes, labels and imprints."""

import re

from crawler.extraction.text import fold_key, normalise
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
_RELATED = re.compile(r"^(?:\.\.)?(?:>{1,3}|»|›|→|⇒|►|▶|\+\+)\s*(?P<title>\S.*)$")
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


def _folded(groups: dict[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    return {language: frozenset(fold_key(phrase) for phrase in phrases) for language, phrases in groups.items()}


_FINAL, _INLINE, _WEAK = _folded(FINAL_HEADINGS), _folded(INLINE_HEADINGS), _folded(WEAK_HEADINGS)
_COMMENT = frozenset(fold_key(phrase) for phrase in COMMENT_BOX)
_FURNITURE = frozenset(fold_key(phrase).strip(_TRIM) for phrase in FURNITURE)
_STARTS = tuple(fold_key(phrase) for phrase in FURNITURE_STARTS)


def _label(line: str) -> str:
    """The folded words of a line that is short enough for a label, or ""."""
    text = normalise(line)
    return fold_key(text).strip(_TRIM) if len(text) <= _LONGEST_LABEL else ""


def _in(label: str, groups: dict[str, frozenset[str]], language: str | None) -> bool:
    # Templates mix languages (vietnam.vn prints Vietnamese labels on French pages), so a language narrows nothing
    # but the weak headings, which are plain words elsewhere.
    chosen = [groups[language]] if language in groups and groups is _WEAK else list(groups.values())
    return bool(label) and any(label in group for group in chosen)


def is_teaser_heading(line: str, language: str | None = None) -> bool:
    """Whether a line alone heads teasers of other stories ("Voir plus", "Tin liên quan", "更多").

    Args:
        line: One line or heading; the same words inside a sentence are text.
        language: The story's language, where known.
    """
    label = _label(line)
    return any(_in(label, groups, language) for groups in (_FINAL, _INLINE))


def is_final_heading(line: str) -> bool:
    """Whether a line is a teaser heading that templates print only after the story."""
    return _in(_label(line), _FINAL, None)


def is_weak_heading(line: str, language: str | None = None) -> bool:
    """Whether a line heads teasers on some sites and sections of a story on others ("News", "Autres")."""
    return _in(_label(line), _WEAK, language)


def is_comment_box(line: str) -> bool:
    """Whether a line opens the comment box: "Comment (0)" in any of the languages it is printed in."""
    text = normalise(line)
    bare = _COUNT.sub("", text) if len(text) <= _LONGEST_LABEL else ""
    return bool(bare) and fold_key(bare).strip(_TRIM) in _COMMENT


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page and to no story: a button, share label, imprint, tag list, comment box."""
    text = normalise(line)
    if not any(map(str.isalnum, text)):
        return True
    if len(text) > _LONGEST_IMPRINT:
        return False
    key = fold_key(text)
    return (
        key.strip(_TRIM) in _FURNITURE
        or key.startswith(_STARTS)
        or is_comment_box(text)
        or bool(_TAG_LINE.match(text) or _BREADCRUMB.match(text) or _POWERED.match(text))
    )


def related_line(line: str) -> str | None:
    """The title of a related story that a line announces (">>title", "Xem thêm: …"), or None."""
    text = normalise(line)
    marked = _RELATED.match(text) if len(text) <= _LONGEST_IMPRINT else None
    title = marked["title"].lstrip("> ") if marked else text
    labelled = _LABELLED_LINK.match(title) if len(text) <= _LONGEST_IMPRINT else None
    return labelled["title"] if labelled else ((title or None) if marked else None)
