"""The records that travel through dateline: what is found, what is fetched, what is read.

Plain dataclasses without behaviour beyond their own form, so that every room of the house (and a worker
process, and later a cluster) can import them at no cost. Times are ISO 8601 strings with an offset, as in the
article JSON; only the database turns them into UTC.
"""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self


class Outcome(StrEnum):
    """What became of a URL in a run. Every leased URL ends in exactly one of these."""

    NEW = "new"
    """A story the corpus did not hold."""
    REVISED = "revised"
    """A stored article whose body has changed; the old text is kept in ``revisions``."""
    UNCHANGED = "unchanged"
    """A stored article, the same as before (or the server said 304)."""
    DUPLICATE = "duplicate"
    """A story held already under another URL: stored, and linked to its origin."""
    NOT_ARTICLE = "not_article"
    """A page that is no story: a listing, a tag page, a soft 404."""
    BLOCKED = "blocked"
    """The site refused: 401, 403, 429, a challenge or login page."""
    ROBOTS = "robots"
    """robots.txt forbids it; never asked for."""
    GONE = "gone"
    """404 or 410."""
    FAILED = "failed"
    """Server error, broken connection, or a page that could not be processed."""
    EMPTY = "empty"
    """A story page without a readable body: encoded, built by JavaScript, or blank."""


class Kind(StrEnum):
    """What a URL is expected to be."""

    ARTICLE = "article"
    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of a story: its absolute URL, its caption without the credit, and its credit."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A teaser taken out of a page: what it was called and, where the page says so, where it leads."""

    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed or sitemap said of a page, used where the page itself is silent."""

    title: str | None = None
    published_at: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the server gave it.

    Attributes:
        url: Where it was finally found, after redirects.
        body: Its decompressed bytes; HTML or a plain text dump.
        content_type: The Content-Type header, for its charset; None for a file.
        hints: What discovery knew.
        fetched_at: ISO 8601 with offset. Selects the rules of the day (``valid_until``); never a date of the article.
    """

    url: str
    body: bytes
    content_type: str | None = None
    hints: Hints = field(default_factory=Hints)
    fetched_at: str | None = None


@dataclass(slots=True)
class Article:
    """A story and what its page says of it: the JSON of extract, fetch and export, field for field.

    ``text`` is the story's paragraphs in order with a blank line between them. ``published_precision`` is
    ``second``, ``minute`` or ``day``; a date that the page does not give is None, never invented.
    """

    url: str
    canonical_url: str | None = None
    source: str | None = None
    family: str | None = None
    language: str | None = None
    title: str | None = None
    lead: str | None = None
    text: str = ""
    byline: str | None = None
    agency: str | None = None
    place: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    published_at: str | None = None
    published_precision: str | None = None
    modified_at: str | None = None
    images: list[Image] = field(default_factory=list)
    original_url: str | None = None
    republished_from: str | None = None
    related: list[Related] = field(default_factory=list)
    extractor: str = ""
    warnings: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the article as plain data, keys in the order of the contract."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Build an article from :meth:`as_dict` data.

        Args:
            data: The article's fields; ``url`` must be there, any other may be missing, unknown keys are ignored.

        Raises:
            KeyError: ``url`` is missing.
        """
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        known["images"] = [Image(**image) for image in data.get("images") or []]
        known["related"] = [Related(**related) for related in data.get("related") or []]
        known["url"] = data["url"]
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Found:
    """A URL that a feed, sitemap, listing or page announced.

    Attributes:
        url: Absolute, as announced.
        kind: What it is expected to be.
        hints: Title, date and language, where announced.
        modified_at: The announced time of last change (sitemap lastmod, Atom updated), ISO 8601, or None.
    """

    url: str
    kind: Kind = Kind.ARTICLE
    hints: Hints = field(default_factory=Hints)
    modified_at: str | None = None


class DatelineError(Exception):
    """Something the user can mend. Its message is one line that names the thing and what to do."""
