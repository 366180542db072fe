"""Bytes to text: what a page's bytes say, whatever its headers claim."""

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass, replace

# Longest mark first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Labels that browsers read as a wider encoding (WHATWG Encoding Standard, "names and labels").
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
}
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
# Browsers look for a declaration in the first 1024 bytes; these sites put scripts before it, so look further.
_HEAD = 16_384
# Bytes looked at for the null pattern of UTF-16.
_SAMPLE = 2_048
# A page declared UTF-8 with fewer broken bytes than this share of its non-ASCII bytes is UTF-8 with blemishes
# (a character cut in the middle by the CMS), not another encoding.
_BLEMISH = 0.05
# Vietnamese in windows-1258 has a combining tone after every fourth word or so and ơ, ư, đ besides; French or
# English misread as windows-1258 has nearly none. Share of the non-ASCII characters.
_VIETNAMESE = 0.15
_VIETNAMESE_1258 = re.compile("[aeiouyăâêôơưAEIOUYĂÂÊÔƠƯ][\u0300\u0301\u0303\u0309\u0323]|[ơưđƠƯĐ]")
# What XML forbids, as characters and as references: lxml reads it in a page, then refuses to write a text that has it
# ("All strings must be XML compatible"), so that one stray character would cost trafilatura the whole story.
_REFERENCE = (
    "&#(?:(?P<decimal>0{0,6}(?:0?[0-8]|1[124-9]|2[0-9]|3[01])|6553[45])(?![0-9])"
    "|[xX](?P<hex>0{0,6}(?:0?[0-8bcefBCEF]|1[0-9a-fA-F]|[fF]{3}[eEfF]))(?![0-9a-fA-F]));?"
)
_FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|{_REFERENCE}")
# The same asked of bytes, one by one, which tells in a fiftieth of the time that a page has none, as most have.
_CONTROLS = (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20))
_REFERENCES = re.compile(_REFERENCE.encode())


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text.

    Attributes:
        text: Without null characters and byte order mark. Not in NFC yet: every string taken from it will be, and
            normalising the markup too costs as much as parsing it.
        encoding: The Python codec that gave it.
        guessed: True where neither the bytes' own form nor a declaration that fits them told the encoding.
        utf8: The text in UTF-8, as a parser takes it: the body itself where that is it.
    """

    text: str
    encoding: str
    guessed: bool
    utf8: bytes


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode a page; never fails.

    A byte order mark wins, then the null pattern of UTF-16, then valid UTF-8 (no other encoding forms it by
    chance), then what header, meta or XML declaration say, then a guess among UTF-8 with blemishes, windows-1258
    and windows-1252.

    Args:
        body: The bytes as served.
        content_type: The Content-Type header, for its charset.
    """
    text, encoding, guessed = _decode(body, content_type)
    sound = encoding == "utf-8" and not guessed and b"\x00" not in body and not body.startswith(codecs.BOM_UTF8)
    if sound:
        return Decoded(text, encoding, guessed, body)
    text = text.replace("\x00", "").removeprefix("\ufeff")
    return Decoded(text, encoding, guessed, text.encode("utf-8", "replace"))


def readable(decoded: Decoded) -> Decoded:
    """Return a page's text as a parser can read it: without the characters that XML forbids."""
    if _is_printable(decoded):
        return decoded
    text = printable(decoded.text)
    return replace(decoded, text=text, utf8=text.encode("utf-8", "replace"))


def _is_printable(decoded: Decoded) -> bool:
    data, text = decoded.utf8, decoded.text
    controls = any(map(data.__contains__, _CONTROLS)) or "\ufffe" in text or "\uffff" in text
    return not controls and not _REFERENCES.search(data)


def printable(source: str) -> str:
    """Return a page's source without the characters that XML forbids; those that are white space become a space."""
    return _FORBIDDEN.sub(_replacement, source)


def _replacement(found: re.Match[str]) -> str:
    if found["decimal"] or found["hex"]:
        code = int(found["decimal"] or found["hex"], 10 if found["decimal"] else 16)
        return _FORBIDDEN.sub(_replacement, chr(code)) if _FORBIDDEN.match(chr(code)) else found[0]
    return " " if found[0].isspace() else ""


def _decode(body: bytes, content_type: str | None) -> tuple[str, str, bool]:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace"), encoding, False
    wide = _utf16_without_mark(body)
    if wide:
        return body.decode(wide, "replace"), wide, True
    with suppress(UnicodeDecodeError):
        return body.decode("utf-8"), "utf-8", False
    for encoding in _declared(body, content_type):
        with suppress(UnicodeDecodeError, ValueError):
            return body.decode(encoding), encoding, False
    return *_guess(body), True


def _utf16_without_mark(body: bytes) -> str | None:
    """Markup is mostly ASCII, so every second byte of UTF-16 is null."""
    sample = body[:_SAMPLE]
    half = len(sample) // 2
    if half < 4 or 0 not in sample:
        return None
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    if even > 0.4 and odd < 0.1:
        return "utf-16-be"
    return None


def _declared(body: bytes, content_type: str | None) -> list[str]:
    labels = _HEADER_CHARSET.findall(content_type or "")[:1]
    head = body[:_HEAD]
    labels += [found.group(1).decode("ascii", "replace") for found in [_META_CHARSET.search(head)] if found]
    labels += [found.group(1).decode("ascii", "replace") for found in [_XML_ENCODING.match(head)] if found]
    return [codec for codec in dict.fromkeys(map(_codec, labels)) if codec]


def _codec(label: str) -> str | None:
    """Return the text codec of a label, None for unknown ones and for those that bytes like these cannot be in."""
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # An ASCII-readable declaration of UTF-16 is false by itself; base64 and its like are no text encodings.
    if info.name.startswith(("utf-16", "utf-32", "utf-7")) or not getattr(info, "_is_text_encoding", True):
        return None
    return _WIDER.get(info.name, info.name)


def _guess(body: bytes) -> tuple[str, str]:
    high = sum(byte > 0x7F for byte in body[: 64 * _SAMPLE]) or 1
    text = body.decode("utf-8", "replace")
    if text[: 64 * _SAMPLE].count("\ufffd") / high < _BLEMISH:
        return text, "utf-8"
    vietnamese = body.decode("cp1258", "replace")
    if len(_VIETNAMESE_1258.findall(vietnamese[: 64 * _SAMPLE])) / high > _VIETNAMESE:
        return vietnamese, "cp1258"
    return body.decode("cp1252", "replace"), "cp1252"
