"""How surely are translations told that no page declares? Pairs of the newsroom, by threshold.

Run ``PYTHONPATH=. .venv/bin/python bench/translations.py [SEED...]``: a minute, no network, no database. The newsroom
writes the same subject, on the same day and at the same place, in Vietnamese and in French. Its own texts share
nothing else, so a translator's part is played here: the French story gets the figures of the Vietnamese one in its
own notation, and its persons, of which some are lost. Every third keeps the picture. All other stories stay as
strangers, many on the same subject and place; a fifth of the pairs is left untranslated, two reports on one event.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from statistics import median

import click

from dateline.newsroom.desk import Desk, Slot
from dateline.newsroom.papers.base import HANOI
from dateline.newsroom.story import Story
from storage import facts, translations
from storage.facts import Facts
from storage.translations import Pair

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=HANOI)
PAIRS = 400
STRANGERS = 800
KEPT = 0.7
"""Share of the figures and persons that a translation keeps: agencies cut as they translate."""
UNTRANSLATED = 0.2
WITH_PICTURE = 1 / 3
SEEDS = (1, 2, 3, 4, 5)
THRESHOLDS = (0.25, 0.35, 0.45, 0.55, 0.65)

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_PERSON = re.compile(r"(?:\b[^\W\d_a-zà-ỹ][^\W\d_]+ ){2}[^\W\d_a-zà-ỹ][^\W\d_]+")


def corpus(seed: int) -> tuple[list[Facts], set[frozenset[int]]]:
    """Return stories in the order of publication, and which of them are pairs."""
    rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
    desk = Desk(seed, NOW)
    told: list[tuple[Story, int]] = []
    pairs = set()
    for number in range(PAIRS):
        original = desk.write(Slot(f"vi-{seed}-{number}", "demo-cantho", number * 2), "vi")
        twin = desk.translate(original, Slot(f"fr-{seed}-{number}", "demo-vietnamvn", number * 2 + 1), "fr")
        if rng.random() >= UNTRANSLATED:
            twin = carried(original, twin, rng)
            pairs.add(frozenset({len(told), len(told) + 1}))
        told += [(original, len(told)), (twin, len(told) + 1)]
    for number in range(STRANGERS):
        language = "fr" if number % 2 else "vi"
        story = desk.write(Slot(f"x-{seed}-{number}", "demo-nghean", 5000 + number), language)
        told.append((story, len(told)))
    return sorted((read(story, at) for story, at in told), key=lambda each: each.at), pairs


def carried(original: Story, twin: Story, rng: random.Random) -> Story:
    """Return the translation with figures and persons of its original."""
    source = "\n".join(original.paragraphs)
    figures, persons = _FIGURE.findall(source), [facts.plain(name).title() for name in _PERSON.findall(source)]
    figures = [figure.replace(".", " ") for figure in figures if rng.random() < KEPT]
    persons = [person for person in persons if rng.random() < KEPT]
    blocks = tuple(
        replace(block, text=_exchange(_PERSON, _exchange(_FIGURE, block.text, figures), persons))
        for block in twin.blocks
    )
    same = original.pictures if rng.random() < WITH_PICTURE else twin.pictures
    return replace(twin, blocks=blocks, pictures=same)


def _exchange(pattern: re.Pattern[str], text: str, values: list[str]) -> str:
    return pattern.sub(lambda match: values.pop(0) if values else match[0], text)


def read(story: Story, article_id: int) -> Facts:
    """Return the facts of a story, as of an article."""
    parts = "\n".join([story.title, story.lead, *story.paragraphs])
    pictures = [f"https://img.test/photo-of-{picture.path.rpartition('/')[2]}" for picture in story.pictures]
    return Facts(
        article_id, story.paper, story.language, story.published, facts.keys(parts), facts.pictures(pictures)
    )


def found(told: Sequence[Facts]) -> Iterator[Pair]:
    """Return what the program finds."""
    return translations.find(told)


@click.command()
@click.argument("seeds", nargs=-1, type=int, metavar="[SEED]...")
def main(seeds: Sequence[int]) -> None:
    """Print precision and recall for each threshold, over corpora of these seeds."""
    seeds = seeds or SEEDS
    corpora = [corpus(seed) for seed in seeds]
    print(f"{len(seeds)} corpora of {len(corpora[0][0])} stories; {PAIRS} pairs each, a fifth of them none")
    print(f"{'share':>8}{'precision':>12}{'lowest':>9}{'recall':>9}{'lowest':>9}")
    present = translations.SHARE
    for threshold in THRESHOLDS:
        translations.SHARE = threshold
        rates = [rate(told, pairs) for told, pairs in corpora]
        precision, recall = ([each[part] for each in rates] for part in (0, 1))
        mark = "  <- in force" if threshold == present else ""
        print(
            f"{threshold:>8.2f}{median(precision):>12.4f}{min(precision):>9.4f}"
            f"{median(recall):>9.3f}{min(recall):>9.3f}{mark}"
        )
    translations.SHARE = present


def rate(told: Sequence[Facts], pairs: set[frozenset[int]]) -> tuple[float, float]:
    """Return precision and recall."""
    decided = {frozenset({pair.translation, pair.original}) for pair in found(told)}
    right = len(decided & pairs)
    return (right / len(decided) if decided else 1.0), right / len(pairs)


if __name__ == "__main__":
    main()
