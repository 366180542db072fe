"""From a body's blocks to a story: what the page and the wire add is split off, the text is what is left."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from crawler.extraction import wire
from crawler.extraction.blocks import Block
from crawler.extraction.teasers import split_teasers
from crawler.extraction.text import ends_sentence, fold_key, same_text

__all__ = ["Block", "Story", "assemble"]

# A dateline opens the first paragraph, or the second where the template printed the lead as a first one.
_DATELINE_WITHIN = 2
# Two names with their titles; a longer line above a source line is a paragraph without its full stop.
_LONGEST_BYLINE = 60
# Byline, source line, signature and a picture's credit are the most that stand below a story.
_CLOSING_LINES = 8
# Folding makes a caption shorter by its accents and ligatures at most: paragraphs longer than this beyond the longest
# caption are not folded to be compared with it.
_FOLDED_AWAY = 50


@dataclass(frozen=True, slots=True)
class Story:
    """A story and what its wire lines say.

    Attributes:
        text: The paragraphs, a blank line between them.
        paragraphs: Paragraphs, subheadings, boxes and list items in order.
        lead: The lead without house tag or dateline.
        place, agency: Of the dateline; the agency of the signature where that says more ("VNA/CVN").
        byline: Who signed below, or the one handed in.
        captions: Each once, credit included.
        original_url, republished_from: Of the source line.
        cut: Blocks taken out as teasers of other stories, in order.
        warnings: Codes of ``Article.warnings``.
    """

    text: str = ""
    paragraphs: tuple[str, ...] = ()
    lead: str | None = None
    place: str | None = None
    agency: str | None = None
    byline: str | None = None
    captions: tuple[str, ...] = ()
    original_url: str | None = None
    republished_from: str | None = None
    cut: tuple[Block, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Draft:
    """A story in the making."""

    blocks: list[Block]
    title: str | None
    lead: str | None
    tags: tuple[str, ...]
    author: str | None = None
    place: str | None = None
    opened: str | None = None
    signed: str | None = None
    byline: str | None = None
    original_url: str | None = None
    source: str | None = None
    captions: dict[str, str] = field(default_factory=dict)
    """By their folded text, so that each is kept once."""


def assemble(  # noqa: PLR0913 - each names a part of a page, and all but the first are optional
    blocks: Iterable[Block],
    *,
    title: str | None = None,
    lead: str | None = None,
    house_tags: tuple[str, ...] = (),
    agency: str | None = None,
    byline: str | None = None,
) -> Story:
    """Make a story of the blocks of a body.

    Args:
        blocks: The body in page order; all texts here are normalised.
        title: The story's title, to know its repetitions by.
        lead: The lead as the page prints it outside the body. A body that opens with it keeps it: only a copy
            printed before the dateline, or printed twice, is the template's.
        house_tags: The house's lead prefixes, without dash or brackets.
        agency: The agency that the page names elsewhere; it wins over the text's.
        byline: The byline that the page names elsewhere; it wins over the text's.

    Returns:
        The story. A body of captions alone keeps them as its text (``photo_essay``).
    """
    tidy = [piece for block in blocks for piece in _tidy(block) if piece.text]
    kept, cut = split_teasers(tidy)
    draft = _Draft(kept, title, lead, house_tags, byline)
    _take_lines(draft)
    _open_lead(draft)
    _open(draft)
    _close(draft)
    return _story(draft, cut, agency, byline)


def _tidy(block: Block) -> Iterator[Block]:
    """The block; a source line, or a credit behind the signature, that was glued to it stands apart."""
    text, source = wire.split_source(block.text)
    before, credit = wire.split_credit(text) if block.kind == "paragraph" else (text, None)
    if credit and wire.is_caption_like(credit) and wire.split_signature(before).agency:
        yield Block(block.kind, before)
        yield Block("caption", credit)
    else:
        yield block if text == block.text else replace(block, text=text)
    if source:
        yield Block("paragraph", source)


def _take_lines(draft: _Draft) -> None:
    """Take captions, labels of the page and repetitions of the title out of the blocks."""
    kept: list[Block] = []
    for block in draft.blocks:
        if block.kind == "caption" or (block.kind == "paragraph" and block.is_caption):
            _add_caption(draft, block.text)
        elif not _is_noise(block, kept, draft):
            kept.append(block)
    known = {*draft.captions, *(fold_key(wire.split_credit(caption)[0]) for caption in draft.captions.values())}
    longest = max(map(len, known), default=0) + _FOLDED_AWAY
    if kept[1:] and kept[0].kind == "paragraph" and wire.opening_byline(kept[0].text):
        draft.byline = wire.opening_byline(kept.pop(0).text)
    draft.blocks = [
        block
        for block in kept
        if block.kind != "paragraph" or len(block.text) > longest or fold_key(block.text) not in known
    ]


def _add_caption(draft: _Draft, text: str) -> None:
    caption = wire.clean_caption(text, draft.title)
    if caption:
        draft.captions.setdefault(fold_key(caption), caption)


def _is_noise(block: Block, kept: Sequence[Block], draft: _Draft) -> bool:
    twice = bool(kept) and kept[-1].text == block.text
    titled = not kept and same_text(block.text, draft.title)
    furniture = block.kind != "box" and wire.is_furniture(block.text)
    return twice or titled or furniture or wire.names_author(block.text, draft.author)


def _open_lead(draft: _Draft) -> None:
    """Split dateline and house tag off the lead."""
    if draft.lead:
        draft.lead = _opened(draft, draft.lead) or None


def _open(draft: _Draft) -> None:
    """Split the dateline and house tag off the first paragraph; drop a lead that the template printed before it."""
    at = [index for index, block in enumerate(draft.blocks) if block.kind == "paragraph"][:_DATELINE_WITHIN]
    if not at:
        return
    opens = [wire.split_dateline(draft.blocks[index].text) for index in at]
    second = len(at) > 1 and opens[0] is None and opens[1] is not None
    repeated = same_text(draft.blocks[at[0]].text, draft.lead)
    printed_twice = len(at) > 1 and repeated and same_text(draft.blocks[at[1]].text, draft.lead)
    first = at[1] if second else at[0]
    draft.blocks[first] = Block("paragraph", _opened(draft, draft.blocks[first].text))
    if repeated and (second or printed_twice):
        del draft.blocks[at[0]]


def _opened(draft: _Draft, text: str) -> str:
    """The text of a lead or first paragraph without what opens it."""
    for _ in range(2):  # a house tag may stand before a dateline
        dateline = wire.split_dateline(text)
        tag, rest = wire.split_house_tag(text, draft.tags)
        # Where "NDO" is the house's own tag, "NDO - …" names no agency.
        if dateline and (dateline.place or tag not in draft.tags):
            draft.place = draft.place or dateline.place
            draft.opened = draft.opened or dateline.agency
            return dateline.text
        text = rest
    return text


def _close(draft: _Draft) -> None:
    """Take signature, byline and source line from below the story, then the signature off its last paragraph."""
    for _ in range(_CLOSING_LINES):
        if not draft.blocks or not _take_closing(draft, draft.blocks[-1]):
            break
        draft.blocks.pop()
    last = max((at for at, block in enumerate(draft.blocks) if block.kind == "paragraph"), default=None)
    if last is not None:
        signature = draft.blocks[last].signature
        _sign(draft, signature)
        draft.blocks[last] = Block("paragraph", signature.text)
    draft.blocks = [_without_wire(block) for block in draft.blocks]


def _without_wire(block: Block) -> Block:
    """A paragraph of a roundup, whose items have datelines and signatures of their own, without them."""
    if block.kind != "paragraph":
        return block
    dateline = wire.split_dateline(block.text)
    if dateline and dateline.agency and dateline.place:
        return _without_wire(Block("paragraph", dateline.text))
    return Block("paragraph", block.signature.text) if block.signature.agency else block


def _take_closing(draft: _Draft, block: Block) -> bool:
    """Whether a block below the story is a wire line; what it says is noted."""
    if block.kind == "box":
        return False
    source = wire.source_line(block.text)
    if source:
        draft.original_url = draft.original_url or source.url
        draft.byline = draft.byline or source.byline
        _note_source(draft, source.name)
        return True
    if block.signature.closes and not block.signature.text:
        _sign(draft, block.signature)
        return True
    name = (wire.sign_off(block.text) or _above_source(draft, block.text)) if _may_sign(draft) else None
    if name and not same_text(name, draft.byline):
        draft.byline = f"{name}, {draft.byline}" if draft.byline else name
    return name is not None


def _above_source(draft: _Draft, text: str) -> str | None:
    """The line directly above the original's address, where it is no sentence: no heading stands there."""
    label = draft.original_url and not draft.byline and not ends_sentence(text)
    return text if label and len(text) <= _LONGEST_BYLINE else None


def _may_sign(draft: _Draft) -> bool:
    """Whether the last block stands where authors sign: below the end of the story, or below one author there.

    Three names in a row are a list of the story, and so is a list item. Below a photo essay nothing else is left; but
    "Chợ Nổi Cái Răng" may head it, so there a label must say who signs.
    """
    blocks = draft.blocks
    above = blocks[-3:-1]
    if blocks[-1].kind == "list":
        return False
    if not above:
        return len(draft.captions) > 1 and any(colon in blocks[-1].text for colon in ":：")
    second = len(above) == 2 and wire.sign_off(above[1].text) is not None and _is_closed(above[0])
    return second or _is_closed(above[-1])


def _is_closed(block: Block) -> bool:
    return ends_sentence(block.text) or block.signature.closes


def _note_source(draft: _Draft, name: str | None) -> None:
    if name and wire.is_agency(name):
        draft.signed = draft.signed or name
    else:
        draft.source = draft.source or name


def _sign(draft: _Draft, signature: wire.Signature) -> None:
    draft.signed = draft.signed or signature.agency
    draft.byline = draft.byline or signature.byline


def _agency(draft: _Draft) -> str | None:
    """The signature where it says more than the dateline ("VNA/CVN" over "VNA"), else the dateline's agency."""
    opened, signed = draft.opened, draft.signed
    if opened and signed and fold_key(opened) not in fold_key(signed).split("/"):
        return opened
    return signed or opened


def _story(draft: _Draft, cut: Sequence[Block], agency: str | None, byline: str | None) -> Story:
    paragraphs = tuple(block.text for block in draft.blocks if block.text)
    essay = not paragraphs and bool(draft.captions)
    if essay:
        paragraphs = tuple(
            text for text in (wire.split_credit(caption)[0] for caption in draft.captions.values()) if text
        )
    return Story(
        text="\n\n".join(paragraphs),
        paragraphs=paragraphs,
        lead=draft.lead,
        place=draft.place,
        agency=agency or _agency(draft),
        byline=byline or draft.byline,
        captions=tuple(draft.captions.values()),
        original_url=draft.original_url,
        republished_from=draft.source,
        cut=tuple(cut),
        warnings=("photo_essay",) if essay else (),
    )
