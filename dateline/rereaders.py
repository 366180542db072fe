"""Worker processes that read stored pages again: each opens the corpus itself, so that only what differs travels."""

import asyncio
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path

from crawler.extraction.extract import extract
from crawler.extraction.rules import Rulebook
from crawler.pool import ReadingError, ReadingPool
from crawler.stop import Stop
from storage import archive, reextraction
from storage.corpus import Corpus
from storage.records import Article, DatelineError
from storage.reextraction import Difference, Stored
from storage.worksheet import Draft

AHEAD = 2
"""Chunks handed out for each worker: the one it reads and the next."""
CHUNK_SECONDS = 120.0
"""The longest a chunk may take before it is read page by page; ordinary pages take some tenths of a second."""
PAGE_SECONDS = 30.0
"""The longest a single page may take then; the worst page made for it took 1.4 s."""

MOST_BREAKS = 5
"""Chunks in a row that end their workers: pages do not come so deadly, so it is the workers that cannot run."""

Answer = Draft | bool
"""What came of a page: a draft, True where nothing differs, False where it could not be read."""


@dataclass(slots=True)
class _Desk:
    """What a worker has open."""

    corpus: Corpus
    rulebook: Rulebook


_desks: list[_Desk] = []
"""The one state of a worker process."""


def _begin(db: Path, rulebook: Rulebook) -> None:
    """Prepare a worker. Ctrl-C is its parent's business; when the parent is killed, it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()
    _desks.append(_Desk(Corpus.open(db, read_only=True), rulebook))


def _follow_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _read(chunk: Sequence[Stored]) -> list[Answer]:
    return [_answer(_desks[0].corpus, each, _desks[0].rulebook) for each in chunk]


def _answer(corpus: Corpus, stored: Stored, rulebook: Rulebook) -> Answer:
    return judged(corpus, stored, extract(archive.load(corpus, stored.page_id), rulebook))


def judged(corpus: Corpus, stored: Stored, article: Article) -> Answer:
    """Hold a new reading of a page against what is stored of it."""
    if stored.article_id is not None:
        difference = reextraction.compare(corpus.conn, stored.article_id, article)
    else:
        words = len(article.text.split())
        is_new = reextraction.is_story(article)
        difference = Difference(gained=(reextraction.NEW,), after=words) if is_new else None
    return Draft(stored, difference, article) if difference else True


class Rereaders:
    """Reads chunks of stored pages, in order; close it in the end.

    Args:
        corpus: Where they are; only read.
        rulebook: What extraction knows.
        workers: Number of processes; 0 reads in the caller's own.
    """

    def __init__(self, corpus: Corpus, rulebook: Rulebook, workers: int) -> None:
        self.corpus = corpus
        self.rulebook = rulebook
        self.workers = workers
        self.breaks = 0
        self.executor = self._start() if workers else None

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self.workers,
            mp_context=get_context("spawn"),  # a fork would copy the open corpus
            initializer=_begin,
            initargs=(self.corpus.path.absolute(), self.rulebook),
        )

    def read(self, chunks: Iterable[list[Stored]]) -> Iterator[tuple[list[Stored], list[Answer]]]:
        """Yield every chunk with what came of its pages.

        A page that kills or hangs its worker costs nothing but itself: its chunk is read again page by page.
        """
        out: deque[tuple[list[Stored], Future[list[Answer]]]] = deque()
        for chunk in chunks:
            if self.executor is None:
                yield chunk, [_answer(self.corpus, each, self.rulebook) for each in chunk]
                continue
            out.append((chunk, self.executor.submit(_read, chunk)))
            if len(out) >= AHEAD * self.workers:
                yield self._first(out)
        while out:
            yield self._first(out)

    def _first(self, out: deque[tuple[list[Stored], Future[list[Answer]]]]) -> tuple[list[Stored], list[Answer]]:
        chunk, future = out.popleft()
        try:
            answers = future.result(CHUNK_SECONDS)
            self.breaks = 0
        except (BrokenProcessPool, TimeoutError):
            answers = self._replaced(chunk)
            assert self.executor is not None
            waiting = [(other, self.executor.submit(_read, other)) for other, _ in out]
            out.clear()
            out.extend(waiting)
        return chunk, answers

    def _replaced(self, chunk: Sequence[Stored]) -> list[Answer]:
        """Read the chunk that broke the workers page by page, and start others.

        Raises:
            DatelineError: They break whatever they read.
        """
        self.close()
        self.breaks += 1
        if self.breaks > MOST_BREAKS:
            raise DatelineError("the processes that read pages end at once: see above why, mend it and run again")
        answers = asyncio.run(self._singly(chunk))
        self.executor = self._start()
        return answers

    async def _singly(self, chunk: Sequence[Stored]) -> list[Answer]:
        """Read page by page, each in a worker that may die of it."""
        pool = ReadingPool(self.rulebook, workers=1, seconds=PAGE_SECONDS, stop=Stop())
        try:
            return [await self._alone(pool, each) for each in chunk]
        finally:
            pool.close()

    async def _alone(self, pool: ReadingPool, stored: Stored) -> Answer:
        try:
            return judged(self.corpus, stored, await pool.read(archive.load(self.corpus, stored.page_id)))
        except ReadingError:
            return False

    def close(self) -> None:
        """End the workers now, whatever they are doing."""
        if self.executor is None:
            return
        processes = list((self.executor._processes or {}).values())  # noqa: SLF001 - no public way before Python 3.14
        self.executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
