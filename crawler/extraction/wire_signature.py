"""Signatures: what closes a story of an agency ("-VNA", "(TTXVN/Vietnam+)", "./.", "（完）")."""

import re
from typing import NamedTuple

from crawler.extraction.text import any_of
from crawler.extraction.wire_dateline import is_agency
from crawler.extraction.wire_names import is_vietnamese_name, looks_like_name
from crawler.extraction.wire_phrases import AGENCIES

# A signature is short; nothing further from the end is looked at. The longest seen, name, outlet and agency
# ("Cong Dat Vietnam illustré/VNA"), has 29 characters.
_REACH = 70
_END_MARK = re.compile(r"\s*(?:\./{1,2}\.?|/\.)\s*$")
_CHINESE_END = re.compile(r"\s*[(（]\s*完\s*[)）]\s*$")
_BRACKET = re.compile(r"\s*[(（]\s*(?P<agency>[^()（）]{2,50})\s*[)）]\s*\.?\s*$")
_DASH = re.compile(
    r"(?P<gap>\s*)(?:[-–—―]{1,2})\s*(?P<agency>[^\s–—―()（）][^–—―()（）.!?…]{0,38}(?:\.[a-z]{2,3})?)\.?\s*$"
)
_AFTER_STOP = re.compile(
    r"(?<=[.!?…。！？”»\"/）])\s*(?P<agency>[^.!?…。！？”»\"()（）]{2,60}(?:\.(?:vn|VN))?)\.?\s*$"
)
_AFTER_SLASH = re.compile(r"(?<=[.!?…。！？”»\"）)])\s*/\s*(?P<agency>[^/.!?…。！？”»\"()（）]{2,40}?)\.?\s*$")
_has_agency_mark = any_of(AGENCIES)
_STOPS = ".!?…。！？»”\"'’)）/"
_CLOSERS = "»”\"'’)） \xa0"
_CREDIT_BEFORE = re.compile(
    r"(?:photos?|ảnh|foto|фото|images?|source|nguồn|图)\s*[:：]?[^.!?…]{0,60}$", re.IGNORECASE
)
# Sister outlets printed between the reporter's name and the agency.
_OUTLET = re.compile(r"\s+(?:Vietnam illustré|Vietnam Illustré|Báo ảnh Việt Nam|Vietnam Pictorial)$")


class Signature(NamedTuple):
    """A closed paragraph: its text without the signature, the agency and the byline that signed it.

    ``closes`` tells that a signature or end mark was there.
    """

    text: str
    agency: str | None = None
    byline: str | None = None
    closes: bool = False


def split_signature(text: str) -> Signature:
    """Split signature and end marks off a paragraph.

    Args:
        text: The paragraph. One that is nothing but a signature gives an empty text.

    Returns:
        The paragraph without them. "(VNA)." at the end of a sentence that names the agency stays.
    """
    agency = byline = None
    closes = False
    # At most: agency after an end mark, with a Chinese end mark and a bracket besides.
    for _ in range(4):
        step = _step(text)
        if step is None:
            break
        text, closes = step.text, True
        agency, byline = agency or step.agency, byline or step.byline
    return Signature(text, agency, byline, closes)


def _step(text: str) -> Signature | None:
    marked = _end_mark(text)
    if marked:
        return marked
    # Most paragraphs name no agency at their end; seeing that first costs a tenth of trying the forms.
    named = _has_agency_mark(text[-_REACH:].casefold())
    return (_bracket(text) or _dash(text) or _slash(text) or _alone(text)) if named else None


def _end_mark(text: str) -> Signature | None:
    match = _CHINESE_END.search(text[-8:]) if "完" in text[-8:] else None
    if match:
        return Signature(text[: len(text) - len(match[0])], closes=True)
    tail = text[-6:]
    match = _END_MARK.search(tail) if "/" in tail else None
    if not match or (text[-2:] == "/." and len(match[0].strip()) == 2 and _path_like(text)):
        return None
    bare = text[: len(text) - len(match[0])].rstrip()
    return Signature(bare if _is_stopped(bare) else bare + ".", closes=True)


def _is_stopped(text: str) -> bool:
    """Whether a text needs no full stop: it is empty, or ends in one, be it inside its closing quotation marks."""
    inside = text.rstrip(_CLOSERS)
    return not inside or inside[-1] in _STOPS


def _path_like(text: str) -> bool:
    """Whether the last word is an address or path ("https://hanoimoi.vn/."), whose slash is its own."""
    return "://" in text.rsplit(" ", 1)[-1]


def _bracket(text: str) -> Signature | None:
    match = _BRACKET.search(text, max(0, len(text) - _REACH))
    if not match or not is_agency(match["agency"]):
        return None
    bare = text[: match.start()].rstrip()
    if is_vietnamese_name(bare):
        return Signature("", match["agency"].strip(), bare, closes=True)
    closed = not bare or bare[-1] in _STOPS or "/" in match["agency"]
    if not closed or (_CREDIT_BEFORE.search(bare[-80:]) and bare[-1] not in _STOPS):
        return None
    return _signed(bare, match["agency"])


def _dash(text: str) -> Signature | None:
    match = _DASH.search(text, max(0, len(text) - _REACH))
    if not match:
        return None
    bare = text[: match.start()].rstrip()
    parts = _name_and_agency(match["agency"].strip())
    if parts is None or not bare or _CREDIT_BEFORE.search(bare[-80:]):
        return None if bare or parts is None else Signature("", parts[1], parts[0], closes=True)
    if parts[0] is None and " " in bare and is_vietnamese_name(bare):
        return Signature("", parts[1], bare, closes=True)
    # "VTV-VNA" is a pair of names, "populaire-VNA" a signature that lost its space.
    glued_pair = not match["gap"] and bare[-1].isupper()
    return None if glued_pair else Signature(bare, parts[1], parts[0], closes=True)


def _slash(text: str) -> Signature | None:
    """An agency behind a slash after the last full stop: "… provincias. / VNA"."""
    match = _AFTER_SLASH.search(text, max(0, len(text) - _REACH))
    return _signed(text[: match.start()].rstrip(), match["agency"]) if match else None


def _alone(text: str) -> Signature | None:
    """A signature without dash: the whole paragraph, or what follows the last full stop."""
    parts = _name_and_agency(text.rstrip(".")) if len(text) <= _REACH else None
    if parts:
        return Signature("", parts[1], parts[0], closes=True)
    match = _AFTER_STOP.search(text, max(0, len(text) - _REACH))
    if not match or _CREDIT_BEFORE.search(text[max(0, match.start() - 60) : match.start()]):
        return None
    parts = _name_and_agency(match["agency"].strip())
    return Signature(text[: match.start()].rstrip(), parts[1], parts[0], closes=True) if parts else None


def _signed(text: str, signature: str) -> Signature | None:
    parts = _name_and_agency(signature)
    return Signature(text, parts[1], parts[0], closes=True) if parts else None


def _name_and_agency(signature: str) -> tuple[str | None, str] | None:
    """Split "Van Giap/Bnews/vnanet.vn" into the reporter and the agency; None where no agency signs."""
    signature = signature.strip(" ,;-–—")
    name, separator, agency = _cut(signature)
    outlet = _OUTLET.search(name)
    if outlet:
        agency, name = f"{outlet[0].strip()}/{agency}", name[: outlet.start()]
    # A short word in capitals before the agency is a sister outlet that is not known here, no reporter.
    reporter = looks_like_name(name) and not (name.isupper() and len(name) <= 4)
    if separator and reporter and is_agency(agency):
        return name.strip(), agency.strip()
    return (None, signature) if is_agency(signature) else None


def _cut(signature: str) -> tuple[str, str, str]:
    match = re.search(r"\s*(?:/|\s[–—-]\s|,\s)\s*", signature)
    if not match:
        return signature, "", ""
    return signature[: match.start()], match[0], signature[match.end() :]
