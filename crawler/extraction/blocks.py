"""A body as blocks: the form in which HTML bodies and text dumps meet the wire rules."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a body in page order.

    Attributes:
        kind: "box" is an information box of the story, "list" a list item of it.
        text: Its plain text.
    """

    kind: Literal["paragraph", "heading", "caption", "box", "list"]
    text: str
