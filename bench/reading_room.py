"""How quickly does the reading room answer while a crawl writes? On a made-up corpus of any size.

Run ``PYTHONPATH=. .venv/bin/python bench/reading_room.py [ARTICLES | FILE]``: 100,000 by default, a minute to make,
in a temporary folder; a FILE must be a made-up corpus, and is written to. `dateline inspect` runs in a process of its
own, and so does a writer that stores an article in every transaction; every page is asked for RUNS times over HTTP,
one after the other. The first answer, with nothing in any cache of ours, stands in its own column.
``docs/reading-room.md`` gives the figures.
"""

import multiprocessing
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.synchronize import Event
from pathlib import Path

import made_up

from storage.corpus import Corpus
from storage.reading_room import views

RUNS = 15
PAUSE = 0.02
"""Seconds between two articles of the writer: fifty a second, as the fastest crawl on two cores stores them."""
PAGES = (
    ("front page", "/"),
    ("newest articles", "/search"),
    ("search, half of all hits", "/search?q=da+nang"),
    ("search, four common words", "/search?q=phat+trien+kinh+te"),
    ("search, a phrase", "/search?q=%22hop+tac%22"),
    ("search, newest first", "/search?q=da+nang&order=newest"),
    ("search, filtered", "/search?q=da+nang&place=hue&language=vi&copies=no&since=2026-01-01"),
    ("search, nothing found", "/search?q=zzz"),
    ("search, page 100", "/search?q=da+nang&page=100"),
    ("feed of a search", "/search.atom?q=da+nang"),
    ("article", "/article/85"),
    ("near by subject", "/article/85/near"),
    ("near a seed by subject", "/article/1/near"),
    ("archived page", "/page/1/inert"),
    *((f"view: {view.name}", f"/views/{view.name}") for view in views.VIEWS),
    ("table of Datasette", "/corpus/articles"),
)


def ask(address: str) -> float:
    """Return the milliseconds of an answer."""
    start = time.perf_counter()
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
        answer.read()
    return (time.perf_counter() - start) * 1000


def write(path: Path, stop: Event) -> None:
    """Store articles until told to stop."""
    with Corpus.open(path) as corpus:
        maker = made_up.Maker(corpus, datetime.now(UTC), seed=1)
        while not stop.wait(PAUSE):
            number = 1_000_000 + maker.next_id  # no address of the corpus' own
            with corpus.transaction():
                maker.batch(number, number + 1, number + 1)


@contextmanager
def served(path: Path) -> Iterator[tuple[str, int]]:
    """Run the reading room; the value is its address and its process number."""
    server = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "dateline", "inspect", "--db", str(path), "--port", "0", "--no-open"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        found = re.search(r"http://[\d.:]+", server.stdout.readline())
        assert found is not None, "the reading room did not open"
        yield found[0], server.pid
    finally:
        server.terminate()
        server.wait()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Let a process write, and say how much it did."""
    stop = multiprocessing.Event()
    writer = multiprocessing.Process(target=write, args=(path, stop))
    before, start = _articles(path), time.perf_counter()
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()
    rate = (_articles(path) - before) / (time.perf_counter() - start)
    print(f"\nbeside a writer of {rate:.0f} articles a second; ", end="")


def measure(path: Path) -> None:
    """Print the table."""
    with served(path) as (address, pid):
        with writing(path):
            print(f"{'milliseconds':30}{'first':>8}{'median':>8}{'worst':>8}")
            for name, page in PAGES:
                first, *rest = [ask(address + page) for _ in range(RUNS + 1)]
                print(f"{name:30}{first:8.0f}{statistics.median(rest):8.0f}{max(rest):8.0f}")
        print(f"the server takes {_memory(pid)} MB")


def _articles(path: Path) -> int:
    with Corpus.open(path, read_only=True) as corpus:
        return int(corpus.conn.execute("SELECT count(*) FROM articles").fetchone()[0])


def _memory(pid: int) -> int:
    """Return a process' resident megabytes (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) // 1024


def main() -> None:
    """Make the corpus and measure."""
    asked = sys.argv[1] if len(sys.argv) > 1 else "100000"
    if not asked.isdecimal():
        measure(Path(asked))
        return
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        path = made_up.make(Path(folder) / "corpus.db", int(asked))
        print(f"{made_up.counts(path)}, made in {time.perf_counter() - start:.0f} s\n")
        measure(path)


if __name__ == "__main__":
    main()
