"""A made-up wire, always the same one: stories of 400 words in French and Vietnamese, their copies and their doubles.

It streams: what it keeps is the last stories that copies are made of. Words follow Zipf's law over a vocabulary of a
newspaper's size; strangers share the stock phrases of the trade and the boilerplate of their house, as real ones do.
Every article says which story it tells, so that whoever decides can be told right from wrong.
"""

import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate, product
from typing import ClassVar

SENTENCES = 22
RECENT = 1_000
"""Originals of a language that may still be copied: half a day of the whole press."""
PHRASES = 3_000
HOUSES = 60
BULLETINS = 40

Words = list[str]
Text = list[Words]
"""A story, sentence by sentence."""


class Editor:
    """Does to a text what newspapers do to their agency's."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - repeatable on purpose

    def sentence(self) -> Words:
        """Return a new sentence."""
        raise NotImplementedError

    def word(self) -> str:
        """Return any word."""
        raise NotImplementedError

    def cut(self, text: Text, share: float) -> Text:
        """Keep the beginning."""
        return text[: max(1, round(len(text) * share))]

    def edit(self, text: Text, share: float) -> Text:
        """Put other words in the place of some."""
        return [[self.word() if self.rng.random() < share else word for word in each] for each in text]

    def rewrite(self, text: Text, share: float) -> Text:
        """Put other sentences in the place of some."""
        return [self.sentence() if self.rng.random() < share else each for each in text]


class Tongue(Editor):
    """Writes a language."""

    def __init__(self, seed: int, vocabulary: list[str]) -> None:
        super().__init__(seed)
        self.vocabulary = vocabulary
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(vocabulary))))
        self.phrases = [self.words(self.rng.randint(5, 12)) for _ in range(PHRASES)]
        self.houses = [self.words(self.rng.randint(20, 60)) for _ in range(HOUSES)]
        self.bulletins = [[self.sentence() for _ in range(self.rng.randint(8, 16))] for _ in range(BULLETINS)]

    def words(self, count: int) -> Words:
        """Return so many words."""
        return self.rng.choices(self.vocabulary, cum_weights=self.weights, k=count)

    def word(self) -> str:
        """Return a word."""
        return self.words(1)[0]

    def edit(self, text: Text, share: float) -> Text:
        """Put other words in the place of some; as :meth:`Editor.edit`, in a tenth of its time."""
        edited = [list(sentence) for sentence in text]
        places = [(row, column) for row, sentence in enumerate(text) for column in range(len(sentence))]
        chosen = self.rng.sample(places, round(len(places) * share))
        for (row, column), word in zip(chosen, self.words(len(chosen)), strict=True):
            edited[row][column] = word
        return edited

    def sentence(self) -> Words:
        """Return eleven to twenty-six words, in one of six sentences a stock phrase among them."""
        words = self.words(self.rng.randint(11, 26))
        if self.rng.random() < 1 / 6:
            words[4:12] = self.phrases[int(len(self.phrases) * self.rng.random() ** 2)]
        return words

    def story(self) -> Text:
        """Return about 400 words."""
        return [self.sentence() for _ in range(SENTENCES)]


def _spelled(onsets: str, rimes: str) -> list[str]:
    return ["".join(parts) for parts in product(onsets.split(), rimes.split())]


def _vietnamese(seed: int) -> Tongue:
    onsets = "b c ch d đ g gi h k kh l m n ng nh ph qu r s t th tr v x"
    rimes = (
        "a á à ạ ai ái ài an án àn anh ánh ao áo ăn ắng âm ấp ất ây ấy e é è en ê ế ề ên i í ì ia ích iên iến iệt "
        "iều inh ình o ó ò oa oàn ong óng ô ố ổ ội ơ ở ời ơn u ú ù ua uân úc ung uôc ư ừ ử ưa ước ương ường ưu y ý"
    )
    syllables = _spelled(onsets, rimes)
    random.Random(seed).shuffle(syllables)  # noqa: S311
    return Tongue(seed, syllables)


def _french(seed: int) -> Tongue:
    starts = "a ac aff al ap ar au bon cap car ch com con cr d dé di é en ex f fr g in j l m men mo n o or p par per "
    starts += "por pr pré r re ré s sen sou t tr u v vi"
    middles = " i ti ta te tu na ni no ra ri ro la li lo da di do ma mi mo pé cé gé vé"
    ends = "e es er é ée ent tion ment eur euse al aux ique isme age ance oir if ive ain et in on"
    words = ["".join(parts) for parts in product(starts.split(), ["", *middles.split()], ends.split())]
    random.Random(seed).shuffle(words)  # noqa: S311
    return Tongue(seed, words)


TONGUES: dict[str, Callable[[int], Tongue]] = {"fr": _french, "vi": _vietnamese}


@dataclass(frozen=True, slots=True)
class Piece:
    """An article of the wire.

    Attributes:
        number: Its place in the stream, from 0.
        story: Which story it tells: the number of the article that told it first.
        case: What was done to the story, or what kind of other story it is.
        language: "fr" or "vi".
        title, text: Its words.
    """

    number: int
    story: int
    case: str
    language: str
    title: str
    text: str

    @property
    def is_copy(self) -> bool:
        """Whether the story was told before."""
        return self.story != self.number


@dataclass(slots=True)
class Told:
    """An original that copies may be made of."""

    number: int
    title: str
    text: Text


class Wire:
    """The stream."""

    COPIES: ClassVar[dict[str, Callable[[Tongue, Text], Text]]] = {
        "first 80 % kept": lambda tongue, text: tongue.cut(text, 0.8),
        "first 60 % kept": lambda tongue, text: tongue.cut(text, 0.6),
        "first 40 % kept": lambda tongue, text: tongue.cut(text, 0.4),
        "re-headed": lambda tongue, text: [tongue.sentence(), *text[1:]],
        "re-headed, 40 % kept": lambda tongue, text: [tongue.sentence(), *tongue.cut(text, 0.4)],
        "5 % of words edited": lambda tongue, text: tongue.edit(text, 0.05),
        "10 % of words edited": lambda tongue, text: tongue.edit(text, 0.1),
        "60 % kept, 5 % edited": lambda tongue, text: tongue.edit(tongue.cut(text, 0.6), 0.05),
        "as much again behind it": lambda tongue, text: [*text, *tongue.story()],
    }
    OTHERS = ("bulletin", "brief and boilerplate", "same event", "digest of 2 to 4", "digest of 5 to 8")
    """Hard negatives: each is a story of its own."""
    SHARES = (("original", 0.58), ("copy", 0.30), ("other", 0.12))

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
        self.tongues = {name: make(seed) for name, make in TONGUES.items()}
        self.recent: dict[str, deque[Told]] = {name: deque(maxlen=RECENT) for name in TONGUES}
        self.makers = (self.bulletin, self.brief, self.event, self.short_digest, self.long_digest)

    def pieces(self, count: int) -> Iterator[Piece]:
        """Yield so many articles."""
        kinds, weights = zip(*self.SHARES, strict=True)
        for number in range(count):
            language = self.rng.choice(("fr", "vi"))
            kind = self.rng.choices(kinds, weights)[0]
            if kind == "original" or len(self.recent[language]) < 2 * HOUSES:
                yield self.original(number, language)
            elif kind == "copy":
                yield self.copy(number, language)
            else:
                yield self.other(number, language)

    def original(self, number: int, language: str) -> Piece:
        """Return a new story; two in three end with the boilerplate of their house."""
        tongue = self.tongues[language]
        text = tongue.story()
        if self.rng.random() < 2 / 3:
            text.append(self.rng.choice(tongue.houses))
        told = Told(number, " ".join(tongue.words(9)), text)
        self.recent[language].append(told)
        return Piece(number, number, "original", language, told.title, written(text))

    def copy(self, number: int, language: str) -> Piece:
        """Return a copy of a recent story; most have a title of their own."""
        tongue, told = self.tongues[language], self.rng.choice(self.recent[language])
        case = self.rng.choice(tuple(self.COPIES))
        title = told.title if self.rng.random() < 1 / 3 else " ".join(tongue.words(9))
        return Piece(number, told.number, case, language, title, written(self.COPIES[case](tongue, told.text)))

    def other(self, number: int, language: str) -> Piece:
        """Return a story that looks like others and is none of them."""
        which = self.rng.randrange(len(self.OTHERS))
        tongue = self.tongues[language]
        text = self.makers[which](tongue, self.recent[language])
        return Piece(number, number, self.OTHERS[which], language, " ".join(tongue.words(9)), written(text))

    def bulletin(self, tongue: Tongue, recent: deque[Told]) -> Text:
        """Return the words of every day around the figures of this one."""
        del recent
        text = self.rng.choice(tongue.bulletins)
        return [[*sentence, str(self.rng.randint(1_000, 99_999)), "VND"] for sentence in text]

    def brief(self, tongue: Tongue, recent: deque[Told]) -> Text:
        """Return a few words of its own above the boilerplate of a house."""
        del recent
        return [tongue.words(self.rng.randint(30, 60)), self.rng.choice(tongue.houses)]

    def event(self, tongue: Tongue, recent: deque[Told]) -> Text:
        """Return another reporter's story of the same event: its words in another order, and one quotation."""
        text = self.rng.choice(recent).text
        told = [self.rng.sample(sentence, len(sentence)) for sentence in tongue.rewrite(text, 0.3)]
        return [*told[:8], text[5], *told[8:]]

    def short_digest(self, tongue: Tongue, recent: deque[Told]) -> Text:
        """Return the beginnings of two to four stories."""
        return self.digest(tongue, recent, self.rng.randint(2, 4))

    def long_digest(self, tongue: Tongue, recent: deque[Told]) -> Text:
        """Return the beginnings of five to eight stories."""
        return self.digest(tongue, recent, self.rng.randint(5, 8))

    def digest(self, tongue: Tongue, recent: deque[Told], count: int) -> Text:
        """Return the beginnings of so many stories."""
        items = self.rng.sample(recent, count)
        return [sentence for item in items for sentence in tongue.cut(item.text, 0.4)]


def written(text: Text) -> str:
    """Return a text as a newspaper prints it."""
    return ".\n\n".join(" ".join(sentence).capitalize() for sentence in text)
