"""House tags ("TPO - …", "(Dân trí) - …", "ANTD.VN - …"): the paper's own name before a lead or first paragraph."""

import re

from crawler.extraction.wire_phrases import HOUSE_TAGS, NO_HOUSE_TAGS

_DASH = re.compile(r"\s*[-–—:]\s*")
# A domain ("Baohatinh.vn", "VOV.VN") is a tag whatever its name.
_DOMAIN = r"[A-Za-z0-9-]{3,24}\.(?:com\.|org\.|gov\.|COM\.|ORG\.|GOV\.)?(?:vn|VN)"
# In brackets: an abbreviation ("ĐTCK", "LĐ online"), a domain, or a name of two or three words ("Tổ Quốc"), but no
# credit and no number of a series.
_NAME = r"(?!Ảnh|Hình|Nguồn|Tiếp|Phần|Bài)[^\W\d_]\w+(?: [^\W\d_]\w+){1,2}"
_BRACKETED = re.compile(
    rf"^[(（](?P<tag>[A-ZĐÀ-Ỹ&]{{2,8}}\d?(?: [Oo]nline)?|{_DOMAIN}|{_NAME})[)）]\s*[-–—:]\s*(?=\S)"
)
# Bare: "… Online", "…O" for the same ("ĐTO"), "… điện tử" ("PTĐT"), "… Việt Nam", or a domain, and a dash with a
# space on both sides. "GDP - …" and "VAR - …" are sentences about them.
_BARE = re.compile(
    rf"^(?P<tag>[A-ZĐ]{{2,6}} [Oo]nline|[A-ZĐ]{{1,5}}O|[A-ZĐ]{{1,4}}(?:ĐT|VN|TV)|{_DOMAIN})\s[-–—]\s(?=\S)"
)
_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
# Whether a text is Vietnamese, its first words tell: one in four has a letter of its own.
_TOLD_WITHIN = 60
# A shorter tag may be any word that begins a sentence.
_SAFE_WITHOUT_DASH = 5


def split_house_tag(text: str, tags: tuple[str, ...] = ()) -> tuple[str | None, str]:
    """Split a house tag off a lead or first paragraph: "TPO - …", "(CTO) - …", "(Chinhphu.vn) - …", "BNEWS …".

    Args:
        text: The lead or paragraph.
        tags: The house's own tags, without dash or brackets. Common ones of the press are known, and others are told
            by their form.

    Returns:
        The tag (None where there is none) and the rest of the text.
    """
    opened = text.lstrip("(（")
    for tag in (*tags, *HOUSE_TAGS) if opened.startswith((*tags, *HOUSE_TAGS)) else ():
        rest = _after_tag(text, tag) if opened.startswith(tag) else None
        if rest:
            return tag, rest
    match = _BRACKETED.match(text) or _BARE.match(text)
    if match and (opened != text or _is_bare_tag(match["tag"], text[match.end() :])):
        return match["tag"], text[match.end() :]
    return None, text


def _after_tag(text: str, tag: str) -> str | None:
    """What follows ``tag`` at the start of ``text``, or None where it does not open it as a house tag."""
    bracketed = text.startswith((f"({tag})", f"（{tag}）"))
    if not tag or not (bracketed or text.startswith(tag)):
        return None
    rest = text[len(tag) + 2 * bracketed :]
    dash = _DASH.match(rest)
    if dash and (bracketed or dash[0][:1] == " " or dash[0][-1:] == " "):
        return rest[dash.end() :] or None
    # "(DTCK) Ngày …" and "BNEWS Ngày …": no dash, but a capital after the tag.
    safe = bracketed or (tag.isupper() and len(tag) >= _SAFE_WITHOUT_DASH)
    return rest.lstrip() if safe and rest[:1] == " " and rest[1:2].isupper() else None


def _is_bare_tag(tag: str, rest: str) -> bool:
    """Whether an unknown abbreviation is a Vietnamese paper's: it stands before a sentence of Vietnamese."""
    begins = rest[0].isupper() or not rest[0].isalpha()
    vietnamese = _VIETNAMESE.search(rest[:_TOLD_WITHIN].lower()) is not None
    return "." in tag or (begins and vietnamese and tag not in NO_HOUSE_TAGS)
