"""What two texts have in common: words, shingles of three words, containment, and the hash of a body.

Everything here is pure and says the same on every machine: stored hashes outlive the process that made them.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from itertools import chain

import xxhash

SIZE = 3
"""Words per shingle. Three tell stories of one subject apart (median Jaccard .01, facts/measurements.md, section 4)
and still survive an edited word better than longer ones."""

# Scripts written without spaces between words, one character being about a word: Han, kana, bopomofo.
_UNSPACED = "\u3040-\u30ff\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_REMEMBERED = 65_536
"""Spellings whose folding is remembered, and as many of before (30 MB): news repeats most of its words, and folding
one takes 2 µs."""
_SPELLING = 32
"""Characters of a spelling that may be remembered: longer ones are addresses and unspaced script, and come once."""
_WORD = re.compile(rf"\d+(?:[.,]\d+)*|[{_UNSPACED}]|[^\W\d_{_UNSPACED}]+")
_SEPARATORS = str.maketrans("", "", ".,")
# The letters that Unicode does not take apart, and the characters that only steer line breaks.
_FOLD = str.maketrans({"đ": "d", "œ": "oe", "æ": "ae", "\xad": None, "\u200c": None, "\u200d": None, "\u2060": None})
_MARKS = re.compile("[\u0300-\u036f]+")


def fold(text: str) -> str:
    """Return text in lower case without accents and đ.

    The same story is typed "hoà bình" and "hòa bình", "Hanoï" and "Hanoi", composed or not: accents are where honest
    copies differ. Three folded words in a row are as telling as three accented ones.
    """
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold())).translate(_FOLD)


class _Folded(dict[str, tuple[str, ...]]):
    """The words of spellings, made when first asked for.

    A dictionary, because asking one runs no Python, and a text has four hundred spellings. When it is full it begins
    anew with what of the last generation is asked for again: so nothing is ever folded all at once.
    """

    before: dict[str, tuple[str, ...]]

    def __init__(self) -> None:
        super().__init__()
        self.before = {}

    def __missing__(self, piece: str) -> tuple[str, ...]:
        found = self.before.get(piece)
        if found is None:
            found = _words(piece)
        if len(self) >= _REMEMBERED:
            self.before = dict(self)
            self.clear()
        if len(piece) <= _SPELLING:
            self[piece] = found
        return found


_FOLDED = _Folded()


def words(text: str) -> list[str]:
    """Return the folded words of a text in order; a Han or kana character counts as one, "1.200,5" as "12005".

    Punctuation, quotes and apostrophes only separate: "l’Union" and "l'union" are both "l", "union". Numbers lose
    their separators because newspapers disagree about them.
    """
    # White space always separates and stays white space when folded, so what lies between can be folded by itself.
    return list(chain.from_iterable(map(_FOLDED.__getitem__, text.split())))


def _words(piece: str) -> tuple[str, ...]:
    is_ascii = piece.isascii()
    if is_ascii and piece.isalpha():
        return (piece.lower(),)  # as below, in a tenth of the time
    found = _WORD.findall(piece.lower() if is_ascii else fold(piece))
    return tuple(word.translate(_SEPARATORS) if word[0].isdigit() else word for word in found)


def shingles(text: str) -> frozenset[int]:
    """Return the 64-bit hashes of all runs of three words; empty for a text of fewer than three."""
    return shingles_of(words(text))


def shingles_of(sequence: list[str]) -> frozenset[int]:
    """Return the shingles of words that are already at hand."""
    return frozenset(runs(sequence, SIZE))


def runs(sequence: list[str], size: int) -> Iterator[int]:
    """Return the 64-bit XXH3 hashes of every run of ``size`` words, joined by spaces, in order."""
    windows = zip(*(sequence[start:] for start in range(size)), strict=False)
    return map(xxhash.xxh3_64_intdigest, map(str.encode, map(" ".join, windows)))


def containment(a: frozenset[int], b: frozenset[int]) -> float:
    """Return how much of the smaller set lies in the other, 0 to 1; 0 when either is empty.

    An abridged copy is contained in its original however short it was cut; Jaccard falls with every cut.
    """
    shorter = min(len(a), len(b))
    return len(a & b) / shorter if shorter else 0.0


def jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    """Return |A∩B| / |A∪B|, 0 to 1; 0 when both are empty."""
    common = len(a & b)
    union = len(a) + len(b) - common
    return common / union if union else 0.0


def normalised(text: str) -> str:
    """Return a body in the form that is hashed: NFC, every run of white space one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def content_sha256(text: str) -> str:
    """Return the SHA-256 of the normalised body as 64 hex digits; accents and case count, line breaks do not."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()
