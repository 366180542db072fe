"""What spiders hand to the pipelines."""

from dataclasses import dataclass
from datetime import datetime

from crawler.catalogue import Edition
from crawler.outcomes import Verdict
from storage.leasing import Leased
from storage.packing import Packed
from storage.records import Article, Page
from storage.stories import Reading


@dataclass(slots=True)
class Fetch:
    """One leased URL with what came of it.

    Attributes:
        leased: The frontier's row; it is settled when the item leaves the last pipeline.
        edition: Whose URL it is; None for a one-off URL outside the catalogue.
        page: What the server gave; None where nothing came.
        status: HTTP status, None where nothing came.
        etag, last_modified: Validators of the answer, for the next visit.
        latency: Seconds to the first byte of the answer, None where nothing came.
        verdict: The outcome, where it is known without reading the page.
        article: What the page says; filled in by the Read pipeline.
        reading: The same as it goes into the corpus, signed.
        packed: The page's body as the archive keeps it, where a worker has compressed it.
        next_at: When the server asked us to come back (Retry-After), None for our own plan.
        follow: Put the page's related links into the frontier.
        given_back: The run ended before the page was read: the URL has no outcome in it.
    """

    leased: Leased
    edition: Edition | None = None
    page: Page | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    latency: float | None = None
    verdict: Verdict | None = None
    article: Article | None = None
    reading: Reading | None = None
    packed: Packed | None = None
    next_at: datetime | None = None
    follow: bool = True
    given_back: bool = False
