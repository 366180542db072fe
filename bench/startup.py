"""How long do small commands take, from the shell's point of view? Whole processes, in turn, medians of some rounds.

Run ``PYTHONPATH=. .venv/bin/python bench/startup.py``: half a minute, loopback only. A page of the demo newsroom is
fetched as a person would do it, with everything a crawl does for a page; ``python -c pass`` is what Python itself
takes. CPU time is the process' and its children's: on a busy machine it says more than the clock.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import click
from options import COUNT

from dateline import newsroom

SETTINGS = 'delay = 0\nallow_private = ["127.0.0.1"]\ncatalogue = "sources.toml"\n'
PAGE_KB = 100.0


@click.command()
@click.option("--rounds", type=COUNT, default=11, show_default=True, help="How often each command runs.")
def main(rounds: int) -> None:
    """Time the commands and print medians."""
    with newsroom.start(stories=80, page_kb=PAGE_KB, fast=True) as room, TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "sources.toml").write_text(room.catalogue_toml(), "utf-8")
        (place / "dateline.toml").write_text(SETTINGS, "utf-8")
        article = next(each for each in room.truth["articles"].values() if each["paragraphs"])
        with urlopen(article["url"]) as answer:  # noqa: S310 - our own loopback address
            (place / "page.html").write_bytes(answer.read())
        times = measure(commands(article["url"]), place, rounds)
    print(f"{'':28}{'wall s':>8}{'longest':>9}{'CPU s':>8}")
    for name, runs in times.items():
        walls, cpus = zip(*runs, strict=True)
        print(f"{name:28}{median(walls):>8.2f}{max(walls):>9.2f}{median(cpus):>8.2f}")


def commands(url: str) -> Mapping[str, Sequence[str]]:
    """Return the commands by the name they have in the table."""
    dateline = (sys.executable, "-m", "dateline")
    return {
        "python -c pass": (sys.executable, "-c", "pass"),
        "dateline --help": (*dateline, "--help"),
        "dateline sources list": (*dateline, "sources", "list"),
        "dateline extract FILE": (*dateline, "extract", "page.html", "--url", url),
        "dateline fetch URL": (*dateline, "fetch", url),
        "dateline fetch --save URL": (*dateline, "fetch", "--save", url),
        "dateline search WORDS": (*dateline, "search", "riz"),
    }


def measure(wanted: Mapping[str, Sequence[str]], folder: Path, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Return seconds by the clock and of CPU for every run; the first round fills the system's caches."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in wanted}
    for turn in range(rounds + 1):
        for name, command in wanted.items():
            wall, cpu = run(command, folder)
            if turn:
                times[name].append((wall, cpu))
    return times


def run(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Run a command to its end; return its seconds by the clock and of CPU."""
    started = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own program
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1: a search that found nothing
        raise SystemExit(f"{' '.join(command)} failed:\n{said.decode()}")
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
