"""Captions and credits: "<title> ảnh 1 Le pont … Photo: VNA" is a picture's line, whatever printed it."""

import re

from crawler.extraction.text import ENDING, any_of, ending, ends_sentence, fold_key, reading_length, undouble
from crawler.extraction.wire_dateline import is_agency
from crawler.extraction.wire_phrases import CREDIT_WORDS
from crawler.extraction.wire_signature import split_signature

# A credit names a photographer and an agency, or an address ("(Photo : courtoisie de cellphones.com.vn)").
_LONGEST_CREDIT = ENDING
_WORDS = "|".join(sorted((word.replace(" ", r"\s") for word in CREDIT_WORDS), key=len, reverse=True))
_CREDIT = re.compile(rf"(?<!\w)(?:{_WORDS})\s?(?:[:：]|(?=(?:VNA|TTXVN|NDEL|越通社)\b))", re.IGNORECASE)
_LEAD_IN = re.compile(r"[\s\-–—|]*[(（\[]?\s*$")
_COURTESY = re.compile(r"\s*[(（]?\s*(?:Photo courtesy (?:of|by)|Courtesy of|Photo by)\s[^()（）]{2,80}[)）]?\.?$")
# vietnamnews.vn: "VNA/VNS Photo Minh Quyết" after the sentence.
_VNS = re.compile(r"\s*[-—–]?\s*(?:VNA/VNS|VNS|VNA)\sPhotos?\b[^.!?]{0,50}$")
_CHINESE = re.compile(
    r"\s*[(（]?\s*图(?:片)?(?:源自|来自|自|源|来源|/)?\s*[:：]?\s*(?:越通社|人民报|新华社|VNA|互联网|资料图)[^。]{0,20}$"
)
_AGENCY = re.compile(r"\s*[(（](?P<agency>[^()（）]{2,40})[)）]\.?$")
# "Các đồng chí lãnh đạo … . Ảnh Mai Hoa": the colon is lost in some alt texts.
_NO_COLON = re.compile(r"(?<=[.!?…])\s*Ảnh:?(?:\s[A-ZĐÀ-Ỹ]\w*){1,4}$")
_ILLUSTRATION = re.compile(
    r"(?:^|\s*[(（])(?:Photo d'illustration|Photo d'archives|Illustrative (?:photo|image)|File photo"
    r"|Illustration photo|Foto ilustrativa|Foto de archivo|Imagen ilustrativa|Ảnh minh [hH]ọa|Ảnh tư liệu"
    r"|Иллюстративное фото|示意图|资料图)"
    r"\s*[)）]?\.?$",
    re.IGNORECASE,
)
# "(Source: VNA)" closes the captions of VietnamPlus; a longer line is a paragraph that names its source.
_SOURCE_BRACKET = re.compile(
    r"[(（](?:Source|Fuente|Nguồn|Источник|来源)\s?[:：]\s?(?P<agency>[^()（）]{2,40})[)）]\.?$"
)
_LONGEST_SOURCED = 300
_FORMS = (_COURTESY, _VNS, _CHINESE, _NO_COLON, _ILLUSTRATION)
# Marks without one of which a pattern cannot match (``text.any_of``).
_has_form_mark = any_of(("photo", "courtesy", "图", "ảnh", "illustra", "ilustra", "archivo", "иллюстра"))
_has_label_mark = any_of((":", "：", "VNA", "TTXVN", "NDEL", "越通社"))
# Of "Photos? d'archives" what stands before the letter that may be missing.
_has_credit_word = any_of(word.partition("?")[0][:-1] if "?" in word else word for word in CREDIT_WORDS)
_has_number_mark = any_of(("ảnh ", "hinh anh "))
_NUMBER = re.compile(r"[nN][hH]\s\d")
# Not "hình" or "anh" alone: "mô hình 2 cấp" and "Bách Hóa Xanh 5 lần" are ordinary Vietnamese.
_NUMBERED = re.compile(
    r"\s*[-–—:|]?\s*(?<!\w)(?:ảnh|hình ảnh|hinh anh)\s(?P<number>\d{1,2})(?!\d)\s*[:.]?\s*", re.IGNORECASE
)
_ALT_LABEL = re.compile(r"^(?:chú thích ảnh|caption|légende)\s*[:：.]?\s*", re.IGNORECASE)
_FILE = re.compile(r"^[^\s/]{1,120}\.(?:jpe?g|png|webp|gif|bmp|heic|tiff?|avif)(?=\s|$|[^\w.])\s*", re.IGNORECASE)
_SLUG = re.compile(r"^[a-z0-9_]+(?:-[a-z0-9_]+){3,}$|^(?:IMG|DSC|DSCF|image|z|img)[_-]?\d[\w-]*$", re.IGNORECASE)
_PICTURE_LABEL = re.compile(
    r"(?:Crédit|Photo|Illustration|Infogra|Graphic|Image|Ảnh|Hình|Nguồn ảnh|Minh họa|Đồ họa|Foto|Imagen|Ilustra"
    r"|Фото|Иллюстрация|图|照片|摄影)",
    re.IGNORECASE,
)
# One of these is in every credit that makes a line a picture's.
_has_picture_mark = any_of((
    "photo", "illustra", "infogra", "graphic", "image", "ảnh", "hình", "minh", "đồ họa", "foto", "imagen", "ilustra",
    "фото", "иллюстра", "courtesy", "图", "照片", "摄影",
))  # fmt: skip
# A longer line with "Photo:" at its end is a paragraph that lost its break; the longest caption of the seeds has 246.
_LONGEST_CAPTION = 600
# A title repeated as alt text must be long enough not to be the first words of any caption.
_SHORTEST_TITLE = 12


def split_credit(caption: str) -> tuple[str, str | None]:
    """Split the credit off a caption.

    Args:
        caption: The caption.

    Returns:
        The caption without its credit ("" for a line that is nothing else) and the credit exactly as printed, with
        its brackets or dash ("Photo: VNA", "(Ảnh: Trí Dũng/TTXVN)", "- Ảnh: H.Y.T."), or None. Joined by a space they
        are the caption again.
    """
    for find in (_labelled, _by_form):
        at = find(caption)
        if at is not None:
            return caption[:at].rstrip(), caption[at:].lstrip()
    return caption, None


def _labelled(text: str) -> int | None:
    """Where a credit with a label and colon starts."""
    end = ending(text)
    if not _has_label_mark(end) or not _has_credit_word(end):
        return None
    start = max(0, len(text) - _LONGEST_CREDIT)
    for match in _CREDIT.finditer(text, start):
        lead_in = _LEAD_IN.search(text, max(0, match.start() - 6), match.start())
        at = lead_in.start() if lead_in else match.start()
        if _is_credit(text[match.end() :].strip(), bracketed="(" in text[at : match.start()]):
            return at
    return None


def _is_credit(rest: str, *, bracketed: bool) -> bool:
    """Whether what follows the label is names to the end, not a sentence."""
    if bracketed:
        return 0 < len(rest) <= _LONGEST_CREDIT and ")" not in rest.rstrip(".").removesuffix(")")
    bare = rest.rstrip(". )）")
    return bool(bare) and not re.search(r"[.!?…]\s", bare) and len(bare.split()) <= 9


def _in_form(text: str) -> re.Match[str] | None:
    if not _has_form_mark(ending(text)):
        return None
    start = max(0, len(text) - _LONGEST_CREDIT)
    return next((match for match in (form.search(text, start) for form in _FORMS) if match), None)


def _by_form(text: str) -> int | None:
    match = _in_form(text)
    if match:
        return match.start()
    match = _AGENCY.search(text, max(0, len(text) - 50)) if text[-2:].rstrip(".")[-1:] in (")", "）") else None
    # Without a label the bracket is a credit where the agency stands alone after the sentence.
    return match.start() if match and is_agency(match["agency"], foreign=True) else None


def clean_caption(caption: str, title: str | None = None) -> str:
    """Return a caption without what templates and alt texts put before or around it.

    Args:
        caption: The caption as printed.
        title: The story's title, which templates repeat before the caption ("<title> ảnh 1 <caption>").

    Returns:
        The caption, its credit still in it; "" where there was none (a file name, a slug, the bare title).
    """
    text = undouble(caption)
    text = _ALT_LABEL.sub("", _FILE.sub("", text))
    if _SLUG.match(text):
        return ""
    text = _without_title(text, title or "")
    return undouble(text)


def _without_title(text: str, title: str) -> str:
    numbered = _numbered(text, title)
    if numbered is not None:
        return numbered
    return "" if title and fold_key(text) == fold_key(title) else text


def _numbered(text: str, title: str) -> str | None:
    """The caption after "<title> ảnh 1", or None where the text has no such artefact."""
    for match in _NUMBERED.finditer(text) if _may_be_numbered(text) else ():
        before = text[: match.start()]
        known = bool(title) and fold_key(before).rstrip(" .") == fold_key(title).rstrip(" .")
        if known or (not _goes_on(text, match) and (not before or (not title and len(before) >= _SHORTEST_TITLE))):
            return text[match.end() :]
    return None


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Whether a sentence goes on after the number ("hình ảnh 3 chiều"); a caption begins with a capital."""
    return text[match.end() : match.end() + 1].islower()


def is_caption_like(text: str) -> bool:
    """Whether a line is a picture's by its form: a photo credit at its end, a numbered alt text, a file name.

    Stricter than :func:`split_credit`: "Source : …" and a bare "(VNA)" close sentences and stories too.
    """
    if not text or len(text) > _LONGEST_CAPTION:
        return False
    artefact = _FILE.match(text) or _ALT_LABEL.match(text) or _SLUG.match(text)
    return bool(artefact) or _numbered_alt(text) or _has_photo_credit(text) or _is_sourced(text)


def is_alt_alone(text: str) -> bool:
    """Whether a line is a picture's alt text and says nothing: a file name, a slug, "Chú thích ảnh"."""
    return bool(text) and len(text) <= _LONGEST_CREDIT and is_caption_like(text) and clean_caption(text) == ""


def _is_sourced(text: str) -> bool:
    if text[-2:].rstrip(".")[-1:] not in (")", "）") or reading_length(text) > _LONGEST_SOURCED:
        return False
    match = _SOURCE_BRACKET.search(text[-60:])
    return match is not None and is_agency(match["agency"], foreign=True)


def _has_photo_credit(text: str) -> bool:
    if not _has_picture_mark(ending(text)):
        return False
    at = _labelled(text)
    credit = text[at:].lstrip(" -–—|(（[") if at is not None else ""
    if at is not None and split_signature(text[:at]).agency:
        return False  # the end of a story, with its photographer behind the signature
    if not credit:
        return _in_form(text) is not None
    # A small letter ("… et 20 photos : 50 œuvres") is a sentence's.
    return bool(_PICTURE_LABEL.match(credit)) and (text[at:].lstrip()[0] in "(（[" or credit[0] == credit[0].upper())


def _may_be_numbered(text: str) -> bool:
    return _NUMBER.search(text) is not None and _has_number_mark(text.casefold())


def _numbered_alt(text: str) -> bool:
    match = _NUMBERED.search(text) if _may_be_numbered(text) else None
    if match is None or match.start() < _SHORTEST_TITLE or _goes_on(text, match):
        return False
    return not ends_sentence(text[: match.start()])
