"""The real program in a process of its own, and small real corpora for it to read."""

import os
import pty
import random
import select
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from dateline.newsroom import Newsroom
from storage import articles, intake
from storage.corpus import Corpus
from storage.intake import Fetched
from storage.records import Article, Image, Page

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
PATIENCE = 600
"""Seconds after which a program hangs: no measure of how fast it is, on whatever machine, beside whatever else."""
LOCAL = 'delay = 0\nallow_private = ["127.0.0.1"]\ncatalogue = "sources.toml"\n'
SENTENCES = {
    "fr": "Le pont de {} relie les deux rives du fleuve depuis le mois de mars et raccourcit le chemin du marché.",
    "vi": "Cây cầu {} nối hai bờ sông từ tháng ba và rút ngắn đường tới chợ cho người dân trong vùng.",
}


def settle_in(folder: Path, room: Newsroom, settings: str = LOCAL) -> Path:
    """Write the catalogue of a demo newsroom and settings into a folder, and return it."""
    (folder / "sources.toml").write_text(room.catalogue_toml())
    (folder / "dateline.toml").write_text(settings)
    return folder


def environment(**extra: str) -> dict[str, str]:
    """Return an environment without settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    return {name: value for name, value in kept.items() if name != "COLUMNS"} | extra


def dateline(cwd: Path, *args: object, stdin: bytes | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; its output is decoded as UTF-8, whatever the locale."""
    return _run(cwd, ["-m", "dateline", *map(str, args)], stdin, env)


STRUCK = """
import os, sys
from contextlib import contextmanager
from dateline.cli import main
from storage.corpus import Corpus

number, articles = map(int, sys.argv[1:3])
transaction = Corpus.transaction

@contextmanager
def struck(corpus):
    with transaction(corpus):
        yield
    if not corpus.conn.in_transaction:
        (stored,) = corpus.conn.execute("SELECT count(*) FROM articles").fetchone()
        if stored >= articles:
            Corpus.transaction = transaction
            os.kill(os.getpid(), number)

Corpus.transaction = struck
sys.argv[:3] = ["dateline"]
main()
"""


def struck(cwd: Path, number: signal.Signals, articles: int, *args: object) -> subprocess.CompletedProcess[str]:
    """Run a command that a signal hits as soon as so many articles are committed, however fast either of us is."""
    return _run(cwd, ["-c", STRUCK, str(int(number)), str(articles), *map(str, args)], None, {})


def _run(cwd: Path, words: list[str], stdin: bytes | None, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        env=environment(**env),
        input=stdin,
        stdin=None if stdin is not None else subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def on_terminal(cwd: Path, *args: object, columns: int = 80) -> tuple[int, str]:
    """Run a command on a terminal of its own; return its exit code and all that it wrote there."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "dateline", *map(str, args)],
        cwd=cwd,
        env=environment(COLUMNS=str(columns), LINES="24", TERM="xterm-256color"),
        stdin=child,
        stdout=child,
        stderr=child,
    )
    os.close(child)
    seen = b""
    while select.select([parent], [], [], PATIENCE)[0]:
        try:
            seen += os.read(parent, 65_536)
        except OSError:  # the last process has closed its end
            break
    os.close(parent)
    return process.wait(), seen.decode()


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that a command wrote on standard error."""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("dateline: ")
    return done.stderr


def story(number: int, place: str = "Huế", language: str = "fr", **fields: object) -> Article:
    """Return an article of eight sentences that resembles none of another number."""
    text = "\n\n".join(
        f"{SENTENCES[language].format(place)} Numéro {number * 100 + part}."
        if part % 3 == 0
        else _filler(number, part)
        for part in range(8)
    )
    url = f"https://example.vn/{language}/{number}.html"
    data = {"url": url, "source": "baocantho", "language": language, "title": f"{place}, histoire {number}"}
    data |= {"text": text, "published_at": f"2026-11-{number:02}T10:00:00+07:00", "published_precision": "second"}
    data |= {"extractor": "rules:onecms", "images": [Image("https://example.vn/a.jpg", "Le pont", "VNA")]}
    return Article(**(data | fields))


def store(corpus: Corpus, *stories: Article, duplicate_of: int | None = None) -> None:
    """Store articles as they are, with nothing that a crawl adds."""
    with corpus.transaction():
        for each in stories:
            row = articles.to_row(each) | {"content_sha256": "x", "origin": "crawl", "duplicate_of": duplicate_of}
            articles.insert(corpus.conn, row, each.images, NOW)


def _filler(number: int, part: int) -> str:
    """Return words that no other story has, of letters alone: numbers are compared apart."""
    draw = random.Random(1000 * number + part)
    return " ".join("".join(draw.choices("aeioubcdlmnprst", k=7)) for _ in range(25)) + "."


def keep(db: Path, *articles: Article, now: datetime = NOW) -> list[int]:
    """Store articles as a crawl does and return their ids."""
    ids = []
    with Corpus.open(db) as corpus:
        for article in articles:
            page = Page(url=article.url, body=article.text.encode())
            kept = intake.keep(corpus, Fetched(page=page, article=article, key=article.url), now=now)
            assert kept
            assert kept.article_id
            ids.append(kept.article_id)
    return ids
