"""Vietnamese newspaper copy by grammar; the same story plan as the French."""

import random
from collections.abc import Callable
from functools import partial

from dateline.newsroom.prose.grammar import Deck, dice, expand, sentence
from dateline.newsroom.prose.lexicon import MEN, PLACES, SURNAMES, VERBS, WOMEN, Term, Topic, Verb, names
from dateline.newsroom.prose.vietnamese_bank import (
    ADJECTIVES,
    CLOSINGS,
    FRAMES,
    HEADINGS,
    LEADS,
    OPENERS,
    QUOTES,
    TAILS,
    TITLES,
)
from dateline.newsroom.prose.writer import Writer

NEIGHBOURS = 6  # places beside its own that a story mentions
PAST = ("đã", "vừa", "đã kịp", "đang", "từng", "bắt đầu", "đã lặng lẽ", "đã đồng loạt")
MODALS = ("sẽ", "dự kiến", "sắp", "mong muốn", "có thể", "hy vọng", "cam kết", "đặt mục tiêu", "tính chuyện")
REPORTING = (
    "cho biết",
    "khẳng định",
    "nhấn mạnh",
    "nhắc lại rằng",
    "nhận định",
    "nói thêm rằng",
    "lưu ý",
    "thừa nhận",
)
SHARES = "[ngân sách cho|sự quan tâm tới|nhu cầu về|tỷ trọng của|nguồn cung quanh|phần dành cho]"
COUNTING = ("vẫn còn thiếu", "ngày càng quan trọng", "tiến triển", "đến muộn", "gây lo lắng", "gây ngạc nhiên")
OFFICES = ("đại diện", "người phát ngôn của", "cố vấn của", "điều phối viên của", "thư ký của", "thay mặt")


class VietnameseWriter(Writer):
    """Writes one story about a topic; everything it says comes from its random generator."""

    headings = HEADINGS
    closings = CLOSINGS

    def __init__(self, rng: random.Random, topic: Topic, place: Term) -> None:
        self.rng = rng
        self.topic = topic
        self.place = place
        self._people: list[str] = []
        deck = partial(Deck, rng)
        self._actors: Deck[Term] = deck(topic.actors)
        self._things: Deck[Term] = deck(topic.things)
        self._verbs: Deck[Verb] = deck(VERBS)
        self._adjectives: Deck[str] = deck(ADJECTIVES)
        self._places: Deck[Term] = deck([place, place, *rng.sample(PLACES, NEIGHBOURS)])
        self._frames: Deck[str] = deck(FRAMES)
        self._quotes: Deck[str] = deck(QUOTES)
        self._slots: dict[str, Callable[[], str]] = {
            "actor": lambda: self._actors.draw().vi,
            "thing": self.thing,
            "bare": lambda: self._things.draw().vi,
            "inf": lambda: self._verbs.draw().vi,
            "did": lambda: f"{self._actors.draw().vi} {rng.choice(PAST)} {self._verbs.draw().vi}",
            "will": lambda: f"{self._actors.draw().vi} {rng.choice(MODALS)} {self._verbs.draw().vi}",
            "rose": lambda: f"{SHARES} {{bare}} [đã tăng|giảm|nhích thêm|bật lên|lùi lại]",
            "rise": lambda: f"{SHARES} {{bare}} [sẽ tăng|sẽ giảm|có thể thêm]",
            "counts": lambda: rng.choice(COUNTING),
            "place": lambda: self._places.draw().vi,
            "here": lambda: self.place.vi,
            "person": self.person,
            "they": self.they,
            "said": lambda: rng.choice(REPORTING),
            "said_short": lambda: rng.choice(("nói", "chia sẻ", "bày tỏ", "phát biểu", "bộc bạch")),
            "unit": lambda: topic.unit.vi,
            "n": self.number,
            "pct": lambda: f"{rng.randint(2, 78)},{rng.randint(1, 9)}%",
            "sum": lambda: f"{rng.randint(3, 980)} [tỷ đồng|triệu USD]",
            "small": lambda: str(rng.randint(3, 96)),
            "year": lambda: str(rng.randint(2027, 2035)),
            "past": lambda: str(rng.randint(2009, 2025)),
            "opener": deck(OPENERS).draw,
            "tail": deck(TAILS).draw,
        }

    def thing(self) -> str:
        """Return something the topic is about, at times with an adjective or a place."""
        term = self._things.draw()
        dice = self.rng.random()
        if dice < 0.45:
            return f"{term.vi} {self._adjectives.draw()}"
        if dice < 0.7:
            return f"{term.vi} của {self._places.draw().vi}"
        return term.vi

    def person(self) -> str:
        """Introduce somebody with name and office."""
        woman = self.rng.random() < 0.5
        given = self.rng.choice(names(WOMEN if woman else MEN)).vi
        surname = self.rng.choice(names(SURNAMES)).vi
        middle = self.rng.choice(("Thị", "Thanh", "Ngọc") if woman else ("Văn", "Đức", "Xuân"))
        title = "bà" if woman else "ông"
        self._people.append(f"{title} {given}")
        return f"{title} {surname} {middle} {given}, {self.rng.choice(OFFICES)} {self._actors.draw().vi},"

    def they(self) -> str:
        """Return somebody already introduced, or else a nameless voice."""
        return self._people[-1] if self._people else self.rng.choice(("một cán bộ địa phương", "một chuyên gia"))

    def write(self, template: str) -> str:
        """Return one finished sentence."""
        return sentence(expand(self.rng, template, self._slots).replace(",,", ",").replace(",.", "."))

    def caption(self) -> str:
        """Return a picture's caption with its full stop."""
        return self.write("{bare} [ở|gần|trên địa bàn] {here}.")


def headline(form: int, actor: Term, things: tuple[Term, Term], verb: Verb, place: Term) -> tuple[str, str]:
    """Return title and lead of the given form (any number) about the given terms; French has the same forms."""
    slots = {
        "place": lambda: place.vi,
        "actor": lambda: actor.vi,
        "a": lambda: things[0].vi,
        "b": lambda: things[1].vi,
        "inf": lambda: verb.vi,
    }
    rng = dice(form)
    texts = (TITLES[form % len(TITLES)], LEADS[form % len(LEADS)])
    title, lead = (sentence(expand(rng, text, slots)) for text in texts)
    return title, lead
