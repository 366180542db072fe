"""Names of people as they sign stories."""

import re

from crawler.extraction.text import fold_key
from crawler.extraction.wire_phrases import AGENCIES, FOREIGN_AGENCIES, PLACES

# A syllable of Vietnamese without accents: what a pen name is made of ("Ngọc", "Mai", "Nghi").
_SYLLABLE = re.compile(
    r"^(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?$"
)
_INITIALS = re.compile(r"^(?:(?:[^\W\d_]\.\s?){1,4}[^\W\d_]?\.?|[A-ZĐ]{2,3})$")
_SPLIT = re.compile(r"\s*(?:,|;|&|\s[–—-]\s|\s(?:và|et|and|y|и|và)\s)\s*")
_NOT_NAMES = frozenset(fold_key(name) for name in (*AGENCIES, *FOREIGN_AGENCIES, *PLACES))
# Sign-offs without a name that papers print in its place.
_COLLECTIVE = frozenset({"pv", "p.v", "pv (t.h)", "nhom pv", "nhom phong vien", "bbt", "ctv", "phong vien", "t.h"})


def looks_like_name(text: str) -> bool:
    """Whether ``text`` looks like one name: one to five capitalised words, or initials, without digits."""
    text = text.strip()
    if _INITIALS.match(text) or fold_key(text) in _COLLECTIVE:
        return True
    found = text.replace("-", " ").split()
    return (
        0 < len(found) <= 5
        and len(text) <= 40
        and all(word[0].isupper() and word.strip(".'’").replace("'", "").replace("’", "").isalpha() for word in found)
        and fold_key(text) not in _NOT_NAMES
    )


def names(text: str) -> str | None:
    """Return ``text`` trimmed where it is a list of names ("NHẬT XUÂN - NGHI VŨ"), else None."""
    text = text.strip(" .:;,-–—*")
    parts = [part for part in _SPLIT.split(text) if part]
    return text if 0 < len(parts) <= 5 and all(looks_like_name(part) for part in parts) else None


def is_vietnamese_name(text: str) -> bool:
    """Whether ``text`` is one or more names of two to four Vietnamese syllables, or initials ("P.Y").

    Strict enough for a line without any label: "Tâm Hằng", "NHẬT XUÂN - NGHI VŨ".
    """
    parts = [part for part in _SPLIT.split(text.strip()) if part]
    return 0 < len(parts) <= 4 and all(_one_vietnamese_name(part) for part in parts)


def _one_vietnamese_name(text: str) -> bool:
    folded = fold_key(text)
    if _INITIALS.match(text) or folded in _COLLECTIVE:
        return text[:1].isupper()
    found = folded.split()
    return looks_like_name(text) and 2 <= len(found) <= 4 and all(_SYLLABLE.match(word) for word in found)
