"""Reading the archive again by the present rules: the survey, by any engine and in stages, and the writing."""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler import extraction
from crawler.catalogue import Catalogue
from crawler.parts import Row
from crawler.reading import Read
from crawler.urls import UrlError, canonical_key
from dateline.engines import Engine, Part
from dateline.rereaders import Rereading
from storage import archive, intake, parcels, reextraction
from storage.corpus import Corpus
from storage.delivery import Fetched
from storage.records import Outcome
from storage.reextraction import Difference, Scope, Stored
from storage.worksheet import Draft, Worksheet

CHUNK = 32
"""Pages that a worker is handed at once: enough that the dictionaries that go with them weigh little, so few that a
stop costs a second of work or two."""

Listener = Callable[[int], None]
"""Hears of how many more pages are done."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be read again.

    Attributes:
        scope: Which pages.
        limit: How many of them at the most, None for all.
    """

    scope: Scope
    limit: int | None = None


def fingerprint(catalogue: Catalogue, job: Job) -> str:
    """Name a job and the rules it is done by: a worksheet of other rules or other pages is of no use."""
    digest = hashlib.sha256(repr(catalogue.rulebook()).encode())
    for file in sorted(Path(extraction.__path__[0]).glob("*.py")):
        digest.update(file.read_bytes())
    return json.dumps([digest.hexdigest(), job.scope.sources, job.scope.since, job.limit])


def survey(  # noqa: PLR0913 - one for each side of the work
    corpus: Corpus, sheet: Worksheet, catalogue: Catalogue, job: Job, *, engine: Engine, listener: Listener
) -> None:
    """Read the pages that the worksheet does not have yet, and note what would change.

    Args:
        corpus: Where they are; only read.
        sheet: What was read so far.
        catalogue: The rules.
        job: Which pages, and how many.
        engine: Where they are read.
        listener: Told of progress.
    """
    chunks: deque[list[Stored]] = deque()
    work = Rereading(catalogue.rulebook(), engine.packing)
    for _, result in engine.run(work, _parts(corpus, sheet, job, chunks)):
        chunk = chunks.popleft()
        _note(corpus, sheet, chunk, {row.position: row for row in engine.packing.unpack(result)})
        listener(len(chunk))


def _parts(corpus: Corpus, sheet: Worksheet, job: Job, chunks: deque[list[Stored]]) -> Iterator[Part]:
    """Yield the pages that are left as parts, and keep in mind which they are until they come back, in this order."""
    for chunk in _chunks(corpus, sheet, job):
        chunks.append(chunk)
        ids = [stored.page_id for stored in chunk]
        yield Part(f"pages {ids[0]}-{ids[-1]}", parcels.pack(corpus, ids))


def _note(corpus: Corpus, sheet: Worksheet, chunk: list[Stored], rows: Mapping[int, Row]) -> None:
    failed, drafts = {}, []
    for stored in chunk:
        row = rows.get(stored.page_id)
        if row is None or row.read is None:
            failed[stored] = (row and row.trouble) or "it is not in the archive any more"
        elif difference := _difference(corpus, stored, row.read):
            drafts.append(Draft(stored, difference, row.read.article))
    sheet.note(chunk, failed, drafts, chunk[-1].page_id)


def _difference(corpus: Corpus, stored: Stored, read: Read) -> Difference | None:
    """Hold a new reading of a page against what is stored of it."""
    if stored.article_id is not None:
        return reextraction.compare(corpus.conn, stored.article_id, read.article, read.reading)
    if reextraction.is_story(read.article):
        return Difference(gained=(reextraction.NEW,), after=len(read.article.text.split()))
    return None


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
    written = 0
    for draft in sheet.drafts(held=force):
        done = _renew if draft.stored.article_id is not None else _make
        written += done(corpus, draft, catalogue, catalogue.agency_sources, force)
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
