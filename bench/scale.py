"""What do many pages cost, and what does that say of many more? Runs, a model fitted to them, and a plan by it.

Run ``PYTHONPATH=. .venv/bin/python bench/scale.py --pages 60,120 --workers 1,2 --sizes 300,1000,3000`` for a look (a
minute); the default takes about half an hour, ``--sizes 10000,100000,1000000`` an hour more and 12 GB. No network.
Ctrl-C and SIGTERM end the growing; the model is then fitted to the sizes that were reached.

* Bulk: pages of the newsroom, of real size, in WARC files of several lengths are imported by 1, 2 and 4 workers into
  a new corpus each: ``t = a + b * pages / min(workers, cores) + c * pages``. ``a`` is the start, ``b`` is reading (on
  the workers), ``c`` is writing (in the one process that may).
* Merge: a corpus is merged into an empty one, and again into the same.
* Size: what bench/curve.py does, and prints: ``ms = c0 + c1 * log10(articles)`` for the writer, a copy of the file in
  proportion.

What is printed of more pages than were measured is the model's, no measurement. Nothing else should run meanwhile.
"""

import math
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from contest import measure
from curve import DISK, SEED, show_model, shown
from fits import fitted, least_squares
from growing import Point, reached
from options import COUNT, NUMBERS
from reextract import fill

from storage.corpus import Corpus

PLANS = (10**7, 10**9)
WEEK = 7 * 86_400
"""Seconds that a bulk job may take."""
NIGHT = 6 * 3600
"""Seconds in which a copy of the whole file must be made."""
CORES = 8
"""Of a machine in the plan."""


@dataclass(frozen=True, slots=True)
class Run:
    """An import: pages, workers, what it took."""

    pages: int
    workers: int
    cost: measure.Cost

    @property
    def row(self) -> tuple[float, float, float]:
        """What the model explains its seconds by."""
        return 1.0, self.pages / min(self.workers, os.cpu_count() or 1), float(self.pages)


def dateline(folder: Path, *words: str) -> measure.Cost:
    """Run a command of the program in a folder."""
    return measure.run([sys.executable, "-m", "dateline", *words], folder)


# --- bulk -------------------------------------------------------------------------------------------------------


def bulk(folder: Path, sizes: list[int], workers: list[int], rounds: int) -> Iterator[Run]:
    """Import archives of some lengths by some workers, in turn; yield the median of the rounds."""
    for size in sizes:
        place = folder / str(size)
        place.mkdir()
        stored = fill(place, size)
        dateline(place, "export", "--db=c.db", "--format=warc", "--output=pages.warc.gz", "--no-card")
        costs: dict[int, list[measure.Cost]] = {count: [] for count in workers}
        for _ in range(rounds):
            for count in workers:
                for left in place.glob("new.db*"):
                    left.unlink()
                command = ("import", "warc", "pages.warc.gz", "--db=new.db", "--catalogue=sources.toml")
                costs[count].append(dateline(place, *command, f"--workers={count}"))
        for count in workers:
            yield Run(stored, count, sorted(costs[count], key=lambda cost: cost.seconds)[rounds // 2])


def show_bulk(runs: list[Run]) -> float:
    """Print runs and model; return the CPU seconds of a page on a worker."""
    model = least_squares([run.row for run in runs], [run.cost.seconds for run in runs])
    print("Bulk: t = a + b * pages / min(workers, cores) + c * pages")
    print(f"a = {model[0]:.2f} s, b = {1000 * model[1]:.2f} ms, c = {1000 * model[2]:.2f} ms a page\n")
    heads("pages", "workers", "seconds", "model", "left over", "pages/s", "writer ms", "reader ms", "peak MB")
    said = fitted([run.row for run in runs], model)
    for run, seconds in zip(runs, said, strict=True):
        cost = run.cost
        figures = (cost.seconds, seconds, cost.seconds - seconds, run.pages / cost.seconds)
        each = (1000 * cost.own / run.pages, 1000 * cost.workers / run.pages, cost.peak_mb)
        print(f"{run.pages:>11}{run.workers:>11}" + "".join(f"{figure:>11.2f}" for figure in (*figures, *each)))
    own = least_squares([(1.0, float(run.pages)) for run in runs], [run.cost.own for run in runs])[1]
    begun = [(float(run.workers), float(run.pages)) for run in runs]
    reader = least_squares(begun, [run.cost.workers for run in runs])[1]
    print(f"\nCPU without the starts: {1000 * reader:.2f} ms a page on a worker, {1000 * own:.2f} ms in the writer")
    return reader


# --- bytes and merging ----------------------------------------------------------------------------------------------


def show_bytes(db: Path) -> float:
    """Print what a page takes, by table with its indices; return the bytes of all of them."""
    with Corpus.open(db, read_only=True) as corpus:
        pages = int(corpus.conn.execute("SELECT count(*) FROM pages").fetchone()[0])
        rows = corpus.conn.execute(
            "SELECT coalesce(m.tbl_name, s.name) AS part, sum(s.pgsize) AS bytes FROM dbstat AS s "
            "LEFT JOIN sqlite_schema AS m ON m.name = s.name GROUP BY 1 ORDER BY 2 DESC"
        ).fetchall()
    print(f"\nBytes of a page ({pages} pages; dictionaries are one page a source, whatever their number)\n")
    for row in rows[:8]:
        print(f"{row['part']:<22}{row['bytes'] / pages:>9.0f}")
    return float(sum(row["bytes"] for row in rows if row["part"] != "dictionaries") / pages)


def show_merging(folder: Path, pages: int) -> None:
    """Print what merging a corpus costs, the first time and again."""
    print("\nMerge\n")
    heads("pages", "seconds", "CPU ms", "peak MB")
    for _ in range(2):
        cost = dateline(folder, "merge", "c.db", "--db=merged.db", "--catalogue=sources.toml")
        print(f"{pages:>11}{cost.seconds:>11.2f}{1000 * cost.own / pages:>11.2f}{cost.peak_mb:>11.0f}")


# --- plan -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Model:
    """Costs of a page: seconds of a reader, of the writer at no articles and at ten times as many; bytes; copying."""

    reader: float
    writer: float
    tenfold: float
    size: float
    copy_a_byte: float

    def writing(self, pages: float) -> float:
        """Return the seconds of one writer, the sum over a corpus that grows to so many."""
        return pages * (self.writer + self.tenfold * (math.log10(pages) - math.log10(math.e)))

    def most(self, seconds: float, copying: bool = False) -> float:
        """Return the pages that one writer takes in so many seconds, or a copy of the file."""
        if copying:
            return seconds / (self.size * self.copy_a_byte)
        low, high = 10.0, 1e15
        while high / low > 1.01:
            middle = math.sqrt(low * high)
            low, high = (middle, high) if self.writing(middle) < seconds else (low, middle)
        return low


def show_plan(model: Model) -> None:
    """Print what the model says of many pages."""
    print(f"\nPlan, by the model: a week for the work, machines of {CORES} cores\n")
    heads("pages", "core hours", "machines", "writer h", "writers", "disk GB", "copy h")
    for pages in PLANS:
        reading, writing = pages * model.reader, model.writing(pages)
        machines, writers = (math.ceil(seconds / WEEK) for seconds in (reading / CORES, writing))
        disk = pages * model.size
        print(
            f"{pages:>11.0e}{reading / 3600:>11.0f}{machines:>11}{writing / 3600:>11.1f}{writers:>11}"
            f"{disk / 1e9:>11.0f}{disk * model.copy_a_byte / 3600:>11.1f}"
        )
    print(f"\nOne writer takes {model.most(WEEK):.1e} pages in a week;")
    print(f"a file of {model.most(NIGHT, copying=True):.1e} pages is copied in {NIGHT // 3600} hours.")


def heads(*names: str) -> None:
    """Print the heads of a table."""
    print("".join(f"{name:>11}" for name in names))


@click.command()
@click.option(
    "--pages",
    type=NUMBERS,
    default="1000,2000,4000",
    show_default=True,
    help="Pages in the archives that are imported.",
)
@click.option("--workers", type=NUMBERS, default="1,2,4", show_default=True, help="Worker processes.")
@click.option("--rounds", type=COUNT, default=3, show_default=True, help="How often each archive is imported.")
@click.option(
    "--sizes",
    type=NUMBERS,
    default="10000,30000,100000",
    show_default=True,
    help="Articles in the corpus that grows.",
)
@click.option("--measured", type=COUNT, default=400, show_default=True, help="Pages measured at each size.")
@click.option("--disk", default=DISK, show_default=True, help="GB of disk that the corpus may use.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Where files may grow; else /tmp.")
def main(  # noqa: PLR0913 - one per option
    *,
    pages: list[int],
    workers: list[int],
    rounds: int,
    sizes: list[int],
    measured: int,
    disk: float,
    folder: Path | None,
) -> None:
    """Measure, fit, and print what it says of more."""
    with TemporaryDirectory(prefix="dateline-scale-", dir=folder) as place:
        runs = list(bulk(Path(place), pages, workers, rounds))
        reader = show_bulk(runs)
        largest = Path(place) / str(max(pages))
        size = show_bytes(largest / "c.db")
        show_merging(largest, runs[-1].pages)
        print()
        points = shown(reached(Path(place), sizes, measured, SEED, 1e9 * disk))
    writer = show_model(points)
    if writer:
        first, tenfold = (milliseconds / 1000 for milliseconds in writer)
        show_plan(Model(reader, first, tenfold, size, copy_a_byte(points)))


def copy_a_byte(points: list[Point]) -> float:
    """Return the seconds for each byte that a copy of the largest file took."""
    return [each.copy_seconds / each.bytes for each in points if each.copy_seconds is not None][-1]


if __name__ == "__main__":
    main()
