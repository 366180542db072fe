"""Copies at scale: what it costs to find them among so many articles, and how well they are told from others.

Run ``PYTHONPATH=. .venv/bin/python bench/copies_at_scale.py``: a million articles take 6 GB of disk and some half
an hour, with ``--articles 20000`` it is a check of half a minute. Each size is printed when it is reached, so a long
run can be stopped. The stories are those of ``bench/wire.py``. Each goes the way of a crawl: signed (what a reader
does, here a second process), stored, indexed and settled among its kin, 300 to a transaction. At each size batches of
the stream are looked up before they are stored; so a look-up meets what a crawl meets.

With ``--datasketch PYTHON`` the same articles go through datasketch's MinHashLSH in memory (128 permutations, a
threshold of .5, the same containment to decide), in a process of that interpreter. datasketch brings numpy and scipy,
so it needs an environment of its own: ``python3 -m venv V && V/bin/pip install datasketch xxhash``.

The search index is left out: it is the same with and without copies. "insert" is index, look-up, decision, relations
and commit; the article's own row, signing and the generator are given apart. "find" is candidates and decision. While
either is measured the second process waits. CPU times hold, nearly, on a busy machine.
"""

import argparse
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time

from scores import Scores, curve, percentile, quality, report
from signed import START, Read, Signed, rss, signed

from storage import articles, bands, copies, identity
from storage.corpus import Corpus
from storage.signatures import Signature

SEED = 20261121
BATCH = 300
PROBES = 2_000
MEASURED = 6_000
"""Articles whose insertion is measured at each size, the last before it; a batch is made only when the one before is
stored, so that both processes are never at work at once."""
SIZES = (10_000, 100_000, 300_000, 1_000_000)
TABLES = ("signatures", "arrived_keys", "bands", "settled_bands", "sieves")
TRIGGERS = ("articles_fts_insert", "articles_fts_update", "articles_fts_delete")


class Clock:
    """Adds up wall-clock and CPU seconds by what was done."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = {}
        self.cpu: dict[str, float] = {}

    def add(self, name: str, cpu: float) -> None:
        """Count what was measured elsewhere."""
        self.cpu[name] = self.cpu.get(name, 0) + cpu

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

    def take(self, reads: list[Read], clock: Clock) -> None:
        """Store a batch in one transaction, and note what was decided."""
        self.conn.execute("BEGIN IMMEDIATE")
        for piece, row, story in reads:
            with clock("row"):
                article_id = articles.insert(self.conn, row, (), START)
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

    def probe(self, reads: list[Read]) -> tuple[list[float], list[float]]:
        """Look articles up that are not stored; return wall-clock and CPU seconds of each."""
        wall, cpu = [], []
        for piece, _, story in reads:
            started, used = perf_counter(), process_time()
            copies.find(self.conn, story)
            cpu.append(process_time() - used)
            wall.append(perf_counter() - started)
            if piece.story < reads[0][0].number:
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


def sizes(total: int) -> list[int]:
    """Return the sizes at which is measured."""
    return [each for each in SIZES if each + 2 * PROBES <= total] + [total]


def measure(folder: Path, total: int, stream: Signed, scores: Scores) -> Iterator[dict[str, float]]:
    """Take so many articles in, and yield a row of figures at each size."""
    with Corpus.open(folder / "copies.db") as corpus:
        for trigger in TRIGGERS:
            corpus.conn.execute(f"DROP TRIGGER {trigger}")
        desk, done = Desk(corpus, scores), 0
        for goal in sizes(total):
            clock = grow(desk, stream, goal - done)
            row: dict[str, float] = {"articles": goal, "kB": size(corpus) / goal / 1000}
            wall, cpu = look_up(desk, stream)
            yield row | figures(clock, wall, cpu) | {"RSS": rss(), "pairs": scores.pairs}
            done = goal + PROBES


def look_up(desk: Desk, stream: Signed) -> tuple[list[float], list[float]]:
    """Look the next articles up, then take them in; return wall-clock and CPU seconds of each look-up."""
    wall, cpu = [], []
    for batch in stream.batches(PROBES, BATCH, ahead=0):
        by_clock, used = desk.probe(batch.reads)
        desk.take(batch.reads, Clock())
        wall += by_clock
        cpu += used
    return wall, cpu


def grow(desk: Desk, stream: Signed, count: int) -> Clock:
    """Take so many articles in; return the times of the last of them, which is what it costs at that size."""
    clock = Clock()
    measured = min(MEASURED, count)
    for batch in stream.batches(count - measured, BATCH):
        desk.take(batch.reads, Clock())
    for batch in stream.batches(measured, BATCH, ahead=0):
        desk.take(batch.reads, clock)
        clock.add("count", len(batch.reads))
        clock.add("generate", batch.generate)
        clock.add("sign", batch.sign)
        clock.cpu["RSS of signing"] = batch.megabytes
    return clock


def figures(clock: Clock, wall: list[float], cpu: list[float]) -> dict[str, float]:
    """Return the figures of a size."""
    count = clock.cpu["count"]
    row = {"find p50": percentile(wall, 50), "find p99": percentile(wall, 99)}
    row |= {"find CPU p50": percentile(cpu, 50), "find CPU p99": percentile(cpu, 99)}
    row |= {"insert/s": count / clock.wall["index"], "insert/s CPU": count / clock.cpu["index"]}
    row["RSS of signing"] = clock.cpu["RSS of signing"]
    return row | {f"{each} CPU": clock.cpu[each] / count for each in ("sign", "row", "generate")}


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
    with signed(seed) as stream:
        for row in measure(folder, total, stream, scores):
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
