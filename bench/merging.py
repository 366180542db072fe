"""What does it cost to merge a corpus, the first time and again, and does that grow with the corpus?

Run ``PYTHONPATH=. .venv/bin/python bench/merging.py --sizes 300,1000`` for a look; the default ends at 100,000
articles and takes half an hour and 4 GB. A corpus grows as bench/growing.py says. At each size `dateline merge`,
as a process of its own, takes it into an empty one, and then again into the same, where nothing may be new.
"""

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from contest import measure
from curve import DISK, SEED
from growing import Grower, alone
from options import NUMBERS

from storage.corpus import Corpus

HEADS = ("articles", "merge", "seconds", "CPU ms", "peak MB", "new", "held")


@click.command()
@click.option(
    "--sizes",
    type=NUMBERS,
    default="1000,10000,100000",
    show_default=True,
    help="Articles in the corpus that is merged.",
)
@click.option("--disk", default=DISK, show_default=True, help="GB of disk that the corpus may use.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Where files may grow; else /tmp.")
def main(sizes: list[int], disk: float, folder: Path | None) -> None:
    """Grow a corpus and merge it at each size."""
    print("".join(f"{head:>10}" for head in HEADS), flush=True)
    with (
        TemporaryDirectory(prefix="dateline-merging-", dir=folder) as place,
        Corpus.open(f"{place}/grown.db") as corpus,
        ProcessPoolExecutor(1, initializer=alone) as pool,
    ):
        grower = Grower(corpus, SEED, pool, 1e9 * disk)
        for size in sorted(sizes):
            grower.grow(size)
            for which in ("first", "again"):
                print(_row(Path(place), grower.number, which), flush=True)
            for left in Path(place).glob("merged.db*"):
                left.unlink()


def _row(place: Path, articles: int, which: str) -> str:
    """Merge once; return what it took and what was new."""
    cost = measure.run([sys.executable, "-m", "dateline", "merge", "grown.db", "--db=merged.db", "--json"], place)
    [merged] = json.loads((place / "said").read_text()).values()
    new = sum(count for name, count in merged.items() if name != "held")
    figures = f"{cost.seconds:>10.1f}{1000 * cost.own / articles:>10.2f}{cost.peak_mb:>10.0f}"
    return f"{articles:>10}{which:>10}{figures}{new:>10}{merged['held']:>10}"


if __name__ == "__main__":
    main()
