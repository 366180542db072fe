"""What does a page cost as the corpus grows? The intake's own cost at several sizes, from small to a million.

Run ``PYTHONPATH=. .venv/bin/python bench/curve.py --sizes 1000,10000`` for a look; the default sizes end at a million
and take about an hour on a machine at rest, and 12 GB of disk. bench/growing.py says how the corpus grows and what is
measured. Each size is printed as it is reached; at last the model of docs/scale.md, fitted to all of them:
``writer ms = c0 + c1 * log10(articles)``. Ctrl-C and SIGTERM end the growing, and the model is fitted to the sizes
that were reached. With ``--folder`` the corpus is kept: the same command goes on with it, and prints again what was
measured before.

The columns, in milliseconds of the writer where they say nothing else; ``x`` is what stands before it, in times of
the first size:

* ``CPU ms``, ``mean``, ``p99``: a page that comes alone, in a transaction of its own (median, mean, 99th percentile),
  with its share of leasing; ``wall ms`` by the clock, median.
* ``read kB``, ``written``: what such a page reads from the file and writes to it and to its log, mean; what is read
  is mostly in the system's memory.
* ``in tens``: a page of ten in a transaction, as a crawl in a hurry stores them; median of transactions.
* ``growing``: a story of five hundred in a transaction, mean since the size before.
* ``search``: a search, CPU, median; ``GB``: the file; ``copy s``: a copy of it (VACUUM INTO); ``peak MB``: memory.
"""

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import click
from fits import fitted, least_squares
from growing import Point, reached, stoppable
from options import COUNT, NUMBERS, in_one_line

SIZES = "10000,30000,100000,300000,1000000"
SEED = 20261121
DISK = 15.0
COLUMN = 8
WIDTH = 40
"""Characters of the longest bar."""
HEADS = (
    "articles", "CPU ms", "x", "mean", "x", "p99", "wall ms", "read kB", "written", "in tens", "x", "growing", "x",
    "search", "GB", "copy s", "peak MB",
)  # fmt: skip


@click.command()
@click.option(
    "--sizes", type=NUMBERS, default=SIZES, show_default=True, help="Articles stored when pages are measured."
)
@click.option("--pages", type=COUNT, default=400, show_default=True, help="Pages measured at each size.")
@click.option("--seed", default=SEED, show_default=True, help="Decides every text.")
@click.option("--disk", default=DISK, show_default=True, help="GB of disk that may be used.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the corpus is kept, and grows on when run again; else it is made in /tmp, and deleted.",
)
def main(sizes: list[int], pages: int, seed: int, disk: float, folder: Path | None) -> None:
    """Grow a corpus and measure what a page costs on the way."""
    with in_one_line(), _kept(folder) as place:
        show_model(shown(reached(place, sizes, pages, seed, 1e9 * disk)))


@contextmanager
def _kept(folder: Path | None) -> Iterator[Path]:
    """Give a folder, made where it is missing; None for one that is deleted at the end."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with TemporaryDirectory(prefix="dateline-curve-") as place:
        yield Path(place)


def shown(points: Iterable[Point]) -> list[Point]:
    """Print every size as it is reached; return those that were."""
    print("".join(f"{head:>{COLUMN}}" for head in HEADS), flush=True)
    seen: list[Point] = []
    with stoppable():
        for point in points:
            seen.append(point)
            print(_row(point, seen[0]), flush=True)
    return seen


def _row(each: Point, first: Point) -> str:
    figures = (
        *(_in_times(each.keep_ms, first.keep_ms) + _in_times(each.mean_ms, first.mean_ms)),
        *(_p99(each.cpu), median(each.wall), each.read / 1e3, each.written / 1e3),
        *(_in_times(median(each.together), median(first.together)) + _in_times(each.growing, first.growing)),
        *(each.search_ms, each.bytes / 1e9),
    )
    copied = "-" if each.copy_seconds is None else f"{each.copy_seconds:.2f}"
    columns = (*(f"{figure:.2f}" for figure in figures), copied, f"{each.megabytes:.0f}")
    return "".join(f"{column:>{COLUMN}}" for column in (each.size, *columns))


def _in_times(cost: float, first: float) -> tuple[float, float]:
    """Return a cost, and how many times the first one it is; 0 where that was none."""
    return cost, cost / first if first else 0.0


def _p99(values: list[float]) -> float:
    return quantiles(values, n=100)[98] if len(values) > 1 else values[0]


def show_model(points: list[Point]) -> tuple[float, float] | None:
    """Print the curve beside the model that is fitted to it.

    Returns:
        Milliseconds of the writer for a page: in a corpus of one, and what ten times as many add; None where fewer
        than two sizes were reached.
    """
    if len(points) < 2:
        print("\nA model takes two sizes at least.")
        return None
    rows = [(1.0, math.log10(each.size)) for each in points]
    first, tenfold = least_squares(rows, [each.keep_ms for each in points])
    print(f"\nSize: writer ms = {first:.2f} + {tenfold:.2f} * log10(articles)\n")
    most = max(each.keep_ms for each in points)
    for each, said in zip(points, fitted(rows, (first, tenfold)), strict=True):
        cost = each.keep_ms
        bar = "#" * round(WIDTH * cost / most)
        ratio = cost / points[0].keep_ms
        print(f"{each.size:>10} {bar:<{WIDTH}} {cost:.2f} ms, {ratio:.2f}x, {cost - said:+.2f} ms beside the model")
    return first, tenfold


if __name__ == "__main__":
    main()
