"""The catalogue: every family and source, found by URL, by name, or in crawl order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from crawler.catalogue import select
from crawler.catalogue.addresses import UrlError, parse
from crawler.catalogue.records import Edition, Family, Source, crawl_order
from crawler.catalogue.rulebook import rulebook
from crawler.extraction.rules import Rulebook


@dataclass(frozen=True)
class Catalogue:
    """What is known of the newspapers. Iterating gives the editions of active sources in crawl order, French first.

    Attributes:
        sources: By name, in the order in which they are crawled.
        families: By name, in the order in which extraction tries them on an unknown page.
    """

    sources: dict[str, Source]
    families: dict[str, Family]

    def __iter__(self) -> Iterator[Edition]:
        """Yield the editions of active sources, French first."""
        return iter(crawl_order(edition for edition in self.editions if self.sources[edition.source].active))

    @property
    def editions(self) -> tuple[Edition, ...]:
        """Every edition, those of ended papers too, source by source."""
        return tuple(edition for source in self.sources.values() for edition in source.editions)

    @cached_property
    def agency_sources(self) -> frozenset[str]:
        """Names of the sources that are the agency's own: among copies, theirs are the origin."""
        return frozenset(source.name for source in self.sources.values() if source.agency)

    def find(self, url: str) -> Edition | None:
        """Find the edition a URL belongs to, by its host and the longest path prefix.

        Args:
            url: Absolute; http and https are the same.

        Returns:
            None where no source has this host (a mirror that copies articles under their slug is foreign), where none
            of its editions has such a path, and where the text is no URL.
        """
        try:
            address = parse(url)
        except UrlError:
            return None
        path = address.path.lower()
        fitting = (edition for prefix, edition in self._hosts.get(address.bare_host, ()) if _below(path, prefix))
        return next(fitting, None)

    @cached_property
    def _hosts(self) -> dict[str, list[tuple[str, Edition]]]:
        """The editions at each host, longest prefix first."""
        hosts: dict[str, list[tuple[str, Edition]]] = {}
        for edition in self.editions:
            for host in edition.hosts:
                hosts.setdefault(host, []).append((edition.prefix.lower().rstrip("/"), edition))
        for found in hosts.values():
            found.sort(key=lambda pair: -len(pair[0]))
        return hosts

    def select(self, words: Iterable[str], language: str | None = None) -> list[Edition]:
        """Return the editions that words name, in crawl order, each once.

        Args:
            words: Source names ("baocantho"), editions ("nhandan/fr"), hosts or URLs ("fr.nhandan.vn") and groups
                ("provincial"). None at all means every active source. A source that has ended is taken only by name.
            language: Keep the editions in this language ("fr").

        Raises:
            CatalogueError: A word names nothing, or no edition is left.
        """
        return select.select(self, words, language)

    def rulebook(self) -> Rulebook:
        """Return what extraction must know, as plain data that travels to worker processes."""
        return rulebook(self.sources, self.families)


def _below(path: str, prefix: str) -> bool:
    """Say whether a path is a prefix's or below it: "/fr", "/fr/…" and the home page "/fr-CH.vov"."""
    return path.startswith(prefix) and path[len(prefix) : len(prefix) + 1] in {"", "/", "."}
