"""Which index finds cut wire copy? Candidate recall of several designs on made-up stories, always the same ones.

Run ``PYTHONPATH=. .venv/bin/python bench/copies.py``: ten seconds, no network, no database. A story is a Markov
walk over the seed documents, so that strangers share the phrases of the trade; a copy is cut, re-headed, edited or
partly rewritten. Recall: the share of copies that have a key in common with their original. Strangers: how many other
stories share one, of which the estimate and the judge must think. ``docs/decisions.md`` draws the conclusion.
"""

import re
import struct
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from wire import Editor, Text

from storage import shingles, signatures

SEED = 20261121
STORIES = 400
SENTENCES = 20
DOCUMENTS = Path(__file__).parents[1] / "seeds" / "documents"

Story = Text
Keys = set[object]


class Writer(Editor):
    """Makes up stories whose words follow each other as in the seed documents."""

    def __init__(self, documents: Iterable[str]) -> None:
        super().__init__(SEED)
        self.follows: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            tokens = re.findall(r"\w+", document)
            for word, following in pairwise(tokens):
                self.follows[word].append(following)
        self.vocabulary = sorted(self.follows)

    def sentence(self) -> list[str]:
        """Return eleven to twenty-nine words."""
        words = [self.rng.choice(self.vocabulary)]
        for _ in range(self.rng.randint(10, 28)):
            words.append(self.rng.choice(self.follows.get(words[-1]) or self.vocabulary))
        return words

    def story(self) -> Story:
        """Return about 400 words."""
        return [self.sentence() for _ in range(SENTENCES)]

    def word(self) -> str:
        """Return any word."""
        return self.rng.choice(self.vocabulary)


CASES: dict[str, Callable[[Writer, Story], Story]] = {
    "first 80 % kept": lambda writer, story: writer.cut(story, 0.8),
    "first 60 % kept": lambda writer, story: writer.cut(story, 0.6),
    "first 40 % kept": lambda writer, story: writer.cut(story, 0.4),
    "first 25 % kept": lambda writer, story: writer.cut(story, 0.25),
    "40 % under its own first sentence": lambda writer, story: [writer.sentence(), *writer.cut(story, 0.4)],
    "40 %, 5 % of words changed": lambda writer, story: writer.edit(writer.cut(story, 0.4), 0.05),
    "60 %, 10 % of words changed": lambda writer, story: writer.edit(writer.cut(story, 0.6), 0.1),
    "5 % of words changed": lambda writer, story: writer.edit(story, 0.05),
    "10 % of words changed": lambda writer, story: writer.edit(story, 0.1),
    "30 % of sentences rewritten": lambda writer, story: writer.rewrite(story, 0.3),
    "50 % of sentences rewritten": lambda writer, story: writer.rewrite(story, 0.5),
}


@dataclass(frozen=True)
class Signed:
    """A story as the designs see it."""

    words: list[str]
    pieces: frozenset[int]
    digest: tuple[int, ...]


def sign(story: Story) -> Signed:
    """Prepare a story for all designs."""
    words = shingles.words(" ".join(word for sentence in story for word in sentence))
    pieces = shingles.shingles_of(words)
    return Signed(words, pieces, struct.unpack("<128I", signatures.digest(pieces)))


def bands(count: int, rows: int) -> Callable[[Signed], Keys]:
    """Return the design of bands of a MinHash signature."""
    return lambda signed: {(band, signed.digest[band * rows : (band + 1) * rows]) for band in range(count)}


def anchors(count: int, size: int) -> Callable[[Signed], Keys]:
    """Return the design of the smallest hashes of runs of words."""
    return lambda signed: set(sorted(set(shingles.runs(signed.words, size)))[:count])


def stored(signed: Signed) -> Keys:
    """Return what the corpus stores."""
    return set(signatures.sign(" ".join(signed.words)).keys)


DESIGNS: dict[str, Callable[[Signed], Keys]] = {
    "32x4": bands(32, 4),
    "42x3": bands(42, 3),
    "8a8": anchors(8, 8),
    "16a8": anchors(16, 8),
    "16a6": anchors(16, 6),
    "16a12": anchors(16, 12),
    "stored": stored,
}


def main() -> None:
    """Print the table."""
    writer = Writer(path.read_text("utf-8-sig") for path in sorted(DOCUMENTS.glob("*.txt")))
    stories = [writer.story() for _ in range(STORIES)]
    originals = [sign(story) for story in stories]
    keys = {name: [design(signed) for signed in originals] for name, design in DESIGNS.items()}
    print(f"{STORIES} stories of {sum(len(each.words) for each in originals) // STORIES} words; ", end="")
    print(f"two strangers' containment is at most {strangest(originals):.2f}\n")
    print(f"{'recall of candidates':36}{'J':>5}{'C':>6}" + "".join(f"{name:>8}" for name in DESIGNS))
    for case, change in CASES.items():
        copies = [sign(change(writer, story)) for story in stories]
        alike = mean(map(shingles.jaccard, *pieces(originals, copies)))
        contained = mean(map(shingles.containment, *pieces(originals, copies)))
        recall = (recalled(keys[name], copies, design) for name, design in DESIGNS.items())
        print(f"{case:36}{alike:5.2f}{contained:6.2f}" + "".join(f"{each:8.3f}" for each in recall))
    print(f"{'strangers per story':47}" + "".join(f"{strangers(each):8.1f}" for each in keys.values()))
    print(f"{'rows per story':47}" + "".join(f"{len(each[0]):8}" for each in keys.values()))


def recalled(keys: list[Keys], copies: list[Signed], design: Callable[[Signed], Keys]) -> float:
    """Return the share of copies that have a key of their original."""
    return mean(bool(held & design(copy)) for held, copy in zip(keys, copies, strict=True))


def strangers(keys: list[Keys]) -> float:
    """Return how many keys of other stories a story meets."""
    holders = Counter(key for each in keys for key in each)
    return sum(count * (count - 1) for count in holders.values()) / len(keys)


def strangest(signed: list[Signed]) -> float:
    """Return the highest containment of two stories that have nothing to do with each other."""
    return max(shingles.containment(one.pieces, other.pieces) for one, other in pairwise(signed))


def pieces(one: list[Signed], other: list[Signed]) -> tuple[list[frozenset[int]], list[frozenset[int]]]:
    """Return the shingles of both lists."""
    return [each.pieces for each in one], [each.pieces for each in other]


def mean(values: Iterable[float]) -> float:
    """Return the mean."""
    collected = list(values)
    return sum(collected) / len(collected)


if __name__ == "__main__":
    main()
