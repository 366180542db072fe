"""Announced bytes made safe to parse: decompressed within a limit, cut to the XML element that is wanted."""

import re
import zlib
from functools import lru_cache

# The sitemap protocol's own limit for a file once decompressed: 50 MB.
MAX_UNPACKED = 50 * 1024 * 1024
_GZIP = b"\x1f\x8b\x08"
_SLICE = 64 * 1024
# Characters that XML 1.0 forbids outright; CMSs paste them out of word processors.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CHARREF = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def gunzip(body: bytes) -> tuple[bytes, str | None]:
    """Return the bytes of a gzip body, known by its first bytes whatever headers and names say; others unchanged.

    Args:
        body: The bytes as served. A gzip file that was compressed once more for the way is unpacked twice.

    Returns:
        The bytes, at most 50 MiB, and what went wrong, if anything: of a broken file the part before the break.
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
    """Return text without the characters that XML forbids, as such or as numeric references (``&#0;``)."""
    return _CHARREF.sub(_legal_reference, _FORBIDDEN.sub("", text.replace("\ufeff", "")))


def _legal_reference(match: re.Match[str]) -> str:
    digits, base = (match[1], 16) if match[1] else (match[2], 10)
    # Seven digits hold every code point; int() itself refuses numbers of thousands of digits.
    code = int(digits, base) if len(digits.lstrip("0")) <= 7 else -1
    return match[0] if 0 < code <= 0x10FFFF and not _FORBIDDEN.match(chr(code)) else ""


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
