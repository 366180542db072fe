"""What is remembered of the texts that came last, so that they need not be read again when a copy of one comes.

Wire copy is reprinted within hours, so most of what is read for a new story has just been stored or read itself.
"""

import struct
from array import array
from collections import OrderedDict
from typing import NamedTuple

from storage.signatures import Gist

MOST_BYTES = 24_000_000
"""What may be held: some 7,000 texts of 400 words, more than this catalogue prints in a day."""
_BESIDE = 500
"""Bytes that an entry takes beside its shingles and numbers: its key, and what Python adds to each object."""


class _Packed(NamedTuple):
    """A gist in a twentieth of its memory: sets of Python's integers take 70 kB of 400 words.

    Attributes:
        words: How many words.
        shingles: The hashes, those without a number first.
        prose: How many of these there are.
        numbers: With spaces between.
    """

    words: int
    shingles: "array[int]"
    prose: int
    numbers: str

    @property
    def size(self) -> int:
        return self.shingles.itemsize * len(self.shingles) + len(self.numbers) + _BESIDE


class Recollection:
    """Gists by the hash of their body: an equal hash is an equal text, whichever article has it now.

    Args:
        most: Bytes that may be held; what was asked for longest ago goes first.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most = most
        self.held = 0
        self.by_sha256: OrderedDict[str, _Packed] = OrderedDict()

    def put(self, sha256: str, gist: Gist) -> None:
        """Remember a text.

        Args:
            sha256: Of its normalised body.
            gist: What is known of it; a signature will do.
        """
        if sha256 in self.by_sha256:
            return
        pieces = [*gist.prose, *(gist.shingles - gist.prose)] if gist.numbers else gist.shingles  # all is prose
        shingles = array("Q", struct.pack(f"{len(pieces)}Q", *pieces))  # in half the time that an array takes alone
        packed = _Packed(gist.words, shingles, len(gist.prose), " ".join(gist.numbers))
        self.by_sha256[sha256] = packed
        self.held += packed.size
        while self.held > self.most:
            self.held -= self.by_sha256.popitem(last=False)[1].size

    def get(self, sha256: str) -> Gist | None:
        """Return what is remembered of a text, None where nothing is."""
        packed = self.by_sha256.get(sha256)
        if packed is None:
            return None
        self.by_sha256.move_to_end(sha256)
        shingles = frozenset(packed.shingles)
        prose = shingles if packed.prose == len(shingles) else frozenset(packed.shingles[: packed.prose])
        return Gist(packed.words, shingles, frozenset(packed.numbers.split()), prose)
