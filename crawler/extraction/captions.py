"""Which paragraphs are captions, and which pictures they belong to."""

from itertools import pairwise

from crawler.extraction import wire
from crawler.extraction.pieces import Piece
from crawler.extraction.text import fold_key

# Captions of these papers run to three sentences; a longer italic paragraph is an editor's note.
_LONGEST = 500
_MOSTLY = 0.9
# An alt text shorter than this ("ảnh", "kk.jpg") says nothing of the paragraph after it.
_SHORTEST_ALT = 20
_LINES = ("paragraph", "heading")
# Fewer paragraphs than this tell nothing of a page's habit: a photo essay may have captions only.
_ENOUGH = 6


def settle(pieces: list[Piece]) -> list[Piece]:
    """Give pictures their captions: paragraphs that are captions become such, halves of one figure are joined.

    Args:
        pieces: The pieces of a body in page order; changed in place.
    """
    under = [(before, piece) for before, piece in pairwise(pieces) if _bare(before) and piece.kind in _LINES]
    told = bool(under) and not _all_centred(pieces)
    for before, piece in under:
        if _captions(piece, before, centred_tells=told):
            piece.kind = "caption"
    settled: list[Piece] = []
    for piece in pieces:
        if not (settled and piece.kind == "caption" and _join(settled[-1], piece)):
            settled.append(piece)
    return settled


def _bare(piece: Piece) -> bool:
    return piece.kind == "caption" and bool(piece.pictures) and not piece.text


def _all_centred(pieces: list[Piece]) -> bool:
    """Tell whether most paragraphs are centred, as some blogs write: then it marks no caption."""
    marks = [piece.centred for piece in pieces if piece.kind == "paragraph"]
    return len(marks) >= _ENOUGH and sum(marks) > len(marks) / 2


def _captions(piece: Piece, picture: Piece, *, centred_tells: bool) -> bool:
    """Tell whether a paragraph is the caption of the picture right before it."""
    if len(piece.text) > _LONGEST:
        return False
    if piece.italic > _MOSTLY or wire.split_credit(piece.text)[1]:
        return True
    if any(len(alt) >= _SHORTEST_ALT and fold_key(alt) == fold_key(piece.text) for alt in picture.alts):
        return True
    return centred_tells and piece.centred and piece.bold < _MOSTLY and piece.kind == "paragraph"


def _join(before: Piece, piece: Piece) -> bool:
    """Join a caption to the picture before it, a picture to the caption before it, or two halves of one caption."""
    same_figure = piece.figure is not None and piece.figure is before.figure
    if before.kind != "caption":
        return False
    if _bare(before) and not piece.pictures:
        before.text = piece.text
    elif same_figure and _bare(piece) and not before.pictures:
        before.pictures, before.alts = piece.pictures, piece.alts
    elif same_figure and before.text and piece.text and not piece.pictures:
        if piece.text not in before.text:
            before.text += f" {piece.text}"
    else:
        return False
    return True
