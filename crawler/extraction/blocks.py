"""A body as blocks: the form in which HTML bodies and text dumps meet the wire rules."""

from dataclasses import dataclass, field
from typing import Literal

from crawler.extraction import wire
from crawler.extraction.text import ends_sentence


@dataclass(slots=True)
class Block:
    """A piece of a body in page order, with what its wire conventions say, each read once and only when asked for.

    Attributes:
        kind: "box" is an information box of the story, "list" a list item of it.
        text: Its plain text.
        linked: It is part of a link; None where the form, a text dump, does not tell.
    """

    kind: Literal["paragraph", "heading", "caption", "box", "list"]
    text: str
    linked: bool | None = None
    _is_caption: bool | None = field(default=None, init=False, repr=False, compare=False)
    _signature: wire.Signature | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def is_caption(self) -> bool:
        """Whether it is a picture's line, by its kind or by its form."""
        if self._is_caption is None:
            self._is_caption = self.kind == "caption" or wire.is_caption_like(self.text)
        return self._is_caption

    @property
    def signature(self) -> wire.Signature:
        """What closes it."""
        if self._signature is None:
            self._signature = wire.split_signature(self.text)
        return self._signature

    @property
    def is_prose(self) -> bool:
        """Whether it is a paragraph that ends as a sentence or a story does."""
        if self.kind != "paragraph" or self.is_caption:
            return False
        return ends_sentence(self.text) or self.signature.closes
