"""The catalogue's records: families, sources, their editions, and facts with the status of each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from crawler.extraction.rules import Rules
from storage.records import DatelineError

GROUPS = ("vna", "national", "provincial", "vietnamvn")
"""The groups of sources, in the order in which they are crawled. The big platform comes last: it has the most pages
and the fewest of its own."""

LANGUAGES = ("fr", "vi", "en", "es", "ru", "zh")
"""The order of languages; all others follow by name. French first is the corpus' purpose."""


class CatalogueError(DatelineError):
    """A catalogue that cannot be used, or a source that it does not hold."""


class Status(StrEnum):
    """How much is known of a fact."""

    VERIFIED = "verified"
    """Someone measured it live."""
    REPORTED = "reported"
    """It stands in working code or lists, unmeasured."""
    GUESS = "guess"
    """By analogy. Tried; when it fails, discovery falls back by itself."""
    BROKEN = "broken"
    """Measured as not working. Kept for show, never tried."""
    BLOCKED = "blocked"
    """Measured as refused. Kept for show, never tried."""


TRYABLE = frozenset({Status.VERIFIED, Status.REPORTED, Status.GUESS})

MIRRORS = ("", "m.", "amp.")
"""Hosts of the same pages for telephones. Only the owner of a domain can open one, so no spam mirror gets in."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An address that discovery may read.

    Attributes:
        url: In a family a path, in an edition an absolute URL; a sitemap's may hold {YYYY}, {MM}, {M}, {DD}, {D}.
        status: How much is known of it.
        note: What an operator should know.
        inherited: It comes from the family, not from the source itself.
    """

    url: str
    status: Status = Status.GUESS
    note: str = ""
    inherited: bool = False

    @property
    def tryable(self) -> bool:
        """Whether it is worth a request."""
        return self.status in TRYABLE


@dataclass(frozen=True, slots=True)
class Edition:
    """A source in one language: what is crawled.

    Attributes:
        source, group, family: Names.
        language: BCP 47 primary subtag ("fr").
        host: In lower case without ``www.``, with ``:port`` where there is one.
        prefix: The path under which the edition lives: "" or "/fr/".
        base_url: Its home page, "https://fr.vietnamplus.vn/".
        aliases: Further hosts that show the same pages, in the form of ``host``.
        feeds, sitemaps: The source's own facts first, then the family's. Broken and blocked ones are kept for show.
        sections: Absolute URLs of listing pages; the home page first.
        article_patterns: Searched in the URL's path; ``(?P<id>…)`` is the article's identity.
        not_article: Searched in the URL's path; a match is no article, whatever ``article_patterns`` say.
        skip_sitemaps: Searched in a sitemap's URL; a match lists no articles.
        delay: Seconds between requests to its hosts, where it must be longer than the default.
        verify_tls: False only where a site's certificate is known to be broken.
        cookies: The site answers only to a client that keeps its cookies.
        status: How much is known of the edition itself.
        note: What an operator should know.
    """

    source: str
    language: str
    group: str
    family: str
    host: str
    prefix: str
    base_url: str
    aliases: tuple[str, ...] = ()
    feeds: tuple[Fact, ...] = ()
    sitemaps: tuple[Fact, ...] = ()
    sections: tuple[str, ...] = ()
    article_patterns: tuple[re.Pattern[str], ...] = ()
    not_article: tuple[re.Pattern[str], ...] = ()
    skip_sitemaps: tuple[re.Pattern[str], ...] = ()
    delay: float | None = None
    verify_tls: bool = True
    cookies: bool = False
    status: Status = Status.REPORTED
    note: str = ""

    @property
    def name(self) -> str:
        """The edition's name on the command line: "vietnamplus/fr"."""
        return f"{self.source}/{self.language}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host that shows the edition's pages: its own, its aliases, and their mirrors for telephones."""
        return tuple(mirror + host for host in (self.host, *self.aliases) for mirror in MIRRORS)

    @property
    def tryable_feeds(self) -> tuple[Fact, ...]:
        """Feeds worth a request."""
        return tuple(fact for fact in self.feeds if fact.tryable)

    @property
    def tryable_sitemaps(self) -> tuple[Fact, ...]:
        """Sitemaps worth a request."""
        return tuple(fact for fact in self.sitemaps if fact.tryable)

    def reads_sitemap(self, url: str) -> bool:
        """Say whether a sitemap found in an index may list articles (and not sections, tags or authors)."""
        return not any(pattern.search(url) for pattern in self.skip_sitemaps)


@dataclass(frozen=True, slots=True)
class Family:
    """A CMS that many sites share.

    Attributes:
        name, label: Short and long name.
        status: How much is known of its selectors.
        fingerprint: CSS selectors; a page matching any of them is of this family.
        article, not_article, skip_sitemaps: Regular expressions, as in :class:`Edition`.
        templates: Selectors, newest first.
        feeds, sitemaps: Paths, resolved like links of an edition's home page: "/x" from the root, "x" below its
            prefix.
        notes: What an operator should know.
    """

    name: str
    label: str
    status: Status = Status.GUESS
    fingerprint: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    not_article: tuple[str, ...] = ()
    skip_sitemaps: tuple[str, ...] = ()
    templates: tuple[Rules, ...] = ()
    feeds: tuple[Fact, ...] = ()
    sitemaps: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A newspaper, agency or platform, and what it has of its own beyond its family.

    Attributes:
        name: Short and unique: the domain without TLD.
        title, group, family: Full name; group and family by name.
        editions: In the order of :data:`LANGUAGES`.
        active: False for a paper that has ended; it is crawled only when named.
        successor: The source that continues it.
        agency: The agency whose own site this is ("VNA").
        house_tags: Prefixes of its leads ("TPO", "CTO"), without dash or brackets.
        article, not_article: Its own regular expressions; ``article`` replaces the family's, ``not_article`` adds.
        templates: Its own selectors, put in front of the family's.
        notes: What an operator should know.
        origin: The file that describes it.
    """

    name: str
    title: str
    group: str
    family: str
    editions: tuple[Edition, ...]
    active: bool = True
    successor: str | None = None
    agency: str | None = None
    house_tags: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    not_article: tuple[str, ...] = ()
    templates: tuple[Rules, ...] = ()
    notes: tuple[str, ...] = ()
    origin: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its editions, in their order."""
        return tuple(edition.language for edition in self.editions)


def language_order(language: str) -> tuple[int, str]:
    """Return a sort key that puts languages in the order of :data:`LANGUAGES`."""
    return (LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES), language)


def crawl_order(editions: Iterable[Edition]) -> list[Edition]:
    """Sort editions by language; within a language those that are sure to exist first, else as they came."""
    return sorted(editions, key=lambda edition: (language_order(edition.language), edition.status is Status.GUESS))
