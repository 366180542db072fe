"""Importing web archives: parts to the workers, what they read into the corpus, in the order of the archives.

One process writes. A part's records are committed in batches, each in one transaction with the note of how far its
file is done, so that an import that is stopped, or killed, goes on where it was.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.catalogue import Catalogue
from crawler.parts import Row
from crawler.webarchive.forms import Archive, FormError, recognised
from crawler.webarchive.places import File, PlaceError, opened
from crawler.webarchive.work import BROKEN, Piece, Reader, Result
from dateline.engines import Engine, Part
from storage import captures, imports
from storage.corpus import Corpus
from storage.delivery import Fetched
from storage.imports import Import, Tally
from storage.records import Outcome

PART = 4 * 1024 * 1024
"""Bytes of a part, as they lie in the file. Ordinary pages inflate to some eight times as much, and a worker's result
holds all that are wanted: this many of them cost 40 MB, of which a few are under way at a time."""

BATCH = 32
"""Records of a transaction: a second of work at the worst, for which other writers wait."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A record that could not be read: its file, its offset there, and why."""

    address: str
    offset: int
    reason: str


@dataclass(slots=True)
class Progress:
    """How an import goes.

    Attributes:
        files: To be read, and finished before.
        finished: Read to their end, now or before.
        skipped: Of these, before.
        problems: Files that cannot be read, with the reason.
        total: Bytes of all files.
        done: Bytes that are in the corpus.
        tally: What became of the records, of this run.
    """

    files: int
    total: int
    finished: int = 0
    skipped: int = 0
    problems: dict[str, str] = field(default_factory=dict)
    done: int = 0
    tally: Tally = field(default_factory=Tally)


@dataclass(slots=True)
class _Job:
    """A file on its way."""

    file: File
    state: Import
    archive: Archive
    expected: int
    """Where its next record begins."""


class Importer:
    """Imports web archives.

    Args:
        corpus: Where to.
        catalogue: What is known of the newspapers.
        engine: Where pages are read.
        run_id: The run that counts.
        hosts: Shell patterns of the hosts that are wanted instead of the catalogue's.
        again: Read files that are in the corpus already.
        on_trouble: Told of every record that cannot be read.
        on_progress: Told after every batch.
    """

    def __init__(  # noqa: PLR0913 - facts by keyword
        self,
        corpus: Corpus,
        catalogue: Catalogue,
        engine: Engine,
        *,
        run_id: int,
        hosts: tuple[str, ...] = (),
        again: bool = False,
        on_trouble: Callable[[Trouble], None],
        on_progress: Callable[[Progress], None],
    ) -> None:
        self.corpus = corpus
        self.engine = engine
        self.run_id = run_id
        self.hosts = hosts
        self.again = again
        self.on_trouble = on_trouble
        self.on_progress = on_progress
        self.progress = Progress(0, 0)
        self.jobs: dict[str, _Job] = {}
        self.reader = Reader(catalogue, hosts, engine.packing)
        self.agencies = catalogue.agency_sources

    def run(self, files: list[File]) -> Progress:
        """Import files, and return what came of them.

        Raises:
            DatelineError: The workers are gone, or the corpus cannot be written. What was committed stays.
        """
        self.progress = Progress(len(files), sum(file.size for file in files))
        self.on_progress(self.progress)
        for part, packed in self.engine.run(self.reader, self._parts(files)):
            job = self.jobs.get(part.payload.address)
            if job is None:  # given up
                continue
            self._settle(job, part.payload, Result.unpack(packed, self.engine.packing))
            if part.payload.end == job.file.size:
                self.jobs.pop(job.file.address, None)
        return self.progress

    def _parts(self, files: list[File]) -> Iterator[Part]:
        """Yield the parts of file after file; each is looked at when its turn comes."""
        for file in files:
            job = self._begun(file)
            if job:
                self.jobs[file.address] = job
                for start in range(job.state.offset, file.size, PART):
                    if file.address not in self.jobs:
                        break
                    yield self._part(job, start, min(start + PART, file.size))

    def _begun(self, file: File) -> _Job | None:
        """Look at a file; None where there is nothing to do."""
        state = imports.begin(
            self.corpus,
            file.address,
            hosts=self.hosts,
            size=file.size,
            etag=file.etag,
            now=datetime.now(UTC),
            again=self.again,
        )
        self.progress.done += file.size if state.finished else state.offset
        if state.finished:
            self.progress.finished += 1
            self.progress.skipped += 1
            return None
        try:
            with opened(file.address) as stream:
                archive = recognised(stream, file.address, file.size)
                archive.check()
        except (FormError, PlaceError, OSError) as error:
            self.progress.problems[file.address] = str(error)
            self.progress.done += file.size - state.offset
            return None
        return _Job(file, state, archive, state.offset)

    def _give_up(self, job: _Job, problem: str) -> None:
        """Leave a file: no more parts of it are handed out, and those under way are dropped when they come."""
        del self.jobs[job.file.address]
        self.progress.problems[job.file.address] = problem
        self.progress.done += job.file.size - job.expected

    def _part(self, job: _Job, start: int, end: int) -> Part:
        address, archive = job.file.address, job.archive
        piece = Piece(address, job.file.size, archive.form, start, end, archive.dictionary)
        return Part(f"{Path(address).name} {start}-{end}", piece)

    def _settle(self, job: _Job, piece: Piece, result: Result) -> None:
        """Commit a part.

        It began at the first thing after its start that looks like a record. That is one only if the part before
        ended there; else (a web archive inside a web archive) it is read again from where that one ended. So is the
        rest of a part that held too much for one result.
        """
        if job.expected not in {piece.start, result.first} and job.expected < piece.end:
            result = self._rest(job, piece)
        while job.expected < piece.end and job.file.address in self.jobs:
            if result.problem:
                self._give_up(job, result.problem)
            else:
                self._commit(job, result)
                if job.expected < piece.end:
                    result = self._rest(job, piece)

    def _rest(self, job: _Job, piece: Piece) -> Result:
        """Read what is left of a part, within the engine's limits."""
        part = self._part(job, job.expected, piece.end)
        return Result.unpack(self.engine.aside(self.reader, part), self.engine.packing)

    def _commit(self, job: _Job, result: Result) -> None:
        rows = result.rows
        batches = [rows[at : at + BATCH] for at in range(0, len(rows), BATCH)] or [[]]
        for number, batch in enumerate(batches, 1):
            is_last = number == len(batches)
            tally = Tally(passed=Counter(result.passed) if is_last else Counter())
            offset = result.next if is_last else rows[number * BATCH].position
            with self.corpus.transaction():
                for row in batch:
                    self._keep(row, tally)
                imports.advance(self.corpus.conn, job.state.id, offset, tally, self.run_id)
                if offset >= job.file.size:
                    imports.finish(self.corpus.conn, job.state.id, datetime.now(UTC))
            self._committed(job, batch, offset, tally)

    def _committed(self, job: _Job, batch: list[Row], offset: int, tally: Tally) -> None:
        """Tell how far it is now."""
        self.progress.done += offset - job.expected
        self.progress.finished += offset >= job.file.size
        self.progress.tally.add(tally)
        job.expected = offset
        for row in batch:
            if reason := _trouble(row):
                self.on_trouble(Trouble(job.file.address, row.position, reason))
        self.on_progress(self.progress)

    def _keep(self, row: Row, tally: Tally) -> None:
        """Store what a record held, and count it with those passed over before it."""
        facts: dict[str, Any] = row.facts
        tally.passed += Counter(json.loads(facts["passed"]))
        if facts["kind"] == BROKEN:
            tally.broken[row.trouble or ""] += 1
        elif row.read is None or row.page is None:
            tally.outcomes[Outcome(facts["outcome"])] += 1
        else:
            fetched = Fetched(
                page=row.page,
                article=row.read.article,
                key=facts["key"] or row.read.article.url,
                alias_keys=(facts["alias"],) if facts["alias"] else (),
                status=200,
                original_key=facts["original"],
                reading=row.read.reading,
            )
            kept = captures.keep(self.corpus, fetched, origin=facts["origin"], agency_sources=self.agencies)
            tally.outcomes[kept.outcome] += 1


def _trouble(row: Row) -> str | None:
    """Return why a record could not be read, None for one that was."""
    facts: dict[str, Any] = row.facts
    return str(facts["detail"]) if facts.get("outcome") == Outcome.FAILED else row.trouble
