"""New sources: the few lines of TOML that describe a newspaper of a known family."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from crawler.catalogue import Catalogue
from crawler.catalogue.render import draft, name_of, toml_of
from crawler.catalogue.schema import NAME
from crawler.discovery import listings
from storage.records import Article, DatelineError, Page

MOST_LINES = 8
"""The promise of the catalogue: a source of a known family takes no more."""

MOST_FEEDS = 3
"""The main feed and two more; discovery finds the others."""

OTHER = "other"
"""The family of sites that bear no family's marks."""

LISTS = (".html", ".htm")
"""Ends of pages that list feeds and are none."""

_EDITION = re.compile(r"/([a-z]{2})/?")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for.

    Attributes:
        url: The newspaper's front page, or better one of its articles.
        name, family, group, language: None to find out or to leave at the default.
    """

    url: str
    name: str | None = None
    family: str | None = None
    group: str | None = None
    language: str | None = None


def check(wish: Wish, catalogue: Catalogue) -> None:
    """See that a source is new.

    Raises:
        DatelineError: The catalogue has its address or its name, or lacks its family.
    """
    edition = catalogue.find(wish.url)
    if edition:
        raise DatelineError(f"{wish.url} is in the catalogue already: `dateline sources show {edition.source}`")
    name = wish.name or name_of(urlsplit(wish.url).netloc)
    if not wish.name and not NAME.match(name):  # of "báo.vn", whose name is "xn--bo-mia" in the DNS
        raise DatelineError(f"no name for a source can be made of {urlsplit(wish.url).netloc}: choose a --name")
    if name in catalogue.sources:
        raise DatelineError(f"the catalogue has another source '{name}' already: choose a --name")
    if wish.family and wish.family not in catalogue.families:
        raise DatelineError(f"unknown family '{wish.family}': there is {', '.join(catalogue.families)}")


def toml(
    wish: Wish, catalogue: Catalogue, page: Page | None = None, article: Article | None = None
) -> tuple[str, str]:
    """Return a source's name and its TOML, at most :data:`MOST_LINES` lines.

    Args:
        wish: What is asked for, checked.
        catalogue: For its families.
        page: The page behind the URL: its final address and the feeds it names.
        article: What was read in it: its family and language.

    Raises:
        CatalogueError: A name, group or language cannot be used.
    """
    address = urlsplit(page.url if page else wish.url)
    place = _EDITION.fullmatch(address.path)
    language = wish.language or (place[1] if place else None) or (article.language if article else None)
    table = {
        "host": address.netloc + (f"/{place[1]}/" if place else ""),
        "family": wish.family or (article.family if article else None) or OTHER,
        "group": wish.group,
        "language": language,
        "scheme": "http" if address.scheme == "http" else None,
    }
    table = {key: value for key, value in table.items() if value}
    feeds = _feeds(page) if page else []
    for count in range(min(len(feeds), MOST_FEEDS), -1, -1):
        source = draft(table | ({"feeds": feeds[:count]} if count else {}), catalogue.families, wish.name)
        text = toml_of(source)
        if len(text.splitlines()) <= MOST_LINES:
            return source.name, text
    raise AssertionError("without feeds a source takes six lines at the most")


def _feeds(page: Page) -> list[str]:
    """Return the feeds that a page names on its own host, without the host."""
    root = urljoin(page.url, "/")
    named = (found.url for found in listings.Listing(page.body, page.url, page.content_type).feeds)
    return [f"/{url.removeprefix(root)}" for url in named if url.startswith(root) and not url.endswith(LISTS)]


def save(folder: Path, name: str, text: str) -> Path:
    """Write a source into a folder of sources, which is made if missing, and return its file.

    Raises:
        DatelineError: The folder is a file or cannot be written, or has a source of that name.
    """
    if folder.is_file():
        raise DatelineError(f"{folder} is a file: add the lines to it yourself, or name a folder")
    path = folder / f"{name}.toml"
    try:
        folder.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise DatelineError(f"{path} exists already: choose another --name, or remove it") from None
    except OSError as error:
        raise DatelineError(f"{path} cannot be written: {error.strerror}") from error
    return path
