"""What does it cost to carry pages to workers, and what does it gain: each engine over the same archive.

Run ``PYTHONPATH=. .venv/bin/python bench/cluster.py --pages 100 --rounds 1`` for a look; the default size takes some
five minutes, no network. An archive of the newsroom's pages is read again by `dateline reextract --dry-run`: in one
process, by one worker and by two, as processes and as a Dask cluster of this machine, in turn, several rounds. Ratios
are taken within a round. Starting costs the engines some seconds: they are part of the first figures ("all"), and are
taken out of the others: the median of runs over a single page, after one that only fills the caches of the disk.
"""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click
from contest import measure
from contest.measure import Cost
from options import COUNT
from reextract import fill

ENGINES = (
    ("here", ()),
    ("processes", ("--workers=1",)),
    ("processes", ("--workers=2",)),
    ("dask", ("--workers=1",)),
    ("dask", ("--workers=2",)),
)
HEADS = ("engine", "all s", "start s", "pages/s", "faster", "ms CPU", "own", "workers", "peak MB")


@dataclass(frozen=True, slots=True)
class Row:
    """What an engine took, by round: for the archive, and for a single page."""

    engine: str
    options: tuple[str, ...]
    costs: list[Cost] = field(default_factory=list)
    starts: list[Cost] = field(default_factory=list)

    @property
    def reading(self) -> list[float]:
        """Seconds of each round without the start."""
        start = median(each.seconds for each in self.starts)
        return [cost.seconds - start for cost in self.costs]


@click.command()
@click.option("--pages", type=COUNT, default=2000, show_default=True, help="Pages in the archive.")
@click.option("--rounds", type=COUNT, default=3, show_default=True, help="How often each engine reads it.")
@click.option("--only", help="Only engines of this name.")
def main(pages: int, rounds: int, only: str | None) -> None:
    """Read an archive again by every engine and print the table."""
    rows = [Row(engine, options) for engine, options in ENGINES if only in {None, engine}]
    with TemporaryDirectory(prefix="dateline-cluster-") as folder:
        stored = fill(Path(folder), pages)
        for row in rows:
            read_again(Path(folder), row, "--limit=1")
        for _ in range(rounds):
            for row in rows:
                row.starts.append(read_again(Path(folder), row, "--limit=1"))
                row.costs.append(read_again(Path(folder), row))
    show(rows, stored)


def read_again(folder: Path, row: Row, *scope: str) -> Cost:
    """Read an archive from its beginning."""
    for left in folder.glob("c.db.reextract*"):
        left.unlink()
    command = ["-m", "dateline", "reextract", "--dry-run", "--db=c.db", "--catalogue=sources.toml"]
    return measure.run([sys.executable, *command, f"--engine={row.engine}", *row.options, *scope], folder)


def show(rows: list[Row], pages: int) -> None:
    """Print the table; "faster" is against the same engine's first row, in the same round."""
    print(f"{HEADS[0]:<24}" + "".join(f"{head:>9}" for head in HEADS[1:]))
    for row in rows:
        first = next(each for each in rows if each.engine == row.engine)
        faster = median(a / b for a, b in zip(first.reading, row.reading, strict=True))
        own, theirs = (1000 * median(cpu) / pages for cpu in _cpu(row))
        print(
            f"{' '.join((row.engine, *row.options)):<24}{median(cost.seconds for cost in row.costs):>9.1f}"
            f"{median(start.seconds for start in row.starts):>9.1f}{pages / median(row.reading):>9.1f}{faster:>8.2f}x"
            f"{own + theirs:>9.2f}{own:>9.2f}{theirs:>9.2f}{median(cost.peak_mb for cost in row.costs):>9.0f}"
        )


def _cpu(row: Row) -> tuple[list[float], list[float]]:
    """Return the CPU seconds of reading, of the process itself and of its workers."""
    pairs = list(zip(row.costs, row.starts, strict=True))
    return [cost.own - start.own for cost, start in pairs], [cost.workers - start.workers for cost, start in pairs]


if __name__ == "__main__":
    main()
