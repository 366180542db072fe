"""A search as an Atom feed (RFC 4287), for a feed reader."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable

from storage import times
from storage.excerpt import Pieces
from storage.reading_room.finding import Asked
from storage.reading_room.show import web
from storage.search import Hit

ENTRIES = 50
NAMESPACE = "http://www.w3.org/2005/Atom"

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, escaped or not."""

EPOCH = "1970-01-01T00:00:00Z"
"""Atom asks for a time of every entry; this one stands for an article without a date."""


def feed(asked: Asked, hits: Iterable[Hit], base: str) -> bytes:
    """Return the hits as a feed.

    Args:
        asked: The search.
        hits: Newest first.
        base: The reading room's address, without a slash at its end.
    """
    hits = list(hits)
    root = ET.Element(f"{{{NAMESPACE}}}feed")
    _child(root, "title", f"dateline: {asked.q}" if asked.q else "dateline")
    _child(root, "id", base + asked.address("/search.atom"))
    _child(root, "updated", max((_time(hit) for hit in hits), default=EPOCH))
    _child(root, "link", rel="self", type="application/atom+xml", href=base + asked.address("/search.atom"))
    _child(root, "link", rel="alternate", type="text/html", href=base + asked.address())
    _child(_child(root, "author"), "name", "dateline")
    for hit in hits:
        _entry(root, hit, base)
    ET.register_namespace("", NAMESPACE)
    return bytes(ET.tostring(root, "utf-8", xml_declaration=True))


def _entry(root: ET.Element, hit: Hit, base: str) -> None:
    entry = _child(root, "entry")
    _child(entry, "title", _text(hit.title) or "(no title)")
    _child(entry, "id", hit.url if web(hit.url) else f"{base}/article/{hit.id}")
    _child(entry, "updated", _time(hit))
    if hit.published_at:
        _child(entry, "published", _time(hit))
    _child(entry, "link", rel="alternate", type="text/html", href=f"{base}/article/{hit.id}")
    if web(hit.url):
        _child(entry, "link", rel="via", href=hit.url)
    _child(_child(entry, "author"), "name", hit.source or "unknown")
    _child(entry, "summary", _text(hit.snippet))


def _child(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    clean = {key: _NOT_XML.sub("", value) for key, value in attributes.items()}
    child = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}", clean)
    child.text = _NOT_XML.sub("", text) or None
    return child


def _text(pieces: Pieces) -> str:
    return "".join(text for text, _ in pieces)


def _time(hit: Hit) -> str:
    return times.utc(times.moment(hit.published_at)) if hit.published_at else EPOCH
