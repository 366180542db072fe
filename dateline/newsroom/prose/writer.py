"""What the prose writers of both languages share: figures, paragraphs, headings and endings out of sentences."""

import random
from abc import ABC, abstractmethod
from typing import ClassVar

from dateline.newsroom.prose.grammar import Deck


class Writer(ABC):
    """Writes about one topic at one place; a language adds its sentences."""

    headings: ClassVar[tuple[str, ...]]
    closings: ClassVar[tuple[str, ...]]
    rng: random.Random
    _frames: Deck[str]
    _quotes: Deck[str]

    @abstractmethod
    def write(self, template: str) -> str:
        """Return one finished sentence."""

    def number(self) -> str:
        """Return a figure as the agency and the Vietnamese papers print it: 640, 12.300."""
        return f"{self.rng.choice((self.rng.randint(120, 990), self.rng.randint(11, 840) * 100)):,}".replace(",", ".")

    def paragraph(self, sentences: int) -> str:
        """Return a paragraph; one in four carries a quotation."""
        lines = [self.write(self._frames.draw()) for _ in range(sentences)]
        if self.rng.random() < 0.25:
            lines[-1] = self.write(self._quotes.draw())
        return " ".join(lines)

    def heading(self) -> str:
        """Return a subheading, without a full stop."""
        return self.write(self.rng.choice(self.headings))

    def closing(self) -> str:
        """Return a last paragraph that looks ahead."""
        return self.write(self.rng.choice(self.closings)) + " " + self.write(self._frames.draw())
