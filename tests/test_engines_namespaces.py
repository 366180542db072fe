"""A cluster of machines that meet by the network alone loses a worker and its scheduler, and nothing of the work.

Each machine is a network namespace. Two workers read an archive again; one is killed, then the scheduler, which comes
back knowing nothing. The corpus must end as one process leaves it, article for article.
"""

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import machines
import pytest
from machines import Machines, Namespaces, state
from program import PATIENCE, dateline

from crawler.extraction.rules import Rulebook
from crawler.reading import read
from storage import archive, intake
from storage.corpus import Corpus
from storage.delivery import Fetched
from storage.records import Page

pytest.importorskip("distributed", reason="Dask is not installed: the extra 'cluster'")
WHY_NOT = machines.why_not()
pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))

SAVED = sorted((Path(__file__).parent / "pages").glob("*.html"))
ROUNDS = 5
"""Times every saved page is stored, under other addresses: enough work for everything to happen meanwhile."""
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)

SURVEY = """
import sys
from pathlib import Path
from crawler import catalogue
from dateline import redo
from dateline.engines.cluster import Dask
from dateline.engines.link import Link
from storage.corpus import Corpus
from storage.reextraction import Scope
from storage.worksheet import Worksheet

redo.CHUNK = 8
known, job, db = catalogue.load(), redo.Job(Scope()), Path(sys.argv[1])
engine = Dask(Link(sys.argv[2], 0))
with Corpus.open(db) as corpus, Worksheet(db, redo.fingerprint(known, job)) as sheet:
    redo.survey(corpus, sheet, known, job, engine=engine, listener=lambda _: print(sheet.pages, flush=True))
    redo.apply(corpus, sheet, known, force=False, listener=lambda _: None)
engine.close()
"""
"""What `dateline reextract` does, telling how far it is."""


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """Two copies of a corpus that was crawled without rules."""
    folder = tmp_path_factory.mktemp("corpora")
    one, two = folder / "one.db", folder / "two.db"
    with Corpus.open(one) as corpus:
        for path in SAVED:
            page = Page(f"https://baocantho.com.vn/{path.stem}", path.read_bytes(), fetched_at="2026-11-20T08:00:00Z")
            poor = read(page, Rulebook())
            intake.keep(corpus, Fetched(page=page, article=poor.article, key=page.url, reading=poor.reading), now=NOW)
            for number in range(ROUNDS):
                again = replace(page, url=f"{page.url}-{number}", body=page.body + b" " * number)
                archive.store(corpus, again, "baocantho", NOW)
    shutil.copy(one, two)
    return one, two


class Survey:
    """A survey on machine 0; its output is read by a thread, so that the machines can be looked after meanwhile."""

    def __init__(self, cluster: Machines, db: Path) -> None:
        self.cluster = cluster
        self.process = cluster.python(0, "-c", SURVEY, db, cluster.scheduler, out=subprocess.PIPE)
        self.pages = 0
        self.listening = threading.Thread(target=self._listen, daemon=True)
        self.listening.start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.pages = int(line)

    def until(self, pages: int) -> None:
        """Look after the machines until so many pages are read, or the survey ends."""
        deadline = time.monotonic() + PATIENCE
        while self.pages < pages and self.process.poll() is None:
            assert time.monotonic() < deadline, f"{self.pages} of {pages} pages were read"
            self.cluster.supervise()
            time.sleep(0.05)

    def end(self, pages: int) -> None:
        """Look after the machines until the survey ends, and hear its last words."""
        self.until(pages + 1)
        self.listening.join(PATIENCE)


def test_a_cluster_that_loses_a_worker_and_its_scheduler(corpora: tuple[Path, Path], tmp_path: Path) -> None:
    alone, shared = corpora
    total = len(SAVED) * (ROUNDS + 1)
    with Machines(Namespaces(3), 2, tmp_path) as cluster:
        survey = Survey(cluster, shared)
        survey.until(total // 6)
        cluster.kill(1)
        survey.until(total // 3)
        cluster.kill(0)
        assert survey.process.poll() is None, "all was read before the scheduler was killed"
        cluster.start(0)
        survey.end(total)
        assert survey.process.returncode == 0, (tmp_path / "machine-0.log").read_text()[-2000:]
        assert survey.pages == total
    assert dateline(tmp_path, "reextract", "--db", alone, "-y", "--engine", "here").returncode == 0
    assert state(shared) == state(alone)
    assert len(state(alone)["articles"]) > len(SAVED) * ROUNDS * 0.8
