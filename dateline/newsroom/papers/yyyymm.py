"""A provincial paper in the manner of Báo Đồng Nai: /section/YYYYMM/slug-hexid/, a strong first paragraph as lead."""

import base64
import gzip
from collections.abc import Mapping
from datetime import datetime
from itertools import groupby

from dateline.newsroom.exchange import XML, Reply, Route, Visit, revalidated
from dateline.newsroom.feeds import index, urlset
from dateline.newsroom.papers.base import HANOI, Edition, Paper
from dateline.newsroom.papers.markup import attribute, text
from dateline.newsroom.prose.grammar import dice
from dateline.newsroom.story import Story, slugify

CRAWL_DELAY = 0.2  # seconds; short for the demo's sake, and long enough that ignoring it shows in the log


class Yyyymm(Paper):
    """demo-dongnai: asks for a Crawl-delay, packs its sitemaps as .xml.gz, encodes some of its bodies."""

    name = "demo-dongnai"
    title = "Báo Đồng Nai mẫu"
    family = "yyyymm"
    languages = ("vi",)

    def path(self, story: Story) -> str:
        """Return the canonical path of this family."""
        month = f"{story.published.astimezone(HANOI):%Y%m}"
        return f"/{slugify(story.section)}/{month}/{story.slug}-{story.number:07x}/"

    def robots(self) -> str:
        """Return robots.txt."""
        return (
            f"User-agent: *\nCrawl-delay: {CRAWL_DELAY}\nDisallow: /media/\nSitemap: {self.base}/sitemaps/index.xml\n"
        )

    def card(self, title: str, path: str, lead: str) -> str:
        """Return a story as this template shows it in lists."""
        return (
            f'<div class="item"><a class="title2" href="{path}" title="{attribute(title)}">{text(title)}</a>'
            f'<p class="desc">{text(lead)}</p></div>'
        )

    def listing_head(self) -> str:
        """Return what this template puts into the head of a listing."""
        return f'<link rel="alternate" type="application/rss+xml" href="{self.base}/rss/home.rss">'

    def announcements(self, edition: Edition) -> Mapping[str, Route]:
        """Return feeds and sitemaps under the names of this family."""
        months = [
            (month, list(group))
            for month, group in groupby(edition.listed, lambda story: f"{story.published.astimezone(HANOI):%Y-%m}")
        ]
        children = [(f"{self.base}/sitemaps/{name}.xml", None) for name in ("index.cate", "index.lastest")] + [
            (f"{self.base}/sitemaps/{month}.xml.gz", max(story.changed for story in stories))
            for month, stories in months
        ]
        whole = Reply(index(children), content_type=XML)
        routes = {
            "/sitemaps/": revalidated(whole),
            "/sitemaps/index.xml": revalidated(whole),
            "/rss/home.rss": revalidated(self.feed(edition, "Trang chủ", edition.listed, extras=True)),
        }
        for name in ("index.cate", "index.lastest"):
            routes[f"/sitemaps/{name}.xml"] = revalidated(Reply(urlset([]), content_type=XML))
        for month, stories in months:
            items = self.items(edition, stories, "sitemap" if month == months[0][0] else "nowhere")
            packed = _gzip(urlset(items))
            routes[f"/sitemaps/{month}.xml.gz"] = revalidated(Reply(packed, content_type="application/x-gzip"))
        return routes

    def page(self, story: Story, visit: Visit, edition: Edition) -> str:
        """Return the page in this template."""
        before, after = self.furniture.around(story.key)
        tags = "".join(f'<a href="/tag/{slugify(tag)}/">{text(tag)}</a>' for tag in story.tags)
        related = "".join(
            f'<li><a class="title3" href="{self.path(other)}">{text(other.title)}</a></li>'
            for other in edition.teasers(visit, story)
        )
        return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{text(story.title)} - {self.title}</title>
<meta name="description" content="{attribute(story.lead)}"><link rel="canonical" href="{self.url(story)}">
<meta property="og:type" content="article"><meta property="og:title" content="{attribute(story.title)}"></head>
<body>{before}<div class="wrapper"><div class="breadcrumb"><a href="/{slugify(story.section)}/">\
{text(story.section)}</a></div>
<h1 class="title">{text(story.title)}</h1><div class="date">{_shown(story.published)}</div>
<ul class="social"><li>Chia sẻ</li></ul>
<div id="content" class="content-detail"><div class="td-post-content">
{_encoded(story) if story.encoded else self._body(story)}
</div></div>
<div class="tag_list">{tags}</div>
<div class="bd02"><h3>Tin liên quan</h3><ul>{related}</ul></div></div>{after}</body></html>"""

    def _body(self, story: Story) -> str:
        pieces = [_block(block.kind, block.text) for block in story.blocks]
        if story.dateline:
            pieces[0] = f"<p>{text(story.dateline + story.blocks[0].text)}</p>"
        photos = "".join(
            f'<table class="image center"><tbody><tr><td><img src="{self.base}{picture.path}" alt=""></td></tr>'
            f'<tr><td class="desc">{text(picture.caption)} Ảnh: {text(story.byline or picture.credit)}</td></tr>'
            "</tbody></table>"
            for picture in story.pictures
        )
        tail = story.byline or ("Theo TTXVN" if story.relation == "copy" else "")
        author = f'<p style="text-align: right;"><strong>{text(tail)}</strong></p>' if tail else ""
        lead = f"<p><strong>{text(story.lead)}</strong></p>"
        return "\n".join([lead, pieces[0], photos, *pieces[1:], author])


def _block(kind: str, words: str) -> str:
    return f"<p><strong>{text(words)}</strong></p>" if kind == "h" else f"<p>{text(words)}</p>"


def _encoded(story: Story) -> str:
    """Return the lead and a body only JavaScript could read: a run of base64 of shuffled bytes."""
    data = bytearray("\n".join(story.paragraphs).encode())
    dice(story.key).shuffle(data)
    return (
        f"<p><strong>{text(story.lead)}</strong></p>"
        f'<div class="content-encoded">{base64.b64encode(bytes(data)).decode()}</div><script>decodeBody();</script>'
    )


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(HANOI):%H:%M, %d/%m/%Y}"
