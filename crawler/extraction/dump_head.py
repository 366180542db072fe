"""The head of a text dump: section, title, lead, publisher, date and captions before the body."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.extraction import wire
from crawler.extraction.dates import Moment, parse_date
from crawler.extraction.text import ends_sentence, fold_key, reading_length, same_text
from crawler.extraction.wire_names import is_vietnamese_name
from crawler.extraction.wire_phrases import SECTIONS

# No title of the seed documents has more than 95 characters; longer lines without a full stop are paragraphs.
_LONGEST_TITLE = 220
# A section name ("Politique", "Culture - Sports") is short; titles have more words.
_SECTION_WORDS = 3
# Between title and dateline stand lead, captions (printed twice at times), date and share labels.
_HEAD_LINES = 12
# "Mai Hoa - Thanh Cuong November 15, 2025 19:00" is a date line; more is a sentence with a date in it.
_LONGEST_DATE_LINE = 80
_SHORTEST_LEAD = 60
# A first paragraph without any mark of its own is a lead where this much of a story follows.
_BODY_BELOW_LEAD = 2
_LONGEST_LEAD = 900
_GLUED_DATE = re.compile(r"\s*(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})(?:\s*[-,]?\s*\d{1,2}:\d{2})?\s*$")
_DATE_WORDS = re.compile(
    r"[\d/:.,|–—()+-]+|\b(?:gmt|am|pm|thu|ngay|thang|nam|luc|updated|update|at|cap nhat|publie le)\b"
)
# "(CTO) - …" opens the body of papers without a lead; these houses tag their leads.
_TAGGED = re.compile(r"[(（]")
_LEAD_AGENCIES = ("vov", "ndel", "nhan dan")
_LEAD_TAGS = (None, "Chinhphu.vn", "VOV5", "VOVWORLD", "VOVworld", "ĐTCK", "DTCK")
_CHINESE_DATE_WORDS = re.compile("[年月日时分秒星期一二三四五六天上下午：，]|发布|更新|时间")
_SECTIONS = frozenset(fold_key(name) for name in SECTIONS)


@dataclass(slots=True)
class Head:
    """What the first lines of a dump say; ``body`` is the index of the first line after them."""

    section: str | None = None
    title: str | None = None
    lead: str | None = None
    published: Moment | None = None
    publisher: str | None = None
    byline: str | None = None
    captions: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    body: int = 0


def read_head(lines: Sequence[str]) -> Head:
    """Read the head of a dump.

    Args:
        lines: The dump's lines, normalised, none empty.

    Returns:
        The head. A dump that starts with its body has nothing but ``body`` in it.
    """
    head = Head()
    _read_above(head, lines)
    _read_section(head, lines)
    _read_title(head, lines)
    end = _end(head, lines)
    if end is None:
        _read_open(head, lines)
    else:
        _read_between(head, lines[head.body : end])
        head.body = end
    return head


def is_section(line: str) -> bool:
    """Whether a line is the name of a section or menu entry and nothing else."""
    return fold_key(line) in _SECTIONS


def is_title(line: str) -> bool:
    """Whether a line may be a title by its form: short, and no sentence that ends with a full stop."""
    return (
        len(line) <= _LONGEST_TITLE
        and (not ends_sentence(line) or line[-1] in "?!»…")
        and any(map(str.isalpha, line))
    )


def publisher_line(line: str) -> tuple[str, Moment | None] | None:
    """Read vietnam.vn's line of publisher, printed twice, and date: "Báo Cần ThơBáo Cần Thơ09/04/2025"."""
    glued = _GLUED_DATE.search(line[-40:]) if line.rstrip()[-1:].isdecimal() else None
    name = line[: len(line) - len(glued[0])].strip() if glued else ""
    half, odd = divmod(len(name), 2)
    twice = 2 <= half <= 60 and name[:half].strip() == name[half + odd :].strip() and (not odd or name[half] == " ")
    return (name[:half].strip(), parse_date(glued[1])) if glued and twice else None


def _read_above(head: Head, lines: Sequence[str]) -> None:
    """Skip mastheads and labels above the title; a date and a picture may stand there too."""
    while head.body < len(lines):
        line = lines[head.body]
        moment, captioned = _date_line(line), wire.is_caption_like(line)
        if not (moment or captioned or wire.is_furniture(line)):
            return
        head.published = head.published or moment
        head.captions += [line] * captioned
        head.body += 1


def _read_section(head: Head, lines: Sequence[str]) -> None:
    at = head.body
    if at + 2 >= len(lines) or not is_title(lines[at + 1]) or same_text(lines[at], lines[at + 1]):
        return
    short = (
        len(lines[at].split()) <= _SECTION_WORDS and not ends_sentence(lines[at]) and len(lines[at + 1].split()) > 4
    )
    below = lines[at + 1]
    unlike = not (wire.is_caption_like(below) or _date_line(below) or wire.split_dateline(below))
    if is_section(lines[at]) or (short and unlike and len(lines[at]) <= 25):
        head.section, head.body = lines[at], at + 1


def _read_title(head: Head, lines: Sequence[str]) -> None:
    rest = lines[head.body :]
    opens = bool(rest) and (
        wire.split_dateline(rest[0])
        or wire.is_caption_like(rest[0])
        or wire.source_line(rest[0])
        or wire.split_signature(rest[0]).agency  # a story of one paragraph, signed
    )
    if len(rest) < 2 or opens or not is_title(rest[0]):
        return
    at = 1 if is_title(rest[1]) and _is_window_title(rest[0], rest[1]) else 0
    head.title = rest[at]
    head.body += at + 1
    while head.body < len(lines) and same_text(lines[head.body], head.title):
        head.body += 1


def _is_window_title(line: str, title: str) -> bool:
    """Whether a line is the title with the site's name after it, as the window shows it: "<title> | VietnamPlus"."""
    return line.startswith(title) and line[len(title) :].lstrip()[:1] in {"|", "-", "–", "—"}


def _end(head: Head, lines: Sequence[str]) -> int | None:
    """Where the body starts, by its dateline or by the publisher line before it; None where neither is there."""
    for at in range(head.body, min(head.body + _HEAD_LINES, len(lines))):
        for below in (at + 1, at + 3):
            publisher = publisher_line("".join(lines[at:below]))
            if publisher:
                head.publisher, head.published = publisher
                _read_between(head, lines[head.body : at])
                head.body = below
                return below
        if wire.is_teaser_heading(lines[at]) or wire.is_comment_box(lines[at]):
            return None
        dateline = wire.split_dateline(lines[at])
        if dateline:
            # Without a place it opens the lead itself ("(VOVWORLD) - …", "NDEL - …") where none stands above it.
            tagged = fold_key(dateline.agency or "").startswith(_LEAD_AGENCIES) and not dateline.place
            above = any(_may_be_lead(line) for line in lines[head.body : at])
            return None if tagged and head.title and not above else at
    return None


def _read_between(head: Head, lines: Sequence[str]) -> None:
    """Read the lines between title and body: the first prose is the lead, what is left are captions."""
    for at, line in enumerate(lines):
        if not _read_mark(head, line):
            stands_above = at == 0 and _is_above_alt(head, lines)
            if head.lead is None and (stands_above or _may_be_lead(line)):
                head.lead = line
            elif not same_text(line, head.lead):
                head.captions.append(line)


def _is_above_alt(head: Head, lines: Sequence[str]) -> bool:
    """Whether the first line is a sentence above "<title> ảnh 1 …": the lead stands between title and picture."""
    line, below = (*lines, "", "")[:2]
    titled = bool(head.title) and fold_key(below).startswith(fold_key(head.title or ""))
    numbered = titled and wire.clean_caption(below, head.title) not in ("", below)
    return numbered and ends_sentence(line) and not wire.is_caption_like(line)


def _may_be_lead(line: str) -> bool:
    # A lead is a sentence; without its full stop a line before the dateline is a caption unless it is long.
    enough = _SHORTEST_LEAD if ends_sentence(line) else 2 * _SHORTEST_LEAD
    return not wire.is_caption_like(line) and reading_length(line) >= enough


def _read_open(head: Head, lines: Sequence[str]) -> None:
    """Read a head that nothing closes: marks, then a lead where enough of a story follows."""
    _read_marks(head, lines)
    rest = lines[head.body :]
    # The lead stands above the first picture: what stands below one is the body.
    if not head.title or head.captions or not rest or not ends_sentence(rest[0]) or len(rest[0]) > _LONGEST_LEAD:
        return
    if _TAGGED.match(rest[0]) and wire.split_house_tag(rest[0])[0] not in _LEAD_TAGS:
        return
    below = [line for line in rest[1:] if ends_sentence(line) and not wire.is_caption_like(line)]
    if len(below) >= _BODY_BELOW_LEAD and not wire.split_signature(rest[0]).closes:
        head.lead = rest[0]
        head.body += 1
        _read_marks(head, lines)


def _read_marks(head: Head, lines: Sequence[str]) -> None:
    while head.body < len(lines) and _read_mark(head, lines[head.body]):
        head.body += 1


def _read_mark(head: Head, line: str) -> bool:
    """Whether a line is a date, byline, caption, related title or label; what it says is noted."""
    related = wire.related_line(line)
    moment = _date_line(line)
    if moment:
        head.published = head.published or moment
        head.byline = head.byline or _names_before_date(line)
    elif related:
        head.related.append(related)
    elif wire.is_caption_like(line) or line in head.captions[-1:]:
        head.captions.append(line)
    elif is_section(line) and head.section is None:
        head.section = line
    elif head.byline is None and not ends_sentence(line) and wire.sign_off(line):
        head.byline = wire.sign_off(line)
    else:
        return wire.is_furniture(line) and not wire.is_comment_box(line)
    return True


def _date_line(line: str) -> Moment | None:
    """The moment of a line that is a date, with names before it at most."""
    if len(line) > _LONGEST_DATE_LINE or ends_sentence(line):
        return None
    moment = parse_date(line)
    return moment if moment and (_names_before_date(line) or _is_bare_date(line)) else None


def _is_bare_date(line: str) -> bool:
    # A date line has a weekday and a month's name besides its numbers; "越通社简讯2025.9.3" is a title.
    if reading_length(_CHINESE_DATE_WORDS.sub("", line)) > len(line):
        return False
    return len(re.findall(r"[^\W\d_]+", _DATE_WORDS.sub(" ", fold_key(line)))) <= 4


def _names_before_date(line: str) -> str | None:
    before = re.split(r"\d", line, maxsplit=1)[0].rstrip(" |,–-")
    # The last word may be the month or the weekday of the date.
    without_last = re.sub(r"[\s|,–-]*[^\W\d_]+$", "", before)
    return next((found for text in (without_last, before) if (found := wire.sign_off(text) or _listed(text))), None)


def _listed(text: str) -> str | None:
    return text if is_vietnamese_name(text) else None
