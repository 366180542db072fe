"""Of two versions of one article, which stands. Pure, and the same whichever is met first.

The later fetch of a readable text stands. What it does not say stays known from the other one, as in a crawl that
meets the two in turn (:func:`storage.stories.renew`).
"""

from dataclasses import dataclass
from typing import Any

from storage import stories
from storage.merging_job import Row

_NOT_TOLD = frozenset({"url", "origin", "first_seen_at", "updated_at", "duplicate_of", "page_id", "fold"})
"""Columns that the corpus knows of itself, not from the page."""
_WHOLE = frozenset({*stories.BODY, *stories.QUIET, *_NOT_TOLD})
"""Columns that are never filled from the other version: they belong to its text, or to the way it was read."""


@dataclass(frozen=True, slots=True)
class Version:
    """An article as one corpus has it.

    Attributes:
        row: Its columns; ``page_id`` as in the corpus that is merged into.
        images: Its pictures: address, caption, credit.
        fetched_at: When its page was fetched; when it last changed, where no page is kept.
    """

    row: Row
    images: tuple[tuple[Any, ...], ...]
    fetched_at: str

    @property
    def rank(self) -> tuple[Any, ...]:
        """What decides which of two stands, the larger; equal only for versions that say the same."""
        told = tuple(sorted((name, repr(value)) for name, value in self.row.items() if name not in _NOT_TOLD))
        return bool(self.row["text"]), self.fetched_at, self.row["updated_at"], told, repr(self.images)


def standing(one: Version, other: Version) -> tuple[Version, Version]:
    """Return two versions, the one that stands first."""
    return (one, other) if one.rank >= other.rank else (other, one)


def united(one: Version, other: Version) -> Version:
    """Return the article that two versions make."""
    best, rest = standing(one, other)
    unsaid = (name for name, value in best.row.items() if name not in _WHOLE and value in stories.NOTHING)
    filled = {name: rest.row[name] for name in unsaid if rest.row[name] not in stories.NOTHING}
    first = min(one.row, other.row, key=lambda row: (row["first_seen_at"], row["url"]))
    born = {name: first[name] for name in ("url", "origin", "first_seen_at")}
    return Version(best.row | filled | born, best.images or rest.images, best.fetched_at)
