"""One-off fetches: the URLs a person names, each with what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from crawler.ahead import Ahead, prepare
from crawler.catalogue import Catalogue
from crawler.plan import Plan
from crawler.urls import canonical_key, clean
from dateline.config import Config
from storage import articles
from storage.corpus import Corpus
from storage.records import Article, Outcome, Page

if TYPE_CHECKING:
    from crawler.items import Fetch

STORED = frozenset({Outcome.NEW, Outcome.REVISED, Outcome.UNCHANGED, Outcome.DUPLICATE})
"""Outcomes with an article behind them."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of a URL.

    Attributes:
        url: As fetched.
        outcome: None where another process is fetching it, or the run was stopped before its turn.
        page: What the server gave.
        article: What the page says; for a page that has not changed since it was stored (304), what is stored.
        reason: Why there is no article, in a few words.
        became: What the corpus made of it, in a few words; None where nothing was stored.
    """

    url: str
    outcome: Outcome | None = None
    page: Page | None = None
    article: Article | None = None
    reason: str | None = None
    became: str | None = None


@dataclass
class _Desk:
    """Listens to the run, and keeps what came by its key."""

    came: dict[str, Fetched] = field(default_factory=dict)

    def __call__(self, fetch: "Fetch", outcome: Outcome) -> None:
        self.came[fetch.leased.key] = Fetched(
            url=fetch.leased.url,
            outcome=outcome,
            page=fetch.page,
            article=fetch.article,
            reason=None if outcome in STORED else _reason(fetch, outcome),
        )


def fetch(config: Config, catalogue: Catalogue, urls: Sequence[str], *, save: bool) -> list[Fetched]:
    """Fetch URLs and return what came, in their order; one that was named twice comes once.

    Args:
        config: The user's settings.
        catalogue: Theirs, loaded.
        urls: Absolute, of any newspaper.
        save: Store what came in the corpus; else no database is touched.

    Raises:
        DatelineError: A URL is none, or the corpus cannot be used.
    """
    named: dict[str, str] = {}
    for url in urls:
        named.setdefault(canonical_key(url, catalogue), clean(url))
    listener = _Desk()
    with TemporaryDirectory(prefix="dateline-") as folder:
        db = config.db if save else Path(folder) / "corpus.db"
        plan = Plan(db=db, catalogue=config.sources(), trigger="fetch", workers=1)
        with prepare(plan, catalogue) as ahead:
            missing = _run(plan, list(named.values()), config, listener, ahead)
        came = {key: listener.came.get(key, Fetched(url, reason=missing)) for key, url in named.items()}
        return _as_stored(db, came) if save else list(came.values())


def _run(plan: Plan, urls: list[str], config: Config, listener: _Desk, ahead: Ahead) -> str:
    """Fetch; return what to say of a URL that nobody has heard of afterwards."""
    from crawler import run  # noqa: PLC0415 - and with it Scrapy, while the reader starts
    from dateline import downloads  # noqa: PLC0415

    try:
        run.fetch(plan, urls, downloads.overrides(config), listener, ahead)
    except run.Stopped:
        return "stopped before its turn"
    return "another process is fetching it now: try again later"


def _reason(fetch: "Fetch", outcome: Outcome) -> str:
    from dateline import downloads  # noqa: PLC0415

    detail = fetch.verdict.detail if fetch.verdict else ", ".join(fetch.article.warnings if fetch.article else ())
    if "private" in detail and downloads.is_private(fetch.leased.url):
        detail = downloads.PRIVATE
    return f"{outcome.replace('_', ' ')}: {detail or 'no text'}"


def _as_stored(db: Path, came: dict[str, Fetched]) -> list[Fetched]:
    """Add what the corpus made of each."""
    with Corpus.open(db, read_only=True) as corpus:
        return [_stored(corpus, key, each) if each.outcome in STORED else each for key, each in came.items()]


def _stored(corpus: Corpus, key: str, came: Fetched) -> Fetched:
    row = corpus.conn.execute(
        "SELECT articles.id, origin.url AS origin FROM urls JOIN articles ON articles.id = urls.article_id "
        "LEFT JOIN articles AS origin ON origin.id = articles.duplicate_of WHERE canonical_key = ?",
        (key,),
    ).fetchone()
    assert came.outcome is not None
    words = f"{came.outcome} of {row['origin']}" if row["origin"] else str(came.outcome)
    return replace(
        came,
        article=came.article or articles.read(corpus.conn, row["id"]),
        became=f"{words} (article {row['id']})",
    )
