"""Announced bytes made safe to parse: decompressed within a limit, cut to the XML element that is wanted."""

import html
import re
import zlib
from functools import lru_cache
from html.entities import html5

# The sitemap protocol allows 50 MB, but reading that takes 160 MB and more, and the largest sitemap seen has 1 MB.
MAX_UNPACKED = 20 * 1024 * 1024
_GZIP = b"\x1f\x8b\x08"
_SLICE = 64 * 1024
# Characters that XML 1.0 forbids outright; CMSs paste them out of word processors.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The longest names of HTML have 31 letters.
_REFERENCE = re.compile(r"&(?:(#[xX][0-9a-fA-F]{1,31}|#[0-9]{1,31}|\w{1,31});)?")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
# &lt and &gt have other names too (&LT; &nvlt;): those must not become markup.
_HTML_ENTITIES = {name: text for name, text in html5.items() if not set(text) & set("<>&")}
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def gunzip(body: bytes) -> tuple[bytes, str | None]:
    """Return the bytes of a gzip body, known by its first bytes whatever headers and names say; others unchanged.

    Args:
        body: The bytes as served. A gzip file that was compressed once more for the way is unpacked twice.

    Returns:
        The bytes, at most 20 MiB, and what went wrong, if anything: of a broken file the part before the break.
    """
    problem = None
    for _ in range(2):
        if not body.startswith(_GZIP):
            break
        body, trouble = _gunzip_once(body)
        problem = problem or trouble
    return body, problem


def _gunzip_once(body: bytes) -> tuple[bytes, str | None]:
    out = bytearray()
    while body.startswith(_GZIP):  # a gzip file may hold several members
        unpack = zlib.decompressobj(wbits=31)
        try:
            while body and not unpack.eof:
                out += unpack.decompress(body, _SLICE)
                body = unpack.unconsumed_tail
                if len(out) > MAX_UNPACKED:
                    return bytes(
                        out[:MAX_UNPACKED]
                    ), f"more than {MAX_UNPACKED >> 20} MiB unpacked: the rest was left"
        except zlib.error:
            return bytes(out), "broken gzip: read up to the break"
        if not unpack.eof:
            return bytes(out), "gzip cut short: read up to its end"
        body = unpack.unused_data
    return bytes(out), None


def legal(text: str) -> str:
    """Return text that an XML parser can take: no forbidden characters, and no entities but XML's own five.

    HTML's named entities become their characters; what XML does not know ("?a=1&copy=2", ``&#0;``, an entity that
    some DTD declares) stands for itself, ampersand escaped. In CDATA sections too: undoing it is the reader's part
    (:func:`crawler.discovery.announced.title`).
    """
    return _REFERENCE.sub(_known_reference, _FORBIDDEN.sub("", text.replace("\ufeff", "")))


def _known_reference(match: re.Match[str]) -> str:
    name = match[1]
    if not name:
        return "&amp;"
    if name in _XML_ENTITIES:
        return match[0]
    if name.startswith("#"):
        # Browsers' reading: &#150; is a dash of windows-1252, &#0; and numbers beyond Unicode are nothing.
        char = html.unescape(match[0])
        return match[0] if char in {"<", ">", "&"} else _FORBIDDEN.sub("", char).replace("\ufffd", "")
    return _HTML_ENTITIES.get(name + ";", f"&amp;{name};")


@lru_cache(maxsize=8)
def _opening(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"<(?:[\w.-]+:)?(?:{'|'.join(names)})(?=[\s/>])", re.IGNORECASE)


def from_root(text: str, names: tuple[str, ...]) -> str | None:
    """Return the text from the first element of one of these names on, None where there is none.

    What stands before goes: an XML declaration (the text is decoded already, and some declarations lie), a DOCTYPE
    with its entities (so none can expand or reach out), white space, warnings printed by the CMS.
    An HTML page that happens to hold such an element has none.
    """
    match = _opening(names).search(text)
    if match is None or _HTML.search(text, 0, match.start()):
        return None
    return text[match.start() :]


def missing(text: str, wanted: str) -> str:
    """Return why a text holds none of what was wanted ("feed", "sitemap"), in a few words."""
    if not text.strip():
        return "empty body"
    return f"html page, not a {wanted}" if _HTML.search(text) else f"no {wanted} in it"
