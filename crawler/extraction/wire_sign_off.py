"""Lines below a story: who signed it, where it came from."""

import re
from dataclasses import dataclass

from crawler.extraction.text import ends_sentence, same_text
from crawler.extraction.wire_dateline import is_agency
from crawler.extraction.wire_names import is_vietnamese_name, looks_like_name, names

# No sign-off is longer; a longer line is not looked at.
_LONGEST_SIGN_OFF = 90
# The longest address that browsers and servers agree on (2,000 characters), with author and label.
_LONGEST_SOURCE = 2100
_ROLE = (
    r"Tin|Bài|Ảnh|Hình|Clip|Video|Đồ họa|Bài viết|Tin bài|Tác giả|Thực hiện|Nhóm phóng viên|Phóng viên|PV|CTV|"
    r"Người viết|"
    r"Articles?|Textes?|Nouvelles?|Actualités?|Réalisé par|Journalistes?|Écrit par|"
    r"Photos?|Images?|Reportage|Auteure?s?|Par|Rédaction|Réalisation|"
    r"News|Story|Text|Reported|Written|Author|Authors|By|Reporters?|Texto|Artículo|Fotos?|Autora?|Por|Redacción|"
    r"Текст|Статья|Автор|Авторы|Фото|文|图|图文|作者|记者|撰文|摄影|通讯员"
)
_JOIN = r"\s*(?:,|/|&|-|–|\+|、|\s(?:và|et|and|y|и)\s)\s*"
_SIGN_OFF = re.compile(
    rf"^[(（*]?\s*(?:{_ROLE})(?:{_JOIN}(?:{_ROLE}))*(?:\sby)?\s*(?P<colon>[:：])\s*(?P<name>.{{1,80}}?)\s*[)）*]?$",
    re.IGNORECASE,
)
# "Ảnh: P.V" credits pictures and signs nothing; "Bài: A - Ảnh: B" is signed by A.
_PICTURE_ONLY = re.compile(
    r"^[(（*]?\s*(?:Ảnh|Hình|Photos?|Images?|Fotos?|Фото|图|摄影|Clip|Video|Đồ họa)\s*[:：]", re.IGNORECASE
)
_PHOTOGRAPHER = re.compile(
    r"\s*[-–;,.|]?\s*(?:Ảnh|Hình|Photos?|Fotos?|Фото|图|Clip|Video|Đồ họa)\s*[:：].*$", re.IGNORECASE
)
_BY = re.compile(r"^(?:By|Par|Por)\s(?P<name>.{2,60})$", re.IGNORECASE)
# "Reporting by A in Hanoi; Editing by B": the line of Reuters and those who write like it.
_REPORTING = re.compile(
    r"^[(（]?(?:Reporting|Writing|Reported|Written) by (?P<name>[^;,.()]{1,60}?)(?: in [^;()]{1,30})?"
    r"(?:[;,.]\s*(?:additional |writing and )?(?:reporting|writing|editing|edited|translated) by [^;()]{1,60}){1,3}"
    r"[)）]?$",
    re.IGNORECASE,
)
_LONGEST_REPORTING = 250
_DONE_BY = re.compile(
    r"^(?P<name>.{2,50}?)\s*[(（]?(?:thực hiện|tổng hợp|lược dịch|lược ghi|ghi|biên dịch|dịch|synthèse"
    r"|synthesis|compilation|résumé|traduction|réalisé)[)）]?$",
    re.IGNORECASE,
)
# "Par …" with where the author is; "By" and a name is a byline in any language of the corpus. A company is "PV Gas".
_REPEATED = re.compile(
    r"(?:(?:by|par|por|автор|tác giả|bài|tin, bài|bài và ảnh|文|作者|记者)\s*[:：]?|(?:phóng viên|pv)\s*[:：])\s+"
    r"(?P<name>[^()（）]+?)"
    r"\s*(?:[(（][^()（）]*[)）]|,\s(?:à|in|en|tại|из|в)\s.*)?$",
    re.IGNORECASE,
)
_AROUND_BYLINE = 50
_OUTLET = re.compile(
    r"^(?:Báo |Tạp chí |Đài |Cổng |(?:le )?journal |(?:le )?site |l'agence |the |[\w-]+\.(?:com|vn|net|org)\b)",
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    r"^[(（]?\s*(?:Theo|D'après|Selon|According to|Según|Nguồn tin)\s*:?\s*(?P<name>[^,;.]{2,40})\s*[)）]?$",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"^[(（]?\s*(?P<by>[^:：]{0,60}?)\s*(?:Source|Sources|Nguồn|Nguồn tin|Fuente|Источник|来源|Quelle|Fonte|Sumber|"
    r"出典|ソース|출처|"
    r"ที่มา|แหล่งที่มา|ແຫຼ່ງທີ່ມາ|ប្រភព)\s*[:：]\s*(?P<rest>\S.*?)\s*[)）]?$"
)
# The address glued to whatever stood before it: "… du pays.Source : https://…".
_GLUED_SOURCE = re.compile(
    r"(?<=\S)\s*(?P<source>(?:Source|Sources|Nguồn|Fuente|Источник|来源|Quelle|Fonte|Sumber)\s?[:：]\s?https?://[^\s<>\"]+)$"
)
_URL = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source line: the author glued before it, the URL and, without one, the name of the source."""

    byline: str | None = None
    url: str | None = None
    name: str | None = None


def sign_off(text: str) -> str | None:
    """The byline in a closing line, or None where the line could be story.

    Args:
        text: A line at the end of a story: "Tin, ảnh: P.Y", "Article et photos : Hong Van", "Minh Thu (thực
            hiện)", or a Vietnamese name alone.
    """
    reported = _REPORTING.match(text) if len(text) <= _LONGEST_REPORTING else None
    if reported:
        return reported["name"]
    if not text or len(text) > _LONGEST_SIGN_OFF:
        return None
    match = _SIGN_OFF.match(text)
    if match:
        return None if _PICTURE_ONLY.match(text) else _signed_by(_PHOTOGRAPHER.sub("", match["name"]))
    match = _BY.match(text) or _DONE_BY.match(text)
    if match:
        return names(match["name"])
    match = _ACCORDING.match(text)
    if match:
        return match["name"] if is_vietnamese_name(match["name"]) and not is_agency(match["name"]) else None
    return text if is_vietnamese_name(text) else None


def _signed_by(name: str) -> str | None:
    """The name after a label; a colon makes it safe to take what is not a sentence."""
    name += ")" * (name.count("(") > name.count(")"))  # "Bài: Tuấn Anh (TTXVN)" lost it with those around a line
    short = len(name.split()) <= 8 and not is_agency(name) and not _URL.search(name)
    lone_stop = ends_sentence(name) and not looks_like_name(name) and len(name.split()) > 4
    return name.rstrip(" ;,") if short and not lone_stop else None


def names_author(text: str, author: str | None) -> bool:
    """Whether a line repeats the byline that is known: "Par Jean Dupont (à Hanoï)"."""
    match = _REPEATED.match(text) if author and len(text) <= len(author) + _AROUND_BYLINE else None
    return match is not None and same_text(match["name"], author)


def opening_byline(text: str) -> str | None:
    """The author in a line above a story: "Par Jean Dupont (à Hanoï)"; None where it is anything else."""
    match = _REPEATED.match(text) if len(text) <= _LONGEST_SIGN_OFF and not ends_sentence(text) else None
    return names(match["name"]) if match else None


def source_line(text: str) -> SourceLine | None:
    """Read a line that names the original.

    Args:
        text: One line: "Source : https://…", "LINH LINHSource : https://…", "Nguồn: …", "Theo TTXVN"; a sentence
            with a colon in it is none.

    Returns:
        What the line says, or None where it is no source line.
    """
    match = _SOURCE.match(text) if len(text) <= _LONGEST_SOURCE else None
    if match:
        return _source(match["by"].strip(" -–—|,"), match["rest"])
    match = _ACCORDING.match(text)
    name = match["name"].strip() if match and not ends_sentence(text) else ""
    return SourceLine(name=name) if name and (_is_outlet(name) or _is_named(name)) else None


def split_source(text: str) -> tuple[str, str | None]:
    """Split a source line with an address off the text that it is glued to.

    Returns:
        The text before it, and the source line or None. A paragraph that is a source line as a whole stays whole.
    """
    match = _GLUED_SOURCE.search(text, max(0, len(text) - _LONGEST_SOURCE)) if "://" in text else None
    if not match or source_line(text):
        return text, None
    return text[: match.start()], match["source"]


def _source(by: str, rest: str) -> SourceLine | None:
    byline = (sign_off(by) or names(by)) if by else None
    signed = by.strip(" ()（）.-–—")
    agency = signed if is_agency(signed) else None
    if by and not (byline or agency):
        return None
    url = _URL.search(rest)
    if url:
        return SourceLine(None if agency else byline, url[0].rstrip(".,;)"), agency)
    if agency or len(rest.split()) > 10 or (ends_sentence(rest) and len(rest.split()) > 4):
        return None
    return SourceLine(byline, None, rest.rstrip("."))


def _is_named(name: str) -> bool:
    """Whether a source is a short name and not a person's, who signs."""
    return name[0].isupper() and len(name.split()) <= 5 and not is_vietnamese_name(name)


def _is_outlet(name: str) -> bool:
    """Whether a name after "Theo" is an outlet: an agency, a paper ("Báo …"), a site."""
    return is_agency(name, foreign=True) or bool(_OUTLET.match(name))
