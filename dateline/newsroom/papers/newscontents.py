"""A provincial paper in the manner of Báo Cần Thơ: two h1, a base href, (CTO) before the story, byline at its end."""

from collections.abc import Mapping
from datetime import datetime

from dateline.newsroom.exchange import Route, Visit, etagged, revalidated
from dateline.newsroom.papers.base import HANOI, Edition, Paper
from dateline.newsroom.papers.markup import attribute, json_ld, text
from dateline.newsroom.story import Story, slugify

STUCK_ETAG = '"cantho-1"'  # a careless server: the same ETag for whatever it sends, and never a 304
TEMPLATE = "static/templates/version1/homepage/"


class NewsContents(Paper):
    """demo-cantho: feeds only, no sitemap."""

    name = "demo-cantho"
    title = "Báo Cần Thơ mẫu"
    family = "newscontents"
    languages = ("vi",)

    def path(self, story: Story) -> str:
        """Return the canonical path of this family."""
        return f"/{story.slug}-a{story.number}.html"

    def robots(self) -> str:
        """Return robots.txt."""
        return "User-agent: *\nAllow: /\nDisallow: /tim-kiem/\n"

    def card(self, title: str, path: str, lead: str) -> str:
        """Return a story as this template shows it in lists."""
        del lead
        url, name = self.base + path, attribute(title)
        return (
            f'<ul class="list-block"><li><div class="overflow-16x9"><a href="{url}">'
            f'<img loading="lazy" title="{name}" alt="{name}" '
            f'src="{self.base}/image/news/thumbnail/336x224/{slugify(title)[:12]}.webp"></a></div>'
            f'<a title="{name}" href="{url}">{text(title)}</a></li></ul>'
        )

    def listing_head(self) -> str:
        """Return what this template puts into the head of a listing."""
        return (
            f'<base href="{self.base}/{TEMPLATE}">'
            f'<link rel="alternate" type="application/rss+xml" href="{self.base}/rss/cate/thoi-su/">'
        )

    def announcements(self, edition: Edition) -> Mapping[str, Route]:
        """Return feeds and sitemaps under the names of this family."""
        listed = edition.listed
        return {
            "/rss/cate/thoi-su/": revalidated(self.feed(edition, "Thời sự", listed, extras=True)),
            "/rss/subcate/can-tho/": etagged(self.feed(edition, "Cần Thơ", listed), STUCK_ETAG, honest=False),
        }

    def page(self, story: Story, visit: Visit, edition: Edition) -> str:
        """Return the page in this template."""
        before, after = self.furniture.around(story.key)
        url, title = self.url(story), attribute(story.title)
        first = attribute(story.dateline + story.blocks[0].text)
        tags = "".join(
            f'<a class="tag_item" title="{attribute(tag)}" href="{self.base}/tim-kiem/{slugify(tag)}.html">'
            f"{text(tag)}</a>"
            for tag in story.tags
        )
        return f"""<!DOCTYPE html>
<html lang="vi">
<head>
<title>{text(story.title)} - {self.title}</title>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<meta name="Description" content="{first}" />
<base href="{self.base}/{TEMPLATE}" />
<link rel="canonical" href="{url}" />
<link href="css/style2023.css" rel="stylesheet"><script>var DOMAIN = "{self.base}/";</script>
<meta property="og:type" content="article" /><meta property="og:title" content="{title}" />
<meta property="og:description" content="{first}" />
{json_ld(story, url, self.title, day_only=True)}
</head><body>{before}
<div id="content"><div id="colcate1">
<div class="titlecate"><h1><a href="{self.base}/thoi-su/">{text(story.section.upper())}</a>
<span class="fw400"> > <a href="{self.base}/thoi-su/can-tho/">Cần Thơ</a></span></h1></div>
<div id="clear" class="sharemxh detail-fb-like-share"><span class="pubdate 128">{_shown(story.published)}</span>
<a class="btn-facebook" href="javascript:void(0);">Chia sẻ Facebook</a></div>
<h1 class="margintopbot10 fw700">{text(story.title)}&nbsp;<span class="sprite icophoto"></span></h1>
<div id="newscontents">
<div class="content-fck slider-jsgallery 171">
{self._body(story)}
</div></div>
<div id="linkshare"><div class="sharelike"><b class="fs13">Chia sẻ bài viết</b></div></div>
<div class="block_tag marginbottom10"><div class="txt_tag">Từ khóa</div>{tags}</div>
<div id="comment"><div class="titletd nobg"><b>BÌNH LUẬN</b></div><textarea>Ý kiến của bạn</textarea>
<input type="button" value="Gửi ý kiến"></div>
<div class="col-xs-12 detail-related"><div class="cate-title"><a class="cate1">Đọc thêm</a></div>
<ul class="related-list">{self._more(story, visit, edition)}</ul></div>
</div></div>{after}</body></html>"""

    def _body(self, story: Story) -> str:
        tag, _, mark = story.dateline.partition(")")
        pieces = [_block(block.kind, block.text) for block in story.blocks]
        start = f"<strong>{text(tag)})</strong>{mark}" if story.dateline else ""
        pieces[0] = f'<p style="text-align: justify;">{start}{text(story.blocks[0].text)}</p>'
        pieces.insert(2, '<div class="AMN_res_demo_mid"></div>' + self._photo(story))
        if story.byline:
            label = "Tin, ảnh" if story.number % 2 else "Bài, ảnh"
            pieces.append(f'<p style="text-align: right;"><strong>{label}: {text(story.byline)}</strong></p>')
        elif story.relation == "copy":
            pieces.append('<p style="text-align: right;"><strong>Theo TTXVN</strong></p>')
        return "\n\n".join(pieces)

    def _photo(self, story: Story) -> str:
        return "\n".join(
            f'<p style="text-align: justify;"><img title="{attribute(story.title)}" class="zoomimg" alt="" '
            f'src="{self.base}{picture.path}" style="width: 700px;" /></p>\n'
            f'<p style="text-align: center;"><em><span style="color:#0000ff;">{text(picture.caption)}</span></em></p>'
            for picture in story.pictures
        )

    def _more(self, story: Story, visit: Visit, edition: Edition) -> str:
        return "".join(
            f'<li class="related-item"><a class="b-img" href="{self.url(other)}">{text(other.title)}</a></li>'
            for other in edition.teasers(visit, story)
        )


def _block(kind: str, words: str) -> str:
    inner = f"<strong>{text(words)}</strong>" if kind == "h" else text(words)
    if kind == "box":
        return f'<table class="box"><tbody><tr><td><p>{inner}</p></td></tr></tbody></table>'
    return f'<p style="text-align: justify;">{inner}</p>'


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(HANOI):%d/%m/%Y - %H:%M}"
