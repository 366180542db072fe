"""What the demo knows of itself: every story as it must come out, and what every URL must become."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dateline.newsroom.faults import Extra
from dateline.newsroom.papers.base import HANOI, Paper
from dateline.newsroom.press import Press
from dateline.newsroom.story import Story

# What a page says of its time: to the second in ePi's and ONECMS's metadata, else to the minute or the day.
PRECISION = {
    "demo-vna": "second",
    "demo-nghean": "second",
    "demo-cantho": "minute",
    "demo-dongnai": "minute",
    "demo-vietnamvn": "day",
}
SECTIONS = {"demo-vietnamvn": None, "demo-cantho": "Cần Thơ", "demo-dongnai": None}
"""What a page says of its section where it is not the story's: nothing, or always the same subsection."""
TAGGED = {"demo-vna", "demo-nghean", "demo-cantho", "demo-dongnai"}
STAMP = {"second": "%Y-%m-%dT%H:%M:%S+07:00", "minute": "%Y-%m-%dT%H:%M:00+07:00", "day": "%Y-%m-%d"}


def describe(
    press: Press, papers: Mapping[str, Paper], extras: Mapping[str, Sequence[Extra]], edition: int
) -> dict[str, Any]:
    """Return the whole truth as plain data.

    Keys: ``edition``; ``articles`` by canonical URL (see :func:`article`); ``outcomes`` by URL, each with the
    outcomes it may have in the ``first`` and ``second`` crawl ("" for one that need not be asked for), given that
    the seeds were imported before and that the crawl looks two days back; ``copies``;
    ``translations``; ``edited``; ``touched``; ``seeds`` (URL by document).
    """
    home = {story.key: papers[story.paper].url(story) for story in press.stories}
    links = {story.key: story for story in press.stories}
    related = [story for story in press.stories if story.original in links]
    return {
        "edition": edition,
        "articles": {home[story.key]: article(story, press, papers, home) for story in press.stories},
        "outcomes": outcomes(press, papers, extras, home),
        "copies": [
            {
                "original": home[story.original],
                "copy": home[story.key],
                "containment": round(containment(links[story.original], story), 3),
            }
            for story in related
            if story.relation == "copy" and story.original
        ],
        "translations": {
            home[story.key]: home[story.original]
            for story in related
            if story.relation == "translation" and story.original
        },
        "edited": [home[key] for key in press.edited],
        "touched": [home[key] for key in press.touched],
        "seeds": {story.seed: home[story.key] for story in press.stories if story.seed},
    }


def article(story: Story, press: Press, papers: Mapping[str, Paper], home: Mapping[str, str]) -> dict[str, Any]:
    """Return one story as extraction must give it.

    ``paragraphs`` is the clean text, [] of an encoded body; ``revised_paragraphs`` what edition 2 makes
    of it, or None; ``recent`` whether a feed or sitemap announced it in the
    last two days; ``listed``, ``encoded`` and ``trouble`` as in :class:`Story`; captions are without credit;
    ``original`` is what it was cut or translated from, ``original_url`` the same where the page names it.
    """
    paper = papers[story.paper]
    edited = press.edited.get(story.key)
    precision = PRECISION[story.paper]
    return {
        "source": story.paper,
        "family": paper.family,
        "url": home[story.key],
        "aliases": [paper.base + path for path in paper.aliases(story)],
        "language": story.language,
        "title": story.title,
        "lead": story.lead or None,
        "paragraphs": [] if story.encoded else story.paragraphs,
        "headings": [block.text for block in story.blocks if block.kind == "h"],
        "boxes": [block.text for block in story.blocks if block.kind == "box"],
        "revised_paragraphs": edited.paragraphs if edited else None,
        "captions": [] if story.encoded else [picture.caption for picture in story.pictures],
        "byline": None if story.encoded else story.byline,
        "agency": story.agency,
        "place": story.place,
        "section": SECTIONS.get(story.paper, story.section),
        "tags": list(story.tags) if story.paper in TAGGED else [],
        "published_at": story.published.astimezone(HANOI).strftime(STAMP[precision]),
        "published_precision": precision,
        "original": home.get(story.original or "", story.original),
        "original_url": home.get(story.original or "", story.original) if paper.family == "vietnamvn" else None,
        "relation": story.relation,
        "republished_from": story.republished_from,
        "seed": story.seed,
        "edition": story.edition,
        "listed": story.listed,
        "recent": press.recent(story),
        "encoded": story.encoded,
        "trouble": story.trouble,
    }


def outcomes(
    press: Press, papers: Mapping[str, Paper], extras: Mapping[str, Sequence[Extra]], home: Mapping[str, str]
) -> dict[str, dict[str, list[str]]]:
    """Return by URL the outcomes it may have in the first and in the second crawl."""
    table = {home[story.key]: _fate(story, press) for story in press.stories if not story.trouble}
    for name, others in extras.items():
        for extra in others:
            again = list(extra.outcome) if extra.outcome[0] not in {"new", "gone"} else [""]
            # A known URL is not fetched again unless due; a dead or refused one may be tried again.
            table[papers[name].base + extra.path] = {
                "first": list(extra.outcome),
                "second": sorted({"", *again, *(["unchanged"] if "new" in extra.outcome else [])}),
            }
    return table


def _fate(story: Story, press: Press) -> dict[str, list[str]]:
    first = ["new"]
    if story.seed:
        first = ["duplicate"]
    elif story.relation == "copy" or _is_copied(story, press):
        first = ["new", "duplicate"]  # whichever of a pair is met first is new
    elif story.encoded:
        first = ["empty"]
    if not (story.listed and press.recent(story)):
        first = ["", *first]
    if story.edition == 2:
        return {"first": [], "second": first}
    if story.key in press.edited:
        return {"first": first, "second": ["revised"]}
    again = ["empty", ""] if story.encoded else ["unchanged"] if story.key in press.touched else ["", "unchanged"]
    return {"first": first, "second": again}


def _is_copied(story: Story, press: Press) -> bool:
    return any(other.relation == "copy" and other.original == story.key for other in press.stories)


def containment(one: Story, other: Story) -> float:
    """Return the share of the shorter text's word 3-grams that the other holds too: |A∩B| / min(|A|, |B|)."""
    left, right = (trigrams(" ".join(story.paragraphs)) for story in (one, other))
    return len(left & right) / max(1, min(len(left), len(right)))


def trigrams(text: str) -> set[tuple[str, ...]]:
    """Return a text's word 3-grams, in lower case."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 3]) for at in range(len(words) - 2)}
