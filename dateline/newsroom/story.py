"""What the demo's newsrooms print: a story with everything a reader, a feed or a test may ask of it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a story's body.

    Attributes:
        text: Its words, without mark-up.
        kind: "p" paragraph, "h" subheading, "box" paragraph of an information box.
    """

    text: str
    kind: str = "p"


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph: its path on the newsroom's host, its caption, its credit ("VNA")."""

    path: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class Story:
    """One story as one newsroom prints it.

    Attributes:
        key: Names the story within the demo ("vna-012").
        paper: The newsroom's name ("demo-vna").
        number: Its id in the newsroom's CMS.
        slug: Its title for URLs.
        lead: What stands above the body; "" where the paper prints none.
        blocks: The body in order: exactly what extraction must return.
        dateline: What the paper prints before the first paragraph ("Hanoï (VNA) - "), not part of the text.
        edition: 1, or 2 for a story that is only published between the two crawls.
        listed: Whether feeds, sitemaps and sections announce it; else only a link in another story does.
        encoded: The body is served as an encoded run that only JavaScript could read.
        original: Key of the story it was cut or translated from, or the URL a seed document names.
        relation: "copy" or "translation", of ``original``.
        seed: The seed document it reproduces.
        links: Keys of stories linked from inside the body.
        trouble: Why its page is hard to get ("busy"); see :mod:`dateline.newsroom.troubles`.
    """

    key: str
    paper: str
    language: str
    number: int
    slug: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    section: str
    published: datetime
    pictures: tuple[Picture, ...] = ()
    dateline: str = ""
    place: str | None = None
    agency: str | None = None
    byline: str | None = None
    tags: tuple[str, ...] = ()
    modified: datetime | None = None
    edition: int = 1
    listed: bool = True
    encoded: bool = False
    original: str | None = None
    relation: str | None = None
    republished_from: str | None = None
    seed: str | None = None
    trouble: str | None = None
    links: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> list[str]:
        """The clean text, one entry a paragraph."""
        return [block.text for block in self.blocks]

    @property
    def changed(self) -> datetime:
        """When the page last changed: what a sitemap's lastmod says."""
        return self.modified or self.published


def slugify(text: str, limit: int = 90) -> str:
    """Return a title in the form of these sites' URLs: ASCII, lower case, hyphens, at most ``limit`` characters."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("œ", "oe"))
    ascii_only = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:limit].strip("-")
