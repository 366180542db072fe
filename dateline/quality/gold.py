"""Gold: what a saved page must become, in plain text or as hashes of it.

A file of gold is a JSON list of objects, each with ``file``, or an object of objects by file name. Plain gold holds
the text itself; hashed gold holds SHA-1 prefixes of its paragraphs and CRC-32 of its shingles, so that a page's text
need not travel with its gold. :mod:`dateline.quality.rows` reads such files.
"""

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from storage.records import Article

HASH_DIGITS = 12
"""Hexadecimal digits of SHA-1 that name a paragraph."""
SHINGLE_WORDS = 4
"""Words in a shingle of gold: gold made elsewhere has them so."""
FIELDS = (
    "title",
    "lead",
    "byline",
    "agency",
    "place",
    "language",
    "published",
    "captions",
    "tags",
    "original_url",
    "republished_from",
)
"""Fields that gold may name beside the text."""

_HASH = re.compile(rf"[0-9a-f]{{{HASH_DIGITS}}}")


@dataclass(frozen=True, slots=True)
class Gold:
    """What a page must become.

    Attributes:
        paragraphs: Hashes of the paragraphs that must be in the text, as often as they must.
        allowed: Hashes of paragraphs that may be in it.
        shingles: Those of the story; ``allowed_shingles`` those that may be there beside them.
        fields: What the gold says of a field; None or an empty value says that the page has none.
        hashed: Names of the fields that are given as a hash.
        must_not: Strings on the page that are no part of the story.
    """

    paragraphs: tuple[str, ...]
    allowed: frozenset[str] = frozenset()
    shingles: frozenset[int] = frozenset()
    allowed_shingles: frozenset[int] = frozenset()
    fields: dict[str, Any] = field(default_factory=dict)
    hashed: frozenset[str] = frozenset()
    must_not: tuple[str, ...] = ()


def normal(text: str | None) -> str:
    """Return a text as gold compares it: NFC, white space folded, no byte order mark."""
    plain = unicodedata.normalize("NFC", text or "").replace("\ufeff", "").replace("\xa0", " ")
    return re.sub(r"\s+", " ", plain).strip()


def hashed(text: str | None) -> str:
    """Return the hash by which gold knows a paragraph or a lead."""
    return hashlib.sha1(normal(text).encode(), usedforsecurity=False).hexdigest()[:HASH_DIGITS]


def shingles(text: str) -> frozenset[int]:
    """Return the hashes of a text's runs of four words; of a shorter text as a whole, of none for an empty one."""
    words = normal(text).split()
    last = max(1, len(words) - SHINGLE_WORDS + 1) if words else 0
    return frozenset(zlib.crc32(" ".join(words[at : at + SHINGLE_WORDS]).encode()) for at in range(last))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each on its own line or after a blank one."""
    return [line for line in map(normal, text.split("\n")) if line]


def parse(row: dict[str, Any]) -> Gold:
    """Return the gold of a row, plain or hashed."""
    values = {name: row[name] for name in FIELDS if name in row}
    must_not = tuple(row.get("must_not") or row.get("related_titles") or ())
    if row.get("shingles") is not None or (row["paragraphs"] and all(map(_HASH.fullmatch, row["paragraphs"]))):
        return Gold(
            paragraphs=tuple(row["paragraphs"]),
            allowed=frozenset(row.get("box") or ()),
            shingles=frozenset(row.get("shingles") or ()),
            allowed_shingles=frozenset(row.get("box_shingles") or ()),
            fields={name: value for name, value in values.items() if name != "captions"},
            hashed=frozenset({"lead"}),
            must_not=must_not,
        )
    return _plain(row, values, must_not)


def _plain(row: dict[str, Any], values: dict[str, Any], must_not: tuple[str, ...]) -> Gold:
    # Boxes belong to the text in their place; subheadings of a dump may have been lost by who made it.
    wanted = [*row["paragraphs"], *_missing(row.get("box_paragraphs") or (), row["paragraphs"])]
    headings = row.get("subheadings") or []
    return Gold(
        paragraphs=tuple(map(hashed, wanted)),
        allowed=frozenset(map(hashed, headings)),
        shingles=shingles("\n".join(wanted)),
        allowed_shingles=shingles("\n".join([*wanted, *headings])),
        fields=values,
        must_not=must_not,
    )


def _missing(boxes: Iterable[str], among: Iterable[str]) -> list[str]:
    """Return the paragraphs of boxes that the story's own do not count already."""
    known = set(map(normal, among))
    return [box for box in boxes if normal(box) not in known]


def draft(article: Article, file: str) -> dict[str, Any]:
    """Return a draft of the gold of a page, from what was read in it, for a person to correct against the page.

    Args:
        article: What extraction made of the page as it is now.
        file: The page's file name.
    """
    names = (name for name in FIELDS if name not in {"published", "captions"})
    return {
        "file": file,
        "url": article.url,
        "family": article.family,
        **{name: getattr(article, name) for name in names},
        "published": article.published_at,
        "captions": [image.caption for image in article.images if image.caption],
        "paragraphs": article.text.split("\n\n") if article.text else [],
        "must_not": [related.title for related in article.related],
    }
