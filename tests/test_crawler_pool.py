"""Reading in worker processes: what hangs is given up, what dies is replaced, and the rest is read."""

import asyncio
import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import zstandard
from faults import page, story

from crawler.extraction.rules import Rulebook
from crawler.pool import MOST_HELD, ReadingError, ReadingPool, _Reader
from crawler.reading import Read
from crawler.stop import Stop, StoppingError
from crawler.worker import HEAD, MAX_DATA
from storage.packing import Dictionary, pack
from storage.records import Page

GOOD = Page(url="http://paper.example/story/good-1.html", body=page(story("good")))


@dataclass
class Trap:
    """Stands in for a page that hurts its reader: what it does happens in the worker, as it is unpacked there."""

    does: Callable[..., Any]
    to: tuple[Any, ...]

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.does, self.to


HANGS: Any = Trap(time.sleep, (3600,))
DIES: Any = Trap(os._exit, (1,))
FAILS: Any = Trap(len, (1,))
SWELLS: Any = Trap(bytearray, (2 * MAX_DATA,))


@pytest.fixture
def stop() -> Stop:
    return Stop()


@pytest.fixture
def pool() -> Iterator[ReadingPool]:
    pool = ReadingPool(Rulebook(), workers=1, seconds=60, origin="fetch")
    yield pool
    pool.close()


def test_pages_that_hang_or_kill_are_given_up_and_the_next_is_read(pool: ReadingPool) -> None:
    async def main() -> None:
        pool.seconds = 0.5
        with pytest.raises(ReadingError, match=r"took longer than 0.5 s to read"):
            await pool.read(HANGS)
        pool.seconds = 60
        with pytest.raises(ReadingError, match="died"):
            await pool.read(DIES)
        with pytest.raises(ReadingError):
            await pool.read(SWELLS)
        article = (await pool.read(GOOD)).article
        assert article.title == story("good").title

    asyncio.run(main())


def test_a_run_that_ends_waits_for_no_reader(pool: ReadingPool, stop: Stop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.stop.GRACE", 0.01)

    async def main() -> None:
        stop.ask()
        with pytest.raises(StoppingError):
            await stop.or_leave(pool.read(HANGS))

    asyncio.run(main())


@pytest.mark.parametrize(("most", "same"), [(MOST_HELD, True), (1, False)])
def test_a_worker_that_holds_too_much_is_replaced(
    pool: ReadingPool, monkeypatch: pytest.MonkeyPatch, most: int, *, same: bool
) -> None:
    monkeypatch.setattr("crawler.pool.MOST_HELD", most)

    async def main() -> None:
        before = pool.readers[0].process
        for _ in range(2):
            assert (await pool.read(GOOD)).article.text
        assert (pool.readers[0].process is before) is same

    asyncio.run(main())


def test_a_mistake_of_ours_is_raised_and_tells_where_it_was(pool: ReadingPool) -> None:
    async def main() -> None:
        with pytest.raises(TypeError) as raised:
            await pool.read(FAILS)
        assert "crawler/worker.py" in "".join(raised.value.__notes__)
        assert (await pool.read(GOOD)).article.text

    asyncio.run(main())


def test_what_a_reader_says_too_late_is_taken_for_no_other_page(
    pool: ReadingPool, stop: Stop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.stop.GRACE", 0.3)

    async def main() -> None:
        assert (await pool.read(GOOD)).article.text  # the worker has started: it is at the page when we leave
        slow = asyncio.ensure_future(stop.or_leave(pool.read(HANGS)))
        await asyncio.sleep(0.2)
        stop.ask()
        await asyncio.sleep(0.1)
        with pytest.raises(StoppingError):
            await stop.or_leave(pool.read(GOOD))
        with pytest.raises(StoppingError):
            await slow
        assert not pool.readers[0].process.is_alive(), "it would answer the next page with this one"

    asyncio.run(main())


def test_a_page_is_signed_where_it_is_read(pool: ReadingPool) -> None:
    read = asyncio.run(pool.read(GOOD))
    assert read.reading.row["origin"] == "fetch"
    assert read.reading.story.signature.keys


def test_without_workers_pages_are_read_here() -> None:
    pool = ReadingPool(Rulebook(), workers=0, seconds=1)
    assert asyncio.run(pool.read(GOOD)).article.text


def test_pages_sent_ahead_of_one_that_ends_its_worker_are_read_by_another(
    pool: ReadingPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = _Reader.read

    async def read_briefly_what_hangs(reader: _Reader, page: Any, dictionary: None, seconds: float) -> Any:
        return await read(reader, page, dictionary, 0.5 if page is HANGS else seconds)

    monkeypatch.setattr(_Reader, "read", read_briefly_what_hangs)

    async def main() -> list[Any]:
        pages = (GOOD, DIES, GOOD, HANGS, GOOD, FAILS, GOOD, GOOD)
        assert (await pool.read(GOOD)).article.text
        return await asyncio.gather(*map(pool.read, pages), return_exceptions=True)

    results = asyncio.run(main())
    assert [type(each) for each in results] == [Read, ReadingError, Read, ReadingError, Read, TypeError, Read, Read]


def test_an_answer_that_came_in_time_is_taken_by_a_process_that_looks_late(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    reader = object.__new__(_Reader)
    reader._ours = ours

    async def main() -> bytearray:
        loop = asyncio.get_running_loop()

        def answer_and_be_busy() -> None:
            theirs.sendall(HEAD.pack(3) + b"abc")
            late = time.monotonic() + 3600
            monkeypatch.setattr(loop, "time", lambda: late)

        loop.call_later(0.01, answer_and_be_busy)
        return await reader._hear_within(60)

    with ours, theirs:
        assert asyncio.run(main()) == b"abc"


def test_of_several_workers_the_idle_one_reads() -> None:
    pool = ReadingPool(Rulebook(), workers=2, seconds=60)

    async def main() -> None:
        slow = asyncio.ensure_future(pool.read(HANGS))
        for _ in range(3):
            assert (await pool.read(GOOD)).article.text
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow

    asyncio.run(main())
    pool.close()


def test_a_page_is_compressed_where_it_is_read_by_a_dictionary_that_is_sent_once(pool: ReadingPool) -> None:
    dictionary = Dictionary(7, zstandard.ZstdCompressor().compress(GOOD.body))

    async def main() -> None:
        first, again = await pool.read(GOOD, dictionary), await pool.read(GOOD, dictionary)
        assert first.packed == again.packed == pack(GOOD.body, dictionary)
        with pytest.raises(TypeError):
            await pool.read(FAILS)
        by_another_worker = await pool.read(GOOD, dictionary)
        assert by_another_worker.packed == first.packed
        assert (await pool.read(GOOD)).packed is None

    asyncio.run(main())
