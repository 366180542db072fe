"""The simulated press: what each newspaper publishes when."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp

from scheduler.simulation.faults import Fault

DAY_SHAPE = (1, 0.5, 0.3, 0.3, 0.6, 3, 6, 9, 10, 10, 9, 7, 6, 7, 9, 10, 10, 9, 7, 6, 5, 4, 3, 2)
"""A newspaper that fills its day, by hour in Vietnam: first pages before six, peaks before and after noon."""
OFFICE_SHAPE = (0, 0, 0, 0, 0, 1, 4, 9, 11, 11, 9, 4, 2, 6, 10, 11, 9, 6, 2, 1, 0.5, 0.3, 0, 0)
"""A provincial desk with office hours and a noon rest."""
ROUND_SHAPE = (3, 2, 2, 2, 3, 4, 6, 7, 8, 8, 7, 6, 6, 7, 8, 8, 8, 7, 6, 6, 5, 5, 4, 4)
"""A translating platform, which never sleeps."""

TET_DAYS = 7
TET_LEVEL = 0.15
"""What is left of the news in the week of the lunar new year."""
BATCH_SHARE, BATCH = 0.25, 3
"""So many stories come in batches: an editor releases what has waited."""
SECTIONS = 8
DAY = 86_400.0


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
class Paper:
    """A newspaper of the play.

    Attributes:
        name: Its name.
        daily: Stories on a weekday.
        shape: Of its day.
        weekend: What is left at week-ends.
        stories: All it publishes, in order.
        faults: What goes wrong with it.
    """

    name: str
    daily: float
    shape: tuple[float, ...]
    weekend: float
    stories: list[Story] = field(default_factory=list)
    faults: tuple[Fault, ...] = ()

    @property
    def host(self) -> str:
        """Its server."""
        return f"{self.name}.test"

    def suffers(self, at: float) -> frozenset[str]:
        """Return the kinds of faults that it has at a second of the play."""
        return frozenset(fault.kind for fault in self.faults if fault.holds(at / DAY))


@dataclass(frozen=True, slots=True)
class Script:
    """What is played.

    Attributes:
        start: The beginning, midnight in Vietnam.
        days: How long.
        count: How many newspapers; sizes repeat like those of the catalogue.
        seed: Another seed, another press.
        tet: The day on which a week of holidays begins; beyond the end for none.
    """

    start: datetime
    days: int
    count: int
    seed: int
    tet: float = float("inf")

    def level(self, paper: Paper, day: int) -> float:
        """Return how much of a weekday's stories a newspaper has on a day."""
        weekend = (self.start + timedelta(days=day)).weekday() >= 5
        return (paper.weekend if weekend else 1.0) * (TET_LEVEL if self.tet <= day < self.tet + TET_DAYS else 1.0)

    def usual(self, paper: Paper, begin: float, end: float) -> float:
        """Return the share of a weekday's stories that a newspaper's rhythm has in a span of seconds."""
        found = 0.0
        for hour in range(int(begin // 3_600), int(end // 3_600) + 1):
            part = min(end, (hour + 1) * 3_600) - max(begin, hour * 3_600)
            found += part / 3_600 * paper.shape[hour % 24] * self.level(paper, hour // 24)
        return found / sum(paper.shape)


def heads(script: Script) -> list[Paper]:
    """Return newspapers that have published nothing yet."""
    return [_paper(number, _rng(script, number)) for number in range(script.count)]


def press(script: Script, faults: tuple[Fault, ...] = ()) -> list[Paper]:
    """Return newspapers with all they publish."""
    papers = []
    for number in range(script.count):
        rng = _rng(script, number)
        paper = _paper(number, rng)
        paper.faults = tuple(fault for fault in faults if fault.paper == paper.name)
        paper.stories = sorted(_stories(paper, rng, script), key=lambda story: story.at)
        papers.append(paper)
    return papers


def _rng(script: Script, number: int) -> random.Random:
    return random.Random(f"{script.seed}/{number}")  # noqa: S311 - a play, not a secret


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


def _stories(paper: Paper, rng: random.Random, script: Script) -> Iterator[Story]:
    total = sum(paper.shape)
    for day in range(script.days):
        today = paper.daily * exp(rng.gauss(0, 0.2)) * script.level(paper, day)
        for hour, weight in enumerate(paper.shape):
            for _ in range(_poisson(rng, today * weight / total / (1 + BATCH_SHARE * (BATCH - 1)))):
                at = day * DAY + (hour + rng.random()) * 3_600
                for _ in range(BATCH if rng.random() < BATCH_SHARE else 1):
                    story = _story(paper, at + rng.uniform(0, 120), rng)
                    if story:
                        yield story


def _story(paper: Paper, at: float, rng: random.Random) -> Story | None:
    kinds = paper.suffers(at)
    if "dies" in kinds:
        return None
    redesigned = "redesigned" in kinds
    words = round(400 * exp(rng.gauss(0, 0.5)) * (0.2 if "cuts its stories" in kinds else 1))
    by_rules = rng.random() > (1.0 if redesigned else 0.03)
    byline = rng.random() < (0.02 if redesigned or "drops bylines" in kinds else 0.9)
    return Story(at, rng.randrange(SECTIONS), max(words, 20), byline, by_rules, "has a wrong clock" in kinds)


def _poisson(rng: random.Random, mean: float) -> int:
    """Knuth's way; means are small here."""
    limit, product, count = exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count
