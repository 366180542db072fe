"""Title, byline, section, tags, language: each from the best place that a page has for it."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.extraction import language, wire
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document, ancestors, has_text, text_of
from crawler.extraction.rules import Rules
from crawler.extraction.text import fold_key, normalise, words

# " | Báo Cần Thơ", " - Reuters": what titles carry at their end.
_SUFFIX = re.compile(r"\s+(?:[|•»·–—-]|::)\s+")
_BY = re.compile(
    r"^(?:tác giả|bài và ảnh|bài, ảnh|tin, ảnh|thực hiện|theo|(?:submitted )?by|par|por|von|di|от|автор|作者)"
    r"\s*[:：]?\s+|^[-–—•|,:]\s*",
    re.IGNORECASE,
)
# "Thu Hằng (thực hiện)": what the author did stands behind the name.
_ROLE = re.compile(r"\s*\((?:thực hiện|tổng hợp|ghi|dịch|lược dịch|biên dịch|biên tập)\)$", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\(([^()]{2,40})\)$")
_GLUED_AGENCY = re.compile(r"(?<=[\w.])(?<![A-ZĐ])\s*[-/]?\s*(TTXVN|VNA|VGP|VOV)$")
# "Dolores Chang · Posted: Aug 08, 2024": a byline's line goes on with the date.
_DATE_TAIL = re.compile(
    r"\s*(?:[·|•/,-]\s*)?(?:(?:posted|updated|published|cập nhật|ngày)\b.*|\(?\d{1,2}[:h/.]\d{2}.*|\d{4}-\d{2}.*"
    r"|\w{3,9}\.? \d{1,2}, \d{4}.*)$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?://|www\.|@|^\d+$|\b(?:image|photo|ảnh)\s*:|^(?:admin|editor|administrator|webmaster|null|unknown)$",
    re.IGNORECASE,
)
# Languages that a guess can tell apart.
_GUESSED = frozenset(("fr", "vi", "en", "es", "ru", "zh", "ja", "ko", "th", "lo", "km"))
# Codes of countries that templates declare as languages.
_COUNTRIES = {"vn": "vi", "cn": "zh", "jp": "ja", "kr": "ko"}
# A byline names people; anything longer is a sentence about them.
_LONGEST_BYLINE = 120
# Names of sections and tags are a few words; longer ones are headlines in the wrong place.
_LONGEST_SECTION, _LONGEST_TAG = 60, 80
# More than this many are not a story's authors but a list of the paper's.
_MOST_NAMES = 6


def title(document: Document, rules: Rules, data: Metadata) -> tuple[str | None, HtmlElement | None]:
    """Return the title and the element that shows it.

    The rules' element wins; then the h1 that agrees with what the page calls itself; then that name without the
    site's.
    """
    ruled = document.first(rules.title)
    shown = ruled or [h1 for h1 in document.root.iter("h1") if has_text(h1)]
    if shown:
        best = max(shown, key=lambda element: _agreement(text_of(element), data.titles)) if shown[1:] else shown[0]
        if ruled or not data.titles or _agreement(text_of(best), data.titles) > 0.5:
            return text_of(best), best
    return next((without_site(name, document.url, data) for name in data.titles), None), None


def _agreement(shown: str, titles: list[str]) -> float:
    """Return the share of a heading's words that one of the page's titles has too, and the reverse, the lower."""
    if any(_is_whole_but_for_site(shown, name) for name in titles):
        return 1.0
    mine = set(words(shown))
    scores = [
        len(mine & other) / max(len(mine), len(other))
        for other in (set(words(name)) for name in titles)
        if other and mine
    ]
    return max(scores, default=0.0)


def _is_whole_but_for_site(shown: str, name: str) -> bool:
    """Tell whether a title is the heading and a suffix; words do not tell it of Chinese, which has no spaces."""
    suffix = _SUFFIX.match(name, len(shown)) if shown and name.startswith(shown) else None
    return suffix is not None or name == shown


def without_site(name: str, url: str, data: Metadata) -> str:
    """Cut the site's name off the end of a title."""
    parts = _SUFFIX.split(name)
    if len(parts) < 2:
        return name
    tail = parts[-1]
    return name[: name.rindex(tail)].rstrip(" |•»·–—-:") if is_site_name(tail, url, data) else name


def is_site_name(name: str, url: str, data: Metadata) -> bool:
    """Tell whether a name is the site's own: its host, its og:site_name, its publisher."""
    key = _squeezed(name)
    if not key:
        return True
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    known = [_squeezed(other) for other in (*data.site_names, host)]
    return any(
        key == other or (len(key) > 3 and key in other) or (len(other) > 5 and other in key) for other in known
    )


def _squeezed(name: str) -> str:
    return "".join(words(name))


def byline(document: Document, rules: Rules, data: Metadata) -> tuple[str | None, str | None, list[HtmlElement]]:
    """Return the byline, an agency that stood in it, and the elements that show it."""
    for css in rules.byline:
        shown = [element for element in document.select(css) if 0 < len(text_of(element)) <= _LONGEST_BYLINE][
            :_MOST_NAMES
        ]
        outer = outermost(shown)
        name, agency = people(map(text_of, outer))
        if name or agency:
            return name, agency, outer
    name, agency = people(author for author in data.authors if not is_site_name(author, document.url, data))
    return name, agency, []


def people(names: Iterable[str]) -> tuple[str | None, str | None]:
    """Join names into a byline and split off the agency that some templates glue to them.

    Returns:
        The byline and the agency, each None where there is none: "Tâm HằngTTXVN" gives "Tâm Hằng" and "TTXVN".
    """
    clean: list[str] = []
    agency = None
    for name in names:
        person, theirs = _person(name)
        agency = agency or theirs
        if person and not any(fold_key(person) in fold_key(other) for other in clean):
            clean.append(person)
    return ", ".join(clean) or None, agency


def _person(name: str) -> tuple[str | None, str | None]:
    name = normalise(_BY.sub("", normalise(name)))
    name = _ROLE.sub("", name)
    bracket = _BRACKET.search(name)
    agency = bracket.group(1) if bracket and wire.is_agency(bracket.group(1)) else None
    if bracket and agency:
        name = name[: bracket.start()]
    first, _, rest = name.partition("/")
    if rest and wire.is_agency(rest) and not wire.is_agency(first):
        name, agency = first, rest  # "Văn Giáp/Bnews/vnanet.vn"
    glued = _GLUED_AGENCY.search(name)
    if glued:
        name, agency = name[: glued.start()], agency or glued.group(1)
    name = _DATE_TAIL.sub("", name).strip(" ,;|-–—·/")
    if wire.is_agency(name):
        return None, name
    return (None if not name or _NO_NAME.search(name) else name), agency


def outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Return the elements that stand in no other of the list, in their order."""
    known = set(elements)
    kept: list[HtmlElement] = []
    for element in elements:
        node = element.getparent()
        while node is not None and node not in known:
            node = node.getparent()
        if node is None:
            kept.append(element)
    return kept


def section(document: Document, rules: Rules, data: Metadata) -> str | None:
    """Return the section's name, the deepest one that the page gives."""
    shown = [text_of(element) for element in document.first(rules.section)]
    return next((name for name in [*shown[-1:], *data.sections] if 0 < len(name) < _LONGEST_SECTION), None)


def tags(document: Document, rules: Rules, data: Metadata) -> list[str]:
    """Return the story's tags without "#" and trailing commas, each once; what a side bar shows is other stories'."""
    own = (tag for tag in document.first(rules.tags) if all(above.tag != "aside" for above in ancestors(tag)))
    shown = [text_of(element) for element in own]
    clean = (normalise(tag.strip(" #,;")) for tag in shown or data.tags)
    unique: dict[str, str] = {}
    for tag in clean:
        if 0 < len(tag) < _LONGEST_TAG:
            unique.setdefault(fold_key(tag), tag)
    return list(unique.values())


def tongue(declared: str | None, data: Metadata, sample: str) -> str | None:
    """Return the language of a story as a BCP 47 primary subtag.

    Args:
        declared: The edition's language, which wins.
        data: For what the page declares.
        sample: Title and text, which decide where the page's declaration is wrong (templates say "vi" or "en").
    """
    if declared:
        return declared
    said = [name.replace("_", "-").split("-")[0].lower() for name in data.languages]
    hint = next((_COUNTRIES.get(name, name) for name in said if len(name) == 2 and name.isalpha()), None)
    # The guess knows the corpus' own languages only: of a page in German or Italian it would choose among them.
    if hint and hint not in _GUESSED:
        return hint
    return language.guess(sample, hint) or hint
