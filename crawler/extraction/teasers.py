"""Where a story ends and the page's teasers of other stories begin."""

from collections.abc import Sequence

from crawler.extraction import wire
from crawler.extraction.blocks import Block
from crawler.extraction.text import ends_sentence, reading_length

# Below a signature stand at most a byline, a source line and a photo credit before the teasers.
_LINES_BELOW_SIGNATURE = 4
# Sentence-like paragraphs in a row that show that a story goes on below an inline related list. A teaser has its lead
# and at most a caption that ends as a sentence before the next title.
_RESUMED = 3
# No related list inside a story is longer.
_LONGEST_LIST = 60
# Teasers without a heading are believed from this many on: one caption, title and lead may be a section of the story.
_BARE_TEASERS = 2
# Below this a line may be a title or label even where it ends as a sentence.
_SHORTEST_PROSE = 60
# No title is longer: the longest of the seed documents' teasers has 95 characters.
_LONGEST_TITLE = 200


def split_teasers(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Split the teasers off a body.

    A heading over teasers ("Voir plus") ends the story, and so does the agency's signature, which no teaser carries.
    Related lists inside the story (before the signature, or followed by more of the story) are taken out in place.

    Args:
        blocks: The body, texts normalised.

    Returns:
        The story's blocks and the cut ones, both in order. Headings of teaser lists are in neither.
    """
    inside, cut = _inline(blocks)
    end = _end(inside)
    tail = inside[end:]
    below = _closing_lines(tail)
    cut += [block for block in tail[len(below) :] if not _is_label(block)]
    return inside[:end] + below, cut


def _is_label(block: Block) -> bool:
    text = block.text
    return wire.is_teaser_heading(text) or wire.is_weak_heading(text) or wire.is_furniture(text)


def _heads_teasers(block: Block) -> bool:
    return (
        block.kind not in {"box", "caption"}
        and wire.is_label(block.text)
        and (wire.is_teaser_heading(block.text) or wire.is_comment_box(block.text))
    )


def _closes(block: Block) -> bool:
    """Whether a block carries the agency's signature at its end."""
    return block.kind in {"paragraph", "list"} and block.signature.agency is not None and not block.is_caption


def _last_signed(blocks: Sequence[Block]) -> int | None:
    """The index of the last block that carries a signature."""
    return next((at for at in range(len(blocks) - 1, -1, -1) if _closes(blocks[at])), None)


def _inline(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Take related lines (">> title") and related lists that stand inside the story out of it."""
    signed = _last_signed(blocks)
    kept: list[Block] = []
    cut: list[Block] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        title = wire.related_line(block.text) if block.kind != "box" else None
        if title:
            cut.append(Block(block.kind, title))
        elif _heads_teasers(block) and not wire.is_comment_box(block.text):
            resumed = _resumption(blocks, at, signed)
            if resumed:
                cut += blocks[at + 1 : resumed]
                at = resumed
                continue
            kept.append(block)
        else:
            kept.append(block)
        at += 1
    return kept, cut


def _resumption(blocks: Sequence[Block], heading: int, signed: int | None) -> int | None:
    """Where the story goes on after a related list, or None where it does not."""
    reach = min(len(blocks), heading + _LONGEST_LIST)
    at = next((at for at in range(heading + 1, reach) if blocks[at].is_prose), reach)
    if signed is not None and at <= signed:
        return at
    if wire.is_final_heading(blocks[heading].text) or not all(block.is_prose for block in blocks[at : at + _RESUMED]):
        return None
    return at if len(blocks) - at >= _RESUMED else None


def _end(blocks: Sequence[Block]) -> int:
    """The index of the first block that is not the story."""
    signed = _last_signed(blocks)
    first_prose = next((at for at, block in enumerate(blocks) if _is_body(block)), len(blocks))
    for at, block in enumerate(blocks):
        if at > first_prose and (_heads_teasers(block) or _weak_after_mark(blocks, at)):
            return min(at, signed + 1) if signed is not None else at
    if signed is not None:
        return signed + 1
    sourced = _sourced(blocks)
    return sourced + 1 if sourced is not None else _bare_teasers(blocks)


def _sourced(blocks: Sequence[Block]) -> int | None:
    """The index of a source line with an address that nothing of the story follows."""
    lines = (at for at, block in enumerate(blocks) if block.kind == "paragraph" and "://" in block.text)
    return next((at for at in lines if wire.source_line(blocks[at].text) and not _resumes(blocks[at:])), None)


def _resumes(blocks: Sequence[Block]) -> bool:
    """Whether a story goes on in blocks: prose follows prose in them."""
    runs = (blocks[at : at + _RESUMED] for at in range(len(blocks) - _RESUMED + 1))
    return any(all(block.is_prose for block in run) for run in runs)


def _is_body(block: Block) -> bool:
    return block.is_prose or (block.kind != "heading" and reading_length(block.text) > _SHORTEST_PROSE)


def _weak_after_mark(blocks: Sequence[Block], at: int) -> bool:
    """Whether a plain word such as "News" stands after the end of a story and so heads teasers."""
    if not wire.is_weak_heading(blocks[at].text):
        return False
    return any(block.signature.closes for block in blocks[max(0, at - _LINES_BELOW_SIGNATURE) : at])


def _closing_lines(tail: Sequence[Block]) -> list[Block]:
    """Sign-off and source lines directly below the signature, and captions that are no teaser's."""
    # A caption above the heading, or with nothing below it, is the story's.
    alone = len(tail) if all(block.is_caption for block in tail) else 0
    heading = next((at for at, block in enumerate(tail) if _heads_teasers(block)), alone)
    below: list[Block] = []
    for at, block in enumerate(tail[:_LINES_BELOW_SIGNATURE]):
        signs = wire.sign_off(block.text) or wire.source_line(block.text) or block.signature.agency
        if not signs and not (at < heading and block.is_caption):
            break
        below.append(block)
    return below


def _bare_teasers(blocks: Sequence[Block]) -> int:
    """Where a run of teasers without heading (caption with credit, title, lead) starts; the end if there is none.

    On a page their titles are links; caption, heading and paragraph without one are a live blog's.
    """
    start, found = len(blocks), 0
    while start >= 3 and _is_teaser(blocks[start - 3 : start]):
        start, found = start - 3, found + 1
    return start if found >= _BARE_TEASERS and start > 0 else len(blocks)


def _is_teaser(three: Sequence[Block]) -> bool:
    caption, title, lead = three
    titled = title.linked is not False and len(title.text) <= _LONGEST_TITLE and not ends_sentence(title.text)
    return caption.is_caption and titled and lead.is_prose
