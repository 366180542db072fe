"""Reading the archive again by the present rules: a pool on all cores, a worksheet that survives a stop, writing."""

import asyncio
import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler import extraction
from crawler.catalogue import Catalogue
from crawler.pool import ReadingError, ReadingPool
from crawler.stop import Stop
from crawler.urls import UrlError, canonical_key
from storage import archive, intake, reextraction
from storage.corpus import Corpus
from storage.delivery import Fetched
from storage.records import Article, Outcome
from storage.reextraction import Difference, Scope, Stored
from storage.worksheet import Draft, Worksheet

PAGES_PER_WORKER = 16
"""Pages of a worker between two notes in the worksheet: a stop costs that many, some tenths of a second."""
HELD_PER_WORKER = 2
"""Pages in memory for each worker: the one it reads and the next."""
SECONDS = 30.0
"""The longest a page may take; the worst page made for it took 1.4 s."""


Listener = Callable[[int], None]
"""Hears of how many more pages are done."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be read again.

    Attributes:
        scope: Which pages.
        limit: How many of them at the most, None for all.
        workers: Processes that read.
    """

    scope: Scope
    limit: int | None = None
    workers: int = 1


def cores() -> int:
    """Return how many processors this process may use."""
    with suppress(AttributeError):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def fingerprint(catalogue: Catalogue, job: Job) -> str:
    """Name a job and the rules it is done by: a worksheet of other rules or other pages is of no use."""
    digest = hashlib.sha256(repr(catalogue.rulebook()).encode())
    for file in sorted(Path(extraction.__path__[0]).glob("*.py")):
        digest.update(file.read_bytes())
    return json.dumps([digest.hexdigest(), job.scope.sources, job.scope.since, job.limit])


def survey(corpus: Corpus, sheet: Worksheet, catalogue: Catalogue, job: Job, listener: Listener) -> None:
    """Read the pages that the worksheet does not have yet, and note what would change.

    Args:
        corpus: Where they are; only read.
        sheet: What was read so far.
        catalogue: The rules.
        job: Which pages, and how many.
        listener: Told of progress.
    """
    pool = ReadingPool(catalogue.rulebook(), workers=job.workers, seconds=SECONDS, stop=Stop())
    try:
        asyncio.run(_survey(corpus, sheet, pool, job, listener))
    finally:
        pool.close()


async def _survey(corpus: Corpus, sheet: Worksheet, pool: ReadingPool, job: Job, listener: Listener) -> None:
    memory = asyncio.Semaphore(HELD_PER_WORKER * max(1, job.workers))
    while stored := _next(corpus, sheet, job):
        found = await asyncio.gather(*(_read(corpus, pool, memory, each, listener) for each in stored))
        failed = [each for each, came in zip(stored, found, strict=True) if came is False]
        drafts = [came for came in found if isinstance(came, Draft)]
        sheet.note(stored, failed, drafts, stored[-1].page_id)


def _next(corpus: Corpus, sheet: Worksheet, job: Job) -> list[Stored]:
    chunk = PAGES_PER_WORKER * max(1, job.workers)
    left = chunk if job.limit is None else min(chunk, job.limit - sheet.pages)
    return reextraction.pages(corpus, job.scope, after=sheet.position, limit=left) if left > 0 else []


async def _read(
    corpus: Corpus, pool: ReadingPool, memory: asyncio.Semaphore, stored: Stored, listener: Listener
) -> Draft | bool:
    """Return a page's draft, True where nothing differs, False where the page could not be read."""
    async with memory:
        try:
            article = await pool.read(archive.load(corpus, stored.page_id))
        except ReadingError:
            return False
        finally:
            listener(1)
    difference = _difference(corpus, stored, article)
    return Draft(stored, difference, article) if difference else True


def _difference(corpus: Corpus, stored: Stored, article: Article) -> Difference | None:
    if stored.article_id is not None:
        return reextraction.compare(corpus.conn, stored.article_id, article)
    if not reextraction.is_story(article):
        return None
    return Difference(gained=(reextraction.NEW,), after=len(article.text.split()))


def apply(corpus: Corpus, sheet: Worksheet, catalogue: Catalogue, *, force: bool, listener: Listener) -> int:
    """Write what the worksheet holds, one transaction for each article.

    Args:
        corpus: Where to.
        sheet: What to write.
        catalogue: For canonical keys.
        force: Also what is held back.
        listener: Told of progress.

    Returns:
        How many articles were changed or made. An article that was crawled anew in the meantime is left alone.
    """
    agencies = frozenset(source.name for source in catalogue.sources.values() if source.agency)
    written = 0
    for draft in sheet.drafts(held=force):
        done = _renew if draft.stored.article_id is not None else _make
        written += done(corpus, draft, catalogue, agencies, force)
        sheet.mark(draft.stored.page_id)
        listener(1)
    return written


def _renew(corpus: Corpus, draft: Draft, catalogue: Catalogue, agencies: frozenset[str], force: bool) -> bool:
    return reextraction.write(
        corpus,
        draft.stored,
        draft.article,
        now=datetime.now(UTC),
        force=force,
        original_key=_key(draft.article.original_url, catalogue),
        agency_sources=agencies,
    )


def _make(corpus: Corpus, draft: Draft, catalogue: Catalogue, agencies: frozenset[str], force: bool) -> bool:
    """Store the article of a page that gave none when it was fetched, as the crawl would have done."""
    del force
    page = archive.load(corpus, draft.stored.page_id)
    key = _key(page.url, catalogue)
    if key is None:  # an address that today's rules do not take for one
        return False
    kept = intake.keep(
        corpus,
        Fetched(page=page, article=draft.article, key=key, original_key=_key(draft.article.original_url, catalogue)),
        now=datetime.now(UTC),
        agency_sources=agencies,
    )
    return kept is not None and kept.outcome in {Outcome.NEW, Outcome.DUPLICATE, Outcome.REVISED}


def _key(url: str | None, catalogue: Catalogue) -> str | None:
    with suppress(UrlError):
        return canonical_key(url, catalogue) if url else None
    return None
