"""The news desk: invents the stories of all five newsrooms, copies and translations among them."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dateline.newsroom.prose import french, vietnamese
from dateline.newsroom.prose.grammar import dice
from dateline.newsroom.prose.lexicon import PLACES, TOPICS, VERBS, Term, Topic
from dateline.newsroom.story import Block, Picture, Story, slugify

Headline = tuple[str, str]

# Most stories are fresh, as in a feed; some are older, for sitemaps that are pruned by month or day. Hours.
FRESH, RECENT, OLD = (3, 38), (50, 400), (1000, 5800)
WEIGHTS = (70, 15, 15)
LONG = 8  # paragraphs of a story that something is going to be done to
BYLINES = {
    "fr": ("Kim Anh", "Thu Hang", "Quôc Hung", "Minh Thu", "Vân Anh"),
    "vi": ("Thanh Tâm", "Hoàng Nam", "P.Y", "Minh Hòa", "Ngọc Diệp", "Quốc Thái"),
}
Writer = french.FrenchWriter | vietnamese.VietnameseWriter
WRITERS: dict[str, type[Writer]] = {"fr": french.FrenchWriter, "vi": vietnamese.VietnameseWriter}


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a story will stand.

    Attributes:
        key: Decides everything that chance decides.
        paper: The newsroom's name.
        number: Its id in the newsroom's CMS.
        age: Least and greatest age in hours; None for any. A fresh story on order is a long one too.
    """

    key: str
    paper: str
    number: int
    age: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Idea:
    """What a story is about, before it is written in a language; a translation shares its original's."""

    topic: Topic
    place: Term
    actor: Term
    things: tuple[Term, Term]
    verb: int
    form: int

    def headline(self, language: str) -> Headline:
        """Return title and lead."""
        speak = french.headline if language == "fr" else vietnamese.headline
        return speak(self.form, self.actor, self.things, VERBS[self.verb], self.place)


class Desk:
    """Writes stories; the same seed and clock write the same ones.

    Args:
        seed: Any number.
        now: The demo's present, with its offset; every story is older.
    """

    def __init__(self, seed: int, now: datetime) -> None:
        self.seed = seed
        self.now = now
        self._titles: set[str] = set()
        self._rounds = 0
        self._ideas: dict[str, Idea] = {}

    def rng(self, key: str) -> random.Random:
        """Return the random generator of one story, which no other story disturbs."""
        return dice(f"{self.seed}/{key}")

    def idea(self, key: str) -> Idea:
        """Return a subject whose title no other story has."""
        rng = self.rng(key)
        self._rounds += 1
        topic = TOPICS[self._rounds % len(TOPICS)]  # taken in turn: no topic crowds the rest out
        while True:
            first, second = rng.sample(topic.things, 2)
            idea = Idea(
                topic,
                rng.choice(PLACES),
                rng.choice(topic.actors),
                (first, second),
                rng.randrange(len(VERBS)),
                rng.randrange(1000),
            )
            if idea.headline("fr")[0] not in self._titles:
                self._titles.add(idea.headline("fr")[0])
                return idea

    def _published(self, rng: random.Random, slot: Slot) -> datetime:
        span = slot.age or rng.choices((FRESH, RECENT, OLD), WEIGHTS)[0]
        return (self.now - timedelta(hours=rng.uniform(*span))).replace(microsecond=0)

    def write(self, slot: Slot, language: str, idea: Idea | None = None) -> Story:
        """Write a story from scratch.

        Args:
            slot: Where it will stand.
            language: "fr" or "vi".
            idea: Its subject; None to find one.
        """
        key, paper, number = slot.key, slot.paper, slot.number
        idea = self._ideas[key] = idea or self.idea(key)
        rng = self.rng(key + "/text")
        title, lead = idea.headline(language)
        writer = WRITERS[language](rng, idea.topic, idea.place)
        return Story(
            key=key,
            paper=paper,
            language=language,
            number=number,
            slug=slugify(idea.headline("vi")[0] if paper == "demo-vietnamvn" else title),
            title=title,
            lead=lead,
            blocks=body(rng, writer, least=LONG if slot.age == FRESH else 5),
            section=_say(idea.topic.section, language),
            published=self._published(rng, slot),
            pictures=self.pictures(rng, writer, number),
            place=_say(idea.place, language),
            tags=tuple(_say(term, language) for term in (*idea.things, idea.actor)),
            byline=rng.choice(BYLINES[language]),
        )

    def place(self, story: Story, language: str) -> str:
        """Return where the story plays."""
        return _say(self._ideas[story.key].place, language)

    def translate(self, story: Story, slot: Slot, language: str) -> Story:
        """Write the same subject in another language, as a translating platform or edition prints it."""
        twin = self.write(slot, language, self._ideas[story.key])
        later = story.published + timedelta(minutes=50)
        return replace(twin, published=later, original=story.key, relation="translation")

    def pictures(self, rng: random.Random, writer: Writer, number: int) -> tuple[Picture, ...]:
        """Return one or two photographs with captions."""
        count = rng.choice((1, 1, 2))
        return tuple(Picture(f"/images/{number}-{turn}.jpg", writer.caption(), "VNA") for turn in range(1, count + 1))

    def cut(self, story: Story, slot: Slot, share: float, fresh: int = 1) -> Story:
        """Cut wire copy and give it a head of its own.

        Args:
            story: The wire story.
            slot: Where the copy will stand.
            share: Part of the wire's paragraphs that is kept, from the top.
            fresh: Paragraphs of the paper's own put before them.
        """
        rng = self.rng(slot.key)
        wire = self._ideas[story.key]
        idea = replace(wire, form=wire.form + rng.randint(1, 6), verb=(wire.verb + 1) % len(VERBS))
        title, lead = idea.headline(story.language)
        writer = WRITERS[story.language](rng, idea.topic, idea.place)
        kept = story.blocks[: max(2, round(len(story.blocks) * share))]
        if kept[-1].kind == "h":  # no sub-editor leaves a heading with nothing under it
            kept = kept[:-1]
        own = tuple(Block(writer.paragraph(1 if fresh == 1 else 2)) for _ in range(fresh))
        return replace(
            story,
            key=slot.key,
            paper=slot.paper,
            number=slot.number,
            slug=slugify(title),
            title=title,
            lead=lead,
            blocks=own + kept,
            published=story.published + timedelta(minutes=rng.randint(35, 160)),
            pictures=self.pictures(rng, writer, slot.number),
            dateline="(TTXVN) - ",
            agency="TTXVN",
            byline=None,
            original=story.key,
            relation="copy",
            links=(),
        )


def body(rng: random.Random, writer: Writer, *, least: int) -> tuple[Block, ...]:
    """Return 6 to 16 blocks; every second long story has subheadings, every fifth an information box."""
    count = rng.randint(least, 12)
    headed, boxed = count >= LONG and rng.random() < 0.5, rng.random() < 0.2
    blocks: list[Block] = []
    for turn in range(count):  # in reading order: who is quoted has been introduced
        if headed and turn in {3, count - 3}:
            blocks.append(Block(writer.heading(), "h"))
        if boxed and turn == 2:
            blocks.append(Block(writer.paragraph(1), "box"))
        blocks.append(Block(writer.paragraph(rng.choice((2, 2, 3)))))
    return (*blocks, Block(writer.closing()))


def _say(term: Term, language: str) -> str:
    return term.fr if language == "fr" else term.vi
