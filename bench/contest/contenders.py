"""Who takes part, by which program, and what each writes."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from contest import measure
from contest.measure import Cost

RUNNERS = Path(__file__).parent / "runners"
ROOT = Path(__file__).parents[2]
OWN_PYTHON = Path(sys.executable)
THEIR_PYTHON = ROOT / ".bench-venv" / "bin" / "python"
SETTINGS = 'delay = 0\nat_once = 3\nallow_private = ["127.0.0.1"]\n'
"""The newsroom is ours and on this machine: nobody has to be spared, and the others spare nobody either. They have
sixteen requests under way in all; three to each of the five hosts are fifteen."""
SINCE = "365d"  # the newsroom's oldest story is 242 days old


@dataclass(frozen=True, slots=True)
class Course:
    """What is to be crawled.

    Attributes:
        sources: Names of the newsrooms.
        catalogue: TOML that declares them.
        urls: Every page that a feed, sitemap or section announces.
        server: The newsroom's process.
    """

    sources: tuple[str, ...]
    catalogue: str
    urls: tuple[str, ...]
    server: int


@dataclass(frozen=True, slots=True)
class Run:
    """What a contender did.

    Attributes:
        asked: The pages that it fetched, as far as it can be known: its list, or what it found.
        cost: What that cost.
        rows: What it stored: url, title, lead, byline, published, text.
    """

    asked: Sequence[str]
    cost: Cost
    rows: Sequence[dict[str, Any]]

    @property
    def pages(self) -> int:
        """How many pages that were."""
        return len(self.asked)


@dataclass(frozen=True, slots=True)
class Contender:
    """One who takes part.

    Attributes:
        name: As ``--only`` and the tables have it.
        what: In a line.
        race: Crawls in an empty folder.
        share: Reads one page in so many: for the slow, whose pace needs no more.
        reads: Whether it reads what it fetches.
    """

    name: str
    what: str
    race: Callable[[Course, Path], Run]
    share: int = 1
    reads: bool = True

    def run(self, course: Course, folder: Path) -> Run:
        """Crawl its share of the course.

        Raises:
            measure.FailedError: Its program failed, or is not installed.
        """
        return self.race(replace(course, urls=course.urls[:: self.share]), folder)


def _dateline(course: Course, folder: Path) -> Run:
    """Let `dateline crawl` find, fetch, read and store everything; what it stored is exported afterwards."""
    (folder / "sources.toml").write_text(course.catalogue, "utf-8")
    (folder / "dateline.toml").write_text(SETTINGS, "utf-8")
    program = (str(OWN_PYTHON), "-m", "dateline")
    limit = f"--limit={len(course.urls)}"
    crawl = (*program, "crawl", *course.sources, f"--since={SINCE}", limit, "--db=c.db", "--catalogue=sources.toml")
    cost = measure.run(crawl, folder, course.server)
    export = (*program, "export", "--db=c.db", "-o", "out.jsonl", "--no-card")
    subprocess.run(export, cwd=folder, check=True, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
    rows = [row | {"published": row["published_at"]} for row in _lines(folder / "out.jsonl")]
    with closing(sqlite3.connect(folder / "c.db")) as conn:
        asked = [url for (url,) in conn.execute("SELECT url FROM urls WHERE last_outcome IS NOT NULL")]
    return Run(asked, cost, rows)


def _program(name: str, course: Course, folder: Path, python: Path = THEIR_PYTHON) -> Run:
    """Run one of the runners on the list of addresses."""
    if not python.exists():
        raise measure.FailedError("not installed: `make bench` makes .bench-venv")
    (folder / "urls").write_text("\n".join(course.urls), "utf-8")
    cost = measure.run((str(python), str(RUNNERS / f"{name}.py"), "urls", "out.jsonl"), folder, course.server)
    return Run(course.urls, cost, list(_lines(folder / "out.jsonl")))


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


CONTENDERS = (
    Contender("bare", "Scrapy, download only", partial(_program, "bare", python=OWN_PYTHON), reads=False),
    Contender("dateline", "`dateline crawl`, the whole way", _dateline),
    Contender("scrapy", "Scrapy + trafilatura in the callback", partial(_program, "scrapy_trafilatura")),
    Contender("scrapy-pool", "Scrapy + trafilatura in two processes", partial(_program, "scrapy_pool")),
    Contender("threads", "requests, 16 threads, trafilatura", partial(_program, "threads_trafilatura")),
    Contender("news-please", "its own from_urls", partial(_program, "news_please"), share=5),
    Contender("newspaper4k", "newspaper4k, 16 threads", partial(_program, "newspaper_4k"), share=5),
)
