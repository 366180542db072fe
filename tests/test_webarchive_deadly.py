"""A record that FastWARC dies of costs itself alone: on a worker, when its part is divided, when one is read anew."""

import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("warcio", reason="warcio is not installed: the extra 'warc'")
pytest.importorskip("fastwarc", reason="FastWARC is not installed: the extra 'warc'")

import warcs
from fastwarc import warc
from program import NOW

from crawler import catalogue
from crawler.webarchive import places
from crawler.webarchive.work import Piece, Reader
from dateline import bulk
from dateline.bulk import Importer, Trouble
from dateline.engines.processes import Processes
from storage import runs
from storage.corpus import Corpus
from storage.imports import Tally
from storage.records import Outcome

KNOWN = catalogue.load()
URL = "https://baocantho.com.vn/chuyen-{}-a{}.html"
DEADLY = URL.format(3, 3)
REAL = warc.ArchiveIterator


def dying(*args: Any, **options: Any) -> Iterator[Any]:
    for record in REAL(*args, **options):
        if record.headers.get("WARC-Target-URI") == DEADLY:
            os.kill(os.getpid(), signal.SIGKILL)
        yield record


class Fragile(Reader):
    """A reader whose FastWARC dies of a record as soon as it has read its head."""

    def __call__(self, piece: Piece) -> bytes:
        warc.ArchiveIterator = dying
        return super().__call__(piece)


def imported(file: Path) -> tuple[Tally, list[Trouble]]:
    """Import a file by a process that is fragile; return what came of it."""
    told: list[Trouble] = []
    engine = Processes(1)
    with Corpus.open(file.with_suffix(".db")) as corpus:
        run_id = runs.start(corpus, runs.IMPORT, NOW, pid=1, host="here")
        made = Importer(corpus, KNOWN, engine, run_id=run_id, on_trouble=told.append, on_progress=lambda _: None)
        made.reader = Fragile(KNOWN, packing=engine.packing)
        return made.run(places.find([str(file)])).tally, told


def stories(*numbers: int) -> list[bytes]:
    return [warcs.record(URL.format(number, number), warcs.page(number)) for number in numbers]


@pytest.mark.parametrize("form", ["plain", "gzip"])
def test_a_record_that_kills_fastwarc_leaves_its_neighbours(tmp_path: Path, form: str) -> None:
    pieces = warcs.pieces(stories(*range(6)), form)
    (tmp_path / "x.warc").write_bytes(b"".join(pieces))
    tally, told = imported(tmp_path / "x.warc")
    assert tally.outcomes == {Outcome.NEW: 5, Outcome.FAILED: 1}
    assert [(each.offset, each.reason) for each in told] == [
        (sum(map(len, pieces[:3])), "the process reading it died")
    ]


def test_what_is_read_anew_of_a_part_is_read_by_a_process_that_may_die(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part that begins in a web archive inside a page is read again from where the one before it ended."""
    inner = b"\n" + warcs.packed(stories(9), "plain")
    noise = random.Random(1).randbytes(20_000)
    host = warcs.record(URL.format(2, 2), warcs.page(2).encode() + noise + inner * 3)
    before, behind = b"".join([*stories(1), host]), b"".join(stories(3, 4))
    data = before + behind
    (tmp_path / "x.warc").write_bytes(data)
    cut = data.index(inner) - 10
    assert len(data) < 2 * cut, "there are two parts"
    monkeypatch.setattr(bulk, "PART", cut)
    tally, told = imported(tmp_path / "x.warc")
    assert tally.outcomes == {Outcome.NEW: 2, Outcome.EMPTY: 1, Outcome.FAILED: 1}
    assert [each.offset for each in told] == [len(before)]
