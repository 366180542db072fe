"""`dateline demo`: the whole program on a newsroom of its own."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from dateline.cli import STOPPED
from storage.records import DatelineError

TRIGGER = "demo"
"""How the demo's runs are marked, and its corpus is told from one that somebody needs."""

SETTINGS = 'delay = 0\nallow_private = ["127.0.0.1"]\n'
"""The newsroom is our own and on this machine: nobody has to be spared, and loopback is where it lives."""

FEWEST = 80
"""As :data:`dateline.newsroom.press.FEWEST`, which takes too long to import for a line of help."""


@click.command()
@click.option(
    "--db", type=click.Path(path_type=Path), default=Path("demo.db"), show_default=True, help="The corpus to make."
)
@click.option(
    "--stories",
    type=click.IntRange(min=FEWEST),
    default=300,
    show_default=True,
    help="Articles that the newsroom writes, about.",
)
@click.option("--seed", default=7, show_default=True, help="Decides every text that is written.")
def command(db: Path, stories: int, seed: int) -> None:
    r"""Play the whole program on this machine, with no internet.

    A newsroom of five papers opens on loopback and behaves as real sites do. It is crawled twice by the code that
    crawls live sites; between the crawls a story is edited and others appear. What each URL became is shown per
    source, then one article before and after cleaning. The corpus stays in demo.db for you to search.

    \b
    Examples:
      dateline demo
      dateline search "diplomatie populaire" --db demo.db
    """
    from dateline import newsroom
    from dateline.tour import Tour

    _check(db)
    with TemporaryDirectory(prefix="dateline-demo-") as temporary, newsroom.start(stories=stories, seed=seed) as room:
        folder = Path(temporary)
        tour = Tour(folder / "demo.db")
        (folder / "sources.toml").write_text(room.catalogue_toml(), "utf-8")
        (folder / "dateline.toml").write_text(SETTINGS, "utf-8")
        tour.opening(room.addresses)
        tour.seeds()
        tour.heading("First crawl")
        _crawl(folder, list(room.addresses))
        room.edit()
        tour.heading("Second crawl, after the newsroom edited two stories and wrote new ones")
        _crawl(folder, list(room.addresses))
        tour.findings()
        tour.before_and_after()
        _deliver(tour.db, db)
    tour.farewell(db)


def _check(db: Path) -> None:
    """Refuse to replace anything but the corpus of an earlier demo."""
    from storage import runs
    from storage.corpus import Corpus

    if not os.access(db.parent, os.W_OK):
        raise DatelineError(f"{db} cannot be written: make its folder and allow writing to it, or name another file")
    if not db.exists():
        return
    with Corpus.open(db, read_only=True) as corpus:
        triggers = {run.trigger for run in runs.last(corpus, 100)}
    if triggers != {TRIGGER}:
        raise DatelineError(f"{db} was not made by the demo: name another file with --db")


def _deliver(made: Path, db: Path) -> None:
    """Put the finished corpus in its place in one step; an earlier one stays whole until then."""
    part = db.with_name(f".{db.name}.part")
    try:
        shutil.copyfile(made, part)
        for suffix in ("-wal", "-shm"):  # of the earlier corpus: not the new one's
            db.with_name(db.name + suffix).unlink(missing_ok=True)
        part.replace(db)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DatelineError(f"{db} cannot be written: {error.strerror}") from error


def _crawl(folder: Path, sources: list[str]) -> None:
    """Run `dateline crawl` as a user would; Scrapy's reactor starts once in a process."""
    command = [sys.executable, "-m", "dateline", "crawl", *sources, "--trigger", TRIGGER]
    command += ["--db", str(folder / "demo.db"), "--catalogue", str(folder / "sources.toml")]
    command += ["--config", str(folder / "dateline.toml")]
    sys.stdout.flush()
    code = _ended(command)
    if code:
        raise DatelineError(f"the demo's crawl failed (exit code {code}): its own words stand above")


def _ended(command: list[str]) -> int:
    """Run a crawl to its end, after Ctrl-C too: it has heard it as well, ends in order and says so."""
    before = signal.pthread_sigmask(
        signal.SIG_BLOCK, {signal.SIGINT}
    )  # the child hears it once its command line runs
    crawl = subprocess.Popen(command)  # noqa: S603 - our own program
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return crawl.wait()
    except KeyboardInterrupt:
        if crawl.wait() == STOPPED:
            raise SystemExit(STOPPED) from None
        raise
