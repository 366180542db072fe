"""Reading the archive again by the present rules: the survey, on all cores and in stages, and the writing."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler import extraction
from crawler.catalogue import Catalogue
from crawler.urls import UrlError, canonical_key
from dateline.rereaders import Rereaders
from storage import archive, intake, reextraction
from storage.corpus import Corpus
from storage.delivery import Fetched
from storage.records import Outcome
from storage.reextraction import Scope, Stored
from storage.worksheet import Draft, Worksheet

CHUNK = 16
"""Pages that a worker is handed at once: enough that handing over costs nothing, so few that a stop costs tenths of a
second of work."""

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
    readers = Rereaders(corpus, catalogue.rulebook(), job.workers)
    try:
        for stored, answers in readers.read(_chunks(corpus, sheet, job)):
            failed = [each for each, answer in zip(stored, answers, strict=True) if answer is False]
            sheet.note(stored, failed, [each for each in answers if isinstance(each, Draft)], stored[-1].page_id)
            listener(len(stored))
    finally:
        readers.close()


def _chunks(corpus: Corpus, sheet: Worksheet, job: Job) -> Iterator[list[Stored]]:
    """Yield the pages that are left, chunk by chunk; they are handed out before those before them are noted."""
    position, left = sheet.position, None if job.limit is None else job.limit - sheet.pages
    while left is None or left > 0:
        size = CHUNK if left is None else min(CHUNK, left)
        found = reextraction.pages(corpus, job.scope, after=position, limit=size)
        if not found:
            return
        yield found
        position, left = found[-1].page_id, None if left is None else left - len(found)


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
