"""The agency's French site, in the manner of the ePi CMS (fr.vietnamplus.vn)."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby

from dateline.newsroom.exchange import RSS, XML, Reply, Route, Visit, etagged, gzipped, revalidated
from dateline.newsroom.feeds import index, rss, urlset
from dateline.newsroom.papers.base import HANOI, Edition, Paper
from dateline.newsroom.papers.markup import attribute, caption, json_ld, lazy, text
from dateline.newsroom.story import Story, slugify

# Wide enough that a story of the second edition is always among them: the demo's twelfth is one of science.
SOCIETY = {"Société", "Santé", "Éducation", "Sciences"}
FROZEN_ETAG = '"5f0c-home"'  # one feed never changes its ETag and believes it: new items hide behind 304


class Epi(Paper):
    """demo-vna: /slug-post123.vnp and /slug/123.vnp are one article, teasers under "Voir plus"."""

    name = "demo-vna"
    title = "Agence de démonstration"
    family = "epi"
    languages = ("fr",)

    def path(self, story: Story) -> str:
        """Return the canonical path of this family."""
        return f"/{story.slug}-post{story.number}.vnp"

    def aliases(self, story: Story) -> tuple[str, ...]:
        """Return the other forms of the URL that this CMS keeps alive."""
        return (f"/{story.slug}/{story.number}.vnp", f"/post-{story.number}.vnp")

    def section_path(self, section: str, language: str) -> str:
        """Return the path of a section page."""
        del language
        return f"/{slugify(section)}/"

    def robots(self) -> str:
        """Return robots.txt."""
        return (
            "User-agent: *\nDisallow: /search/\nDisallow: /api/\nDisallow: /interne/\n"
            f"Sitemap: {self.base}/sitemap.xml\n"
        )

    def listing_head(self) -> str:
        """Return what this template puts into the head of a listing."""
        return f'<link rel="alternate" type="application/rss+xml" title="RSS" href="{self.base}/rss/home.rss">'

    def card(self, title: str, path: str, lead: str) -> str:
        """Return a story as this template shows it in lists."""
        return (
            f'<article class="story"><figure class="story__thumb"><a class="cms-link" href="{path}">'
            f'<img alt="{attribute(title)}"></a></figure><h2 class="story__heading">'
            f'<a class="cms-link" href="{path}" title="{attribute(title)}">{text(title)}</a></h2>'
            f'<div class="story__summary">{text(lead)}</div></article>'
        )

    def routes(self, edition: Edition) -> dict[str, Route]:
        """Return the routes; this site compresses its pages."""
        routes = super().routes(edition)
        pages = {self.path(story) for story in edition.stories}
        return {path: gzipped(route) if path in pages else route for path, route in routes.items()}

    def announcements(self, edition: Edition) -> Mapping[str, Route]:
        """Return feeds and sitemaps under the names of this family."""
        listed = edition.listed
        society = [story for story in listed if story.section in SOCIETY]
        economy = self.items(edition, [story for story in listed if story.section == "Économie"][:20], "nowhere")
        utf16 = rss("Économie", self.base, economy, "utf-16-le")
        months = [(month, list(group)) for month, group in groupby(listed, lambda story: _month(story.published))]
        newest = months[0][0]
        routes: dict[str, Route] = {
            "/rss/home.rss": revalidated(self.feed(edition, "À la une", listed, extras=True)),
            "/rss/societe-2.rss": etagged(self.feed(edition, "Société", society), FROZEN_ETAG, honest=True),
            "/rss/economie-3.rss": revalidated(Reply(utf16, content_type=RSS)),
            "/sitemap.xml": revalidated(
                Reply(
                    index(
                        [(f"{self.base}/sitemaps/{name}.xml", None) for name in ("categories", "topics")]
                        + [
                            (f"{self.base}/sitemaps/news-{month}.xml", max(story.changed for story in stories))
                            for month, stories in months
                        ]
                    ),
                    content_type=XML,
                )
            ),
            "/sitemaps/categories.xml": revalidated(Reply(urlset([]), content_type=XML)),
            "/sitemaps/topics.xml": revalidated(Reply(urlset([]), content_type=XML)),
        }
        for month, stories in months:
            items = self.items(edition, stories, "sitemap" if month == newest else "nowhere")
            routes[f"/sitemaps/news-{month}.xml"] = gzipped(revalidated(Reply(urlset(items), content_type=XML)))
        return routes

    def page(self, story: Story, visit: Visit, edition: Edition) -> str:
        """Return the page in this template."""
        before, after = self.furniture.around(story.key)
        url, stamp = self.url(story), story.published.isoformat()
        # The older URL forms name no canonical one, and their template prints the teasers inside the body element.
        old = visit.path != self.path(story)
        canonical = "" if old else f'<link rel="canonical" href="{url}">'
        more = self._more(story, visit, edition)
        tags = "".join(
            f'<a class="active" href="{self.base}/tags/{slugify(tag)}.vnp">#{text(tag)}</a> ' for tag in story.tags
        )
        return f"""<!DOCTYPE html>
<html lang="fr" class="fr"><head><title>{text(story.title)} | {self.title}</title>
<meta name="description" content="{attribute(story.lead)}">
<script>var cmsConfig = {{domainDesktop: '{self.base}', domainApi: '{self.base}/api', domainStatic: '{self.base}',
siteId: 0, pageType: 1, objectId: {story.number}, adsZone: 12, allowAds: true}};</script>
{canonical}
<meta property="og:type" content="article"><meta property="og:title" content="{attribute(story.title)}">
<meta property="og:url" content="{url}"><meta property="og:description" content="{attribute(story.lead)}">
<meta property="article:section" content="{attribute(story.section)}">
<meta property="article:tag" content="{attribute(",".join(story.tags))},">
<meta property="article:published_time" content="{stamp}">
<meta property="article:modified_time" content="{story.changed.isoformat()}">
{json_ld(story, url, self.title)}</head>
<body class="article-page"><header class="site-header"><a class="small-logo" href="/">{self.title}</a></header>
{before}<div class="site-body"><div class="container"><div class="breadcrumb"><div class="main">
<a href="{self.section_path(story.section, "fr")}">{text(story.section)}</a></div></div>
<div class="col zone-4"><div class="main-col article">
<h1 class="article__title cms-title">{text(story.title)}</h1>
<div class="article__sapo cms-desc"><p>{text(story.lead)}</p></div>
<div class="article__meta">
<time class="time" datetime="{stamp}" data-friendly="false">{_shown(story.published)}</time>
<meta class="cms-date" itemprop="datePublished" content="{stamp}"></div>
<div class="social-pin article__social"><a class="item fb">Facebook</a><a class="sendprint">Imprimer</a></div>
<div class="article__body zce-content-body cms-body" itemprop="articleBody">
{self._body(story, edition)}{more if old else ""}
</div>
<div class="article__tag">{tags}</div>
<div class="wrap-comment" id="comment{story.number}" data-id="{story.number}" data-type="20"></div>
{"" if old else more}</div>
<div class="sub-col sidebar-right">{after}</div></div></div></div></body></html>"""

    def _body(self, story: Story, edition: Edition) -> str:
        pieces = [_block(block.kind, block.text) for block in story.blocks]
        if story.dateline:
            pieces[0] = f"<p>{text(story.dateline + story.blocks[0].text)}</p>"
            pieces[-1] = f"<p>{text(story.blocks[-1].text)} -VNA</p>"
        pieces.insert(2, '<div class="sda_middle"><div id="sdaWeb_SdaArticleMiddle" class="rennab"></div></div>')
        for key in story.links:
            title, url = edition.link(key)
            pieces.insert(
                3, f'<p><a class="cms-relate" href="{url}" title="{attribute(title)}">{text(title)}</a></p>'
            )
        photos = [self._photo(story, turn) for turn in range(len(story.pictures))]
        rest = '<div class="article__source"><div class="source"><span class="name">VNA</span></div></div>'
        return "\n".join([*photos[:1], *pieces[:3], *photos[1:], *pieces[3:], rest])

    def _photo(self, story: Story, turn: int) -> str:
        picture = story.pictures[turn]
        image = lazy(picture, self.base, f"{story.title} ảnh {turn + 1}", "lazyload cms-photo")
        return f"<figure class='picture'>{image}<figcaption>{text(caption(picture))}</figcaption></figure>"

    def _more(self, story: Story, visit: Visit, edition: Edition) -> str:
        cards = "".join(
            self.card(other.title, self.path(other), other.lead) for other in edition.teasers(visit, story)
        )
        heading = '<h3 class="box-heading"><a class="title" href="/">Voir plus</a></h3>'
        return f'{heading}<div class="box-content">{cards}</div>'


def _block(kind: str, words: str) -> str:
    if kind == "h":
        return f"<h2>{text(words)}</h2>"
    if kind == "box":
        return f'<div class="notebox cms-note ncenter"><p>{text(words)}</p></div>'
    return f"<p>{text(words)}</p>"


def _month(moment: datetime) -> str:
    """Return the month as this family names it: no zero before a single digit."""
    local = moment.astimezone(HANOI)
    return f"{local.year}-{local.month}"


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(HANOI):%d/%m/%Y %H:%M}"
