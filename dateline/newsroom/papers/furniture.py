"""The furniture around a story: what swells a page to a real one's size."""

import json
import random
from bisect import bisect
from itertools import accumulate

from dateline.newsroom.papers.markup import PIXEL, attribute, text
from dateline.newsroom.prose import french, vietnamese
from dateline.newsroom.prose.grammar import dice
from dateline.newsroom.prose.lexicon import PLACES, TOPICS, VERBS
from dateline.newsroom.story import slugify

Kilobytes = float | tuple[float, float]
"""Thousands of bytes, the same for every page, or the least and the most of pages that differ."""


class Furniture:
    """A paper's menus, scripts, inline JSON and sidebar lists, of which each page shows its share.

    Args:
        language: "fr" or "vi".
        kilobytes: How much of it a page shows, about.
    """

    def __init__(self, language: str, kilobytes: Kilobytes) -> None:
        self._span = kilobytes if isinstance(kilobytes, tuple) else (kilobytes, kilobytes)
        rng = dice(f"furniture/{language}")
        self._pieces: list[tuple[bool, str]] = []  # whether it stands before the story, and its HTML
        size = 0
        while size < self._span[1] * 1000:
            above, piece = _piece(rng, language)
            self._pieces.append((above, piece))
            size += len(piece.encode())
        self._sizes = list(accumulate(len(piece.encode()) for _, piece in self._pieces))

    def around(self, key: str) -> tuple[str, str]:
        """Return what stands before and what stands after the story of that key."""
        wanted = 1000 * dice(f"furniture/{key}").uniform(*self._span)
        shown = self._pieces[: bisect(self._sizes, wanted)]
        above, below = ("\n".join(piece for above, piece in shown if above is side) for side in (True, False))
        return above, below


def _piece(rng: random.Random, language: str) -> tuple[bool, str]:
    speak = french.headline if language == "fr" else vietnamese.headline
    topic = rng.choice(TOPICS)
    first, second = rng.sample(topic.things, 2)
    title, lead = speak(
        rng.randrange(99), rng.choice(topic.actors), (first, second), rng.choice(VERBS), rng.choice(PLACES)
    )
    piece = _html(rng, title, lead)
    return rng.random() < 0.4, piece


def _html(rng: random.Random, title: str, lead: str) -> str:
    address, name = f"/chu-de/{slugify(title)}", attribute(title)
    kind = rng.randrange(4)
    if kind == 0:
        return (
            f'<nav class="menu-sub"><ul><li><a href="{address}" title="{name}">{text(title[:24])}</a></li></ul></nav>'
        )
    if kind == 1:
        data = {"id": rng.randrange(10**7), "zone": rng.randrange(400), "name": title, "desc": lead, "ads": [1, 2, 3]}
        return f"<script>window.__zones = window.__zones || []; window.__zones.push({json.dumps(data)});</script>"
    if kind == 2:
        return (
            f"<style>.zone-{rng.randrange(999)} .item{{display:flex;margin:0 0 {rng.randrange(20)}px;"
            "background:url(images/sprite.png) no-repeat 0 -40px;overflow:hidden}</style>"
        )
    return (
        f'<div class="side-item"><a href="{address}" title="{name}"><img src="{PIXEL}" alt="{name}"></a>'
        f'<h4><a href="{address}">{text(title)}</a></h4></div>'
    )
