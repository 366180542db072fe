"""A listing walked back through the years: on which of its pages some days begin, and where they end. Pure.

A listing shows the newest stories first, so its pages are sorted by date and can be searched as a dictionary is: page
1, 2, 4, 8 … until one is old enough, then between the last two. From there page after page, until all is too old.
Where the last page there is turns out too new, nothing of the days stands in the listing, and none is walked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from crawler.discovery.listings import Counter
from storage.records import Found

LAST_PAGE = 100_000
"""No listing is asked for more: one of fifty stories a day for thirty years, ten to a page, has half as many."""
PROBES = 3
"""Stories of a page that are tried, oldest first, to learn how old it is: one may be gone, one without a date."""


@dataclass
class Walk:
    """A listing on its way to some days, one page at a time.

    Attributes:
        url: Its first page.
        counter: Gives the address of any other; None where there is no other.
        first, last: The days wanted, both included.
        number: The page that is being looked at.
        listing: All that it lists.
        stories: Its own stories: not those that stand on every page.
    """

    url: str
    counter: Counter | None
    first: date
    last: date
    number: int = 1
    listing: tuple[Found, ...] = ()
    stories: tuple[Found, ...] = ()
    _newer: int = 1
    _older: int | None = None
    _end: int | None = None
    _walking: bool = False
    _first_page: frozenset[str] = frozenset()
    _before: frozenset[str] = field(default_factory=frozenset)

    @property
    def searching(self) -> bool:
        """Whether the days' first page is still looked for: then a story tells the age of a page; else all count."""
        return not self._walking

    def address(self) -> str:
        """Return the address of the page to be looked at."""
        return self.url if self.number == 1 or self.counter is None else self.counter.page(self.number)

    def listed(self, found: Iterable[Found]) -> bool:
        """Take note of what the page lists.

        Returns:
            Whether it is a page of its own; one past the end is empty, or shows the first or the last page again.
        """
        self.listing = found = tuple(found)
        urls = frozenset(each.url for each in found)
        if self.number == 1:
            self._first_page = urls
            self.stories = found
            return bool(found)
        known = self._first_page | (self._before if self._walking else frozenset())
        self.stories = tuple(each for each in found if each.url not in known)
        if self._walking:
            self._before = urls
        elif urls == self._before:  # of the page behind which we look
            return False
        return bool(self.stories)

    def probes(self) -> Iterator[Found]:
        """Yield the stories to date the page by, the last on it first.

        None of the first page: which of its stories stand on every page, only another page can tell.
        """
        if self.number > 1:
            yield from self.stories[: -PROBES - 1 : -1]

    def past_the_end(self) -> bool:
        """The page does not exist. Return whether there is another to look at."""
        if self._walking:
            return False
        self._older = self._end = self.number
        return self._search()

    def dated(self, days: Iterable[date]) -> bool:
        """The days of the page's stories are known, as far as they tell them.

        Args:
            days: Of the stories that were looked at; none where none has a date, or the page could not be had.

        Returns:
            Whether there is another page to look at: :attr:`number`.
        """
        days = list(days)
        if self._walking:
            return self._walk_on(days)
        if self.number == 1 or (days and min(days) > self.last):
            self._newer, self._before = self.number, frozenset(each.url for each in self.listing)
        else:  # old enough; or nobody knows, and then it is better to look
            self._older = self.number
        return self._search()

    def _walk_on(self, days: list[date]) -> bool:
        if days and max(days) < self.first:
            return False
        self.number += 1
        return self.number <= LAST_PAGE

    def _search(self) -> bool:
        """Go to the page between what is too new and what is old enough; begin to walk where they meet."""
        if self._older is None:
            self.number = min(2 * self.number, LAST_PAGE)
            return self._newer < LAST_PAGE
        if self._older - self._newer > 1:
            self.number = (self._newer + self._older) // 2
            return True
        if self._newer > 1 and self._older == self._end:  # page 1 is never dated: it is walked
            return False
        self._walking = True
        self._before = frozenset()
        # The page before may end with a story pinned there, and begin the days wanted.
        self.number = self._newer
        return True
