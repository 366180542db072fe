"""CSS selectors over one tree: compiled once, and found by an index instead of a walk for each.

A family has some sixty selectors, most of which match nothing on a given page. A walk of a page's two thousand
elements costs a millisecond; to look up the class that a selector begins with costs nothing.
"""

import re
from collections import defaultdict
from functools import lru_cache

from cssselect import HTMLTranslator
from lxml import etree
from lxml.html import HtmlElement

_FIRST = re.compile(r"(?:[^\s>+~\[]|\[[^\]]*\])+")
_NAME = re.compile(r"[.#]-?[A-Za-z_][\w-]*")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_MARK = re.compile(r"""\[(data-role|itemprop)=["']?([\w-]+)["']?\]""")
_MARKED = {"id": "#", "data-role": "data-role=", "itemprop": "itemprop="}
# What the index knows elements by; selectors that begin otherwise are walked for.
_INDEXED = etree.XPath("//*[@class or @id or @data-role or @itemprop]")


class Selector:
    """A compiled CSS selector.

    Attributes:
        names: The classes and ids (".sapo", "#content") without which a page has no match.
        key: What its leftmost part is indexed by, None where it must be walked for.
    """

    __slots__ = ("_at", "_below", "key", "names")

    def __init__(self, css: str) -> None:
        translator = HTMLTranslator()
        # Of a list or a negation some names may be missing, and it has several beginnings.
        plain = "," not in css and ":not" not in css
        first = _FIRST.match(css.strip()) if plain else None
        self.names = frozenset(_NAME.findall(_BRACKETS.sub("", css)) if plain else ())
        self.key = _key(first.group()) if first else None
        self._below = etree.XPath(translator.css_to_xpath(css))
        self._at = etree.XPath(translator.css_to_xpath(css, prefix="self::"))

    def below(self, element: HtmlElement) -> list[HtmlElement]:
        """Return the matches below and at an element, in page order."""
        return _elements(self._below(element))

    def at(self, element: HtmlElement) -> list[HtmlElement]:
        """Return the matches whose leftmost part is this element."""
        return _elements(self._at(element))


def _elements(found: object) -> list[HtmlElement]:
    return [element for element in found if isinstance(element, HtmlElement)] if isinstance(found, list) else []


def _key(first: str) -> str | None:
    names = _NAME.findall(_BRACKETS.sub("", first))
    marks = _MARK.findall(first)
    return names[-1] if names else "=".join(marks[0]) if marks else None


@lru_cache(maxsize=4096)
def compiled(css: str) -> Selector:
    """Return the compiled selector.

    Raises:
        cssselect.SelectorError: The selector is not CSS. The catalogue checks its selectors when it is loaded.
    """
    return Selector(css)


class Index:
    """The elements of a tree by class, id, data-role and itemprop, in page order."""

    __slots__ = ("_found", "_root")

    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self._found: defaultdict[str, list[HtmlElement]] = defaultdict(list)
        for element in _elements(_INDEXED(root)):
            for name, value in element.items():
                if name == "class":
                    for each in value.split():
                        self._found["." + each].append(element)
                elif name in _MARKED:
                    self._found[_MARKED[name] + value.strip()].append(element)

    def select(self, selector: Selector, within: HtmlElement | None = None) -> list[HtmlElement]:
        """Return the matches of a selector, in the whole tree or below and at an element of it, in page order."""
        if not self._found.keys() >= selector.names:
            return []
        if within is not None or selector.key is None:
            return selector.below(self._root if within is None else within)
        candidates = self._found.get(selector.key, ())
        return list(dict.fromkeys(match for element in candidates for match in selector.at(element)))
