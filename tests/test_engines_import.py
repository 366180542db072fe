"""An import of a web archive on a cluster loses a worker and the scheduler, and nothing of the archive.

It halts twice, so that they are killed in the middle of it on whatever machine: when some records are in the corpus,
with the parts behind them handed out. The corpus must end as `--engine here` leaves it, article for article.
"""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import machines
import pytest

pytest.importorskip("distributed", reason="Dask is not installed: the extra 'cluster'")
pytest.importorskip("fastwarc", reason="FastWARC is not installed: the extra 'warc'")
pytest.importorskip("warcio", reason="warcio is not installed: the extra 'warc'")

import warcs
from machines import Loopback, Machines, Namespaces, free_port, state
from program import PATIENCE, dateline

RECORDS = 90
HALTS = (5, 40)
"""Records in the corpus when the worker is killed, and when the scheduler is."""
IMPORT = """
import sys, time
from pathlib import Path
from dateline import bulk
from dateline.bulk import Progress
from dateline.cli import main

bulk.PART = 4000
halts = [int(records) for records in sys.argv[1].split(",")]
committed = bulk.Importer._committed

def halting(importer, *args):
    committed(importer, *args)
    while halts and importer.progress.tally.records >= halts[0]:
        Path(f"halt-{halts[0]}").touch()
        if Path(f"go-{halts[0]}").exists():
            halts.pop(0)
        time.sleep(0.02)

bulk.Importer._committed = halting
sys.argv[:2] = ["dateline"]
main()
"""
"""`dateline import warc` in small parts, which stops at halts until it is told to go on."""


def archive(path: Path) -> None:
    """Write an archive of stories, their copies in another newspaper, strangers, and what cannot be read."""
    pieces = []
    for number in range(RECORDS):
        host = ("baocantho.com.vn", "nhandan.vn", "example.org")[number % 7 % 3]
        url = f"https://{host}/chuyen-{number}-post{number}.html"
        pieces += warcs.pieces([warcs.record(url, warcs.page(number // 2))])
    pieces[70] = pieces[70][:200] + b"damaged" + pieces[70][207:]
    path.write_bytes(b"".join(pieces))


class Import:
    """The command on machine 0."""

    def __init__(self, cluster: Machines, folder: Path) -> None:
        self.cluster, self.folder = cluster, folder
        command = (
            "import",
            "warc",
            folder / "x.warc.gz",
            "--scheduler",
            cluster.scheduler,
            "--db",
            folder / "dask.db",
        )
        halts = ",".join(map(str, HALTS))
        self.process = cluster.python(0, "-c", IMPORT, halts, *command, out=subprocess.PIPE)

    def until(self, halt: int) -> None:
        """Look after the machines until the command halts."""
        self._watch((self.folder / f"halt-{halt}").exists)
        assert self.process.poll() is None, self.log()

    def _watch(self, over: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not over() and self.process.poll() is None:
            assert time.monotonic() < deadline, self.log()
            self.cluster.supervise()
            time.sleep(0.02)

    def go(self, halt: int) -> None:
        """Let it go on."""
        (self.folder / f"go-{halt}").touch()

    def end(self) -> str:
        """Look after the machines until the command ends; return what it said."""
        self._watch(lambda: False)
        assert self.process.returncode == 0, self.log()
        assert self.process.stdout
        return self.process.stdout.read().decode()

    def log(self) -> str:
        return (self.folder / "machine-0.log").read_text()


def test_an_import_loses_a_worker_and_the_scheduler(tmp_path: Path) -> None:
    archive(tmp_path / "x.warc.gz")
    net = Namespaces(3) if machines.why_not() is None else Loopback()
    with Machines(net, 2, tmp_path, free_port()) as cluster:
        run = Import(cluster, tmp_path)
        run.until(HALTS[0])
        cluster.kill(1)
        run.go(HALTS[0])
        run.until(HALTS[1])
        cluster.kill(0)
        cluster.start(0)
        run.go(HALTS[1])
        said = run.end()
    assert "does not answer" in run.log(), "the command has noticed"
    alone = dateline(tmp_path, "import", "warc", "x.warc.gz", "--db", "here.db", "--engine", "here")
    assert alone.returncode == 0, alone.stderr
    assert state(tmp_path / "dask.db") == state(tmp_path / "here.db")
    assert said == alone.stdout
    assert len(state(tmp_path / "here.db")["articles"]) > RECORDS / 2
