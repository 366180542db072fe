"""Reads pages in worker processes, so that the event loop keeps downloading."""

import asyncio
import os
import resource
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process

from crawler.extraction.extract import extract
from crawler.extraction.rules import Rulebook
from crawler.stop import Stop
from storage.records import Article, Page

# A worker is replaced after this many pages: lxml and the fallback keep memory that its end gives back.
PAGES_PER_WORKER = 500
# Bytes of data a worker may hold: a real page takes 50 MB or so, one of 8 MiB made of tags alone more than this.
MAX_DATA = 400 * 1024 * 1024

_rulebook = Rulebook()


class ReadingError(Exception):
    """A page that could not be read; the message says why, in a few words."""


def _begin(rulebook: Rulebook) -> None:
    """Prepare a worker. Ctrl-C and SIGTERM, which a terminal or service manager sends to all, are the parent's."""
    global _rulebook  # noqa: PLW0603 - the one state of a worker process
    _rulebook = rulebook
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_DATA, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    """End this process when its parent has ended: after kill -9 nobody else would tell it."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _ready() -> None:
    """Do nothing: a worker that answers has started."""


def _read(page: Page) -> Article:
    try:
        return extract(page, _rulebook)
    except MemoryError as error:
        raise ReadingError("needs too much memory to read") from error


@contextmanager
def _deaf() -> Iterator[None]:
    """Hold back Ctrl-C and SIGTERM; a process started meanwhile never hears them, not even while it is importing."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Reader:
    """One worker process. A process each, so that a page that kills or hangs its worker takes no other with it."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.start()

    def start(self) -> None:
        """Start the worker."""
        # spawn: a fork of a process with a running event loop and open database copies both
        self.executor = ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=_begin, initargs=(self.rulebook,)
        )
        with _deaf():
            self.ready: Future[None] = self.executor.submit(_ready)
        self.pages = 0

    async def read(self, page: Page, seconds: float) -> Article:
        """Read a page; the time it takes to start the worker does not count against it."""
        await asyncio.wrap_future(self.ready)
        self.pages += 1
        return await asyncio.wait_for(asyncio.wrap_future(self.executor.submit(_read, page)), seconds)

    def replace(self) -> None:
        """Kill the worker and start another."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """End the worker now, whatever it is doing."""
        processes = list((self.executor._processes or {}).values())  # noqa: SLF001 - no public way before Python 3.14
        self.executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()


class ReadingPool:
    """Worker processes that turn pages into articles.

    Args:
        rulebook: What extraction knows; sent to every worker once.
        workers: Number of processes; 0 reads in the caller's own process.
        seconds: The longest a page may take.
        stop: Tells when the run ends.
    """

    def __init__(self, rulebook: Rulebook, *, workers: int, seconds: float, stop: Stop) -> None:
        self.rulebook = rulebook
        self.seconds = seconds
        self.run_ends = stop
        self.readers = [_Reader(rulebook) for _ in range(workers)]
        self.free: asyncio.Queue[_Reader] = asyncio.Queue()
        for reader in self.readers:
            self.free.put_nowait(reader)

    async def read(self, page: Page) -> Article:
        """Return the article of a page.

        Raises:
            ReadingError: The page took too long, needs too much memory or killed its worker; that is replaced.
            StoppingError: The run ends before it was read.
        """
        if not self.readers:
            return extract(page, self.rulebook)
        return await self.run_ends.or_leave(self._read(page))

    async def _read(self, page: Page) -> Article:
        reader = await self.free.get()
        try:
            return await reader.read(page, self.seconds)
        except ReadingError:
            reader.replace()
            raise
        except TimeoutError as error:
            reader.replace()
            raise ReadingError(f"took longer than {self.seconds:g} s to read") from error
        except BrokenProcessPool as error:
            reader.replace()
            raise ReadingError("the worker reading it died") from error
        finally:
            if reader.pages >= PAGES_PER_WORKER:
                reader.replace()
            self.free.put_nowait(reader)

    def close(self) -> None:
        """End the workers."""
        for reader in self.readers:
            reader.stop()
