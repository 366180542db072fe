"""The republishing platform, in the manner of www.vietnam.vn: no class names to hold on to, only conventions."""

from collections.abc import Mapping
from datetime import datetime

from dateline.newsroom.exchange import XML, Reply, Route, Visit, revalidated
from dateline.newsroom.feeds import index, news, urlset
from dateline.newsroom.papers.base import HANOI, Edition, Paper
from dateline.newsroom.papers.markup import attribute, caption, json_ld, lazy, text
from dateline.newsroom.story import Story

MASTHEAD = "Vietnam.vn - Nền tảng quảng bá Việt Nam"
WIDGETS = ("Patrimoine", "Chiffre", "Entreprise")
BELOW = ("Nouvelles", "Système politique", "Locale", "Produit")


class VietnamVn(Paper):
    """demo-vietnamvn: French translations with a publisher line, a ``Source :`` line and an empty comment box."""

    name = "demo-vietnamvn"
    title = "Vietnam.vn"
    family = "vietnamvn"
    languages = ("fr",)

    def prefix(self, language: str) -> str:
        """Return the path prefix of an edition."""
        return f"/{language}"

    def path(self, story: Story) -> str:
        """Return the canonical path of this family."""
        return f"/fr/{story.slug}"

    def aliases(self, story: Story) -> tuple[str, ...]:
        """Return the other forms of the URL that this CMS keeps alive."""
        return (f"/fr/{story.slug}/",)

    def section_path(self, section: str, language: str) -> str:
        """Return the path of a section page."""
        return f"/{language}/category/{section.lower().replace('é', 'e').replace(' ', '-')}"

    def sitemap_day(self, story: Story) -> datetime:
        """Return the time whose day decides which daily sitemap lists the story."""
        return story.changed  # an old story that was translated today stands in today's sitemap

    def card(self, title: str, path: str, lead: str) -> str:
        """Return a story as this template shows it in lists."""
        return (
            f'<div class="flex gap-3 py-2"><a href="{path}" title="{attribute(title)}">'
            f'<h3 class="text-sm font-semibold">'
            f'{text(title)}</h3></a><p class="line-clamp-2 text-gray-600">{text(lead)}</p></div>'
        )

    def announcements(self, edition: Edition) -> Mapping[str, Route]:
        """Return feeds and sitemaps under the names of this family."""
        days = list(self.by_day(edition.listed).items())
        skipped = ("sitemap-page", "sitemap-author", "sitemap-organization", "sitemap-category", "sitemap-tag")
        children = [(f"{self.base}/sitemap/{name}.xml", None) for name in skipped] + [
            (f"{self.base}/sitemap/sitemap-post/{day}.xml", max(story.changed for story in stories))
            for day, stories in days
        ]
        recent = self.items(edition, edition.recent(), "sitemap")
        routes = {
            "/sitemap.xml": revalidated(Reply(index(children), content_type=XML)),
            "/news-sitemap.xml": revalidated(Reply(news(self.title, recent), content_type=XML)),
        }
        routes |= {f"/sitemap/{name}.xml": revalidated(Reply(urlset([]), content_type=XML)) for name in skipped}
        for day, stories in days:
            items = self.items(edition, stories, "sitemap" if day == days[0][0] else "nowhere")
            routes[f"/sitemap/sitemap-post/{day}.xml"] = revalidated(Reply(urlset(items), content_type=XML))
        return routes

    def page(self, story: Story, visit: Visit, edition: Edition) -> str:
        """Return the page in this template."""
        before, after = self.furniture.around(story.key)
        url = self.url(story)
        publisher = story.republished_from or self.title
        shown = f"{story.published.astimezone(HANOI):%d/%m/%Y}"
        lead = f'<p class="text-lg font-medium">{text(story.lead)}</p>' if story.lead else ""
        return f"""<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>{text(story.title)}</title>
<meta name="description" content="{attribute(story.lead)}"><meta property="og:site_name" content="{MASTHEAD}">
<meta property="og:type" content="article"><meta property="og:title" content="{attribute(story.title)}">
<meta property="og:url" content="{url}"><link rel="canonical" href="{url}">
<link rel="alternate" hreflang="vi" href="{self.base}/{story.slug}">
<link rel="alternate" hreflang="fr" href="{url}">{json_ld(story, url, publisher, day_only=True)}</head>
<body><header class="sticky top-0"><a href="/fr/" title="{MASTHEAD}">{MASTHEAD}</a></header>{before}
<main class="mx-auto max-w-7xl"><div class="grid grid-cols-12"><article class="col-span-8">
<h1 class="text-3xl font-bold">{text(story.title)}</h1>
{lead}
<div class="flex items-center"><img src="/logo.png" alt="{attribute(publisher)}"><span>{text(publisher)}</span>\
<span>{text(publisher)}</span><span>{shown}</span></div>
<div class="prose max-w-none">
{self._body(story, edition)}
</div>
<div class="mt-4"><h3>Comment (0)</h3></div><div>No data</div><div>No data</div>
{self._more(story, visit, edition)}</article>
<aside class="col-span-4">{after}</aside></div></main></body></html>"""

    def _body(self, story: Story, edition: Edition) -> str:
        pieces = [f"<h2>{text(b.text)}</h2>" if b.kind == "h" else f"<p>{text(b.text)}</p>" for b in story.blocks]
        if story.dateline:
            pieces[0] = f"<p>{text(story.dateline + story.blocks[0].text)}</p>"
        for turn, picture in enumerate(story.pictures):
            words = text(caption(picture))
            figure = f"<figure>{lazy(picture, self.base, '')}<figcaption>{words}</figcaption></figure>"
            pieces.insert(2 + 3 * turn, figure)
        return "\n".join(pieces + self._tail(story, edition))

    def _tail(self, story: Story, edition: Edition) -> list[str]:
        """Return author and source: on their own lines, or glued together where the seed's page was so."""
        if not story.original:
            return [f"<p><strong>{text(story.byline)}</strong></p>"] if story.byline else []
        source = story.original if story.original.startswith("http") else edition.link(story.original)[1]
        line = f'Source : <a href="{source}" rel="nofollow">{source}</a>'
        if story.seed and not story.lead:
            return [f"<p><strong>{text(story.byline or '')}</strong>{line}</p>"]
        author = f"<p><strong>Article et photos : {text(story.byline)}</strong></p>" if story.byline else ""
        return [author, f"<p>{line}</p>"]

    def _more(self, story: Story, visit: Visit, edition: Edition) -> str:
        cards = "".join(
            self.card(other.title, self.path(other), other.lead) for other in edition.teasers(visit, story)
        )
        widgets = "".join(f"<h3>{name}</h3>" for name in WIDGETS)
        below = "".join(f"<h3>{name}</h3>" for name in BELOW)
        return (
            f"<section><h3>Même catégorie</h3>{cards}</section><section><h3>Même auteur</h3></section>"
            f"{widgets}<div>No videos available</div>{below}"
        )
