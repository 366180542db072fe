"""The simulated press: what each newspaper publishes when, and what its feeds list."""

import random
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp

from storage.records import Kind

DAY_SHAPE = (1, 0.5, 0.3, 0.3, 0.6, 3, 6, 9, 10, 10, 9, 7, 6, 7, 9, 10, 10, 9, 7, 6, 5, 4, 3, 2)
"""A newspaper that fills its day, by hour in Vietnam: first pages before six, peaks before and after noon."""
OFFICE_SHAPE = (0, 0, 0, 0, 0, 1, 4, 9, 11, 11, 9, 4, 2, 6, 10, 11, 9, 6, 2, 1, 0.5, 0.3, 0, 0)
"""A provincial desk with office hours and a noon rest."""
ROUND_SHAPE = (3, 2, 2, 2, 3, 4, 6, 7, 8, 8, 7, 6, 6, 7, 8, 8, 8, 7, 6, 6, 5, 5, 4, 4)
"""A translating platform, which never sleeps."""

TET_LEVEL = 0.15
"""What is left of the news in the week of the lunar new year."""
BATCH_SHARE, BATCH = 0.25, 3
"""So many stories come in batches: an editor releases what has waited."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story and what a crawler would find of it. Times in seconds since the beginning of the play."""

    at: float
    section: int
    words: int
    byline: bool = True
    by_rules: bool = True
    future: bool = False


@dataclass(slots=True)
class Address:
    """A feed: the newest ``size`` stories of its sections.

    Attributes:
        url: Its name.
        kind: What it is.
        size: Entries it lists.
        stories: What it ever lists, in order; ``moments`` are their times.
        ttl: How long it asks to be left alone.
        ends: When it begins to answer 404; None for never.
        begins: When it first answers; None for always.
        shown: How far its stories went when it was last asked.
    """

    url: str
    kind: Kind
    size: int
    stories: list[int] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    ttl: timedelta | None = None
    ends: float | None = None
    begins: float | None = None
    shown: int = -1

    def answers(self, at: float) -> bool:
        """Whether it is there."""
        return (self.ends is None or at < self.ends) and (self.begins is None or at >= self.begins)

    def listed(self, at: float) -> range:
        """Return the positions in :attr:`stories` of what it lists."""
        end = bisect_right(self.moments, at)
        return range(max(0, end - self.size), end)

    def listed_for(self, position: int) -> float:
        """Return for how many seconds an entry stays listed."""
        leaves = position + self.size
        last = self.moments[leaves] if leaves < len(self.moments) else float("inf")
        return min(last, self.ends or float("inf")) - self.moments[position]


@dataclass(slots=True)
class Paper:
    """A newspaper of the play.

    Attributes:
        name: Its name.
        daily: Stories on a weekday.
        shape: Of its day.
        weekend: What is left at week-ends.
        stories: All it publishes, in order.
        addresses: Its feeds.
    """

    name: str
    daily: float
    shape: tuple[float, ...]
    weekend: float
    stories: list[Story] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, and the alert it must raise.

    Attributes:
        paper: Where.
        day: When, in days since the beginning.
        kind: "dies", "redesigned", "moves", "thins" or "clock".
        alert: The kind of alert that must come.
        also: Kinds that may come with it.
    """

    paper: str
    day: float
    kind: str
    alert: str
    also: tuple[str, ...] = ()

    def explains(self, paper: str, kind: str, day: float) -> bool:
        """Say whether an alert is its doing."""
        return paper == self.paper and day >= self.day and kind in {self.alert, *self.also}


DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Script:
    """What is played.

    Attributes:
        start: The beginning, midnight in Vietnam.
        days: How long.
        count: How many newspapers; sizes repeat like those of the catalogue.
        seed: Another seed, another press.
        faults: What goes wrong.
        tet: The day on which a week of holidays begins; beyond the end for none.
    """

    start: datetime
    days: int
    count: int
    seed: int
    faults: tuple[Fault, ...] = ()
    tet: float = float("inf")


def press(script: Script) -> list[Paper]:
    """Return newspapers with all they publish."""
    papers = []
    for number in range(script.count):
        rng = random.Random(f"{script.seed}/{number}")  # noqa: S311 - a play, not a secret
        paper = _paper(number, rng)
        own = [fault for fault in script.faults if fault.paper == paper.name]
        paper.stories = sorted(_stories(paper, rng, script, own), key=lambda story: story.at)
        paper.addresses = list(_addresses(paper, rng, own))
        papers.append(paper)
    return papers


def _paper(number: int, rng: random.Random) -> Paper:
    """Return the head of a newspaper: one platform, some agency desks, many provincial papers, small editions."""
    if number == 0:
        return Paper("platform", 1_576, ROUND_SHAPE, 0.9)
    if number % 6 == 1:
        return Paper(f"agency-{number}", rng.uniform(200, 500), DAY_SHAPE, 0.7)
    if number % 6 == 2:
        return Paper(f"edition-{number}", rng.uniform(4, 30), OFFICE_SHAPE, 0.3)
    shape = rng.choice((DAY_SHAPE, OFFICE_SHAPE))
    return Paper(f"province-{number}", rng.uniform(40, 160), shape, rng.uniform(0.4, 0.8))


def _stories(paper: Paper, rng: random.Random, script: Script, faults: list[Fault]) -> Iterator[Story]:
    total = sum(paper.shape)
    for day in range(script.days):
        weekend = (script.start + timedelta(days=day)).weekday() >= 5
        today = paper.daily * exp(rng.gauss(0, 0.2)) * (paper.weekend if weekend else 1)
        today *= TET_LEVEL if script.tet <= day < script.tet + 7 else 1
        for hour, weight in enumerate(paper.shape):
            for _ in range(_poisson(rng, today * weight / total / (1 + BATCH_SHARE * (BATCH - 1)))):
                at = day * DAY + (hour + rng.random()) * 3_600
                for _ in range(BATCH if rng.random() < BATCH_SHARE else 1):
                    story = _story(at + rng.uniform(0, 120), rng, faults)
                    if story:
                        yield story


def _story(at: float, rng: random.Random, faults: list[Fault]) -> Story | None:
    kinds = {fault.kind for fault in faults if at >= fault.day * DAY}
    if "dies" in kinds:
        return None
    redesigned = "redesigned" in kinds
    words = round(400 * exp(rng.gauss(0, 0.5)) * (0.2 if "thins" in kinds else 1))
    by_rules = rng.random() > (1.0 if redesigned else 0.03)
    byline = rng.random() < (0.02 if redesigned else 0.9)
    return Story(at, rng.randrange(8), max(words, 20), byline, by_rules, "clock" in kinds)


def _poisson(rng: random.Random, mean: float) -> int:
    """Knuth's way; means are small here."""
    limit, product, count = exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def _addresses(paper: Paper, rng: random.Random, faults: list[Fault]) -> Iterator[Address]:
    """Yield a paper's feeds: most have one of everything and some by section, some only those by section."""
    moved = next((fault.day * DAY for fault in faults if fault.kind == "moves"), None)
    size = 100 if paper.daily > 1_000 else rng.choice((20, 30, 50))
    ttl = timedelta(minutes=rng.choice((5, 10, 60))) if rng.random() < 0.3 else None
    everything = tuple(range(8))
    if moved is not None:
        yield _filled(paper, Address(_url(paper, "rss/home"), Kind.FEED, size, ends=moved), everything)
        yield _filled(paper, Address(_url(paper, "feed"), Kind.FEED, size, begins=moved), everything)
        return
    if rng.random() < 0.7:
        yield _filled(paper, Address(_url(paper, "rss/home"), Kind.FEED, size, ttl=ttl), everything)
        for section in range(3):
            yield _filled(paper, Address(_url(paper, f"rss/{section}"), Kind.FEED, 20), (section,))
    else:
        for section in range(4):
            address = Address(_url(paper, f"rss/{section}"), Kind.FEED, 30, ttl=ttl)
            yield _filled(paper, address, (section, section + 4))
    yield _filled(paper, Address(_url(paper, ""), Kind.SECTION, 40), everything)


def _url(paper: Paper, path: str) -> str:
    return f"https://{paper.name}/{path}"


def _filled(paper: Paper, address: Address, sections: tuple[int, ...]) -> Address:
    """Return an address that lists the stories of some sections."""
    address.stories = [index for index, story in enumerate(paper.stories) if story.section in sections]
    address.moments = [paper.stories[index].at for index in address.stories]
    return address
