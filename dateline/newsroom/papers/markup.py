"""Pieces of HTML that several newsrooms share."""

import json
from html import escape

from dateline.newsroom.story import Picture, Story

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
