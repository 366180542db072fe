"""The lines of a text dump: paragraphs as a line each, captions as one line with their credit."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise

from crawler.extraction import wire
from crawler.extraction.text import ends_sentence, normalise, reading_length

# Dumps made by others start with this token; the sites print no such thing, so it dates nothing.
_DUMP_TOKEN = re.compile(r"^\s*date \d{4}-\d{2}(?:-\d{2})?(?:\s+|$)")
# Hard-wrapped text: lines of a common width, broken in the middle of sentences and going on with a small letter.
_WRAP_WIDTH = range(50, 111)
_WRAPPED_SHARE = 0.2
_FEWEST_WRAPPED = 3
# lecourrier.vn prints the credit on a line of its own below the caption; no caption seen is longer.
_LONGEST_CAPTION = 300
_CREDIT_BELOW = "CVN"


def read_lines(text: str) -> list[str]:
    """Return the lines of a dump.

    Args:
        text: The dump, with any line ends.

    Returns:
        The lines, normalised, none empty; hard-wrapped paragraphs are joined, and so is a caption with a credit that
        stands below it.
    """
    # Dumps made by cutting tags out keep the entities.
    plain = unescape(_DUMP_TOKEN.sub("", text.lstrip("\ufeff"), count=1))
    raw = [normalise(line) for line in plain.splitlines()]
    full = [line for line in raw if line]
    return list(_with_credits(_joined(raw) if _is_wrapped(raw) else full))


def _is_wrapped(raw: Sequence[str]) -> bool:
    lengths = [len(line) for line in raw if line]
    if not lengths or max(lengths) >= _WRAP_WIDTH.stop:
        return False
    broken = sum(len(line) in _WRAP_WIDTH and below[:1].islower() for line, below in pairwise(raw))
    return broken >= max(_FEWEST_WRAPPED, _WRAPPED_SHARE * len(lengths))


def _joined(raw: Sequence[str]) -> list[str]:
    """The paragraphs of hard-wrapped text; a blank line or one well short of the width ends a paragraph."""
    joined: list[str] = []
    open_line = False
    for line in raw:
        if line and open_line:
            joined[-1] = f"{joined[-1]} {line}"
        elif line:
            joined.append(line)
        open_line = len(line) in _WRAP_WIDTH
    return joined


def _with_credits(lines: Sequence[str]) -> Iterator[str]:
    """Join a caption with the credit below it."""
    prose_seen = False
    at = 0
    while at < len(lines):
        line, below = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
        if prose_seen and _is_credit_alone(below) and _awaits_credit(line, below):
            yield f"{line} {below}"
            at += 2
            continue
        prose_seen = prose_seen or (ends_sentence(line) and not wire.is_caption_like(line))
        yield line
        at += 1


def _is_credit_alone(line: str) -> bool:
    return 0 < len(line) <= _LONGEST_CAPTION and wire.split_credit(line)[0] == "" and wire.is_caption_like(line)


def _awaits_credit(line: str, credit: str) -> bool:
    """Whether the credit belongs to the line above: a fragment, or any short sentence where the house prints so."""
    if wire.is_caption_like(line) or reading_length(line) > _LONGEST_CAPTION or wire.split_signature(line).closes:
        return False
    return not (ends_sentence(line) or wire.is_teaser_heading(line)) or _CREDIT_BELOW in credit
