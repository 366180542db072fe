"""What the corpus keeps of a text to find its copies: a MinHash signature and the keys it is looked up by.

The keys are of two sorts, because copies are. *Bands* of the signature find texts that are alike as wholes.
*Anchors*, a fixed choice of the text's own runs of eight words, find a text that was cut to a quarter: as a whole it
is another now, but what was kept was kept word for word. ``bench/copies.py`` measures both, ``docs/decisions.md``
("Near copies") says what came of it.
"""

import struct
from dataclasses import dataclass

import rensa
import xxhash

from storage import shingles

PERMUTATIONS = 128
"""Positions of a signature: 512 bytes that tell Jaccard within .044 (one standard deviation, at .5)."""
SEED = 20261121
"""Any number, but for ever this one: signatures made with another cannot be compared."""
BANDS = 16
ROWS = 4
"""Bands and positions in each. Two texts of Jaccard .8 share a band with probability .9998, of .5 with .64; the rest
is the anchors' work."""
ANCHORS = 16
"""Anchors per text: those with the smallest hashes, so that a part of the text chooses the same ones. A copy that
kept a share f has none in common with probability (1-f)^16: .01 at a quarter."""
ANCHOR_WORDS = 8
"""Words in an anchor. At five or six, phrases of the trade join unrelated stories; at twelve, an edited word breaks
too many."""

_PACKED = struct.Struct(f"<{PERMUTATIONS}I")
_BAND = ROWS * 4


@dataclass(frozen=True, slots=True)
class Signature:
    """A text, ready to be compared.

    Attributes:
        words: How many words it has.
        shingles: The hashes of its runs of three words.
        numbers: Its numbers, separators removed.
        prose: Those of the shingles that hold no number.
        minhash: 128 unsigned 32-bit integers, little endian.
        keys: What it is looked up by, bands and anchors alike: signed 32-bit integers, each once; none for a text of
            fewer than three words.
    """

    words: int
    shingles: frozenset[int]
    numbers: frozenset[str]
    prose: frozenset[int]
    minhash: bytes
    keys: tuple[int, ...]


def sign(text: str) -> Signature:
    """Return the signature of a body. The same text gives the same signature on every machine, for ever."""
    sequence = shingles.words(text)
    in_order = list(shingles.runs(sequence, shingles.SIZE))
    pieces = frozenset(in_order)
    minhash = digest(pieces)
    return Signature(
        words=len(sequence),
        shingles=pieces,
        numbers=frozenset(word for word in sequence if word[0].isdigit()),
        prose=_prose(sequence, in_order),
        minhash=minhash,
        keys=tuple(sorted({*band_keys(minhash), *anchors(sequence)})) if pieces else (),
    )


def _prose(sequence: list[str], in_order: list[int]) -> frozenset[int]:
    numeric = [word[0].isdigit() for word in sequence]
    return frozenset(piece for start, piece in enumerate(in_order) if not any(numeric[start : start + shingles.SIZE]))


def digest(pieces: frozenset[int]) -> bytes:
    """Return the packed MinHash of shingles."""
    matrix = rensa.RMinHash.digest_matrix_from_token_hash_sets([list(pieces)], PERMUTATIONS, SEED)
    return _PACKED.pack(*matrix.to_rows()[0])


def similarity(a: bytes, b: bytes) -> float:
    """Return the Jaccard similarity of two texts as their packed signatures estimate it, 0 to 1."""
    pairs = zip(_PACKED.unpack(a), _PACKED.unpack(b), strict=True)
    return float(sum(x == y for x, y in pairs) / PERMUTATIONS)


def band_keys(minhash: bytes) -> list[int]:
    """Return one key for each band of a signature."""
    pieces = (minhash[band * _BAND : (band + 1) * _BAND] for band in range(BANDS))
    return [_short(xxhash.xxh3_64_intdigest(piece, seed=band)) for band, piece in enumerate(pieces, 1)]


def anchors(sequence: list[str]) -> list[int]:
    """Return a key for each anchor of a text's words; fewer for a short text, none under eight words."""
    smallest = sorted(set(shingles.runs(sequence, ANCHOR_WORDS)))[:ANCHORS]
    return [_short(value) for value in smallest]


def _short(value: int) -> int:
    """Return the low 32 bits, signed: four bytes in SQLite. The high bits of an anchor are all alike, being small.

    In a corpus of a million every fourth article meets a stranger by chance; 64 bits would cost 128 bytes of each.
    """
    low = value & 0xFFFF_FFFF
    return low - (1 << 32) if low >> 31 else low
