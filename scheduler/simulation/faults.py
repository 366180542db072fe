"""What goes wrong in the play, and the alert that must come of it; every fault passes again."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

KINDS = {
    "dies": ("silent", ()),
    "redesigned": ("fallback", ("fields",)),
    "drops bylines": ("fields", ()),
    "moves its feed": ("feed_dead", ()),
    "cuts its stories": ("thin", ()),
    "has a wrong clock": ("clock", ()),
    "blocks": ("blocked", ("silent", "feed_dead")),
    "is down": ("blocked", ("silent", "feed_dead")),
}
"""The alert that each must raise, and those that may come with it: of a newspaper that answers nothing for days the
feeds are dead too, and what it published meanwhile is missing."""

NAP = "naps"
"""A server's bad night, of two to five hours: nothing needs to be said, and ``blocked`` may be."""
NAPS = 6
FIRST_DAY, LAST_DAY = 11.0, 23.0
"""Faults begin after the ten days that silence takes to learn, some of them in the week of Tết."""
LEAST_DAYS, MOST_DAYS = 2.5, 4.0
LEAST_DAILY = 18.0
"""Stories a day: at a newspaper with fewer, more than its day passes until fifteen stories can be judged."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong at a newspaper.

    Attributes:
        paper: Where.
        day: When, in days since the beginning.
        until: When it is over.
        kind: One of :data:`KINDS`, or :data:`NAP`.
    """

    paper: str
    day: float
    until: float
    kind: str

    @property
    def alert(self) -> str | None:
        """The kind of alert that must come; None where none need."""
        return KINDS[self.kind][0] if self.kind in KINDS else None

    def holds(self, day: float) -> bool:
        """Say whether it is there at a moment."""
        return self.day <= day < self.until

    def explains(self, paper: str, kind: str, day: float) -> bool:
        """Say whether an alert is its doing: raised while it lasts, or as long again as alerts take to open."""
        also = KINDS[self.kind][1] if self.kind in KINDS else ("blocked",)
        return paper == self.paper and self.day <= day < self.until + 1 and kind in (self.alert, *also)


def draw(papers: Sequence[tuple[str, float]], seed: int) -> tuple[Fault, ...]:
    """Plant one fault of each kind, and some naps, each at another newspaper.

    Args:
        papers: Names, and stories on a weekday.
        seed: Another seed, other newspapers and other days.
    """
    rng = random.Random(f"{seed}/faults")  # noqa: S311 - a play, not a secret
    busy = [name for name, daily in papers if daily >= LEAST_DAILY]
    chosen = rng.sample(busy, len(KINDS) + NAPS)
    faults = []
    for kind, paper in zip([*KINDS, *[NAP] * NAPS], chosen, strict=True):
        day = rng.uniform(FIRST_DAY, LAST_DAY)
        length = rng.uniform(2, 5) / 24 if kind == NAP else rng.uniform(LEAST_DAYS, MOST_DAYS)
        faults.append(Fault(paper, day, day + length, kind))
    return tuple(faults)
