"""A small grammar engine: templates with choices and slots, decks instead of dice."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Slots = Mapping[str, Callable[[], str]]

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")


def dice(key: object) -> random.Random:
    """Return a random generator that throws the same for the same key."""
    return random.Random(str(key))  # noqa: S311 - prose, not secrets


class Deck(Generic[Item]):
    """Draws every item once before any comes again, so that one story repeats itself as little as it can."""

    def __init__(self, rng: random.Random, items: Sequence[Item]) -> None:
        self._rng = rng
        self._items = items
        self._left: list[Item] = []

    def draw(self) -> Item:
        """Return the next item; the deck is shuffled anew when it runs out."""
        if not self._left:
            self._left = self._rng.sample(self._items, len(self._items))
        return self._left.pop()


def expand(rng: random.Random, template: str, slots: Slots) -> str:
    """Fill a template.

    Args:
        rng: Decides every ``[one|other]`` choice.
        template: Text with choices (they nest) and ``{slot}`` names.
        slots: What each name yields; called once per occurrence, left to right. What a slot yields may hold
            slots and choices of its own.

    Raises:
        KeyError: The template names a slot that does not exist.
    """
    chosen = slotted = 1
    while chosen or slotted:
        template, chosen = _CHOICE.subn(lambda match: rng.choice(match[1].split("|")), template)
        template, slotted = _SLOT.subn(lambda match: slots[match[1]](), template, count=1)
    return template


def bank(text: str) -> tuple[str, ...]:
    """Return the entries of a text that separates them by "|"."""
    return tuple(text.split("|"))


def sentence(text: str) -> str:
    """Return the text with one space between words, a capital first letter and nothing doubled at its end."""
    text = re.sub(r"\s+", " ", text).strip()
    return text[:1].upper() + text[1:]
