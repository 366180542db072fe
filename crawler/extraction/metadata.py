"""What a page says of itself to machines: JSON-LD, OpenGraph, meta and link elements."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from crawler.extraction import page, text

# schema.org types that are a story. WebPage and VideoObject are read only where no story is described.
_STORY = re.compile(r"Article$|^(?:Report|BlogPosting|LiveBlogPosting|SocialMediaPosting)$")
_LESSER = frozenset({"WebPage", "ItemPage", "VideoObject", "ImageGallery", "PhotographAction"})
# A whole site map has been seen inside JSON-LD; a story's own description is a few nodes.
_MOST_NODES = 2_000
# Built once: json.loads builds one for each text that may hold line breaks in strings.
_JSON = json.JSONDecoder(strict=False)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_WRAPPER = re.compile(r"^\s*(?:<!\[CDATA\[|//\s*<!\[CDATA\[|<!--)|(?://\s*\]\]>|\]\]>|-->)\s*;?\s*$|;\s*$")


@dataclass(slots=True)
class Metadata:
    """The machine-readable part of a page, cleaned but not judged.

    Attributes:
        titles: The page's titles, best first: JSON-LD headline, og:title, twitter:title, <title>.
        descriptions: og:description, JSON-LD description, meta description.
        canonical: ``link rel=canonical``, else og:url, as written.
        languages: html lang, content-language, og:locale, JSON-LD inLanguage, as written.
        published, modified: Times as written, best first.
        authors: Names of JSON-LD author nodes that are no organisations, else of ``article:author`` and its like.
        sections: Deepest section of the breadcrumb first, then article:section.
        tags: article:tag and JSON-LD keywords.
        site_names: og:site_name, publisher's and organisation's names: never a byline, and cut from titles.
        body: JSON-LD articleBody as plain text.
        kinds: og:type and the JSON-LD types seen.
    """

    titles: list[str] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    canonical: str | None = None
    languages: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    modified: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    site_names: list[str] = field(default_factory=list)
    body: str = ""
    kinds: set[str] = field(default_factory=set)


def read(document: page.Document) -> Metadata:
    """Read all machine-readable statements of a page. Broken ones are left out."""
    head = document.stated
    meta = _meta(head["meta"])
    nodes = list(_linked_data(head["script"]))
    story = _story(nodes, document.url)
    data = Metadata(kinds={kind for node in nodes for kind in _types(node)} | set(meta.get("og:type", ())))
    _read_titles(data, head["title"], meta, story)
    _read_times(data, meta, story)
    _read_people(data, meta, nodes, story)
    _read_place_on_site(data, meta, nodes, story)
    data.canonical = next((href for href in [*_canonical(head["link"]), *_pick(meta, "og:url")] if href), None)
    data.languages = _clean([*_declared_languages(document.root), *_languages(meta, story)])
    return data


def _read_titles(
    data: Metadata, titles: list[HtmlElement], meta: dict[str, list[str]], story: dict[str, Any]
) -> None:
    heads = [page.text_of(element) for element in titles if _in_head(element)]
    data.titles = _clean(
        [
            *_names(story.get("headline")),
            *_pick(meta, "og:title", "twitter:title"),
            *_names(story.get("name")),
            *heads[:1],
        ]
    )
    data.descriptions = _clean(
        [*_pick(meta, "og:description"), *_names(story.get("description")), *_pick(meta, "description")]
    )
    body = story.get("articleBody")
    data.body = text.normalise(unescape(body)) if isinstance(body, str) else ""


def _read_times(data: Metadata, meta: dict[str, list[str]], story: dict[str, Any]) -> None:
    data.published = _clean(
        [
            *_pick(meta, "article:published_time", "og:article:published_time", "datepublished"),
            *_names(story.get("datePublished")),
            *_names(story.get("uploadDate")),
            *_pick(
                meta,
                "pubdate",
                "publishdate",
                "date",
                "dc.date.issued",
                "dc.date",
                "sailthru.date",
                "parsely-pub-date",
            ),
            *_names(story.get("dateCreated")),
        ]
    )
    data.modified = _clean(
        [
            *_pick(meta, "article:modified_time", "og:updated_time", "datemodified"),
            *_names(story.get("dateModified")),
            *_pick(meta, "lastmod", "last-modified"),
        ]
    )


def _read_people(
    data: Metadata, meta: dict[str, list[str]], nodes: list[dict[str, Any]], story: dict[str, Any]
) -> None:
    organisations = [node for node in nodes if any(kind.endswith("Organization") for kind in _types(node))]
    publishers = _as_list(story.get("publisher"))
    data.site_names = _clean(
        [*_pick(meta, "og:site_name", "application-name", "copyright", "generator", "source")]
        + [name for node in [*organisations, *publishers] for name in _names(node)]
    )
    people = [person for person in _as_list(story.get("author")) if not _is_organisation(person)]
    written = [name for person in people for name in _names(person)]
    data.authors = _clean(written or _pick(meta, "article:author", "author", "dc.creator", "byl", "parsely-author"))


def _read_place_on_site(
    data: Metadata, meta: dict[str, list[str]], nodes: list[dict[str, Any]], story: dict[str, Any]
) -> None:
    trail = [crumb for node in nodes if "BreadcrumbList" in _types(node) for crumb in _crumbs(node)]
    sections = [*_pick(meta, "article:section"), *_names(story.get("articleSection"))]
    data.sections = _clean(
        [*reversed(trail[1:] or trail), *(part for section in sections for part in section.split(","))]
    )
    keywords = [*_pick(meta, "article:tag"), *_names(story.get("keywords"))]
    data.tags = _clean(part for keyword in keywords for part in keyword.split(","))


def _clean(values: Iterable[str]) -> list[str]:
    # Twice: some templates escape what is escaped already ("Chi&amp;#7871;n").
    normal = (text.normalise(unescape(unescape(value))) for value in values)
    return list(dict.fromkeys(value for value in normal if value))


def _in_head(element: HtmlElement) -> bool:
    """A title inside an svg drawing is none of the page."""
    return not any(node.tag == "svg" for node in page.ancestors(element))


def _meta(elements: list[HtmlElement]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in elements:
        content = element.get("content") or element.get("value")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = element.get(attribute)
            if name and content:
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def _pick(meta: dict[str, list[str]], *names: str) -> list[str]:
    return [value for name in names for value in meta.get(name, ())]


def _canonical(elements: list[HtmlElement]) -> list[str | None]:
    return [element.get("href") for element in elements if "canonical" in (element.get("rel") or "").lower()]


def _declared_languages(root: HtmlElement) -> list[str]:
    xml = root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang")
    return [root.get("lang") or "", xml or ""]


def _languages(meta: dict[str, list[str]], story: dict[str, Any]) -> list[str]:
    return [*_pick(meta, "og:locale", "content-language", "inlanguage"), *_names(story.get("inLanguage"))]


def _linked_data(scripts: list[HtmlElement]) -> Iterator[dict[str, Any]]:
    """Yield every node of the page's JSON-LD, those inside lists, graphs and other nodes too."""
    sources = [script.text for script in scripts if "ld+json" in (script.get("type") or "").lower()]
    waiting: list[Any] = [_loads(source) for source in sources if source]
    seen = 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop(0)
        seen += 1
        if isinstance(node, list):
            waiting[:0] = node[:_MOST_NODES]
        elif isinstance(node, dict):
            yield node
            waiting.extend(value for value in node.values() if isinstance(value, dict | list))


def _loads(source: str) -> Any:
    """Parse JSON-LD with the faults that sites have: line breaks in strings, trailing commas, comment wrappers."""
    bare = source.strip()
    if not (bare[:1] in ("{", "[") and bare[-1:] in ("}", "]")):
        source = _WRAPPER.sub("", _WRAPPER.sub("", source))
    for repair in (str, lambda value: _TRAILING_COMMA.sub(r"\1", value), unescape):
        try:
            return _JSON.decode(repair(source))
        except (ValueError, RecursionError):
            continue
    return _salvage(source)


def _salvage(source: str) -> dict[str, str]:
    """Read the plain fields out of JSON that does not parse (an unescaped quotation mark in a title, mostly)."""
    fields = re.findall(r'"(@type|headline|datePublished|dateModified|description)"\s*:\s*"([^"]*)"', source)
    return {name: value for name, value in reversed(fields) if name != "description"}


def _types(node: dict[str, Any]) -> list[str]:
    return [kind.rsplit("/", 1)[-1] for kind in _as_list(node.get("@type")) if isinstance(kind, str)]


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _names(value: Any) -> list[str]:
    """Return the strings of a JSON-LD value: itself, the names of its nodes, or those of a list."""
    found: list[str] = []
    for item in _as_list(value):
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, dict):
            name = item.get("name") or item.get("@value")
            found += [part for part in _as_list(name) if isinstance(part, str)]
    return found


def _is_organisation(person: Any) -> bool:
    return isinstance(person, dict) and any(kind.endswith("Organization") for kind in _types(person))


def _story(nodes: list[dict[str, Any]], url: str) -> dict[str, Any]:
    """Return the node that describes this page's story; teasers of other stories may be described beside it."""
    stories = [node for node in nodes if any(_STORY.search(kind) for kind in _types(node))]
    described = [node for node in stories if node.get("headline") or node.get("datePublished")]
    here = [node for node in described if url and url in (_identity(node))]
    best = here or described or stories
    if best:
        return best[0]
    return next((node for node in nodes if _LESSER.intersection(_types(node)) and node.get("datePublished")), {})


def _identity(node: dict[str, Any]) -> tuple[str, ...]:
    page_of = node.get("mainEntityOfPage")
    inner = page_of.get("@id") if isinstance(page_of, dict) else page_of
    return tuple(value for value in (node.get("@id"), node.get("url"), inner) if isinstance(value, str))


def _crumbs(node: dict[str, Any]) -> list[str]:
    names: list[str] = []
    for entry in _as_list(node.get("itemListElement")):
        if isinstance(entry, dict):
            names += (_names(entry) or _names(entry.get("item")))[:1]
    return names
