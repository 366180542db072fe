"""Text in one form, and keys by which two texts are the same to a reader."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

# Characters without a width that editors and trackers leave in text: zero-width spaces and joiners, marks of
# direction, byte order mark, soft hyphen (ZWNJ and ZWJ shape Khmer and emoji, but two crawls of one article differ in
# them), and the C0 and C1 controls other than white space.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
# Accents of the Latin, Greek and Cyrillic alphabets once they stand apart from their letters.
_ACCENT = "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_ACCENTS = re.compile(f"[{_ACCENT}]+")
_BEYOND = re.compile(f"[^\x00-\x7f{_ACCENT}]")
# str.split() knows every Unicode space (no-break, thin, ideographic, line and paragraph separators).
_DENSE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff5e]")
# A rule after another asks for the same paragraph: keeping a page's worth saves three quarters of the work. Longer
# texts are not kept, so that the memory of a worker stays below about 20 MB whatever a page holds.
_KEPT, _LONGEST_KEPT = 512, 4000
ENDING = 120
"""How much of a text :func:`ending` gives: the longest credit seen has 45 characters, addresses of pictures more."""
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"""[.!?…。！？](?:["'’”»)\]）」』]|\s+[»”"])*$""")
# What decomposition and case-folding leave apart: letters with a stroke, typographic quotes and dashes, ligatures.
_FOLDED = dict(zip("đðłøı’‘ʼ´“”–—‐‑−", "ddloi''''\"\"-----", strict=True)) | {"œ": "oe", "æ": "ae"}
_UNFOLDED = re.compile(f"[{''.join(_FOLDED)}]")  # finds them five times faster than str.translate looks for each


def normalise(text: str) -> str:
    """Return ``text`` in the one form in which the corpus keeps it.

    NFC; every run of white space (no-break and thin spaces, line breaks) is one space; zero-width characters, byte
    order marks, soft hyphens and control characters are gone; no space at either end. Idempotent.
    """
    return _normalised(text) if len(text) <= _LONGEST_KEPT else _normalise(text)


def fold_key(text: str) -> str:
    """Return ``text`` as compared: case, accents, đ, typographic quotes and dashes folded, white space too."""
    return _folded(text) if len(text) <= _LONGEST_KEPT else _fold(text)


def _normalise(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", _seen(text)).split())


def _seen(text: str) -> str:
    # The grapheme joiner is the one invisible character that Unicode calls printable.
    return text if text.isprintable() and "\u034f" not in text else _INVISIBLE.sub("", text)


def _fold(text: str) -> str:
    seen = _seen(text)
    if seen.isascii():
        return " ".join(seen.lower().split())
    # Letters of other styles (𝓐) show their case only once they are decomposed.
    bare = _unfold(unicodedata.normalize("NFKD", seen).casefold())
    return " ".join(_without_accents(unicodedata.normalize("NFKD", bare)).split())


def _without_accents(text: str) -> str:
    if _BEYOND.search(text):
        return _unfold(_ACCENTS.sub("", text))
    return text.encode("ascii", "ignore").decode("ascii")  # the same of Latin letters, in a third of the time


def _unfold(text: str) -> str:
    return _UNFOLDED.sub(lambda found: _FOLDED[found[0]], text.replace("đ", "d"))  # of most, this is all


_normalised = lru_cache(maxsize=_KEPT)(_normalise)
_folded = lru_cache(maxsize=_KEPT)(_fold)


def same_text(a: str | None, b: str | None) -> bool:
    """Whether two texts say the same to a reader: equal but for case, accents, spaces and closing punctuation."""
    if not a or not b:
        return False
    ours, theirs = _initial(a[0]), _initial(b[0])
    if ours and theirs and ours != theirs:  # as of most; to fold a paragraph costs ten times as much
        return False
    return fold_key(a).rstrip(" .…:;!?") == fold_key(b).rstrip(" .…:;!?") != ""


@lru_cache(maxsize=_KEPT)
def _initial(first: str) -> str:
    """What a text with this first character begins with once it is folded, "" where only the text tells."""
    return _fold(first)[:1] if unicodedata.normalize("NFKD", first)[0].isalnum() else ""


def words(text: str) -> list[str]:
    """The folded words of ``text`` in order; digits count as words."""
    return _WORD.findall(fold_key(text))


def ends_sentence(text: str) -> bool:
    """Whether ``text`` ends as a sentence does: a stop, then closing quotes or brackets at most."""
    return bool(_SENTENCE_END.search(text.rstrip()[-12:]))


def reading_length(text: str) -> int:
    """The length of ``text`` in letters of an alphabet: a Chinese character says as much as three."""
    return len(text) + 2 * len(_DENSE.findall(text))


def any_of(marks: Iterable[str]) -> Callable[[str], bool]:
    """Return what tells whether any of several strings is in a case-folded text.

    Most lines have no mark of what a costly pattern looks for; this tells it in a tenth of the time.
    """
    fewest: list[str] = []
    for mark in sorted((mark.casefold() for mark in marks), key=len):
        if not any(shorter in mark for shorter in fewest):
            fewest.append(mark)

    def found(text: str) -> bool:
        for mark in fewest:  # noqa: SIM110 - a generator would take twice the time
            if mark in text:
                return True
        return False

    return found


def ending(text: str) -> str:
    """Return the last characters of ``text``, case-folded: where credits, signatures and their marks stand."""
    return _ended(text) if len(text) <= _LONGEST_KEPT else _end(text)


def _end(text: str) -> str:
    return text[-ENDING:].casefold()


_ended = lru_cache(maxsize=_KEPT)(_end)


def undouble(text: str) -> str:
    """Return a normalised text that was printed twice in a row ("A b A b", "A bA b") once; any other unchanged."""
    half, odd = divmod(len(text), 2)
    if half < 2 or text[:half] != text[half + odd :] or (odd and text[half] != " "):
        return text
    return text[:half].rstrip()
