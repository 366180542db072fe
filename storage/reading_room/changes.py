"""What changed between two versions of a text, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from storage.fold import UNSPACED

MOST_WORDS = 20_000
"""Words of both versions beyond which whole paragraphs are compared: the time grows with the product of both."""

_WORD = re.compile(f"[{UNSPACED}]\\s*|[^\\s{UNSPACED}]+\\s*|\\s+")
_PARAGRAPH = re.compile(r".+?(?:\n\n+|\Z)", re.DOTALL)


class Change(NamedTuple):
    """A stretch of text: "same", "gone" (only in the old version) or "come" (only in the new one)."""

    kind: str
    text: str


def compare(old: str, new: str) -> list[Change]:
    """Return the new text with what was removed and added, in reading order.

    All that is not "gone", joined, is the new text; all that is not "come" the old one, up to white space, which is
    not compared.
    """
    pattern = _WORD if len(old.split()) + len(new.split()) <= MOST_WORDS else _PARAGRAPH
    before, after = pattern.findall(old), pattern.findall(new)
    matcher = SequenceMatcher(None, [each.strip() for each in before], [each.strip() for each in after])
    changes: list[Change] = []
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        gone, come = "".join(before[old_start:old_end]), "".join(after[new_start:new_end])
        if kind == "equal":
            changes.append(Change("same", come))
        else:
            changes += [Change(name, text) for name, text in (("gone", gone), ("come", come)) if text]
    return changes
