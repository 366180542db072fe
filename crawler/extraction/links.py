"""Links of a page: teasers of other stories, and the page's own address."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.extraction.page import Document, text_of
from crawler.extraction.text import normalise
from storage.records import Related

# A teaser is a headline; shorter link texts are section names and buttons ("Xem thêm", "Facebook").
_FEWEST_CHARACTERS = 12


def teasers(document: Document, boxes: Iterable[HtmlElement]) -> list[Related]:
    """Return the stories that boxes of teasers link to, each once, in page order."""
    titles: dict[str, str] = {}
    for box in boxes:
        for link in box.iter("a"):
            url = document.absolute(link.get("href"))
            if url is None or same_page(url, document.url):
                continue
            # A story is often linked twice, by its picture and by its headline: the longer text is the headline.
            titles[url] = max(titles.get(url, ""), _title(link), key=len)
    return [Related(title, url) for url, title in titles.items() if len(title) >= _FEWEST_CHARACTERS]


def _title(link: HtmlElement) -> str:
    return text_of(link) or normalise(link.get("title") or "")


def same_page(url: str, other: str) -> bool:
    """Tell whether two URLs differ in nothing but their fragment."""
    return url.partition("#")[0] == other.partition("#")[0]


def canonical(document: Document, link: str | None) -> str | None:
    """Return the address that a page gives as its own, where it is believable.

    It must be on the same site and, unless the page is the home page itself, no home page: templates that print
    the same rel=canonical on every page are common.
    """
    url = document.absolute(link)
    if url is None:
        return None
    there, here = _parts(url), _parts(document.url)
    if here[0] and site(there[0]) != site(here[0]):
        return None
    return None if there[1] in {"", "/"} and here[1] not in {"", "/"} else url


def same_site(url: str, other: str) -> bool:
    """Tell whether two URLs are of one publisher."""
    return site(_parts(url)[0]) == site(_parts(other)[0])


def _parts(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").removesuffix("."), parts.path
    except ValueError:
        return "", ""


def site(host: str) -> str:
    """Return the part of a host name under which a publisher puts its editions: "fr.nhandan.vn" gives "nhandan.vn".

    Registries with a second level of their own ("com.vn", "org.vn", "co.uk") are told by its shortness.
    """
    labels = host.lower().split(".")
    short = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3:] if short else labels[-2:])
