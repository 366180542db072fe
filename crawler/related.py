"""The stories that teasers lead to, each handed to the frontier once in a run.

Every page of a newspaper carries the same dozens of teasers, and the first page has told the frontier all that they
can tell: that an address exists, and a title for it.
"""

from collections.abc import Iterator
from itertools import islice

from crawler.catalogue import Catalogue
from crawler.scout import candidates
from storage.frontier import Candidate
from storage.leasing import Leased
from storage.records import Article, Found, Hints, Page

# Stories that a page's teasers may bring: the fullest of the saved pages has some sixty.
MOST = 200
# Addresses remembered at a time, some 4 MB; then all are forgotten. A front page and its sections show a few hundred.
REMEMBERED = 20_000


class Teasers:
    """The teasers of a run's pages.

    Args:
        catalogue: To tell whose story one leads to.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._told: set[str] = set()

    def of(self, leased: Leased, page: Page, article: Article) -> Iterator[Candidate]:
        """Yield the stories that a page leads to and the frontier was not told of in this run.

        Teasers of a page that was itself found by a teaser count for nothing: they lead into the archive without end.

        Args:
            leased: How the page was found.
            page: The page.
            article: What it holds.
        """
        if not _found_by_teaser(leased):
            found = [
                Found(url, hints=Hints(title=title or None))
                for url, title in _named(article)
                if url not in self._told
            ]
            yield from candidates(self._catalogue, found, via="related", announced_by=page.url)

    def told(self, leased: Leased, article: Article) -> None:
        """Remember what :meth:`of` gave for a page: it is in the frontier now."""
        if _found_by_teaser(leased):
            return
        if len(self._told) > REMEMBERED:
            self._told.clear()
        self._told.update(url for url, title in _named(article) if title)  # another page may give the title


def _found_by_teaser(leased: Leased) -> bool:
    return (leased.discovered_from or "").startswith("related:")


def _named(article: Article) -> Iterator[tuple[str, str]]:
    return islice(((each.url, each.title) for each in article.related if each.url), MOST)
