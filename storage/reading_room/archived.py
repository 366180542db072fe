"""Archived pages made inert: the words of a page in their order, and nothing that runs, loads, sends or leads away.

What may stay is listed; all else goes, so that a tag or attribute nobody thought of does no harm. The page is then
served under :data:`storage.reading_room.security.INERT` inside a sandboxed frame: three locks, each enough alone.
"""

import re

import lxml.html
from lxml import etree
from markupsafe import escape

from storage.records import Page

KEPT_TAGS = frozenset(
    re.findall(
        r"\w+",
        "html body main article section header footer nav aside div p span br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd "
        "blockquote pre code em strong b i u s small sub sup mark q cite abbr time figure figcaption table caption "
        "thead tbody tfoot tr th td details summary address a img",
    )
)
KEPT_ATTRIBUTES = frozenset({"alt", "title", "lang", "dir", "colspan", "rowspan", "datetime", "open"})
"""Not ``href``: a click in the frame would ask the newspaper, and a page may dress any address as any other."""
DROPPED = frozenset(
    re.findall(
        r"\w+",
        "script style noscript template iframe frame frameset object embed applet svg math canvas audio video "
        "link meta base head title input select textarea button option dialog",
    )
)
"""Elements that go with all they hold. Others that are not kept, such as a form around the whole page, leave their
content behind."""

_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_HEAD = 4096  # bytes in which HTML must name its encoding, with room for the comments that some sites begin with


def text_of(page: Page) -> str:
    """Return a page's source as text, in the encoding that its header or itself names, or UTF-8."""
    named = _HEADER_CHARSET.search(page.content_type or "")
    marked = _META_CHARSET.search(page.body[:_HEAD])
    for name in (named and named[1], marked and marked[1].decode("ascii")):
        try:
            if name:
                return page.body.decode(name, "replace")
        except (LookupError, ValueError):  # an unknown name, or a codec that is none for text
            continue
    return page.body.decode("utf-8-sig", "replace")


def inert(page: Page) -> str:
    """Return a page as HTML that can be shown: a text dump as it stands, HTML without what could act."""
    source = text_of(page).replace("\0", "")
    if not _is_html(page, source):
        return _document(f"<pre>{escape(source)}</pre>")
    try:
        root = lxml.html.document_fromstring(source.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, AssertionError):  # nothing but white space or comments
        return _document("<p>(an empty page)</p>")
    _strip(root)
    body = root.find("body")
    shown = root if body is None else body
    return _document(lxml.html.tostring(shown, encoding="unicode", method="html"))


def _strip(root: lxml.html.HtmlElement) -> None:
    for element in list(root.iter()):
        rooted = element.getparent() is not None
        if not isinstance(element.tag, str) or element.tag in DROPPED:  # the first: a comment, an instruction
            if rooted:
                element.drop_tree()
            continue
        for name in set(element.attrib) - KEPT_ATTRIBUTES:
            del element.attrib[name]
        if element.tag not in KEPT_TAGS and rooted:
            element.drop_tag()


def _document(body: str) -> str:
    return f'<!doctype html><html><head><meta charset="utf-8"><title>Archived page</title></head>{body}</html>'


def _is_html(page: Page, source: str) -> bool:
    declared = (page.content_type or "").partition(";")[0].strip().lower()
    return declared in {"text/html", "application/xhtml+xml"} or bool(re.match(r"\s*<", source))
