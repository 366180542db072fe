"""The parsed page: one lxml tree, its elements by selector, the visible text of an element."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from lxml.html import HtmlElement

from crawler.extraction import text as texts
from crawler.extraction.index import Index
from crawler.extraction.selectors import LONGEST_KEPT, compiled

# Elements whose content is never read as text of the page.
UNREAD = frozenset((
    "script", "style", "noscript", "template", "iframe", "svg", "button", "select", "option", "input", "textarea",
    "object", "embed", "video", "audio", "canvas", "map", "head",
))  # fmt: skip
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
))  # fmt: skip
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# "For screen readers only" in Bootstrap, Tailwind, WordPress, Drupal; "hidden" alone is shown again by scripts.
_HIDING_CLASSES = frozenset(
    ("visually-hidden", "visuallyhidden", "sr-only", "screen-reader-text", "element-invisible", "d-none", "u-hidden")
)
# An address that needs no joining: absolute, and its host without login or IPv6 brackets, which urljoin checks.
_PLAIN = re.compile(r"https?://[\w.-]+(?::\d+)?(?=[/?#]|$)")
# lxml.html's own lookup asks a Python function for the class of every element; one class for all is found in C.
# No rule asks libxml2 for an id: its own table of them is left out.
_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False)
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
_ENDS = re.compile(rb"</(?:body|html|BODY|HTML)>")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|clip\s*:\s*rect\(0", re.IGNORECASE)


class Document:
    """A parsed page.

    Args:
        source: Its text, or that in UTF-8.
        url: Where it was found.

    Attributes:
        root: The html element.
        url: Where the page was found.
        base: What relative links refer to.
        index: Its elements by what selectors begin with.
        stated: Its elements that speak to machines, by tag.
    """

    __slots__ = ("_origin", "base", "index", "root", "stated", "url")

    def __init__(self, source: str | bytes, url: str) -> None:
        self.url = url
        self.root = _parse(source if isinstance(source, bytes) else source.encode("utf-8", "replace"))
        self.stated = _stated(self.root)
        self.base = _base(self.stated["base"], url)
        self._origin = "/".join(self.base.split("/", 3)[:3]) if _PLAIN.match(self.base) else None
        self.index = Index(self.root)

    def select(self, css: str, within: HtmlElement | None = None) -> list[HtmlElement]:
        """Return the elements that a selector matches, in page order."""
        return self.index.select(compiled(css), within)

    def first(self, selectors: Iterable[str]) -> list[HtmlElement]:
        """Return the matches of the first selector that has any with text."""
        for css in selectors:
            found = [element for element in self.select(css) if has_text(element)]
            if found:
                return found
        return []

    def every(self, selectors: Iterable[str], within: HtmlElement | None = None) -> list[HtmlElement]:
        """Return the matches of all selectors."""
        return [element for css in selectors for element in self.select(css, within)]

    def absolute(self, link: str | None) -> str | None:
        """Return a link as an absolute http(s) URL, or None where it is none."""
        link = (link or "").strip()
        if not link or link.startswith(("#", "javascript:", "data:", "mailto:", "tel:")):
            return None
        if _PLAIN.match(link):
            return link
        if self._origin and link[0] == "/" and link[:2] != "//" and "/." not in link:
            return self._origin + link
        try:
            joined = urljoin(self.base, link)
            parts = urlsplit(joined)
        except ValueError:
            return None
        return joined if parts.scheme in {"http", "https"} and parts.netloc else None


def _parse(data: bytes) -> HtmlElement:
    # Bytes, because lxml refuses a str with an XML declaration. huge_tree lifts libxml2's limit of 256 levels,
    # which pages with unclosed font tags pass; its next limit, 2048, stays and keeps hostile pages harmless.
    # Browsers go on reading after </body> and </html>, which some templates close too early; libxml2 would not.
    division = data.rfind(b"<div")
    last = max(division, data.rfind(b"<p", max(division, 0)))
    for end in dict.fromkeys(_ENDS.findall(data, 0, last + 1)):
        data = data.replace(end, b"")
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError:
        root = None
    return root if isinstance(root, HtmlElement) else html.Element("html")


def _stated(root: HtmlElement) -> dict[str, list[HtmlElement]]:
    """Return the elements that speak to machines, wherever on the page they stand, in one walk."""
    found: dict[str, list[HtmlElement]] = {"base": [], "meta": [], "title": [], "link": [], "script": []}
    for element in root.iter(*found):
        found[str(element.tag)].append(element)
    return found


def _base(elements: Iterable[HtmlElement], url: str) -> str:
    for element in elements:
        try:
            return urljoin(url, (element.get("href") or "").strip())
        except ValueError:
            break
    return url


def hidden(element: HtmlElement) -> bool:
    """Tell whether an element is kept from the reader by its own attributes or by a class of common style sheets."""
    style, named = element.get("style"), element.get("class")
    return (
        element.get("hidden") is not None
        or (style is not None and _HIDDEN.search(style) is not None)
        or (named is not None and (_known_to_hide(named) if len(named) <= LONGEST_KEPT else _hides(named)))
    )


def _hides(named: str) -> bool:
    return not _HIDING_CLASSES.isdisjoint(named.split())


_known_to_hide = lru_cache(maxsize=1024)(_hides)


def has_text(element: HtmlElement) -> bool:
    """Tell whether an element has any visible text, or says something in its attributes."""
    return bool(element.get("content") or element.get("datetime")) or exceeds(element, 0)


def _strings(element: HtmlElement) -> Iterator[str]:
    """Yield the visible strings of an element; a blank where a block or line ends."""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            if not isinstance(node.tag, str) or node.tag in UNREAD or (node is not element and hidden(node)):
                walk.skip_subtree()
                continue
            if node.tag in BLOCKS or node.tag == "br":
                yield " "
            yield node.text or ""
        elif node is not element:
            if node.tag in BLOCKS:
                yield " "
            yield node.tail or ""


def _alone(element: HtmlElement) -> str | None:
    """Return the visible text of an element that holds no other, as most do; None where a walk must tell."""
    if len(element):
        return None
    return (element.text or "") if isinstance(element.tag, str) and element.tag not in UNREAD else ""


def text_of(element: HtmlElement) -> str:
    """Return the visible text of an element on one line."""
    alone = _alone(element)
    return texts.normalise("".join(_strings(element)) if alone is None else alone)


def exceeds(element: HtmlElement, limit: int) -> bool:
    """Tell whether an element holds more visible text than ``limit`` characters, without reading much more."""
    alone, size = _alone(element), 0
    for string in _strings(element) if alone is None else (alone,):
        size += len(string.strip())
        if size > limit:
            return True
    return False


def deeper(root: HtmlElement, levels: int) -> bool:
    """Tell whether elements of a tree are nested in more than so many levels."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > levels:
            return True
    return False


def text_sizes(root: HtmlElement) -> dict[HtmlElement, int]:
    """Return how many visible characters each element below (and with) the root holds, in one pass."""
    sizes: dict[HtmlElement, int] = {}
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            if not isinstance(node.tag, str) or node.tag in UNREAD:
                walk.skip_subtree()
                continue
            sizes[node] = len((node.text or "").strip())
        else:
            parent = node.getparent()
            if parent is not None and parent in sizes:
                sizes[parent] += sizes.get(node, 0) + len((node.tail or "").strip())
    return sizes


def ancestors(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the element's ancestors, the nearest first."""
    node = element.getparent()
    while node is not None:
        yield node
        node = node.getparent()


def following(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements after an element, in page order; an XPath would make a list of the whole page first."""
    for node in (element, *ancestors(element)):
        for after in node.itersiblings("*"):
            yield from after.iter("*")
