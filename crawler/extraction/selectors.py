"""CSS selectors: compiled once, with what an index of a page can find their matches by.

Most of a family's sixty selectors are one element's marks ("div.sapo[data-role=lead]"): these are tested in Python,
for the few elements that have one of the marks. The others go through XPath, from where their leftmost part matches.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

import cssselect
from cssselect import parser
from lxml import etree
from lxml.html import HtmlElement

INDEXED = ("class", "id", "data-role", "itemprop")
"""The attributes by which families name things."""

# White space as XPath, into which selectors were always translated, knows it.
_WORD = re.compile("[^ \t\r\n]+")
# A page's thousand elements share a hundred classes. Longer ones are not kept, so that no page fills the memory.
LONGEST_KEPT = 200
_Test = Callable[[HtmlElement], bool]


class Key(NamedTuple):
    """What elements are looked up by.

    Attributes:
        attribute: One of INDEXED; "" for a tag.
        value: The attribute's value, or a word of it for "class"; a tag's name.
        part: Any value that has this one in it will do.
    """

    attribute: str
    value: str
    part: bool = False


class Selector:
    """A compiled CSS selector.

    Attributes:
        names: The classes and ids without which a page has no match.
        key: What its leftmost part is looked up by, None where it must be walked for.
        tests: What an element found by the key must pass to match, besides; None where XPath must tell.
    """

    __slots__ = ("_at", "_below", "key", "names", "tests")

    def __init__(self, css: str) -> None:
        translator = cssselect.HTMLTranslator()
        self._below = etree.XPath(translator.css_to_xpath(css))
        self._at = etree.XPath(translator.css_to_xpath(css, prefix="self::"))
        self.names: frozenset[Key] = frozenset()
        self.key: Key | None = None
        self.tests: tuple[_Test, ...] | None = None
        trees = [each.parsed_tree for each in cssselect.parse(css)]
        if len(trees) == 1:  # of a list, each has names and a beginning of its own
            self._read(trees[0])

    def _read(self, tree: parser.Tree) -> None:
        compounds, combinators = _compounds(tree)
        self.names = frozenset(name for part in compounds for name in map(_name, _steps(part)) if name)
        # Of brothers and children, one beginning's may stand before another's: only these come in page order.
        self.key = _key(compounds[0], in_order=set(combinators) <= {" "})
        tests = [_test(step) for step in _steps(compounds[0]) if not _is_told(step, self.key)]
        if not combinators and None not in tests:
            self.tests = tuple(test for test in tests if test)

    def below(self, element: HtmlElement) -> list[HtmlElement]:
        """Return the matches below and at an element, in page order."""
        return elements(self._below(element))

    def at(self, element: HtmlElement) -> list[HtmlElement]:
        """Return the matches whose leftmost part is this element."""
        return elements(self._at(element))


def elements(found: object) -> list[HtmlElement]:
    """Return the elements that an XPath found."""
    return [element for element in found if isinstance(element, HtmlElement)] if isinstance(found, list) else []


def words(value: str) -> tuple[str, ...]:
    """Return the words of an attribute, each once."""
    return _known_words(value) if len(value) <= LONGEST_KEPT else _words(value)


def _words(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_WORD.findall(value)))


_known_words = lru_cache(maxsize=1024)(_words)


@lru_cache(maxsize=4096)
def compiled(css: str) -> Selector:
    """Return the compiled selector; a catalogue has some five hundred.

    Raises:
        cssselect.SelectorError: The selector is not CSS. The catalogue checks its selectors when it is loaded.
    """
    return Selector(css)


def _compounds(tree: parser.Tree) -> tuple[list[parser.Tree], list[str]]:
    """Return the parts of a selector that speak of one element each, from the left, and what stands between them."""
    parts: list[parser.Tree] = []
    combinators: list[str] = []
    while isinstance(tree, parser.CombinedSelector):
        parts.insert(0, tree.subselector)
        combinators.insert(0, tree.combinator)
        tree = tree.selector
    return [tree, *parts], combinators


def _steps(compound: parser.Tree) -> Iterator[parser.Tree]:
    """Yield what a compound asks of its element, the last first: "p.a.b" asks for .b, .a and p."""
    step: parser.Tree | None = compound
    while step is not None:
        yield step
        step = getattr(step, "selector", None)


def _name(step: parser.Tree) -> Key | None:
    if isinstance(step, parser.Class):
        return Key("class", step.class_name)
    return Key("id", step.id) if isinstance(step, parser.Hash) else None


def _key(compound: parser.Tree, *, in_order: bool) -> Key | None:
    """Return the best that a compound's elements can be looked up by: a name, a whole value, part of one, a tag."""
    steps = list(_steps(compound))
    marks = [step for step in steps if isinstance(step, parser.Attrib) and step.attrib in INDEXED]
    values = [step for step in marks if step.value and not step.flag]  # a flag makes "A" of "a"
    keys = [key for key in map(_name, steps) if key]
    keys += [Key(step.attrib, _value(step)) for step in values if step.operator == "=" and step.attrib != "class"]
    if in_order:
        keys += [Key(step.attrib, _value(step), part=True) for step in values if step.operator in ("^=", "*=")]
        keys += [Key("", tag) for tag in map(_tag, steps) if tag]
    return next(iter(keys), None)


def _tag(step: parser.Tree) -> str | None:
    if isinstance(step, parser.Element) and step.element and not step.namespace:
        return step.element.lower()
    return None


def _value(step: parser.Attrib) -> str:
    return (step.value.value if step.value else "") or ""


def _is_told(step: parser.Tree, key: Key | None) -> bool:
    """Tell whether an element that a key found need not be asked for a step: it is the key, or any element's."""
    if isinstance(step, parser.Element):
        return not step.namespace and _tag(step) in (None, key.value if key and not key.attribute else None)
    return key is not None and _name(step) == key


def _test(step: parser.Tree) -> _Test | None:
    """Return whether an element is as a compound asks; None for what only XPath tells."""
    match step:
        case parser.Element(namespace=None):
            tag = _tag(step)
            return lambda element: tag is None or element.tag == tag
        case parser.Class(class_name=name):
            return lambda element: name in words(element.get("class") or "")
        case parser.Hash(id=name):
            return lambda element: element.get("id") == name
        case parser.Attrib(namespace=None, flag=None):
            return _attribute_test(step.attrib.lower(), step.operator, _value(step))
    return None


def _attribute_test(attribute: str, operator: str, value: str) -> _Test | None:
    match operator:
        case "exists":
            return lambda element: element.get(attribute) is not None
        case "=":
            return lambda element: element.get(attribute) == value
        case "^=" if value:
            return lambda element: (element.get(attribute) or "").startswith(value)
        case "$=" if value:
            return lambda element: (element.get(attribute) or "").endswith(value)
        case "*=" if value:
            return lambda element: value in (element.get(attribute) or "")
    return None
