"""A body's blocks as they stand on the page, with the marks by which captions, leads and teasers are told."""

import re
from dataclasses import dataclass, field
from typing import Literal

from lxml.html import HtmlElement

from crawler.extraction.text import ends_sentence, normalise

Kind = Literal["paragraph", "heading", "caption", "box", "list"]
LINE = "\x1e"
"""Stands for <br> among collected strings. A control character: no text of a page keeps one (``text.normalise``)."""
_CENTRED = re.compile(r"text-align\s*:\s*center|(?:^|[\s-])center(?:ed)?(?:$|\s)", re.IGNORECASE)


@dataclass(slots=True)
class Piece:
    """A block as it stands on the page.

    Attributes:
        kind: paragraph, heading, caption, box or list, as in ``story.Block``.
        text: On one line; empty for a picture without a caption.
        holder: The innermost block element around the text.
        figure: The figure around it, None outside of figures.
        pictures: Absolute URLs of the pictures that a caption belongs to.
        alts: What these pictures' alt and title attributes say.
        italic, bold, linked: Shares of the text that are in italics, bold, part of a link.
        beside: The text shares its block with a picture.
        link: Absolute URL of its first link.
    """

    kind: Kind
    text: str
    holder: HtmlElement
    figure: HtmlElement | None = None
    pictures: list[str] = field(default_factory=list)
    alts: list[str] = field(default_factory=list)
    italic: float = 0.0
    bold: float = 0.0
    linked: float = 0.0
    beside: bool = False
    link: str | None = None

    @property
    def centred(self) -> bool:
        """Whether the holder centres its text."""
        marks = (self.holder.get("style"), self.holder.get("align"), self.holder.get("class"))
        return self.holder.tag == "center" or any(mark and _CENTRED.search(mark) for mark in marks)


def lines(whole: str) -> list[str]:
    """Split a block's text at its line breaks.

    A break inside a sentence (no closing punctuation before, a lower-case letter after) is a matter of layout:
    pages of about 2010 break lines so.
    """
    if LINE not in whole:  # as in most blocks
        only = normalise(whole)
        return [only] if only else []
    joined: list[str] = []
    for line in map(normalise, whole.split(LINE)):
        if not line:
            joined.append("")
        elif joined and joined[-1] and line[0].islower() and not ends_sentence(joined[-1]):
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return [line for line in joined if line]
