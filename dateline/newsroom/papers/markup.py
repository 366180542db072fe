"""Pieces of HTML that several newsrooms share, and the furniture around a story."""

import json
import random
from html import escape

from dateline.newsroom.prose import french, vietnamese
from dateline.newsroom.prose.grammar import dice
from dateline.newsroom.prose.lexicon import PLACES, TOPICS, VERBS
from dateline.newsroom.story import Picture, Story, slugify

# A transparent pixel, as lazy images carry it until a script puts the real address in its place.
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def text(words: str) -> str:
    """Return words for HTML, with the no-break spaces that French typography wants written as the CMS writes them."""
    escaped = escape(words, quote=False)
    return escaped.replace("« ", "«&nbsp;").replace(" »", "&nbsp;»")


def attribute(words: str) -> str:
    """Return words for a double-quoted attribute."""
    return escape(words)


def caption(picture: Picture, label: str = "Photo") -> str:
    """Return a caption with its credit as agencies print them."""
    return picture.caption + (f" {label}: {picture.credit}" if picture.credit else "")


def lazy(picture: Picture, base: str, alt: str, css: str = "lazyload") -> str:
    """Return a lazily loaded image with its noscript twin."""
    source, name = f"{base}{picture.path}", attribute(alt)
    return (
        f'<img class="{css}" src="{PIXEL}" data-src="{source}" alt="{name}" title="{name}">'
        f'<noscript><img src="{source}" alt="{name}"></noscript>'
    )


def json_ld(story: Story, url: str, publisher: str, *, day_only: bool = False) -> str:
    """Return the page's NewsArticle data."""
    stamp = story.published.date().isoformat() if day_only else story.published.isoformat()
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": story.title,
        "description": story.lead,
        "datePublished": stamp,
        "author": {"@type": "Person", "name": story.byline or ""},
        "publisher": {"@type": "Organization", "name": publisher},
    }
    if not day_only:
        data["dateModified"] = story.changed.isoformat()
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def furniture(language: str, kilobytes: float) -> tuple[str, str]:
    """Return menus, scripts, inline JSON and sidebar lists that swell a page to a real one's size.

    Args:
        language: "fr" or "vi".
        kilobytes: How many bytes of it, about, in thousands; 0 for none.

    Returns:
        What stands before the story and what stands after it.
    """
    rng = dice(f"furniture/{language}")
    speak = french.headline if language == "fr" else vietnamese.headline
    before: list[str] = []
    after: list[str] = []
    while sum(map(len, before)) + sum(map(len, after)) < kilobytes * 1000:
        topic = rng.choice(TOPICS)
        first, second = rng.sample(topic.things, 2)
        title, lead = speak(
            rng.randrange(99), rng.choice(topic.actors), (first, second), rng.choice(VERBS), rng.choice(PLACES)
        )
        piece = _piece(rng, title, lead)
        (before if rng.random() < 0.4 else after).append(piece)
    return "\n".join(before), "\n".join(after)


def _piece(rng: random.Random, title: str, lead: str) -> str:
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
