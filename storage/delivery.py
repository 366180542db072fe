"""What is handed to the intake, and what it answers."""

from dataclasses import dataclass, field

from storage.frontier import Added, Candidate
from storage.leasing import Leased
from storage.packing import Packed
from storage.records import Article, Outcome, Page
from storage.relations import Verdict
from storage.stories import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page that came, and what was read in it.

    Attributes:
        page: The page.
        article: What extraction made of it.
        key: The canonical key of the page's own address (after redirects).
        alias_keys: Keys of other addresses that it gives itself, ``article.canonical_url`` above all. They are only
            believed where they lead to an article of the same source that resembles this one.
        leased: The frontier's row; None for a one-off or an import.
        outcome: What the caller knows already to be the outcome (:attr:`Outcome.NOT_ARTICLE`,
            :attr:`Outcome.EMPTY` …): no article is made or changed. None lets the reading decide.
        status, etag, last_modified: Of the answer.
        latency: Seconds to its first byte.
        original_key: The canonical key of ``article.original_url``.
        candidates: What the page announced, for the frontier.
        detail: One line for the reader of ``visits``; None lets the intake say it.
        reading: What :func:`storage.stories.read` made of the article, where a worker has done so; None lets the
            intake do it, in the one process that writes.
        packed: The page's body, where a worker has compressed it for the archive.
    """

    page: Page
    article: Article
    key: str
    alias_keys: tuple[str, ...] = ()
    leased: Leased | None = None
    outcome: Outcome | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    latency: float | None = None
    original_key: str | None = None
    candidates: tuple[Candidate, ...] = ()
    detail: str | None = None
    reading: Reading | None = None
    packed: Packed | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a page.

    Attributes:
        outcome: The outcome, as settled.
        article_id: Its article, None where there is none.
        duplicate_of: The origin of its cluster; None also for a duplicate that turned out to be the better origin.
        page_id: The archived page; None where nothing worth archiving came.
        verdict: What makes it a copy.
        added: What its candidates came to.
    """

    outcome: Outcome
    article_id: int | None = None
    duplicate_of: int | None = None
    page_id: int | None = None
    verdict: Verdict | None = None
    added: Added = field(default_factory=lambda: Added(0, 0))
