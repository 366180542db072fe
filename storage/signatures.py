"""What the corpus keeps of a text to find its copies: a MinHash signature and the keys it is looked up by.

The keys are of two sorts, because copies are. *Bands* of the signature find texts that are alike as wholes.
*Anchors*, a fixed choice of the text's own runs of eight words, find a text that was cut to a quarter: as a whole it
is another now, but what was kept was kept word for word. ``bench/copies.py`` measures both, ``docs/decisions.md``
("Near copies") says what came of it.
"""

import struct
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, count
from typing import NamedTuple

import rensa
import xxhash

from storage import shingles

PERMUTATIONS = 128
"""Positions of a signature: 512 bytes that tell Jaccard within .044 (one standard deviation, at .5)."""
SEED = 20261121
"""Any number, but for ever this one: signatures made with another cannot be compared."""
BANDS = 8
ROWS = 4
"""Bands and positions in each. Two texts of Jaccard .8 share a band with probability .985, of .5 with .40; the rest
is the anchors' work. Files of before have 16 bands of each text: the other eight are not asked for any more, and stay
behind when it leaves the index."""
ANCHORS = 16
"""Anchors per text: those with the smallest hashes, so that a part of the text chooses the same ones. A copy that
kept a share f has none in common with probability (1-f)^16: .01 at a quarter."""
ANCHOR_WORDS = 8
"""Words in an anchor. At five or six, phrases of the trade join unrelated stories; at twelve, an edited word breaks
too many."""

SAMPLED = 4
"""One shingle in so many is stored as it is: 200 bytes for 400 words, which tell containment, of texts of different
lengths too, within .04 (one standard deviation, at .8) where the MinHash says .1 or nothing."""

MOST_FIGURES = 256
"""Numbers that are stored, the smallest hashes: of two tables both keep the same ones."""

_PACKED = struct.Struct(f"<{PERMUTATIONS}I")
_BAND = ROWS * 4
_HIGHEST = int.from_bytes(PERMUTATIONS * b"\x00\x00\x00\x80", "little")
_LOWER = int.from_bytes(PERMUTATIONS * b"\xff\xff\xff\x7f", "little")
_SAMPLE = (1 << 64) // SAMPLED
_FEW = 4 * ANCHORS << 64
"""Divided by the count of runs, what about four times as many hashes as are wanted lie below."""


@dataclass(frozen=True, slots=True)
class Gist:
    """What the judge compares of a text.

    Attributes:
        words: How many words it has.
        shingles: The hashes of its runs of three words.
        numbers: Its numbers, separators removed.
        prose: Those of the shingles that hold no number.
    """

    words: int
    shingles: frozenset[int]
    numbers: frozenset[str]
    prose: frozenset[int]


class Sketch(NamedTuple):
    """What is stored of a gist.

    Attributes:
        sample: 16 bits of every fourth shingle: 16-bit integers, little endian, ascending.
        figures: Of a text with numbers: how many shingles hold none, how many of these are in the sample, then 16
            bits of each number, ascending. Nothing of a text without.
    """

    sample: bytes
    figures: bytes


@dataclass(frozen=True, slots=True)
class Signature(Gist):
    """A text, ready to be looked up and to be stored.

    Attributes:
        sketch: What is stored of shingles and numbers.
        minhash: 128 unsigned 32-bit integers, little endian.
        keys: What it is looked up by, bands and anchors alike: signed 32-bit integers, each once; none for a text of
            fewer than three words.
    """

    minhash: bytes
    keys: tuple[int, ...]
    sketch: Sketch


def sign(text: str) -> Signature:
    """Return the signature of a body. The same text gives the same signature on every machine, for ever."""
    sequence = shingles.words(text)
    known = _gist(sequence)
    minhash = digest(known.shingles)
    keys = tuple(sorted({*band_keys(minhash), *anchors(sequence)})) if known.shingles else ()
    return Signature(known.words, known.shingles, known.numbers, known.prose, minhash, keys, sketch(known))


def gist(text: str) -> Gist:
    """Return what of a body's signature the judge asks for, in half of the time."""
    return _gist(shingles.words(text))


def _gist(sequence: list[str]) -> Gist:
    in_order = list(shingles.runs(sequence, shingles.SIZE))
    pieces = frozenset(in_order)
    places = list(compress(count(), map(str.isdigit, sequence)))
    holding = {piece for place in places for piece in in_order[max(0, place - shingles.SIZE + 1) : place + 1]}
    prose = pieces - holding if holding else pieces
    return Gist(len(sequence), pieces, frozenset(sequence[place] for place in places), prose)


def digest(pieces: frozenset[int]) -> bytes:
    """Return the packed MinHash of shingles."""
    # The flat form, because the one that takes sets wakes a thread pool for every text: 2 ms instead of 12 µs.
    flat = rensa.RMinHash.digest_matrix_from_flat_token_hashes(list(pieces), [0, len(pieces)], PERMUTATIONS, SEED)
    return _PACKED.pack(*flat.to_rows()[0])


def sketch(known: Gist) -> Sketch:
    """Return what is stored of a gist."""
    sampled = packed(sample(known.shingles))
    if not known.numbers:
        return Sketch(sampled, b"")
    prose = min(len(known.prose), 0xFFFF), min(len(sample(known.prose)), 0xFFFF)
    return Sketch(sampled, packed(figures(known.numbers), *prose))


@lru_cache(maxsize=2)
def sample(pieces: frozenset[int]) -> frozenset[int]:
    """Return 16 bits of each of those shingles that every text would choose: the hashes in the lowest quarter.

    Sixteen, because two of some hundreds are seldom equal by chance. The last are remembered: of one story they are
    asked for against each bulletin it resembles.
    """
    return frozenset([piece & 0xFFFF for piece in pieces if piece < _SAMPLE])


def figures(numbers: frozenset[str]) -> frozenset[int]:
    """Return 16 bits of the hash of each of a text's numbers, of the first hundreds of a table."""
    return frozenset(sorted(xxhash.xxh3_64_intdigest(number.encode()) & 0xFFFF for number in numbers)[:MOST_FIGURES])


def packed(values: frozenset[int], *before: int) -> bytes:
    """Return 16-bit integers as they are stored: little endian, ascending, behind those that go before them."""
    return struct.pack(f"<{len(before) + len(values)}H", *before, *sorted(values))


def unpacked(stored: bytes) -> frozenset[int]:
    """Return stored 16-bit integers."""
    return frozenset(struct.unpack(f"<{len(stored) // 2}H", stored))


class Figures(NamedTuple):
    """The numbers of a text that has some.

    Attributes:
        prose: How many shingles hold none.
        sampled: How many of these are in the sample.
        numbers: 16 bits of each.
    """

    prose: int
    sampled: int
    numbers: frozenset[int]


def told_figures(stored: bytes) -> Figures:
    """Return what is stored of a text's numbers; nothing is stored of one that has none."""
    prose, sampled, *numbers = struct.unpack(f"<{len(stored) // 2}H", stored)
    return Figures(prose, sampled, frozenset(numbers))


def agreeing(a: int, b: int) -> int:
    """Return in how many positions two signatures agree.

    Args:
        a: One signature, as :func:`number` gives it.
        b: The other.
    """
    differing = a ^ b
    # All positions at once: the addition carries into the highest bit of each that has a lower one set
    marks = ((differing & _LOWER) + _LOWER | differing) & _HIGHEST
    return PERMUTATIONS - marks.bit_count()


def number(minhash: bytes) -> int:
    """Return a packed signature as one number, which compares in a quarter of the time of 128."""
    return int.from_bytes(minhash, "little")


def band_keys(minhash: bytes) -> list[int]:
    """Return one key for each band of a signature."""
    pieces = (minhash[band * _BAND : (band + 1) * _BAND] for band in range(BANDS))
    return [_short(xxhash.xxh3_64_intdigest(piece, seed=band)) for band, piece in enumerate(pieces, 1)]


def anchors(sequence: list[str]) -> list[int]:
    """Return a key for each anchor of a text's words; fewer for a short text, none under eight words."""
    hashes = set(shingles.runs(sequence, ANCHOR_WORDS))
    bound = _FEW // (len(hashes) + 1)
    small = [value for value in hashes if value < bound]
    smallest = sorted(small if len(small) >= ANCHORS else hashes)[:ANCHORS]  # sorting all takes five times as long
    return [_short(value) for value in smallest]


def _short(value: int) -> int:
    """Return the low 32 bits, signed: four bytes in SQLite. The high bits of an anchor are all alike, being small.

    In a corpus of a million every fourth article meets a stranger by chance; 64 bits would cost 128 bytes of each.
    """
    low = value & 0xFFFF_FFFF
    return low - (1 << 32) if low >> 31 else low
