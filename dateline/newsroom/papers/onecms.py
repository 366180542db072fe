"""A provincial paper in the manner of Báo Nghệ An: header inside the body element, a translated /fr/ edition."""

from calendar import month_name
from collections.abc import Mapping
from datetime import datetime

from dateline.newsroom.exchange import XML, Reply, Route, Visit, revalidated
from dateline.newsroom.feeds import index, news, urlset
from dateline.newsroom.papers.base import HANOI, Edition, Paper
from dateline.newsroom.papers.markup import attribute, caption, json_ld, text
from dateline.newsroom.story import Story, slugify


class OneCms(Paper):
    """demo-nghean: Vietnamese at the root, French under /fr/, a sitemap for each day."""

    name = "demo-nghean"
    title = "Báo Nghệ An mẫu"
    family = "onecms"
    languages = ("vi", "fr")

    def path(self, story: Story) -> str:
        """Return the canonical path of this family."""
        return f"{self.prefix(story.language)}/{story.slug}-{story.number}.html"

    def section_path(self, section: str, language: str) -> str:
        """Return the path of a section page."""
        return f"{self.prefix(language)}/{slugify(section)}"

    def card(self, title: str, path: str, lead: str) -> str:
        """Return a story as this template shows it in lists."""
        return (
            f'<div class="b-grid"><div class="b-grid__img"><a href="{path}"><img src="/assets/images/grey.gif" '
            f'alt="{attribute(title)}"></a></div><h3 class="b-grid__title">'
            f'<a href="{path}" title="{attribute(title)}">{text(title)}</a></h3>'
            f'<div class="b-grid__desc">{text(lead)}</div></div>'
        )

    def announcements(self, edition: Edition) -> Mapping[str, Route]:
        """Return feeds and sitemaps under the names of this family."""
        vietnamese = [story for story in edition.listed if story.language == "vi"]
        translated = [story for story in edition.listed if story.language == "fr"]
        days = list(self.by_day(edition.listed).items())
        children = [(f"{self.base}/{name}.xml", None) for name in ("sitemap-category", "sitemap-event")] + [
            (f"{self.base}/sitemap-article-{day}.xml", max(story.changed for story in stories))
            for day, stories in days
        ]
        recent = self.items(edition, edition.recent(), "sitemap")
        today = self.items(edition, days[0][1], "sitemap")
        routes = {
            "/rss/trang-chu": revalidated(self.feed(edition, "Trang chủ", vietnamese, extras=True)),
            "/rss/kinh-te": revalidated(
                self.feed(edition, "Kinh tế", [story for story in vietnamese if story.section == "Kinh tế"])
            ),
            "/fr/rss/accueil": revalidated(self.feed(edition, "Accueil", translated)),
            "/sitemap.xml": revalidated(Reply(index(children), content_type=XML)),
            "/sitemap-news.xml": revalidated(Reply(news(self.title, recent), content_type=XML)),
            "/sitemap-article-daily.xml": revalidated(Reply(urlset(today), content_type=XML)),
        }
        for name in ("sitemap-category", "sitemap-event"):
            routes[f"/{name}.xml"] = revalidated(Reply(urlset([]), content_type=XML))
        for day, stories in days:
            items = self.items(edition, stories, "nowhere")
            routes[f"/sitemap-article-{day}.xml"] = revalidated(Reply(urlset(items), content_type=XML))
        return routes

    def page(self, story: Story, visit: Visit, edition: Edition) -> str:
        """Return the page in this template."""
        before, after = self.furniture.around(story.key)
        url = self.url(story)
        twin = self._twin(story, edition)
        tags = "".join(f'<a href="/{slugify(tag)}-event{story.number}.html">{text(tag)}</a>' for tag in story.tags)
        return f"""<!DOCTYPE html>
<html lang="{story.language}"><head><meta charset="utf-8"><title>{text(story.title)}</title>
<meta name="description" content="{attribute(story.lead)}"><link rel="canonical" href="{url}">{twin}
<meta property="og:type" content="article"><meta property="og:title" content="{attribute(story.title)}">
{json_ld(story, url, self.title)}</head>
<body class="page-detail">{before}<div class="l-content"><div class="b-maincontent">
<article class="entry entry-no-padding">
<div class="sc-longform-header"><div class="sc-longform-header-cate">
<a href="{self.section_path(story.section, story.language)}">{text(story.section)}</a></div>
<h1 class="sc-longform-header-title block-sc-title">{text(story.title)}</h1>
<p class="sc-longform-header-sapo block-sc-sapo">{text(story.lead)}</p>
<div class="sc-longform-header-meta">
<span class="sc-longform-header-author block-sc-author">{text(story.byline or "")}\
</span> <span class="sc-longform-header-date block-sc-publish-time">{_shown(story)}</span></div>
<div class="sc-empty-layer"></div></div>
{self._body(story)}
</article></div>
<div class="c-box"><div class="c-box__title"><span class="c-box__title__name">{_more_label(story)}</span></div>
<div class="c-box__content">{self._more(story, visit, edition)}</div></div>
<div class="c-widget-tags">{tags}</div><div class="c-author-page">{text(story.byline or "")}</div>
</div>{after}</body></html>"""

    def _twin(self, story: Story, edition: Edition) -> str:
        """Return the hreflang link of a translated story to its Vietnamese original."""
        if story.relation != "translation" or not story.original:
            return ""
        return f'<link rel="alternate" hreflang="vi" href="{edition.link(story.original)[1]}">'

    def _body(self, story: Story) -> str:
        pieces = [_block(block.kind, block.text) for block in story.blocks]
        if story.dateline:
            pieces[0] = f"<p>{text(story.dateline + story.blocks[0].text)}</p>"
        if story.agency:
            pieces[-1] = f"<p>{text(story.blocks[-1].text)}/.</p>"
            pieces.append(f'<p style="text-align:right"><strong>Theo {text(story.agency)}</strong></p>')
        for turn, picture in enumerate(story.pictures):
            pieces.insert(1 + 3 * turn, self._photo(story, turn, caption(picture, "Ảnh")))
        box = '<div class="c-box sc-related-articles"><p class="c-box__title__name">Bài liên quan</p></div>'
        return "\n".join([*pieces[:3], box, *pieces[3:]])

    def _photo(self, story: Story, turn: int, words: str) -> str:
        picture = story.pictures[turn]
        name = f"bna_img_{story.number}-{turn}.jpg"
        return (
            f'<figure class="image"><img class="lazyload" src="/assets/images/grey.gif" alt="{name}" '
            f'data-src="{self.base}{picture.path}"><figcaption>{text(words)}</figcaption></figure>'
        )

    def _more(self, story: Story, visit: Visit, edition: Edition) -> str:
        return "".join(
            self.card(other.title, self.path(other), other.lead) for other in edition.teasers(visit, story)
        )


def _block(kind: str, words: str) -> str:
    if kind == "h":
        return f"<h2><strong>{text(words)}</strong></h2>"
    return f'<div class="sc-note"><p>{text(words)}</p></div>' if kind == "box" else f"<p>{text(words)}</p>"


def _more_label(story: Story) -> str:
    return "Bài đọc tiếp" if story.language == "vi" else "Articles connexes"


def _shown(story: Story) -> str:
    local: datetime = story.published.astimezone(HANOI)
    if story.language == "vi":
        return f"{local:%d/%m/%Y - %H:%M}"
    return f"{month_name[local.month]} {local.day}, {local.year} {local:%H:%M}"  # English, on the French pages too
