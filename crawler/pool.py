"""Reads pages in worker processes, so that the event loop keeps downloading."""

import asyncio
import pickle
import socket
from contextlib import suppress
from multiprocessing import get_context
from typing import TYPE_CHECKING

from crawler import children
from crawler.extraction.rules import Rulebook
from crawler.worker import HEAD, MAX_DATA, READY, Answer, Task, work
from storage.packing import Dictionary
from storage.records import Page

if TYPE_CHECKING:
    from crawler.reading import Read

__all__ = ["MAX_DATA", "ReadingError", "ReadingPool"]

# Bytes a worker may go on holding: lxml and the fallback keep some of what a large page took, which only the worker's
# end gives back. One that reads pages of usual size stays under 150 MB.
MOST_HELD = 256 * 1024 * 1024
# Pages a worker has at once: it reads one while the others wait in its socket, for as long as we store what was read.
AT_ONCE = 4
# Bytes that wait in the socket: two pages of usual size. The system may allow less; then we wait for the worker.
ROOM = 512 * 1024


class ReadingError(Exception):
    """A page that could not be read; the message says why, in a few words."""


class _ReaderEndedError(Exception):
    """The worker was ended before it came to this page, on account of another one."""


class _Reader:
    """One worker process. A process each, so that a page that kills or hangs its worker takes no other with it.

    We speak with it through a socket of the event loop's own: the threads of a ProcessPoolExecutor would fight the
    loop for the interpreter at every page. Pages are sent ahead of their turn, and answered in the same order.
    """

    def __init__(self, rulebook: Rulebook, origin: str) -> None:
        self.pages = 0
        self.ended = False
        self._started = False
        self._dictionaries: set[int] = set()
        self._sending, self._hearing = asyncio.Lock(), asyncio.Lock()  # these let in whoever came first
        self._ours, theirs = socket.socketpair()
        self._ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM)
        self._ours.setblocking(False)
        # spawn: a fork of a process with a running event loop and open database copies both
        self.process = get_context("spawn").Process(target=work, args=(theirs, rulebook, origin))
        with theirs, children.deaf():
            self.process.start()

    async def read(self, page: Page, dictionary: Dictionary | None, seconds: float) -> Answer:
        """Read a page; neither the pages before it nor the start of the worker count against its time.

        Raises:
            ReadingError: It took too long, or killed the worker.
            _ReaderEndedError: Another page did so.
        """
        self.pages += 1
        try:
            async with self._sending:
                await self._send(self._task(page, dictionary))
            async with self._hearing:
                return await self._answer(seconds)
        except asyncio.CancelledError:
            self.end()  # what it says next is of this page, and nobody listens
            raise
        finally:
            self.pages -= 1
            self._hang_up()

    def _task(self, page: Page, dictionary: Dictionary | None) -> Task:
        """Return what is sent for a page: each dictionary goes once."""
        if dictionary is None:
            return Task(page)
        if dictionary.id in self._dictionaries:
            return Task(page, dictionary.id)
        self._dictionaries.add(dictionary.id)
        return Task(page, dictionary.id, dictionary.body)

    async def _send(self, task: Task) -> None:
        message = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
        with suppress(ConnectionError):  # it has died: whoever hears it first is to blame
            await asyncio.get_running_loop().sock_sendall(self._ours, HEAD.pack(len(message)) + message)

    async def _answer(self, seconds: float) -> Answer:
        if self.ended:
            raise _ReaderEndedError
        try:
            self._started = self._started or await self._hear() == READY
            packed = await self._hear_within(seconds)
        except TimeoutError as error:
            self.end()
            raise ReadingError(f"took longer than {seconds:g} s to read") from error
        except (ConnectionError, EOFError) as error:
            self.end()
            raise ReadingError("the worker reading it died") from error
        answer: Answer = pickle.loads(packed)  # noqa: S301 - our own worker
        if answer.held > MOST_HELD or isinstance(answer.result, Exception):
            self.end()
        return answer

    async def _hear_within(self, seconds: float) -> bytearray:
        """Return an answer that comes in time, though this process may look late: it had a large sitemap to parse."""
        hearing = asyncio.ensure_future(self._hear())
        try:
            await asyncio.wait({hearing}, timeout=seconds)
            if not hearing.done():
                raise TimeoutError
            return hearing.result()
        finally:
            hearing.cancel()
            await asyncio.wait({hearing})  # the socket is not closed under it

    async def _hear(self) -> bytearray:
        (length,) = HEAD.unpack(await self._receive(HEAD.size))
        return await self._receive(length)

    async def _receive(self, length: int) -> bytearray:
        message = bytearray(length)
        view, loop = memoryview(message), asyncio.get_running_loop()
        while view:
            got = await loop.sock_recv_into(self._ours, view)
            if not got:
                raise EOFError("the worker has hung up")
            view = view[got:]
        return message

    def end(self) -> None:
        """End the worker now, whatever it is doing."""
        self.ended = True
        self.process.kill()
        self.process.join()
        self._hang_up()

    def _hang_up(self) -> None:
        """Close the socket once nobody waits for it any more: the event loop would wait for a closed one for ever."""
        if self.ended and not self.pages:
            self._ours.close()


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
        self._given_up = False
        self._places = asyncio.Semaphore(AT_ONCE * workers)

    async def read(self, page: Page, dictionary: Dictionary | None = None) -> "Read":
        """Return what a page holds. Whoever gives up waiting for it does so because the run ends: none is begun then.

        Args:
            page: The page.
            dictionary: Its source's: a worker then also compresses the page for the archive.

        Raises:
            ReadingError: The page took too long, needs too much memory or killed its worker; that is replaced.
        """
        if not self.readers:
            from crawler.reading import read  # noqa: PLC0415 - the rules are of no use to a process that has workers

            return read(page, self.rulebook, self.origin)
        result = await self._result(page, dictionary)
        if isinstance(result, MemoryError):
            raise ReadingError("needs too much memory to read") from result
        if isinstance(result, Exception):
            raise result
        return result

    async def _result(self, page: Page, dictionary: Dictionary | None) -> "Read | Exception":
        async with self._places:
            while not self._given_up:
                try:
                    return (await self._least_busy().read(page, dictionary, self.seconds)).result
                except _ReaderEndedError:
                    continue
                except asyncio.CancelledError:
                    self._given_up = True
                    raise
            never: asyncio.Future[Read] = asyncio.get_running_loop().create_future()
            return await never  # till this one is given up too

    def _least_busy(self) -> _Reader:
        """Return the worker with the fewest pages, another in its place if it has ended."""
        place = min(range(len(self.readers)), key=lambda each: self.readers[each].pages)
        if self.readers[place].ended:
            self.readers[place] = _Reader(self.rulebook, self.origin)
        return self.readers[place]

    def close(self) -> None:
        """End the workers."""
        for worker in self.readers:
            worker.end()
