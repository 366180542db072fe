"""The body of a story as its pieces: what a reader sees as paragraphs, headings, lists, rows and captions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from crawler.extraction import images, tables
from crawler.extraction.page import BLOCKS, HEADINGS, UNREAD, Document, exceeds, hidden, text_of
from crawler.extraction.pieces import LINE, Kind, Piece, lines
from crawler.extraction.selectors import LONGEST_KEPT
from crawler.extraction.text import normalise

_ITALIC = frozenset(("em", "i", "cite"))
_BOLD = frozenset(("b", "strong"))
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
# Class names that name a caption whatever the CMS ("PhotoCMS_Caption", "image_desc", "wp-caption-text", "chuthich").
_CAPTION_CLASS = re.compile(
    r"caption|chu-?thich|(?:^|[\s_-])(?:image|img|photo|pic)[_-]?(?:desc|note|credit)|(?:^|\s)legende\b",
    re.IGNORECASE,
)
# What says something without any text in it; a span may be a line break.
_SIGNS = frozenset(("br", "span", "img", "amp-img", "noscript"))
_IMAGES = ("img", "amp-img")
_PICTURES = ("img", "picture", "video", "iframe", "audio", "amp-img", "noscript")
# A container whose class says "caption" may be a whole gallery page; a caption proper is shorter than this.
LONGEST_CAPTION = 1_500


@dataclass(slots=True)
class Roles:
    """Elements of one page that its rules name.

    Attributes:
        dropped: Not read at all.
        captions: Captions beyond figure/figcaption.
        boxes: Information boxes.
    """

    dropped: set[HtmlElement] = field(default_factory=set)
    captions: set[HtmlElement] = field(default_factory=set)
    boxes: set[HtmlElement] = field(default_factory=set)


class _State(NamedTuple):
    """What holds at a point of the walk, because of the elements open there."""

    holder: HtmlElement
    figure: HtmlElement | None = None
    box: bool = False
    heading: bool = False
    item: bool = False
    italic: bool = False
    bold: bool = False
    linked: bool = False


class Walker:
    """Reads elements into pieces, without recursion: a hostile page nests two thousand levels deep."""

    def __init__(self, document: Document, roles: Roles) -> None:
        self._document = document
        self._roles = roles
        self._pieces: list[Piece] = []
        self._strings: list[tuple[str, _State]] = []
        self._pictures: list[str] = []
        self._alts: list[str] = []
        self._link: str | None = None

    def read(self, element: HtmlElement) -> list[Piece]:
        """Return the pieces of an element in page order."""
        return list(self.pieces(element))

    def pieces(self, element: HtmlElement) -> Iterator[Piece]:
        """Yield the pieces of an element as they end, reading no further than is asked for."""
        self._pieces = []
        self._state = _State(element, box=element in self._roles.boxes)
        self._open: list[tuple[HtmlElement, _State, bool]] = []
        walk = etree.iterwalk(element, events=("start", "end"))
        for event, node in walk:
            if event == "end":
                self._leave(node)
                if node is not element:
                    self._add(node.tail)
            elif not self._enter(node, element):
                walk.skip_subtree()
            if self._pieces:
                yield from self._pieces
                self._pieces = []
        self._flush()
        yield from self._pieces

    def _enter(self, node: HtmlElement, top: HtmlElement) -> bool:
        """Open an element; False where its content is not to be walked."""
        tag, roles = node.tag, self._roles
        if tag in _SIGNS:
            self._sign(node)
        if not isinstance(tag, str) or tag in UNREAD or node in roles.dropped or (node is not top and hidden(node)):
            return False
        block = tag in BLOCKS or node in roles.boxes or node in roles.captions
        if block:
            self._flush()
        if self._is_caption(node):
            self._caption(node)
            return False
        if tag == "table" and self._table(node):
            return False
        self._push(node, block)
        self._add(node.text)
        return True

    def _sign(self, node: HtmlElement) -> None:
        """Note a line break or a picture."""
        if node.tag == "br" or (node.tag == "span" and _is_break(node)):
            self._add(LINE)
        elif node.tag in _IMAGES:
            self._picture(node)
        elif node.tag == "noscript":
            self._unscripted(node)

    def _push(self, node: HtmlElement, block: bool) -> None:
        state = self._under(node, block)
        if block or state is not self._state:
            self._open.append((node, self._state, block))
            self._state = state
        if state.linked and self._link is None and node.tag == "a":
            self._link = self._document.absolute(node.get("href"))

    def _under(self, node: HtmlElement, block: bool) -> _State:
        """Return the state inside of an element."""
        state, tag = self._state, node.tag
        if block:
            _, figure, box, heading, item, italic, bold, linked = state
            if figure is None and self._is_figure(node):
                figure = node
            box = box or node in self._roles.boxes
            heading, item = heading or tag in HEADINGS, item or tag == "li"
            return _State(node, figure, box, heading, item, italic, bold, linked)
        if tag == "a":
            return state._replace(linked=True)
        if tag in _BOLD:
            return state._replace(bold=True)
        style = node.get("style")
        if tag in _ITALIC or (style and _ITALIC_STYLE.search(style)):
            return state._replace(italic=True)
        return state

    def _leave(self, node: HtmlElement) -> None:
        if self._open and node is self._open[-1][0]:
            _, before, block = self._open.pop()
            if block:
                self._flush()
            self._state = before

    def _add(self, string: str | None) -> None:
        # White space at the beginning of a block says nothing: most of a page's stands between its blocks.
        if string and (self._strings or not string.isspace()):
            self._strings.append((string, self._state))

    def _picture(self, image: HtmlElement) -> None:
        url = images.source(image, self._document)
        if url and url not in self._pictures:
            self._pictures.append(url)
            self._alts += [normalise(image.get(name) or "") for name in ("alt", "title")]

    def _unscripted(self, node: HtmlElement) -> None:
        """Take the picture of a noscript where the scripted one before it has no address."""
        before = node.getprevious()
        if before is not None and before.tag == "img" and images.source(before, self._document) is None:
            for image in node.iter("img"):
                self._picture(image)

    def _is_caption(self, node: HtmlElement) -> bool:
        if node.tag == "figcaption" or node in self._roles.captions:
            return True
        named = node.get("class")
        if not named or self._state.figure is not None or node.tag in ("figure", "table"):
            return False
        return _names_caption(named) and not _pictured(node) and not exceeds(node, LONGEST_CAPTION)

    def _is_figure(self, node: HtmlElement) -> bool:
        """A figure, or a caption container, around a picture; figures around tables and quotations are plain."""
        named = node.get("class")
        if node.tag != "figure" and not (named and _names_caption(named)):
            return False
        return _pictured(node) and not exceeds(node, LONGEST_CAPTION)

    def _caption(self, node: HtmlElement) -> None:
        for image in node.iter(*_IMAGES):
            self._picture(image)
        self._emit("caption", text_of(node), self._state._replace(holder=node))

    def _table(self, node: HtmlElement) -> bool:
        """Read a table of pictures or of data; False for one that only lays out blocks."""
        kind = tables.kind(node)
        if kind == "pictures":
            for image in node.iter(*_IMAGES):
                self._picture(image)
            self._emit("caption", text_of(node), self._state._replace(holder=node, figure=node))
        elif kind == "data":
            for row in tables.rows(node):
                self._emit("box" if self._state.box else "paragraph", row, self._state._replace(holder=node))
        return kind != "layout"

    def _emit(self, kind: Kind, string: str, state: _State) -> Piece | None:
        if not string and not self._pictures:
            return None
        piece = Piece(kind, string, state.holder, state.figure, self._pictures, self._alts)
        self._pieces.append(piece)
        self._pictures, self._alts = [], []
        return piece

    def _flush(self) -> None:
        """Close the block in hand: its pictures become a piece of their own before its lines."""
        strings, link = self._strings, self._link
        self._link = None
        picture = self._emit("caption", "", self._state) if self._pictures else None
        if not strings:
            return
        self._strings = []
        whole = "".join([string for string, _ in strings])
        if not whole or whole.isspace():
            return
        state = self._state
        kind = _kind(state)
        shares = _shares(strings)
        split = [normalise(whole.replace(LINE, " "))] if kind in ("heading", "caption") else lines(whole)
        for line in split:
            piece = self._emit(kind, line, state) if line else None
            if piece:
                piece.italic, piece.bold, piece.linked = shares
                piece.link, piece.beside = link, picture is not None


def _names_caption(named: str) -> bool:
    """Tell whether a class is a caption's."""
    return _known_caption(named) if len(named) <= LONGEST_KEPT else _CAPTION_CLASS.search(named) is not None


@lru_cache(maxsize=1024)
def _known_caption(named: str) -> bool:
    return _CAPTION_CLASS.search(named) is not None


def _pictured(node: HtmlElement) -> bool:
    return next(node.iter(*_PICTURES), None) is not None


def _is_break(node: HtmlElement) -> bool:
    """Tell whether an empty element is a line break by its class, as scripts of some sites write it."""
    return not node.text and len(node) == 0 and "br" in (node.get("class") or "").split()


def _kind(state: _State) -> Kind:
    if state.figure is not None:
        return "caption"
    if state.box:
        return "box"
    if state.heading:
        return "heading"
    return "list" if state.item else "paragraph"


def _shares(strings: list[tuple[str, _State]]) -> tuple[float, float, float]:
    """Return how much of the text is in italics, bold and linked."""
    if len(strings) == 1:  # as in most blocks
        state = strings[0][1]
        return float(state.italic), float(state.bold), float(state.linked)
    sizes = [(len(string.strip().replace(LINE, "")), state) for string, state in strings]
    total = sum(size for size, _ in sizes) or 1
    italic = sum(size for size, state in sizes if state.italic)
    bold = sum(size for size, state in sizes if state.bold)
    linked = sum(size for size, state in sizes if state.linked)
    return italic / total, bold / total, linked / total
