"""The one transaction of a page: raw page, article, pictures, signature, kin, revision, frontier row; or nothing."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from storage import archive, articles, clusters, homes, identity, leasing, relations, stories
from storage.corpus import Corpus
from storage.delivery import Fetched, Kept
from storage.frontier import Candidate, Frontier
from storage.leasing import Leased
from storage.records import Article, Found, Outcome
from storage.stories import NOT_STORIES, UNREADABLE, Change

__all__ = ["NOT_STORIES", "Fetched", "Kept", "keep", "settle_only"]

OUTCOMES = {Change.DETAILS: Outcome.UNCHANGED, Change.BODY: Outcome.REVISED, Change.FIRST_BODY: Outcome.NEW}
"""What a renewal is called: only a body makes a revision, and a story that was never readable before is new."""


def keep(  # noqa: PLR0913 - facts by keyword
    corpus: Corpus,
    fetched: Fetched,
    *,
    now: datetime,
    origin: str = "crawl",
    next_at: datetime | None = None,
    agency_sources: frozenset[str] = clusters.NO_SOURCES,
) -> Kept | None:
    """Keep a page: everything that comes of it in one transaction.

    Args:
        corpus: The corpus. A transaction may be open on it, of several pages; what raises here must then end it.
        fetched: The page, its article, its frontier row.
        now: Aware.
        origin: "crawl", "fetch", "seed" or "import": where a new article comes from.
        next_at: When to visit again, instead of the frontier's own rules.
        agency_sources: Names of the sources that are the agency's own: their articles are origins of their copies.

    Returns:
        What became of it; None, with nothing written, when the lease had passed to another process.
    """
    page = _Page(corpus, fetched, now, origin, agency_sources)  # signs the text, while others may write
    with corpus.transaction():
        if fetched.leased and not leasing.holds(corpus.conn, fetched.leased):
            return None
        kept = page.keep()
        page.remember(kept.article_id)
        page.settle(kept, next_at)
        return replace(kept, added=Frontier(corpus).add(fetched.candidates, now))


@dataclass
class _Page:
    """A page on its way through :func:`keep`."""

    corpus: Corpus
    fetched: Fetched
    now: datetime
    origin: str
    agency_sources: frozenset[str]

    def __post_init__(self) -> None:
        self.conn = self.corpus.conn
        self.article = self.fetched.article
        self.flags = frozenset(self.article.warnings)
        self.reading = self.fetched.reading or stories.read(self.article, self.origin)
        leased, key = self.fetched.leased, self.fetched.key
        self.led = (leased.key,) if leased and leased.key != key else ()

    def keep(self) -> Kept:
        """Store what there is to store."""
        held = identity.held(self.conn, self.reading, self.fetched.key, self.led, self.fetched.alias_keys)
        if len(held) > 1:
            identity.unite(self.conn, held, self.agency_sources)
        outcome = self.without_story()
        if outcome is not None:
            return self.keep_without(outcome, held)
        if not held:
            return self.insert()
        return self.renew(held[0]) if self.is_home(held[0]) else self.unchanged(held[0])

    def home(self, article_id: int) -> str:
        """Return the key of the address that is visited for an article that this page shows."""
        key = self.fetched.key
        others = [each for each in self.fetched.alias_keys if each != key]
        return homes.named(self.conn, article_id, others, self.reading.row["source"]) or key

    def is_home(self, article_id: int) -> bool:
        """Tell whether the page is the article as it is visited, not another version of it (AMP, a cache)."""
        return self.home(article_id) in (self.fetched.key, *self.led)

    def without_story(self) -> Outcome | None:
        """Return the outcome of a page without a readable story, None for one with."""
        return self.fetched.outcome or stories.without_story(self.article, self.reading)

    def keep_without(self, outcome: Outcome, held: list[int]) -> Kept:
        """Keep such a page. What is stored of its article stays as it is: no worse reading replaces a better one."""
        if held:
            return Kept(outcome, held[0], clusters.origin_of(self.conn, held[0]))
        if outcome is Outcome.EMPTY and self.flags & UNREADABLE:
            article_id, page_id = self.store()
            return Kept(outcome, article_id, page_id=page_id)
        return Kept(outcome, page_id=None if outcome is Outcome.BLOCKED else self.archive())

    def insert(self) -> Kept:
        """Store a new article."""
        return self.among_kin(*self.store(), Outcome.NEW)

    def store(self) -> tuple[int, int]:
        """Write page and article; return the article's id and the page's."""
        page_id = self.archive()
        article_id = stories.insert(self.conn, self.reading, page_id, self.now)
        archive.attach(self.corpus, page_id, article_id)
        return article_id, page_id

    def renew(self, article_id: int) -> Kept:
        """Bring a stored article up to date."""
        change = stories.renew(self.conn, article_id, self.reading, self.now)
        if change is Change.NONE:
            return self.unchanged(article_id)
        page_id = self.archive(article_id)
        articles.update(self.conn, article_id, {"page_id": page_id})
        if change is Change.BODY:
            relations.forget_copies(self.conn, article_id)
            clusters.leave(self.conn, article_id, self.agency_sources)
        return self.among_kin(article_id, page_id, OUTCOMES[change])

    def unchanged(self, article_id: int) -> Kept:
        """Leave a stored article as it is."""
        return Kept(Outcome.UNCHANGED, article_id, clusters.origin_of(self.conn, article_id))

    def among_kin(self, article_id: int, page_id: int, outcome: Outcome) -> Kept:
        """Find an article's kin; a new story that turns out to be held is a duplicate."""
        story, key = self.reading.story, self.fetched.original_key
        verdict = identity.settle_in(self.conn, article_id, story, self.agency_sources, key)
        if verdict and outcome is Outcome.NEW:
            outcome = Outcome.DUPLICATE
        return Kept(outcome, article_id, clusters.origin_of(self.conn, article_id), page_id, verdict)

    def archive(self, article_id: int | None = None) -> int:
        """Keep the raw page, and whose it is."""
        page, source = self.fetched.page, self.reading.row["source"]
        return archive.store(self.corpus, page, source, self.now, article_id, packed=self.fetched.packed)

    def remember(self, article_id: int | None) -> None:
        """Lead the page's keys to its article, so that no other address of it is taken for another story.

        The address of another site is not among them: what is canonical there is yet to be fetched.
        """
        if article_id is None or self.origin == "seed":
            return
        url, canonical = self.reading.row["url"], self.reading.row["canonical_url"]
        own = self.fetched.alias_keys if canonical and _host(canonical) == _host(url) else ()
        leased = self.fetched.leased  # which settling leads there
        for key in dict.fromkeys((self.fetched.key, *self.led, *own)):
            if leased and key == leased.key:
                continue
            address = canonical if key in own else url
            Frontier(self.corpus).alias(self.as_candidate(key, address), article_id, self.now)
            self.conn.execute(
                "UPDATE urls SET article_id = ? WHERE canonical_key = ? AND article_id IS NULL", (article_id, key)
            )

    def as_candidate(self, key: str, url: str) -> Candidate:
        """Describe another address of the page."""
        leased, row = self.fetched.leased, self.reading.row
        if leased is None:
            return Candidate(key, Found(url), row["source"], row["language"], _host(url))
        host = leased.host if leased.source == row["source"] else _host(url)
        found = Found(url, hints=leased.hints)
        return Candidate(key, found, row["source"], row["language"], host, leased.priority, leased.discovered_from)

    def settle(self, kept: Kept, next_at: datetime | None) -> None:
        """Settle the frontier row."""
        fetched, leased = self.fetched, self.fetched.leased
        if leased is None:
            return
        next_at = next_at or leased.next_at(kept.outcome, self.now, self.reading.row["published_at"])
        settled = Frontier(self.corpus).settle(
            leased,
            kept.outcome,
            self.now,
            status=fetched.status,
            next_at=next_at,
            article_id=kept.article_id,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            detail=fetched.detail or _detail(kept, self.article),
            latency=fetched.latency,
        )
        assert settled, "the lease was ours when this transaction began"
        if kept.article_id is not None and kept.outcome in homes.HOLDS:
            self.settle_home(kept.article_id, kept.outcome, next_at)

    def settle_home(self, article_id: int, outcome: Outcome, next_at: datetime | None) -> None:
        """See to it that one address of the article is visited from now on."""
        fetched, home = self.fetched, self.home(article_id)
        if self.led and home == fetched.key:
            homes.visited(
                self.conn,
                home,
                article_id,
                outcome,
                self.now,
                status=fetched.status,
                next_at=next_at,
                etag=fetched.etag,
                last_modified=fetched.last_modified,
            )
        homes.leave_one(self.conn, article_id, home)


def _host(url: str) -> str:
    """Return the host of an address, without ``www.``; nothing for one that a page made up."""
    with suppress(ValueError):
        return urlsplit(url).netloc.lower().removeprefix("www.")
    return ""


def _detail(kept: Kept, article: Article) -> str | None:
    """Say in a line why a page ended as it did; most outcomes speak for themselves."""
    if kept.outcome is Outcome.DUPLICATE and kept.verdict:
        whose = f"{kept.verdict.kind} of {kept.duplicate_of}" if kept.duplicate_of else "origin of a copy held"
        return f"{whose}: {kept.verdict.evidence}"
    if kept.outcome in (Outcome.NOT_ARTICLE, Outcome.EMPTY, Outcome.BLOCKED):
        return ", ".join(article.warnings) or None
    return None


def settle_only(  # noqa: PLR0913 - facts by keyword
    corpus: Corpus,
    leased: Leased,
    outcome: Outcome,
    *,
    now: datetime,
    status: int | None = None,
    next_at: datetime | None = None,
    detail: str | None = None,
    etag: str | None = None,
    last_modified: str | None = None,
    latency: float | None = None,
) -> bool:
    """Settle a URL that brought no page to read: blocked, forbidden by robots.txt, gone, failed, or 304 unchanged.

    Args:
        corpus: The corpus.
        leased: The frontier's row.
        outcome: What became of it.
        now: Aware.
        status: The HTTP status, None when there was no answer.
        next_at: When to visit again (Retry-After), instead of the frontier's own rules.
        detail: One line for the reader of ``visits``.
        etag: The answer's ETag.
        last_modified: The answer's Last-Modified.
        latency: Seconds to its first byte.

    Returns:
        False, with nothing written, when the lease had passed to another process.
    """
    with corpus.transaction():
        row = corpus.conn.execute("SELECT published_at FROM articles WHERE id = ?", (leased.article_id,)).fetchone()
        published = None if row is None else row["published_at"]
        return Frontier(corpus).settle(
            leased,
            outcome,
            now,
            status=status,
            next_at=next_at or leased.next_at(outcome, now, published),
            etag=etag,
            last_modified=last_modified,
            detail=detail,
            latency=latency,
        )
