"""What does a page cost as the corpus grows? The intake's own cost at several sizes, from small to a million.

Run ``PYTHONPATH=. .venv/bin/python bench/curve.py --sizes 1000,10000`` for a look; the default sizes end at a million
and take about an hour and 12 GB of disk. bench/growing.py says how the corpus grows and what is measured. Each size
is printed as it is reached, with what a search and a copy of the file (VACUUM INTO) take there; at last the model of
docs/scale.md, fitted to all of them: ``writer ms = c0 + c1 * log10(articles)``. Ctrl-C and SIGTERM end the growing,
and the model is fitted to the sizes that were reached.
"""

import math
from collections.abc import Iterable
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import click
from fits import fitted, least_squares
from growing import Point, reached, stoppable

SIZES = "10000,30000,100000,300000,1000000"
SEED = 20261121
DISK = 15.0
WIDTH = 40
"""Characters of the longest bar."""
HEADS = (
    "articles", "CPU ms", "p99", "leasing", "wall ms", "p99", "growing", "search ms", "file GB", "kB each", "copy s",
    "s a GB", "peak MB",
)  # fmt: skip


@click.command()
@click.option("--sizes", default=SIZES, show_default=True, help="Articles stored when pages are measured.")
@click.option("--pages", default=400, show_default=True, help="Pages measured at each size.")
@click.option("--seed", default=SEED, show_default=True, help="Decides every text.")
@click.option("--disk", default=DISK, show_default=True, help="GB of disk that may be used.")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="Where the corpus may grow; else /tmp."
)
def main(sizes: str, pages: int, seed: int, disk: float, folder: Path | None) -> None:
    """Grow a corpus and measure what a page costs on the way."""
    with TemporaryDirectory(prefix="dateline-curve-", dir=folder) as place:
        show_model(shown(reached(Path(place), numbers(sizes), pages, seed, 1e9 * disk)))


def numbers(text: str) -> list[int]:
    """Read numbers between commas."""
    return [int(each) for each in text.split(",")]


def shown(points: Iterable[Point]) -> list[Point]:
    """Print every size as it is reached; return those that were."""
    print("".join(f"{head:>10}" for head in HEADS), flush=True)
    seen = []
    with stoppable():
        for point in points:
            seen.append(point)
            print(_row(point), flush=True)
    return seen


def _row(each: Point) -> str:
    gigabytes = each.bytes / 1e9
    times = (each.keep_ms, _p99(each.cpu), median(each.lease), median(each.wall), _p99(each.wall), each.growing)
    figures = (*times, each.search_ms, gigabytes, each.bytes / 1e3 / each.size)
    copied = each.copy_seconds
    copying = f"{'-':>10}" * 2 if copied is None else f"{copied:>10.2f}{copied / gigabytes:>10.2f}"
    return (
        f"{each.size:>10}" + "".join(f"{figure:>10.2f}" for figure in figures) + copying + f"{each.megabytes:>10.0f}"
    )


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
