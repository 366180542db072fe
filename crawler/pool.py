"""Reads pages in worker processes, so that the event loop keeps downloading."""

import asyncio
import pickle
import socket
from multiprocessing import get_context
from typing import TYPE_CHECKING

from crawler import children
from crawler.extraction.rules import Rulebook
from crawler.worker import HEAD, MAX_DATA, READY, Answer, work
from storage.records import Page

if TYPE_CHECKING:
    from crawler.reading import Read

__all__ = ["MAX_DATA", "ReadingError", "ReadingPool"]

# Bytes a worker may go on holding: lxml and the fallback keep some of what a large page took, which only the worker's
# end gives back. One that reads pages of usual size stays under 150 MB.
MOST_HELD = 256 * 1024 * 1024


class ReadingError(Exception):
    """A page that could not be read; the message says why, in a few words."""


class _Reader:
    """One worker process. A process each, so that a page that kills or hangs its worker takes no other with it.

    We speak with it through a socket of the event loop's own: the threads of a ProcessPoolExecutor would fight the
    loop for the interpreter at every page.
    """

    def __init__(self, rulebook: Rulebook, origin: str) -> None:
        self.rulebook = rulebook
        self.origin = origin
        self.start()

    def start(self) -> None:
        """Start the worker."""
        self.ours, theirs = socket.socketpair()
        self.ours.setblocking(False)
        self.started = False
        # spawn: a fork of a process with a running event loop and open database copies both
        self.process = get_context("spawn").Process(target=work, args=(theirs, self.rulebook, self.origin))
        with theirs, children.deaf():
            self.process.start()

    async def read(self, page: Page, seconds: float) -> Answer:
        """Read a page; the time it takes to start the worker does not count against it.

        Raises:
            ConnectionError, EOFError: The worker has died.
            TimeoutError: It has not answered in time.
        """
        if not self.started:
            self.started = await self._hear() == READY
        answer: Answer = pickle.loads(await asyncio.wait_for(self._ask(page), seconds))  # noqa: S301 - our own worker
        return answer

    async def _ask(self, page: Page) -> bytearray:
        message = pickle.dumps(page, pickle.HIGHEST_PROTOCOL)
        await asyncio.get_running_loop().sock_sendall(self.ours, HEAD.pack(len(message)) + message)
        return await self._hear()

    async def _hear(self) -> bytearray:
        (length,) = HEAD.unpack(await self._receive(HEAD.size))
        return await self._receive(length)

    async def _receive(self, length: int) -> bytearray:
        message = bytearray(length)
        view, loop = memoryview(message), asyncio.get_running_loop()
        while view:
            got = await loop.sock_recv_into(self.ours, view)
            if not got:
                raise EOFError("the worker has hung up")
            view = view[got:]
        return message

    def replace(self) -> None:
        """Kill the worker and start another."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """End the worker now, whatever it is doing."""
        self.process.kill()
        self.process.join()
        self.ours.close()


class ReadingPool:
    """Worker processes that turn pages into articles.

    Args:
        rulebook: What extraction knows; sent to every worker once.
        workers: Number of processes; 0 reads in the caller's own process.
        seconds: The longest a page may take.
        origin: Of the articles: "crawl" or "fetch".
    """

    def __init__(self, rulebook: Rulebook, *, workers: int, seconds: float, origin: str = "crawl") -> None:
        self.rulebook = rulebook
        self.seconds = seconds
        self.origin = origin
        self.readers = [_Reader(rulebook, origin) for _ in range(workers)]
        self.free: asyncio.Queue[_Reader] = asyncio.Queue()
        for reader in self.readers:
            self.free.put_nowait(reader)

    async def read(self, page: Page) -> "Read":
        """Return what a page holds. Whoever gives up waiting for it takes its reader out of use.

        Raises:
            ReadingError: The page took too long, needs too much memory or killed its worker; that is replaced.
        """
        if not self.readers:
            from crawler.reading import read  # noqa: PLC0415 - the rules are of no use to a process that has workers

            return read(page, self.rulebook, self.origin)
        result = await self._result(page)
        if isinstance(result, MemoryError):
            raise ReadingError("needs too much memory to read") from result
        if isinstance(result, Exception):
            raise result
        return result

    async def _result(self, page: Page) -> "Read | Exception":
        reader = await self.free.get()
        fit = False
        try:
            answer = await reader.read(page, self.seconds)
            fit = answer.held <= MOST_HELD and not isinstance(answer.result, Exception)
        except asyncio.CancelledError:
            reader.stop()  # what it says next is of this page, and nobody listens
            raise
        except TimeoutError as error:
            self._take_back(reader, fit=False)
            raise ReadingError(f"took longer than {self.seconds:g} s to read") from error
        except (ConnectionError, EOFError) as error:
            self._take_back(reader, fit=False)
            raise ReadingError("the worker reading it died") from error
        self._take_back(reader, fit=fit)
        return answer.result

    def _take_back(self, reader: _Reader, *, fit: bool) -> None:
        """Let a reader read the next page, or another in its place."""
        if not fit:
            reader.replace()
        self.free.put_nowait(reader)

    def close(self) -> None:
        """End the workers."""
        for reader in self.readers:
            reader.stop()
