"""Excerpts: the words of a text that answer a search, marked, with some of their neighbours.

Made here and not by SQLite's snippet(), which would mark words of the ``fold`` column ("Da" for "Đà") or none.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from storage.fold import UNSPACED, plain

WORDS = 30
"""Words in an excerpt: about two lines of a terminal."""

_TOKEN = re.compile(f"[{UNSPACED}]|[^\\W_{UNSPACED}]+")

Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it answers the search. Data only: whoever shows it escapes it."""

Term = tuple[str, ...]
"""Words that must follow each other, each as :func:`storage.fold.plain` writes it."""


def tokens(text: str) -> list[str]:
    """Return the words of a text as written; a Chinese or Japanese character is a word."""
    return _TOKEN.findall(text)


def marked(text: str, terms: Sequence[Term]) -> Pieces:
    """Return a whole text, the words that answer marked."""
    spans = [(match.start(), match.end()) for match in _TOKEN.finditer(text)]
    hits = _hits([plain(text[start:end]) for start, end in spans], terms)
    return _pieces(text, spans, sorted(hits), 0, len(text))


def excerpt(text: str, terms: Sequence[Term], words: int = WORDS) -> Pieces:
    """Return the stretch of a text in which most of the terms are found, or its beginning when none is.

    Args:
        text: What to take it from; runs of white space become one space.
        terms: What was asked for.
        words: How long it may be.
    """
    text = " ".join(text.split())
    spans = [(match.start(), match.end()) for match in _TOKEN.finditer(text)]
    hits = _hits([plain(text[start:end]) for start, end in spans], terms)
    first = _best_start(hits, words)
    last = min(first + words, len(spans))
    start = spans[first][0] if first else 0
    end = spans[last - 1][1] if last < len(spans) else len(text)
    inside = [index for index in sorted(hits) if first <= index < last]
    pieces = _pieces(text, spans, inside, start, end)
    before: Pieces = (("… ", False),) if first else ()
    after: Pieces = ((" …", False),) if last < len(spans) else ()
    return before + pieces + after


def _hits(words: list[str], terms: Sequence[Term]) -> dict[int, set[Term]]:
    """Return the terms that each answering word belongs to, by its position."""
    hits: dict[int, set[Term]] = {}
    for term in terms:
        for start in range(len(words) - len(term) + 1):
            if words[start] == term[0] and tuple(words[start : start + len(term)]) == term:
                for index in range(start, start + len(term)):
                    hits.setdefault(index, set()).add(term)
    return hits


def _best_start(hits: dict[int, set[Term]], words: int) -> int:
    """Return where the window with most different terms begins: a fifth of it lies before its first hit."""
    lead_in = words // 5
    best, most = 0, 0
    positions = sorted(hits)
    for number, start in enumerate(positions):
        near = positions[number : bisect_left(positions, start + words - lead_in)]
        terms = set().union(*(hits[index] for index in near))
        if len(terms) > most:
            best, most = start, len(terms)
    return max(0, best - lead_in)


def _pieces(text: str, spans: list[tuple[int, int]], hits: list[int], start: int, end: int) -> Pieces:
    pieces: list[tuple[str, bool]] = []
    for index in hits:
        word_start, word_end = spans[index]
        pieces += [(text[start:word_start], False), (text[word_start:word_end], True)]
        start = word_end
    pieces.append((text[start:end], False))
    return tuple(piece for piece in pieces if piece[0])
