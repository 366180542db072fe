"""Datelines ("Hanoï (VNA) – …"): what opens a story of an agency."""

import re
from dataclasses import dataclass

from crawler.extraction.dates import MONTHS
from crawler.extraction.text import fold_key
from crawler.extraction.wire_labels import OF_DATES
from crawler.extraction.wire_phrases import AGENCIES, FOREIGN_AGENCIES, NOT_A_PLACE, PLACES, PLACES_OF_VIETNAM

# A dateline is short: beyond this many characters a bracket belongs to a sentence. The longest place seen
# ("Hô Chi Minh-Ville, le 12 septembre (VOV/VNA)") has 43.
_REACH = 80
_MOST_PLACE_WORDS = 7
_BRACKET = re.compile(r"[(（]\s*([^()（）]{2,40}?)\s*[)）]")
_DASH = re.compile(r"\s*(?:[-–—―:]|--)+\s*")
_DATE_PART = re.compile(r"\d")
# Small words inside the name of a place: "Bà Rịa và Vũng Tàu", "Aix-en-Provence", "Ciudad de México".
_SMALL = frozenset((
    "de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "sur", "au", "aux", "del", "y", "the", "of", "and",
    "da", "do", "di", "và", "tp", "tx", "thành", "phố", "tỉnh", "г",
))  # fmt: skip
_ZH = re.compile(
    r"^(?:[(（]\s*)?(?:越通社|越南通讯社)\s*(?:[)）])?\s*"
    r"(?:驻(?P<post>[\u4e00-\u9fff]{1,8})记者报道\s*[，,：:]"
    r"|(?P<place>[\u4e00-\u9fff·]{0,12}?)\s*(?:\d{1,2}月\d{1,2}日\s*)?(?:[电讯]\s*)?[—–―-]+"
    r"|(?P<day>[\u4e00-\u9fff·]{0,12}?)\s*\d{1,2}月\d{1,2}日\s*[电讯])\s*"
)
_ZH_BRACKET = re.compile(r"^(?P<place>[\u4e00-\u9fff·]{2,8})\s*[(（]\s*(?P<agency>越通社|VNA)\s*[)）]\s*[—–―-]*\s*")
_CAPITALS = re.compile(r"^(?P<place>[^\W\d_][^—–()（）]{1,28}?)\s*[—–]\s*(?=[^\W\d_]|[\d\"“«])")
_BARE = re.compile(r"^(?P<head>[^()（）—–]{2,40}?)\s+[—–-]\s+(?=\S)")
_SPACED_DASH = re.compile(" [—–-] ")
# "Hanoï – VNA – …": the agency between dashes.
_DASHED = re.compile(
    r"^(?P<place>[^()（）—–]{2,30}?)\s+[—–-]\s+(?P<agency>[^()（）—–]{2,20}?)\s+[—–-]\s+(?=[^\W\d_]|[\d\"“«])"
)
# "Huê, le 3 mars 2026 – …", "HANOI, March 3 – …": a place and the day, and no agency.
_DAY = (
    r"(?:(?:le|el|ngày)\s)?\d{1,2}(?:er|st|nd|rd|th)?[\s/.-](?:de\s|tháng\s)?(?P<after>[^\W_]{1,10})\.?"
    r"|(?P<before>[^\W\d_]{3,10})\.?\s\d{1,2}(?:st|nd|rd|th)?"
)
_DATED = re.compile(
    rf"^(?P<place>[^\d()（）—–:;.!?]{{2,40}}?),\s(?:{_DAY})(?:(?:,|[\s/.-])\s?(?:de\s|del\s|năm\s)?\d{{4}})?"
    r"\s*[—–-]{1,2}\s*(?=[\d\"“«]|[^\W\d_])"
)
# What the pattern above can match, its dash included.
_LONGEST_BARE = 44
# A bracket, a dash or a Chinese sign is in every form, and in few beginnings of paragraphs.
_MARKED = re.compile("[(（—–―\u4e00-\u9fff-]")
# Where the longest form, a place and a day with its year, has come to its dash.
_LONGEST_OPENING = 100
_PART = re.compile(r"\s*[/–—-]\s*")
_SENTENCE = re.compile(r"[.!?…:;。]\s|^[.…]|\S\s\S+\s\S+\s\S+\s\S+\s\S")

_KNOWN = frozenset(fold_key(name) for name in AGENCIES)
_OPENING = _KNOWN | frozenset(fold_key(name) for name in FOREIGN_AGENCIES)
_NO_PLACE = tuple(fold_key(word) for word in NOT_A_PLACE)
_PLACES = frozenset(fold_key(place) for place in PLACES)

# Without spaces, as French and English write them: "Hanoï", "Danang".
_IN_VIETNAM = frozenset(fold_key(place).replace(" ", "") for place in PLACES_OF_VIETNAM)


@dataclass(frozen=True, slots=True)
class Dateline:
    """An opened dateline: the place and the agency as printed (None where it names none), and the text after it."""

    place: str | None
    agency: str | None
    text: str


def is_agency(name: str, *, foreign: bool = False) -> bool:
    """Whether ``name`` is an agency's signature: "VNA", "VNA/CVN", "Chu Anh/TTXVN"; one known part is enough.

    Args:
        name: As printed, without brackets or dash.
        foreign: Whether foreign agencies count as known.
    """
    known = _OPENING if foreign else _KNOWN
    if len(name) > 40 or _SENTENCE.search(name):
        return False
    parts = _PART.split(name)
    unknown = [part for part in parts if fold_key(part) not in known]
    # Beside a known part stand names ("Chu Anh/TTXVN"); "un accord VTV-VNA" is a phrase.
    named = len(unknown) < len(parts) and all(part[:1].isupper() for part in unknown)
    return fold_key(name) in known or named


def is_in_vietnam(place: str) -> bool:
    """Whether the place of a dateline is a city or province of Vietnam: "Huê"."""
    parts = {fold_key(part).replace(" ", "") for part in place.split(",")}
    return not _IN_VIETNAM.isdisjoint(parts)


def split_dateline(text: str) -> Dateline | None:
    """Split the dateline off the first paragraph of a story.

    Args:
        text: The paragraph.

    Returns:
        The dateline and the rest of the paragraph, or None where the paragraph does not open with one. A bracket
        must name a known agency and what stands before it must look like a place, so that "Vietnam News Agency
        (VNA) - the national …" stays a sentence.
    """
    if not _MARKED.search(text, 0, _LONGEST_OPENING):
        return None
    found = _chinese(text) or _bracketed(text)
    if not found and _SPACED_DASH.search(text, 0, _LONGEST_BARE):
        found = _bare(text) or _dashed(text)
    return found or _dated(text) or _capitals(text)


def _bracketed(text: str) -> Dateline | None:
    reach = text[:_REACH]
    for bracket in _BRACKET.finditer(reach) if "(" in reach or "（" in reach else ():
        agency = bracket[1].strip()
        if not is_agency(agency, foreign=True):
            continue
        head, rest = text[: bracket.start()].strip(" ,-–—"), text[bracket.end() :]
        dash = _DASH.match(rest)
        follows = rest[dash.end() :] if dash else rest.lstrip(" .,")
        # Without a dash only a capital says that the bracket opened the story ("Hanoi (VNA) El presidente …").
        begins = rest[:1] == " " and follows[:1].isupper() and (bool(head) or is_agency(agency))
        opens = bool(follows) and (dash is not None or begins)
        place = _place(head)
        return Dateline(place or None, agency, follows) if opens and place is not None else None
    return None


def _place(head: str) -> str | None:
    """The place in ``head`` without its date, "" for none, None where ``head`` is no place."""
    parts = [part.strip() for part in head.split(",")]
    while len(parts) > 1 and _DATE_PART.search(parts[-1]):
        parts.pop()
    place = ", ".join(part for part in parts if part)
    return place if not place or _is_place(place) else None


def _is_place(place: str) -> bool:
    folded = fold_key(place)
    if any(word in folded for word in _NO_PLACE) or _DATE_PART.search(place):
        return False
    found = [word for word in re.split(r"[\s,'’/.()-]+", place) if word]
    small = [word for word in found if not word[0].isupper() and not "\u0e00" <= word[0] <= "\u9fff"]
    return 0 < len(found) <= _MOST_PLACE_WORDS and found[0] not in small and all(word in _SMALL for word in small)


def _bare(text: str) -> Dateline | None:
    """An agency without brackets: "VNA – …", "Hanoï, VNA - …"."""
    match = _BARE.match(text)
    if not match:
        return None
    place, _, agency = match["head"].rpartition(", ")
    if not is_agency(agency) or (place and _place(place) is None):
        return None
    return Dateline(_place(place) or None, agency, text[match.end() :])


def _dashed(text: str) -> Dateline | None:
    match = _DASHED.match(text)
    if not match or not is_agency(match["agency"]) or not _place(match["place"]):
        return None
    rest = text[match.end() :]
    return None if rest[0].islower() else Dateline(_place(match["place"]), match["agency"], rest)


def _dated(text: str) -> Dateline | None:
    match = _DATED.match(text) if "," in text[:_LONGEST_BARE] else None
    if not match or text[match.end()].islower() or not _is_place(match["place"]):
        return None
    month = match["after"] or match["before"]
    is_month = fold_key(month) in MONTHS or (month.isdecimal() and 1 <= int(month) <= 12)
    # "Samedi, 3 mars – Le match" opens with a day, not a place.
    weekday = all(word in OF_DATES for word in fold_key(match["place"]).split())
    return Dateline(match["place"], None, text[match.end() :]) if is_month and not weekday else None


def _capitals(text: str) -> Dateline | None:
    """A known place in capitals before a long dash: "HÀ NỘI — …"."""
    match = _CAPITALS.match(text) if text[:2].isupper() else None
    if not match or not match["place"].isupper() or fold_key(match["place"]) not in _PLACES:
        return None
    rest = text[match.end() :]
    return None if rest[:4].isupper() and rest[:4].isalpha() else Dateline(match["place"], None, rest)


def _chinese(text: str) -> Dateline | None:
    if text[:1].isascii() and text[:1] != "(":
        return None
    match = _ZH.match(text)
    if match:
        place = match["post"] or match["place"] or match["day"]
        return _rest(place, "越通社", text[match.end() :])
    match = _ZH_BRACKET.match(text)
    return _rest(match["place"], match["agency"], text[match.end() :]) if match else None


def _rest(place: str | None, agency: str, text: str) -> Dateline | None:
    return Dateline(place or None, agency, text) if text else None
