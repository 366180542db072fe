"""Which links of an unknown site are stories: a judgement from the form of their addresses alone."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.discovery.announced import same_site
from storage.records import Found

# A slug of four words is a headline more often than a section's name.
FEWEST_WORDS = 4
# One or two numbered headlines may be chance; the smallest real listing seen has 15.
ENOUGH_NUMBERED = 5
# A section of an edition in a folder, "/fr/actualites/politique".
SECTION_STEPS = 3
# Ids of five digits and more number stories; shorter ones number sections and pages.
_ID = re.compile(r"(?<!\d)\d{5,}(?!\d)|(?<![0-9a-f])(?=[0-9a-f]*\d)[0-9a-f]{7}(?=/?$)")
_NO_STORY = re.compile(
    r"/(?:tags?|tu-khoa|chu-de|topics?|events?|su-kien|authors?|tac-gia|search|tim-kiem|rss|feed|video|videos|media|"
    r"podcasts?|audio|static|assets|image|images|upload|uploads|css|js|api|login|dang-nhap|dang-ky|lien-he|contact|"
    r"about|gioi-thieu|privacy|terms|category|categories|chuyen-muc|print|share|quang-cao|rao-vat|page|trang)(?:[/.]|$)"
    r"|-(?:tag|event|video|topic|author)\d+\.\w+$",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?!(?:html?|php|aspx?|vnp|vov|chn|jsp|shtml|amp)$)[a-z0-9]{2,5}$", re.IGNORECASE)
_SUFFIX = re.compile(r"\.\w{2,5}$")
_WORD = re.compile(r"[^\W\d_]+")


def likely_articles(found: Iterable[Found], url: str) -> tuple[Found, ...]:
    """Return the links that look like stories of the page's own site.

    An address looks like one by its last part: a slug of four words or more, or an id of five digits or more, and no
    path of tags, authors, videos or files. An address under which others lie is a section, whatever its slug. Where
    five headlines carry an id, stories of that site are numbered, and slugs without one are sections.

    Args:
        found: The links of a page, from :func:`crawler.discovery.listings.links`.
        url: The page.
    """
    links = [one for one in found if same_site(one.url, url) and not _is_other(urlsplit(one.url).path)]
    folders = {folder for one in links for folder in _folders(one.url)}
    likely = [one for one in links if _stem(one.url) not in folders and (_has_slug(one.url) or _has_id(one.url))]
    numbered = sum(_has_slug(one.url) and _has_id(one.url) for one in likely) >= ENOUGH_NUMBERED
    return tuple(one for one in likely if not numbered or _has_id(one.url))


def may_list(found: Found, url: str) -> bool:
    """Say whether a link of a home page may lead to a section: near the root of the same site, and no story.

    Args:
        found: The link.
        url: The page.
    """
    path = urlsplit(found.url).path
    steps = path.strip("/").split("/")
    if not same_site(found.url, url) or _is_other(path) or not path.strip("/") or len(steps) > SECTION_STEPS:
        return False
    return not _has_id(found.url) and not _has_slug(found.url)


def _folders(url: str) -> list[str]:
    """The folders that an address lies in: of /a/b/c.htm they are /a and /a/b."""
    steps = urlsplit(url).path.strip("/").split("/")[:-1]
    return ["/" + "/".join(steps[: count + 1]) for count in range(len(steps))]


def _stem(url: str) -> str:
    return _SUFFIX.sub("", urlsplit(url).path.rstrip("/"))


def _is_other(path: str) -> bool:
    return bool(_NO_STORY.search(path) or _FILE.search(path))


def _has_slug(url: str) -> bool:
    return len(_WORD.findall(_last(url))) >= FEWEST_WORDS


def _has_id(url: str) -> bool:
    return bool(_ID.search(_last(url)))


def _last(url: str) -> str:
    return _stem(url).rpartition("/")[2]
