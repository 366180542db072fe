"""Reads pages in worker processes, so that the event loop keeps downloading."""

import asyncio
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from crawler.extraction.extract import extract
from crawler.extraction.rules import Rulebook
from storage.records import Article, Page

# A worker is replaced after this many pages: lxml and the fallback keep memory that its end gives back.
PAGES_PER_WORKER = 500

_rulebook = Rulebook()


class ReadingError(Exception):
    """A page that could not be read; the message says why, in a few words."""


def _begin(rulebook: Rulebook) -> None:
    """Prepare a worker. Ctrl-C is the parent's business."""
    global _rulebook  # noqa: PLW0603 - the one state of a worker process
    _rulebook = rulebook
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read(page: Page) -> Article:
    return extract(page, _rulebook)


class _Reader:
    """One worker process. A process each, so that a page that kills or hangs its worker takes no other with it."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        # spawn: a fork of a process with a running event loop and open database copies both
        return ProcessPoolExecutor(
            1,
            mp_context=get_context("spawn"),
            initializer=_begin,
            initargs=(self.rulebook,),
            max_tasks_per_child=PAGES_PER_WORKER,
        )

    def replace(self) -> None:
        """Kill the worker and start another."""
        self.stop()
        self.executor = self._start()

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
    """

    def __init__(self, rulebook: Rulebook, *, workers: int, seconds: float) -> None:
        self.rulebook = rulebook
        self.seconds = seconds
        self.readers = [_Reader(rulebook) for _ in range(workers)]
        self.free: asyncio.Queue[_Reader] = asyncio.Queue()
        for reader in self.readers:
            self.free.put_nowait(reader)

    async def read(self, page: Page) -> Article:
        """Return the article of a page.

        Raises:
            ReadingError: The page took too long or killed its worker; the worker has been replaced.
        """
        if not self.readers:
            return extract(page, self.rulebook)
        reader = await self.free.get()
        try:
            work = asyncio.get_running_loop().run_in_executor(reader.executor, _read, page)
            return await asyncio.wait_for(work, self.seconds)
        except TimeoutError as error:
            reader.replace()
            raise ReadingError(f"took longer than {self.seconds:g} s to read") from error
        except BrokenProcessPool as error:
            reader.replace()
            raise ReadingError("the worker reading it died") from error
        finally:
            self.free.put_nowait(reader)

    def close(self) -> None:
        """End the workers."""
        for reader in self.readers:
            reader.stop()
