"""The elements of a tree by class, id and the like: found without a walk of the tree for each selector.

To walk a page's thousand elements takes a tenth of a millisecond, and a family asks sixty times. Which elements have
an attribute, and what stands in it, is read once; of most selectors it tells that nothing matches.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from crawler.extraction.selectors import INDEXED, Key, Selector, words

# The elements that have an attribute, in page order. By way of the attribute: to ask each element for it, as in
# "*[@class]", costs twice as much.
_CARRIERS = {name: etree.XPath(f"descendant-or-self::*/@{name}/..") for name in INDEXED}


class _Carriers:
    """The elements that have one attribute.

    Attributes:
        values: By each value, or for "class" by each word of one, the whole values that are or hold it.
    """

    __slots__ = ("_elements", "_places", "values")

    def __init__(self, root: HtmlElement, attribute: str) -> None:
        self._elements = cast("list[HtmlElement]", _CARRIERS[attribute](root))
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, element in enumerate(self._elements):
            self._places[element.get(attribute, "")].append(place)
        self.values: dict[str, list[str]] = {}
        for value in self._places:
            for word in words(value) if attribute == "class" else (value,):
                self.values.setdefault(word, []).append(value)

    def find(self, key: Key) -> list[HtmlElement]:
        """Return the elements that a key of this attribute names, in page order."""
        values = [value for value in self._places if key.value in value] if key.part else self.values.get(key.value)
        if not values:
            return []
        if len(values) == 1:  # as for most
            return [self._elements[place] for place in self._places[values[0]]]
        places = chain.from_iterable(self._places[value] for value in values)
        return [self._elements[place] for place in sorted(places)]


class Index:
    """The elements of a tree, read as far as it is asked for."""

    __slots__ = ("_carriers", "_inner", "_root")

    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self._carriers: dict[str, _Carriers] = {}
        self._inner: dict[HtmlElement, Index] = {}

    def select(self, selector: Selector, within: HtmlElement | None = None) -> list[HtmlElement]:
        """Return the matches of a selector, in the whole tree or below and at an element of it, in page order."""
        for name in selector.names:
            if name.value not in self._of(name.attribute).values:
                return []
        if selector.key is None or (within is not None and selector.tests is None):
            return selector.below(self._root if within is None else within)
        if within is not None:
            return self._within(within).select(selector)
        return self._matches(selector, self._find(selector.key))

    @staticmethod
    def _matches(selector: Selector, candidates: Iterable[HtmlElement]) -> list[HtmlElement]:
        tests = selector.tests
        if tests is None:
            return list(dict.fromkeys(match for element in candidates for match in selector.at(element)))
        return [element for element in candidates if all(test(element) for test in tests)] if tests else [*candidates]

    def _within(self, element: HtmlElement) -> "Index":
        """Return the index of a body; a page is asked for what stands in two or three of its elements."""
        if element not in self._inner:
            self._inner[element] = Index(element)
        return self._inner[element]

    def _of(self, attribute: str) -> _Carriers:
        known = self._carriers.get(attribute)
        if known is None:
            known = self._carriers[attribute] = _Carriers(self._root, attribute)
        return known

    def _find(self, key: Key) -> Iterable[HtmlElement]:
        return self._of(key.attribute).find(key) if key.attribute else self._root.iter(key.value)
