"""Folding for search: what SQLite's unicode61 tokenizer leaves apart and a reader expects together.

``unicode61 remove_diacritics 2`` makes "hanoi" find "Hanoï" and "hue" find "Huế". Two things it does not do
(measured, SQLite 3.40): letters that are no letter-plus-accent in Unicode stay themselves (đ, ł, ø, ß, æ, œ …), and a
run of Chinese or Japanese characters is one single token. Both are mended in a column of their own, ``fold``,
filled only where it differs from the text.
"""

import re
import unicodedata

_LETTERS = {
    "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE",
    "œ": "oe", "Œ": "OE", "ı": "i", "þ": "th", "Þ": "TH", "ð": "d", "Ð": "D",
}  # fmt: skip

UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Character class of what is written without spaces between words: hiragana, katakana, Han with its extensions."""

_UNSPACED = re.compile(f"([{UNSPACED}])")


def spell(text: str) -> str:
    """Return the text in the letters and with the gaps that the search index can tell apart."""
    spelled = unicodedata.normalize("NFC", text)
    for letter, plainly in _LETTERS.items():  # a tenth of what str.translate takes, which asks for every character
        spelled = spelled.replace(letter, plainly)
    return _UNSPACED.sub(r" \1 ", spelled)


def fold(text: str) -> str | None:
    """Return what the ``fold`` column holds for a text.

    Args:
        text: Any text; compared in NFC.

    Returns:
        The text as :func:`spell` writes it, or None when that changes nothing (most French and English stories).
    """
    spelled = spell(text)
    return None if spelled == unicodedata.normalize("NFC", text) else spelled


def plain(word: str) -> str:
    """Return a word as the index compares it: folded letters, no accents, lower case."""
    decomposed = unicodedata.normalize("NFD", spell(word).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).strip()
