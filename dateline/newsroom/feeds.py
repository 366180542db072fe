"""Feeds and sitemaps as the real sites write them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

XML_HEAD = '<?xml version="1.0" encoding="{encoding}"?>'


@dataclass(frozen=True, slots=True)
class Item:
    """An announced URL: absolute address, title, summary, publication, last change, language."""

    url: str
    title: str
    published: datetime
    changed: datetime
    summary: str = ""
    language: str = "vi"
    related: tuple[tuple[str, str], ...] = ()
    """Title and URL of links that stand inside the feed's description and are no entries."""


def rss(title: str, link: str, items: Iterable[Item], encoding: str = "utf-8") -> bytes:
    """Return an RSS 2.0 feed.

    Args:
        title: Of the channel.
        link: Of the channel.
        items: Newest first.
        encoding: "utf-8", or "utf-16-le" with a byte order mark, as BNews serves it.
    """
    entries = "".join(
        f"<item><title><![CDATA[{item.title}]]></title><link>{escape(item.url)}</link>"
        f"<guid isPermaLink='true'>{escape(item.url)}</guid>"
        f"<description><![CDATA[{_description(item)}]]></description>"
        f"<pubDate>{format_datetime(item.published)}</pubDate></item>\n"
        for item in items
    )
    text = (
        f'<rss version="2.0"><channel><title>{escape(title)}</title><link>{escape(link)}</link>'
        f"<description>{escape(title)}</description><ttl>5</ttl>\n{entries}</channel></rss>"
    )
    if encoding == "utf-8":
        return (XML_HEAD.format(encoding="utf-8") + text).encode()
    return ("\ufeff" + XML_HEAD.format(encoding="utf-16") + text).encode(encoding)


def _description(item: Item) -> str:
    picture = f'<a href="{escape(item.url)}"><img src="{escape(item.url)}.jpg" /></a>'
    related = "".join(f"<li><a href='{escape(url)}'>{escape(title)}</a></li>" for title, url in item.related)
    return f"{picture}<p>{escape(item.summary, quote=False)}</p>" + (
        f"<div><ul>{related}</ul></div>" if related else ""
    )


def index(children: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Return a sitemap index of addresses with their last change, where it is known."""
    entries = "".join(
        f"<sitemap><loc>{escape(url)}</loc>"
        + (f"<lastmod>{changed.isoformat()}</lastmod>" if changed else "")
        + "</sitemap>\n"
        for url, changed in children
    )
    return _xml("sitemapindex", entries)


def urlset(items: Iterable[Item]) -> bytes:
    """Return a sitemap with lastmod."""
    return _xml(
        "urlset",
        "".join(
            f"<url><loc>{escape(item.url)}</loc><lastmod>{item.changed.isoformat()}</lastmod>"
            "<changefreq>daily</changefreq></url>\n"
            for item in items
        ),
    )


def news(name: str, items: Iterable[Item]) -> bytes:
    """Return a news sitemap: title, date and language of each URL.

    Args:
        name: The publication's name.
        items: The stories of the last two days, which is all such a sitemap may hold.
    """
    return _xml(
        "urlset",
        "".join(
            f"<url><loc>{escape(item.url)}</loc><news:news><news:publication><news:name>{escape(name)}</news:name>"
            f"<news:language>{item.language}</news:language></news:publication>"
            f"<news:publication_date>{item.published.isoformat()}</news:publication_date>"
            f"<news:title>{escape(item.title, quote=False)}</news:title></news:news></url>\n"
            for item in items
        ),
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"',
    )


def _xml(tag: str, entries: str, spaces: str = "") -> bytes:
    text = f'<{tag} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{spaces}>\n{entries}</{tag}>'
    return (XML_HEAD.format(encoding="UTF-8") + text).encode()
