"""What all five newsrooms print, in both editions: wire, copies, translations, seeds, edited stories."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from dateline.newsroom import seeded
from dateline.newsroom.desk import FRESH, OLD, Desk, Slot
from dateline.newsroom.story import Block, Story

TROUBLED = {
    "demo-vna": ("chain", "slow", "disallowed"),
    "demo-nghean": ("busy",),
    "demo-dongnai": ("cookie",),
}
"""Stories of each newsroom that are only to be had with trouble, by the trouble's name."""

# Stories of each newsroom out of a hundred; the rest of the copies and translations comes on top.
SHARES = {"demo-vna": 32, "demo-vietnamvn": 16, "demo-cantho": 20, "demo-nghean": 18, "demo-dongnai": 14}
LANGUAGES = {"demo-vna": "fr", "demo-vietnamvn": "fr", "demo-cantho": "vi", "demo-nghean": "vi", "demo-dongnai": "vi"}
FIRST_NUMBER = {
    "demo-vna": 268000,
    "demo-vietnamvn": 910000,
    "demo-cantho": 212000,
    "demo-nghean": 10311000,
    "demo-dongnai": 0x4A1C000,
}
HEADS = {"demo-cantho": "(CTO) - ", "demo-nghean": "(Baonghean.vn) - "}
# So many stories of each newsroom are fresh and long: something is done to them. The next two are old, for links.
ON_ORDER = 12
FEWEST = 80  # with less in all, the special cases find no place
SECOND_EDITION = 12  # one story in so many appears only between the two crawls
ENCODED = 7  # one story in so many of demo-dongnai has an encoded body
PUBLISHERS = {"demo-cantho": "Báo Cần Thơ", "demo-vna": "Vietnam+"}


@dataclass(slots=True)
class Press:
    """Everything printed.

    Attributes:
        now: The demo's present.
        stories: All stories as edition 1 has them (those of edition 2 among them, marked so).
        edited: By key, the stories whose body edition 2 changes, as they then are.
        touched: By key, the stories of which edition 2 says they changed while only their teasers did.
    """

    now: datetime
    stories: list[Story] = field(default_factory=list)
    edited: dict[str, Story] = field(default_factory=dict)
    touched: dict[str, Story] = field(default_factory=dict)

    def edition(self, number: int, opened: datetime) -> list[Story]:
        """Return the stories of edition 1 or 2, newest first.

        Args:
            number: 1 or 2.
            opened: When the edition comes out: what it changes says so.
        """
        changes = self.edited | self.touched if number > 1 else {}
        changed = {key: replace(story, modified=opened) for key, story in changes.items()}
        current = [changed.get(story.key, story) for story in self.stories if story.edition <= number]
        return sorted(current, key=lambda story: story.published, reverse=True)

    def recent(self, story: Story) -> bool:
        """Say whether the story was announced in the last two days, which is what a crawl looks back by default."""
        return story.changed > self.now - timedelta(days=2)


class Printer:
    """Fills a :class:`Press`.

    Args:
        stories: How many in all, about; never less than ``FEWEST``.
        seed: Decides every text.
        now: The demo's present, with its offset.
        faults: Whether some stories are only to be had with trouble.
    """

    def __init__(self, stories: int, seed: int, now: datetime, *, faults: bool = True) -> None:
        self.desk = Desk(seed, now)
        self.now = now
        self.faults = faults
        self.total = max(stories, FEWEST)
        self.press = Press(now)
        self._numbers = Counter(FIRST_NUMBER)
        self._count: Counter[str] = Counter()

    def print(self) -> Press:
        """Return everything printed, the same for the same arguments."""
        self.press.stories += seeded.stories(self._number, self.now)
        for paper, share in SHARES.items():
            for _ in range(round((self.total - 19) * share / 100)):  # 19: seeds, copies and translations
                self._own(paper)
        self._troubled()
        self._copies()
        self._translations()
        self._hidden_links()
        self._second_edition()
        return self.press

    def _number(self, paper: str) -> int:
        self._numbers[paper] += 7  # ids of other content lie between two stories
        return self._numbers[paper]

    def _key(self, paper: str) -> str:
        self._count[paper] += 1
        return f"{paper.removeprefix('demo-')}-{self._count[paper]:03d}"

    def _own(self, paper: str) -> None:
        key = self._key(paper)
        turn = self._count[paper]
        age = FRESH if turn <= ON_ORDER else OLD if turn <= ON_ORDER + 2 else None
        story = self.desk.write(Slot(key, paper, self._number(paper), age), LANGUAGES[paper])
        story = self._house_style(story, turn)
        self.press.stories.append(story)

    def _house_style(self, story: Story, turn: int) -> Story:
        if story.paper == "demo-vna":
            place = story.place or "Hanoï"
            story = replace(story, dateline=f"{place} (VNA) {'–-'[turn % 2]} ", agency="VNA", byline=None)
            if turn % 3 == 0:  # the first paragraph repeats the lead, as it often does at the agency
                story = replace(story, blocks=(Block(story.lead), *story.blocks))
        elif story.paper == "demo-cantho":
            story = replace(story, lead="")
        elif story.paper == "demo-vietnamvn":
            story = replace(story, republished_from=None)
        elif story.paper == "demo-dongnai" and turn % ENCODED == 0:
            story = replace(story, encoded=True)
        story = replace(
            story,
            dateline=story.dateline or HEADS.get(story.paper, ""),
            place=story.place if story.paper == "demo-vna" else None,
        )
        return replace(story, edition=2) if turn % SECOND_EDITION == 0 and self._fresh(story) else story

    def _fresh(self, story: Story) -> bool:
        return story.published > self.now - timedelta(hours=40) and not story.encoded

    def _suitable(self, paper: str, language: str, blocks: int = 7) -> list[Story]:
        """Return recent long stories of a newsroom that nothing else has been done to."""
        used = {story.original for story in self.press.stories} | set(self.press.edited) | set(self.press.touched)
        return [
            story
            for story in self.press.stories
            if (story.paper, story.language, story.edition) == (paper, language, 1)
            and self._fresh(story)
            and len(story.blocks) >= blocks
            and not (story.seed or story.original or story.links or story.trouble)
            and story.key not in used
        ]

    def _troubled(self) -> None:
        """Set stories aside that are only to be had with trouble."""
        for paper, kinds in TROUBLED.items():
            for story, trouble in zip(self._suitable(paper, LANGUAGES[paper], 1), kinds, strict=False):
                self._replace(replace(story, trouble=trouble, listed=not self.faults))

    def _copies(self) -> None:
        """Cut the agency's French copy for the /fr/ edition, and Vietnamese wire for two papers."""
        for story, share in zip(self._suitable("demo-vna", "fr"), (0.4, 0.5, 0.6), strict=False):
            self._cut(story, "demo-nghean", share)
        self._whole(self._suitable("demo-vna", "fr")[0])
        wires = [self._wire(story) for story in self._suitable("demo-nghean", "vi")[:3]]
        for story, share in zip(wires, (0.4, 0.6, 0.5), strict=True):
            self._cut(story, "demo-cantho", share)
        self._cut(wires[0], "demo-dongnai", 0.5)
        self._cut(wires[1], "demo-dongnai", 0.5, fresh=3)  # adapted: about half of it is the paper's own

    def _wire(self, story: Story) -> Story:
        """Turn a story into one that its paper took whole from the agency."""
        place = self.desk.place(story, "vi")
        wire = replace(story, dateline=f"{place} (TTXVN) - ", place=place, agency="TTXVN", byline=None)
        self.press.stories[self.press.stories.index(story)] = wire
        return wire

    def _cut(self, story: Story, paper: str, share: float, fresh: int = 1) -> None:
        copy = self.desk.cut(story, Slot(self._key(paper), paper, self._number(paper)), share, fresh)
        # An adapted copy still says where the agency reported from.
        head = {"dateline": story.dateline} if fresh > 1 else {"place": None}
        self.press.stories.append(replace(copy, **head, lead="" if paper == "demo-cantho" else copy.lead))

    def _whole(self, story: Story) -> None:
        """Republish an agency story word for word on the platform."""
        key, number = self._key("demo-vietnamvn"), self._number("demo-vietnamvn")
        self.press.stories.append(
            replace(
                story,
                key=key,
                paper="demo-vietnamvn",
                number=number,
                published=story.published + timedelta(hours=1),
                original=story.key,
                relation="copy",
                republished_from="Vietnam+",
                modified=None,
            )
        )

    def _translations(self) -> None:
        for paper, target in (("demo-cantho", "demo-vietnamvn"), ("demo-nghean", "demo-nghean")):
            for story in self._suitable(paper, "vi", 4)[:4]:
                twin = self.desk.translate(story, Slot(self._key(target), target, self._number(target)), "fr")
                publisher = PUBLISHERS.get(paper) if paper != target else None
                self.press.stories.append(replace(twin, place=None, republished_from=publisher))

    def _hidden_links(self) -> None:
        """Let two stories link to an older one that no feed, sitemap or section announces."""
        old = [s for s in self.press.stories if s.paper == "demo-vna" and s.published < self.now - timedelta(days=40)]
        for hidden, story in zip(old[:2], self._suitable("demo-vna", "fr"), strict=False):
            self._replace(replace(hidden, listed=False))
            self._replace(replace(story, links=(hidden.key,)))

    def _replace(self, story: Story) -> None:
        at = next(at for at, other in enumerate(self.press.stories) if other.key == story.key)
        self.press.stories[at] = story

    def _second_edition(self) -> None:
        """Edit two stories between the crawls, and touch two without changing their text."""
        for paper in ("demo-vna", "demo-nghean"):
            story, touched, *_ = self._suitable(paper, LANGUAGES[paper], 5)
            self.press.edited[story.key] = replace(story, blocks=self._edit(story))
            self.press.touched[touched.key] = touched

    def _edit(self, story: Story) -> tuple[Block, ...]:
        """Return the body with a paragraph rewritten and one added."""
        fresh = self.desk.write(Slot(story.key + "/edited", story.paper, 0), story.language)
        return (*story.blocks[:2], fresh.blocks[0], *story.blocks[3:-1], fresh.blocks[1], story.blocks[-1])
