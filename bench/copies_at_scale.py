"""Copies at scale: what it costs to find them among so many articles, and how well they are told from others.

Run ``PYTHONPATH=. .venv/bin/python bench/copies_at_scale.py``: a million articles take 6 GB of disk and an hour, with
``--articles 20000`` it is a check of a minute. Each size is printed when it is reached, so a long run can be stopped.
The stories are those of ``bench/wire.py``. Each goes the way of a crawl: signed (what a reader does), stored, indexed
and settled among its kin, 300 to a transaction. At each size the next articles of the stream are looked up before
they are stored; so a look-up meets what a crawl meets.

With ``--datasketch PYTHON`` the same articles go through datasketch's MinHashLSH in memory (128 permutations, a
threshold of .5, the same containment to decide), in a process of that interpreter. datasketch brings numpy and scipy,
so it needs an environment of its own: ``python3 -m venv V && V/bin/pip install datasketch xxhash``.

The search index is left out: it is the same with and without copies. "Insertion" is index, look-up, decision,
relations and commit; the article's own row and the generator are given apart. CPU times hold on a busy machine.
"""

import argparse
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from scores import Scores, curve, percentile, quality, report
from wire import Piece, Wire

from storage import articles, bands, copies, identity, times
from storage.copies import Story
from storage.corpus import Corpus
from storage.shingles import content_sha256
from storage.signatures import Signature, sign

SEED = 20261121
BATCH = 300
PROBES = 2_000
STEP = timedelta(days=1) / 5_000
"""Time between two articles: the press of this catalogue prints some thousands a day."""
SIZES = (10_000, 100_000, 1_000_000)
TABLES = ("signatures", "bands", "settled_bands")
TRIGGERS = ("articles_fts_insert", "articles_fts_update", "articles_fts_delete")


class Clock:
    """Adds up wall-clock and CPU seconds by what was done."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = {}
        self.cpu: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Count the block under a name."""
        wall, cpu = perf_counter(), process_time()
        yield
        self.wall[name] = self.wall.get(name, 0) + perf_counter() - wall
        self.cpu[name] = self.cpu.get(name, 0) + process_time() - cpu


class Desk:
    """Takes the stream in."""

    def __init__(self, corpus: Corpus, scores: Scores) -> None:
        self.corpus, self.conn, self.scores = corpus, corpus.conn, scores
        self.start = datetime(2025, 1, 1, tzinfo=UTC)

    def read(self, piece: Piece) -> tuple[articles.Row, Story]:
        """Do what a reader does: sign, and make a row."""
        at = times.utc(self.start + STEP * piece.number)
        row = {
            "url": f"https://wire.test/{piece.story}/{piece.number}", "language": piece.language, "agency": None,
            "place": None, "title": piece.title, "text": piece.text, "content_sha256": content_sha256(piece.text),
            "origin": "crawl", "published_at": at, "first_seen_at": at, "updated_at": at,
        }  # fmt: skip
        return row, copies.story(row, sign(piece.text))

    def take(self, pieces: list[Piece], clock: Clock) -> None:
        """Store a batch in one transaction, and note what was decided."""
        with clock("sign"):
            read = [self.read(piece) for piece in pieces]
        self.conn.execute("BEGIN IMMEDIATE")
        for piece, (row, story) in zip(pieces, read, strict=True):
            with clock("row"):
                article_id = articles.insert(self.conn, row, (), self.start)
            with clock("index"):
                copies.index(self.conn, article_id, story.signature)
                identity.settle_in(self.conn, article_id, story, frozenset(), None)
            self.scores.decided(piece, self.told_by(self.kin(article_id)))
        with clock("index"):
            self.conn.execute("COMMIT")

    def kin(self, article_id: int) -> list[int]:
        """Return the articles that this one was found to tell the same story as."""
        rows = self.conn.execute(
            "SELECT other_id FROM relations WHERE article_id = ?1 UNION ALL "
            "SELECT article_id FROM relations WHERE other_id = ?1",
            (article_id,),
        )
        return [row[0] for row in rows]

    def told_by(self, ids: list[int]) -> list[int]:
        """Return the stories that articles tell."""
        rows = self.conn.execute(
            "SELECT url FROM articles WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
        )
        return [int(row["url"].split("/")[3]) for row in rows]

    def probe(self, pieces: list[Piece]) -> tuple[list[float], list[float]]:
        """Look articles up that are not stored; return wall-clock and CPU seconds of each."""
        wall, cpu = [], []
        for piece in pieces:
            _, story = self.read(piece)
            started, used = perf_counter(), process_time()
            copies.find(self.conn, story)
            cpu.append(process_time() - used)
            wall.append(perf_counter() - started)
            if piece.story < pieces[0].number:
                self.scores.candidates(piece, self.meets(story.signature, piece.story))
        return wall, cpu

    def meets(self, signature: Signature, story: int) -> bool:
        """Whether an article shares a key with one of its story."""
        holders = bands.holders(self.conn, signature.keys)
        return any(story in self.told_by(each) for each in holders)


def size(conn: Corpus) -> int:
    """Return the bytes of signatures and keys."""
    statement = "SELECT sum(pgsize) FROM dbstat WHERE name = ? AND aggregate = 1"
    return sum(conn.conn.execute(statement, (table,)).fetchone()[0] or 0 for table in TABLES)


def rss() -> float:
    """Return the megabytes that this process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def sizes(total: int) -> list[int]:
    """Return the sizes at which is measured."""
    return [each for each in SIZES if each + 2 * PROBES <= total] + [total]


def measure(folder: Path, total: int, seed: int, scores: Scores) -> Iterator[dict[str, float]]:
    """Take so many articles in, and yield a row of figures at each size."""
    stream = Wire(seed).pieces(total + PROBES)
    with Corpus.open(folder / "copies.db") as corpus:
        for trigger in TRIGGERS:
            corpus.conn.execute(f"DROP TRIGGER {trigger}")
        desk, done = Desk(corpus, scores), 0
        for goal in sizes(total):
            clock = grow(desk, stream, goal - done)
            first = list(islice(stream, PROBES))
            wall, cpu = desk.probe(first)
            yield figures(clock, goal - done, wall, cpu) | {
                "articles": goal, "kB": size(corpus) / goal / 1000, "RSS": rss(), "pairs": scores.pairs,
            }  # fmt: skip
            done = goal + PROBES
            for start in range(0, PROBES, BATCH):
                desk.take(first[start : start + BATCH], Clock())


def grow(desk: Desk, stream: Iterator[Piece], count: int) -> Clock:
    """Take so many articles in; return the times of the last tenth of them, which is what it costs at that size."""
    early, late = Clock(), Clock()
    for start in range(0, count, BATCH):
        clock = late if start >= 0.9 * count - BATCH else early
        with clock("generate"):
            pieces = list(islice(stream, min(BATCH, count - start)))
        with clock("all"):
            desk.take(pieces, clock)
        clock.wall["count"] = clock.wall.get("count", 0) + len(pieces)
    return late


def figures(clock: Clock, count: int, wall: list[float], cpu: list[float]) -> dict[str, float]:
    """Return the figures of a size."""
    del count
    part = clock.wall["count"]
    row = {"find p50": percentile(wall, 50), "find p99": percentile(wall, 99)}
    row |= {"find CPU p50": percentile(cpu, 50), "find CPU p99": percentile(cpu, 99)}
    for name, seconds in (("", clock.wall), (" CPU", clock.cpu)):
        row[f"insert/s{name}"] = part / seconds["index"]
        row[f"with signing/s{name}"] = part / (seconds["index"] + seconds["sign"])
        row |= {f"{each}{name}": seconds[each] / part for each in ("sign", "row", "generate")}
    return row


def beside(python: str, total: int, seed: int) -> list[dict[str, float]]:
    """Send the same articles through datasketch; return its rows."""
    here = Path(__file__).parent
    done = subprocess.run(  # noqa: S603 - the caller's own interpreter
        [python, str(here / "lsh.py"), str(total), str(seed), str(PROBES), *map(str, sizes(total))],
        env=os.environ | {"PYTHONPATH": str(here.parent)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def ours(folder: Path, total: int, seed: int, scores: Scores) -> list[dict[str, float]]:
    """Return the rows of all sizes; print each but the last, which :func:`scores.report` prints with the others."""
    rows: list[dict[str, float]] = []
    started = perf_counter()
    for row in measure(folder, total, seed, scores):
        rows.append(row)
        if row["articles"] < total:
            left = (perf_counter() - started) * (total / row["articles"] - 1)
            curve(f"so far; {left / 60:.0f} minutes to go at this pace, which falls with the size", rows)
            quality(scores, None)
            print(flush=True)
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Copies at scale")
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--folder", type=Path, help="where the corpus is made and removed; the default is a temporary one"
    )
    parser.add_argument("--datasketch", metavar="PYTHON", help="an interpreter that has datasketch and xxhash")
    parser.add_argument("--datasketch-articles", type=int, default=100_000, help="it takes 12 kB of memory for each")
    args = parser.parse_args()
    scores = Scores()
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        rows = ours(Path(folder), args.articles, args.seed, scores)
    others = []
    if args.datasketch:
        others = beside(args.datasketch, min(args.articles, args.datasketch_articles), args.seed)
    report(rows, others, scores)


if __name__ == "__main__":
    main()
