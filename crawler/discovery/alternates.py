"""The same page in other languages, as a page names them: ``<link rel="alternate" hreflang="…">``. Pure."""

import re
from html import unescape
from urllib.parse import urljoin

HEAD = 256 * 1024
"""Bytes that are looked at: links stand in the head, and real heads take up to 150 kB."""

_LINK = re.compile(rb"<link\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def alternates(body: bytes, url: str) -> dict[str, str]:
    """Return the addresses of a page's other languages by primary subtag ("fr"), the page's own left out.

    Args:
        body: The page's bytes, in an encoding that agrees with ASCII on tags.
        url: Where it stands, for relative addresses.
    """
    found: dict[str, str] = {}
    for tag in _LINK.findall(body[:HEAD]):
        attributes = _attributes(tag.decode("utf-8", "replace"))
        if "alternate" in attributes.get("rel", "").lower().split() and attributes.get("hreflang"):
            language = attributes["hreflang"].partition("-")[0].lower()
            address = _joined(url, attributes.get("href", ""))
            if address and address != url and language != "x":  # x-default is no language
                found.setdefault(language, address)
    return found


def _attributes(tag: str) -> dict[str, str]:
    return {
        name.lower(): unescape(double or single or bare) for name, double, single, bare in _ATTRIBUTE.findall(tag)
    }


def _joined(url: str, href: str) -> str | None:
    try:
        return urljoin(url, href.strip()) if href.strip() else None
    except ValueError:  # what is no address, as "http://["
        return None
