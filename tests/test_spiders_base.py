"""What ``scrapy crawl`` says when it cannot start: one line that tells what to do, and status 1."""

import subprocess
import sys
from pathlib import Path

import pytest
from program import PATIENCE, environment

ROOT = Path(__file__).parent.parent


def scrapy_crawl(db: Path, *words: str) -> list[str]:
    """Run ``scrapy crawl`` with words that cannot be followed; return the lines of errors that it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", *words],
        cwd=ROOT,
        env=environment(DATELINE_DB=str(db)),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return [line.split("ERROR: ")[1] for line in done.stderr.splitlines() if " INFO: " not in line]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["provincial", "-a", "source=nonsense"], "unknown source 'nonsense': `dateline sources list` names all"),
        (
            ["provincial", "-a", "source=baonghean,vietnamplus"],
            "provincial does not crawl 'vietnamplus': `scrapy crawl vna -a source=vietnamplus` does",
        ),
        (["article"], "nothing to fetch: name an address, as in `scrapy crawl article -a url=https://…`"),
        (
            ["archive", "-a", "source=baocantho", "-a", "first=2026-01-32", "-a", "last=2026-02-01"],
            (
                "name sources and days, as in `scrapy crawl archive -a source=baocantho -a first=2026-01-01 "
                "-a last=2026-01-31`"
            ),
        ),
        (
            ["article", "-a", "url=https://"],
            "'https://' is not a web address: it has no host",
        ),
    ],
)
def test_orders_that_cannot_be_followed(tmp_path: Path, words: list[str], said: str) -> None:
    assert scrapy_crawl(tmp_path / "corpus.db", *words) == [said]
    assert not list(tmp_path.iterdir()), "a file for nothing"


def test_a_file_that_is_no_corpus(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("notes")
    [said] = scrapy_crawl(tmp_path / "notes.db", "vna", "-a", "source=vietnamplus")
    assert said == f"{tmp_path / 'notes.db'} is not a SQLite database: name another file"
