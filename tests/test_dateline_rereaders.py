"""Workers that break are replaced; workers that always break end the run."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from crawler.extraction.rules import Rulebook
from dateline import rereaders
from dateline.rereaders import Rereaders
from storage.corpus import Corpus
from storage.records import DatelineError
from storage.reextraction import Stored

CHUNKS = [[Stored(number, None, None)] for number in range(20)]


class Pool:
    """An executor whose work breaks when it is told so."""

    _processes = None
    shutdown = staticmethod(lambda **_: None)

    def __init__(self, breaks: Callable[[int], bool]) -> None:
        self.breaks = breaks

    def submit(self, _: object, chunk: Sequence[Stored]) -> Future[list[bool]]:
        future: Future[list[bool]] = Future()
        if self.breaks(chunk[0].page_id):
            future.set_exception(BrokenProcessPool())
        else:
            future.set_result([True])
        return future


def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks: Callable[[int], bool]) -> list[Any]:
    async def singly(_: Rereaders, chunk: Sequence[Stored]) -> list[bool]:
        return [False] * len(chunk)

    monkeypatch.setattr(Rereaders, "_start", lambda _: Pool(breaks))
    monkeypatch.setattr(Rereaders, "_singly", singly)
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        return list(Rereaders(corpus, Rulebook(), 2).read(CHUNKS))


def test_a_chunk_that_breaks_its_worker_is_read_singly_and_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = read(tmp_path, monkeypatch, lambda page: page % 7 == 3)
    assert [chunk for chunk, _ in came] == CHUNKS
    assert [chunk[0].page_id for chunk, [answer] in came if not answer] == [3, 10, 17]


def test_workers_that_always_break_end_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(CHUNKS) > rereaders.MOST_BREAKS
    with pytest.raises(DatelineError, match="end at once"):
        read(tmp_path, monkeypatch, lambda _: True)
