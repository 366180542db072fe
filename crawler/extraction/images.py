"""Pictures: which URL a lazy image really has, and which images are none of the story's."""

import re

from lxml.html import HtmlElement

from crawler.extraction.page import Document

# Where scripts find the real address of a lazy image, best first; src last, because it is the placeholder there.
_SOURCES = (
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-large-src",
    "data-srcset",
    "data-lazy-srcset",
    "srcset",
    "data-image",
    "data-url",
    "src",
)
# Placeholders, tracking dots, emoji and icons. "1x1" and "grey.gif" stand for the picture that is not loaded yet.
_NO_PICTURE = re.compile(
    r"""(?:^|[/_.-])(?:1x1|blank|spacer|pixel|placeholder|loading|grey|gray|transparent|noimage|no-image|emoji|icon\w*|
    ico|logo\w*|avatar-default|default-avatar|sprite\w*|btn|button|banner_\w+)(?:[._/-]|$)""",
    re.IGNORECASE | re.VERBOSE,
)
# Smaller than any press photo; buttons and share icons of these sites are 16 to 48 px.
_SMALLEST = 60
_SIGNS = frozenset(("emoji", "wp-smiley", "smiley", "icon"))
_WIDTH = re.compile(r"\s(\d{1,5})(?:\.\d+)?[wx]\s*$")


def source(image: HtmlElement, document: Document) -> str | None:
    """Return the absolute URL of the picture that an ``img`` shows, None for placeholders, icons and data: URLs."""
    if _tiny(image):
        return None
    for attribute in _SOURCES:
        value = image.get(attribute)
        if not value:
            continue
        candidate = largest(value) if attribute.endswith("srcset") else value
        url = document.absolute(candidate)
        if url and not _NO_PICTURE.search(url.rsplit("/", 1)[-1].partition("?")[0]):
            return url
    return None


def largest(srcset: str) -> str:
    """Return the URL of the largest picture of a ``srcset``: "a.jpg 1x, b.jpg 2x" gives "b.jpg"."""
    # A comma may be part of a URL, so entries end at a comma followed by a space or at a width and a comma.
    entries = [entry.strip() for entry in re.split(r",\s+|(?<=[wx]),", srcset) if entry.strip()]
    if not entries:
        return ""
    best = max(entries, key=_width)
    return _WIDTH.sub("", best)


def _width(entry: str) -> int:
    found = _WIDTH.search(entry)
    return int(found.group(1)) if found else 0


def _tiny(image: HtmlElement) -> bool:
    if not _SIGNS.isdisjoint((image.get("class") or "").split()):
        return True
    sizes = [image.get(side, "").strip().removesuffix("px") for side in ("width", "height")]
    return any(size.isdecimal() and int(size) < _SMALLEST for size in sizes)
