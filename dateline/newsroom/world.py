"""The demo's small internet: five newsrooms, their troubles, two editions, and the truth about all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from time import monotonic
from typing import Any

from dateline.newsroom.exchange import Route
from dateline.newsroom.faults import Extra
from dateline.newsroom.papers.base import Edition, Paper
from dateline.newsroom.papers.epi import Epi
from dateline.newsroom.papers.furniture import Kilobytes
from dateline.newsroom.papers.newscontents import NewsContents
from dateline.newsroom.papers.onecms import OneCms
from dateline.newsroom.papers.vietnamvn import VietnamVn
from dateline.newsroom.papers.yyyymm import Yyyymm
from dateline.newsroom.press import Printer
from dateline.newsroom.story import Story
from dateline.newsroom.troubles import TROUBLES
from dateline.newsroom.truth import describe

PAPERS: tuple[type[Paper], ...] = (Epi, VietnamVn, NewsContents, OneCms, Yyyymm)


@dataclass(frozen=True, slots=True)
class Order:
    """What world is wanted.

    Attributes:
        now: Its present, with an offset.
        stories: How many, about.
        seed: Decides every text.
        kilobytes: Furniture around a story.
        faults: Whether sites misbehave.
    """

    now: datetime
    stories: int = 300
    seed: int = 7
    kilobytes: Kilobytes = 0
    faults: bool = True


class World:
    """Everything the server serves.

    Args:
        addresses: Base URL of each newsroom, by name, without final slash.
        order: What is wanted.
    """

    def __init__(self, addresses: Mapping[str, str], order: Order) -> None:
        self.order = order
        self.papers = {paper.name: paper(addresses[paper.name], order.kilobytes) for paper in PAPERS}
        self.press = Printer(order.stories, order.seed, order.now, faults=order.faults).print()
        self._began = monotonic()
        self._by_key = {story.key: story for story in self.press.stories}
        self.number = 0
        self.routes: dict[str, dict[str, Route]] = {}
        self.extras: dict[str, list[Extra]] = {}
        self.open(1)

    def open(self, number: int) -> None:
        """Print edition 1 or 2."""
        current = self.press.edition(number, self._clock())
        extras, routes = {}, {}
        for name, paper in self.papers.items():
            stories = [story for story in current if story.paper == name]
            extras[name] = self._extras(paper, stories)
            routes[name] = paper.routes(Edition(stories, extras[name], self.order.now, self.link))
        self.extras, self.routes, self.number = extras, routes, number

    def _clock(self) -> datetime:
        """Return the demo's time, which runs on from its present: a change must be younger than the crawl before it.

        In whole seconds as sites print it, and never rounded down below that crawl.
        """
        ran = timedelta(seconds=ceil(monotonic() - self._began))
        return self.order.now.replace(microsecond=0) + ran + timedelta(seconds=1)

    def _extras(self, paper: Paper, stories: Sequence[Story]) -> list[Extra]:
        if not self.order.faults:
            return []
        plain = paper.routes(Edition(stories, [], self.order.now, self.link))
        troubled = {story.trouble: story for story in stories if story.trouble}
        return TROUBLES[paper.name](paper, troubled, plain, self.order.now)

    def link(self, key: str) -> tuple[str, str]:
        """Return title and absolute URL of any newsroom's story."""
        story = self._by_key[key]
        return story.title, self.papers[story.paper].url(story)

    def truth(self) -> dict[str, Any]:
        """Return what every URL is and must become; see :func:`dateline.newsroom.truth.describe`."""
        return describe(self.press, self.papers, self.extras, self.number)
