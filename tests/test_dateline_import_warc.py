"""`dateline import warc`: what other programs and this one wrote, stopped and killed, in little memory."""

import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastwarc", reason="FastWARC is not installed: the extra 'warc'")
pytest.importorskip("warcio", reason="warcio is not installed: the extra 'warc'")
pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra 'cluster'")

import warcs
from program import PATIENCE, dateline, environment, keep, on_terminal, one_line, settle_in, story, struck

from dateline import newsroom

RUN_TIMES = ("id", "page_id", "duplicate_of", "first_seen_at", "updated_at")
MANY = 100
"""Records of an import that is stopped: three transactions, and a few."""
URL = "https://baocantho.com.vn/chuyen-{}-a{}.html"


def articles(db: Path) -> dict[str, dict[str, Any]]:
    """Return everything of a corpus' articles that does not depend on when and in what order they came."""
    with closing(sqlite3.connect(db)) as conn:
        conn.row_factory = sqlite3.Row
        rows = [dict(row) for row in conn.execute("SELECT * FROM articles")]
        urls = {row["id"]: row["url"] for row in rows}
        kin = conn.execute("SELECT article_id, other_id, kind FROM relations").fetchall()
        for row in rows:
            images = conn.execute(
                "SELECT position, url, caption, credit FROM images WHERE article_id = ? ORDER BY position",
                (row["id"],),
            )
            former = conn.execute("SELECT title, text FROM revisions WHERE article_id = ? ORDER BY id", (row["id"],))
            row["origin_url"] = urls.get(row["duplicate_of"])
            row["images"] = [tuple(image) for image in images]
            row["revisions"] = [tuple(each) for each in former]
            row["relations"] = sorted((urls[b], kind) for a, b, kind in kin if a == row["id"])
    return {row["url"]: {name: row[name] for name in row if name not in RUN_TIMES} for row in rows}


def outcomes(done: "subprocess.CompletedProcess[str]") -> dict[str, int]:
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout)["outcomes"]
    return found


@pytest.fixture(scope="module")
def room() -> Iterator[newsroom.Newsroom]:
    with newsroom.start(stories=40) as opened:
        yield opened


@pytest.fixture(scope="module")
def crawled(room: newsroom.Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a corpus that has seeds, copies, revisions and translations, and its export."""
    folder = settle_in(tmp_path_factory.mktemp("crawled"), room)
    sources = [line.split('"')[1] for line in (folder / "sources.toml").read_text().splitlines() if "name" in line]
    names = [name for name in sources if name.startswith("demo")] or ["demo-vna", "demo-cantho", "demo-nghean"]
    assert dateline(folder, "crawl", *names).returncode == 0
    room.edit()
    dateline(folder, "crawl", *names)
    assert dateline(folder, "seeds", "import").returncode == 0
    done = dateline(folder, "export", "--format", "warc", "-o", "all.warc.gz")
    assert done.returncode == 0, done.stderr
    return folder


def test_an_export_gives_the_same_corpus(crawled: Path) -> None:
    before = articles(crawled / "corpus.db")
    assert any(row["origin_url"] for row in before.values())
    assert any(row["revisions"] for row in before.values())
    assert any(row["origin"] == "seed" for row in before.values())
    done = dateline(crawled, "import", "warc", "all.warc.gz", "--db", "here.db", "--engine", "here", "--json")
    assert done.returncode == 0, done.stderr
    assert articles(crawled / "here.db") == before
    assert outcomes(dateline(crawled, "import", "warc", "all.warc.gz", "--db", "two.db", "--workers", 2, "--json"))
    assert articles(crawled / "two.db") == before
    again = outcomes(dateline(crawled, "import", "warc", "all.warc.gz", "--db", "two.db", "--again", "--json"))
    assert set(again) <= {"unchanged", "not_article", "empty"}
    assert articles(crawled / "two.db") == before
    with closing(sqlite3.connect(crawled / "two.db")) as conn:
        assert conn.execute("SELECT count(*) FROM urls WHERE state = 'queued'").fetchone()[0] == 0


def test_a_cluster_gives_the_same_corpus(crawled: Path) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: the extra 'cluster'")
    done = dateline(crawled, "import", "warc", "all.warc.gz", "--db", "dask.db", "--engine", "dask", "--workers", 2)
    assert done.returncode == 0, done.stderr
    assert articles(crawled / "dask.db") == articles(crawled / "corpus.db")


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
def test_what_wget_wrote(room: newsroom.Newsroom, crawled: Path, tmp_path: Path) -> None:
    settle_in(tmp_path, room)
    with closing(sqlite3.connect(crawled / "corpus.db")) as conn:
        urls = [url for (url,) in conn.execute("SELECT url FROM articles WHERE url LIKE 'http://127%' LIMIT 12")]
    (tmp_path / "urls.txt").write_text("\n".join(urls))
    command = ["wget", "-q", "--warc-file=wget", "--delete-after", "--no-directories", "--compression=auto"]
    subprocess.run([*command, "-i", "urls.txt"], cwd=tmp_path, check=False, timeout=PATIENCE)
    done = dateline(tmp_path, "import", "warc", "wget.warc.gz", "--engine", "here", "--json")
    found = outcomes(done)
    assert sum(found.values()) >= 10, done.stdout
    was, now = articles(crawled / "corpus.db"), articles(tmp_path / "corpus.db")
    assert len(now) >= 10
    told = ("title", "text", "published_at", "byline", "source", "family", "canonical_url")
    for url, row in now.items():
        assert {name: row[name] for name in told} == {name: was[url][name] for name in told}


def archive(path: Path, stories: int, kilobytes: int = 0) -> Path:
    """Write a web archive of short stories, each followed by markup that is no text."""
    ballast = "".join(f"<i data-x='{n * 7919 % 10007}'></i>" for n in range(kilobytes * 50))
    with path.open("wb") as file:
        for number in range(stories):
            body = warcs.page(number).replace("</body>", f"<footer>{ballast}</footer></body>")
            file.write(warcs.packed([warcs.record(URL.format(number, number), body)], level=1))
    return path


def test_killed_again_and_again_it_ends_with_the_same_corpus(tmp_path: Path) -> None:
    archive(tmp_path / "x.warc.gz", MANY)
    assert outcomes(dateline(tmp_path, "import", "warc", "x.warc.gz", "--db", "whole.db", "--json")) == {"new": MANY}
    for stored in (1, 60):
        done = struck(tmp_path, signal.SIGKILL, stored, "import", "warc", "x.warc.gz", "--engine", "here")
        assert done.returncode == -signal.SIGKILL, done.stderr
    done = dateline(tmp_path, "import", "warc", "x.warc.gz", "--json")
    assert set(outcomes(done)) <= {"new"}, "what was committed is not read again"
    assert articles(tmp_path / "corpus.db") == articles(tmp_path / "whole.db")
    with closing(sqlite3.connect(tmp_path / "corpus.db")) as conn:
        assert conn.execute("SELECT outcomes, records FROM imports").fetchone() == (f'{{"new": {MANY}}}', MANY)
        states = [state for (state,) in conn.execute("SELECT state FROM runs ORDER BY id")]
        assert states == ["interrupted", "interrupted", "finished"]
        assert conn.execute('SELECT sum("new"), sum(leased) FROM runs').fetchone() == (MANY, MANY)


@pytest.mark.parametrize(
    ("sent", "engine"),
    [
        (signal.SIGINT, ("--engine", "here")),
        (signal.SIGINT, ("--workers", "2", "--again")),
        (signal.SIGTERM, ("--workers", "2")),
    ],
)
def test_ctrl_c_and_sigterm_stop_in_order_and_say_how_to_go_on(
    tmp_path: Path, sent: signal.Signals, engine: tuple[str, ...]
) -> None:
    archive(tmp_path / "x.warc.gz", MANY)
    done = struck(tmp_path, sent, 32, "import", "warc", "x.warc.gz", *engine)
    assert done.returncode == 130, done.stderr
    assert "leaked" not in done.stderr
    assert "Traceback" not in done.stderr
    without = "without --again " if "--again" in engine else ""
    assert f"dateline: stopped; {without}the same command goes on where it was\n" in done.stderr
    assert "(stopped)" in done.stdout
    with closing(sqlite3.connect(tmp_path / "corpus.db")) as conn:
        assert conn.execute("SELECT state FROM runs").fetchone() == ("finished",)
    assert outcomes(dateline(tmp_path, "import", "warc", "x.warc.gz", "--json")) == {"new": MANY - 32}


PEAK = """
import resource, sys
from dataclasses import replace
from crawler.webarchive import work
from dateline.cli import main

def read(page, *rest, real=work.read):  # as if of little markup: else it would be lxml's memory that is measured
    return real(replace(page, body=page.body[:3000]), *rest)

work.read = read
sys.argv[0] = "dateline"
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    """A result holds 64 MiB of pages at the most; three times as much takes the memory of that, and a little."""
    peaks = []
    for stories in (75, 200):
        archive(tmp_path / f"{stories}.warc.gz", stories, kilobytes=1000)
        command = [sys.executable, "-c", PEAK, "import", "warc", f"{stories}.warc.gz", "--db", f"{stories}.db"]
        done = subprocess.run(
            [*command, "--engine", "here"],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        peaks.append(int(done.stderr.split()[-1]))
    assert peaks[1] < peaks[0] + 60


def test_the_summary_and_what_is_broken(tmp_path: Path) -> None:
    pieces = warcs.pieces(
        [warcs.info(), warcs.record(URL.format(1, 1), warcs.page(1)), warcs.record(URL.format(2, 2), "x")]
    )
    (tmp_path / "x.warc.gz").write_bytes(pieces[0] + b"junk" + pieces[1] + pieces[2][:-30])
    done = dateline(tmp_path, "import", "warc", "x.warc.gz", "--engine", "here", "-v")
    assert done.returncode == 0
    path = tmp_path / "x.warc.gz"
    assert done.stderr.splitlines() == [
        f"{path} at {len(pieces[0])}: garbage",
        f"{path} at {len(pieces[0]) + 4 + len(pieces[1])}: cut",
    ]
    assert done.stdout.splitlines() == [
        "Run 1: 1 of 1 file finished, 4 records",
        "  read          1: 1 new",
        "  passed over   1: 1 no responses",
        "  broken        2: 1 garbage, 1 cut",
    ]
    assert dateline(tmp_path, "import", "warc", "x.warc.gz", "--engine", "here", "--again").stderr == ""
    done = dateline(tmp_path, "import", "warc", "x.warc.gz")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "Run 3: 1 of 1 file finished (1 before), 0 records")


def test_wrong_use_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.warc.gz").write_bytes(warcs.packed([warcs.record("https://example.org/a", warcs.page(1))]))
    assert "does not exist" in one_line(dateline(tmp_path, "import", "warc", "y.warc.gz"))
    assert "names no web archive" in one_line(dateline(tmp_path, "import", "warc", "*.arc"))
    done = dateline(tmp_path, "import", "warc", "x.warc.gz", "--engine", "here")
    assert (done.returncode, "1 of other hosts" in done.stdout) == (1, True)
    done = dateline(tmp_path, "import", "warc", "x.warc.gz", "--engine", "here", "--host", "EXAMPLE.*")
    assert (done.returncode, "1 new" in done.stdout) == (0, True)


@pytest.mark.parametrize("pattern", ["https://example.org/", "example.org/", "example.org:8000", "[::1]/", "*/news"])
def test_a_host_is_named_alone(tmp_path: Path, pattern: str) -> None:
    said = one_line(dateline(tmp_path, "import", "warc", "x.warc.gz", "--host", pattern))
    assert "leave out https://, the path and the port" in said


def test_exports_are_taken_whatever_their_host_and_the_help_says_so(tmp_path: Path) -> None:
    keep(tmp_path / "corpus.db", story(1, url="https://nowhere.example/a", source=None))
    assert dateline(tmp_path, "export", "--format", "warc", "-o", "x.warc.gz").returncode == 0
    done = dateline(tmp_path, "import", "warc", "x.warc.gz", "--engine", "here", "--db", "new.db")
    assert (done.returncode, "1 new" in done.stdout) == (0, True), done.stdout
    shown = dateline(tmp_path, "import", "warc", "--help").stdout
    assert "and whatever `dateline export` wrote" in " ".join(shown.split())


def test_a_bar_on_a_terminal(tmp_path: Path) -> None:
    archive(tmp_path / "x.warc.gz", 3)
    code, seen = on_terminal(tmp_path, "import", "warc", "x.warc.gz", "--engine", "here")
    assert code == 0
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen)
    assert re.search(r"Importing .*3 records", plain)
    assert "3 new" in plain
