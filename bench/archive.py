"""How much room does a page take? The archive against gzip WARC, plain zstd and a trained dictionary, in one run.

Run ``PYTHONPATH=. .venv/bin/python bench/archive.py [FOLDER...]``: half a minute, no network. Three kinds of pages:

* the newsroom's, of real size: one site's template around other stories;
* of each saved page with gold in FOLDER (by default ``../shared/real-pages``) a site of its own: the page as it is,
  its paragraphs exchanged for made-up ones of the same length, fifty times;
* the saved pages themselves, site by site, where a site has two or more: the first is the dictionary of the others.

"archive" is what :mod:`storage.archive` really writes. Its dictionaries are counted apart: each is one page.
"trained" is zstd's own training on the first twenty pages, 112 kB, tried on the others. WARC holds each page as a
gzip member of its own, with the headers of record and answer, as crawlers write it.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import click
import zstandard
from options import in_one_line

from dateline.quality import corpora
from dateline.quality.rows import read as read_gold
from storage import archive, packing
from storage.corpus import Corpus
from storage.records import Page

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
STORIES = 240
KILOBYTES = 100  # of furniture around a story of the newsroom
COPIES = 50  # pages of a site made of one saved page
TRAINING = 20  # pages
TRAINED_SIZE = 112 * 1024  # bytes; zstd's own default, larger ones were no better
GZIP_LEVEL = 9
WARC = (
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-11-21T08:00:00Z\r\n"
    "WARC-Record-ID: <urn:uuid:6a2a0c9e-9f1f-4b0a-8f6e-3f6f8a8f0c11>\r\nContent-Length: {size}\r\n"
    "Content-Type: application/http; msgtype=response\r\n\r\nHTTP/1.1 200 OK\r\n"
    "Content-Type: text/html; charset=utf-8\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class Row:
    """Mean bytes of a page, as it is and in each form; None where a form needs more pages."""

    name: str
    pages: int
    raw: float
    warc: float
    plain: float
    archived: float
    dictionary: float
    trained: float | None


def measure(name: str, pages: Sequence[Page]) -> Row:
    """Return what pages of one site take."""
    archived, dictionary = stored(pages)
    return Row(
        name,
        len(pages),
        mean([len(page.body) for page in pages]),
        mean([len(gzip.compress(record(page), GZIP_LEVEL)) for page in pages]),
        mean([len(zstandard.ZstdCompressor(level=packing.LEVEL).compress(page.body)) for page in pages]),
        archived,
        dictionary,
        trained(pages),
    )


def mean(values: Sequence[float]) -> float:
    """Return the mean."""
    return sum(values) / len(values)


def record(page: Page) -> bytes:
    """Return a page as WARC has it, before compression."""
    return WARC.format(url=page.url, size=len(page.body)).encode() + page.body


def stored(pages: Sequence[Page]) -> tuple[float, float]:
    """Return the mean bytes of the pages but for the one that became the dictionary, and the dictionary's."""
    with TemporaryDirectory() as folder, Corpus.open(Path(folder) / "corpus.db") as corpus:
        ids = [archive.store(corpus, page, "site", NOW) for page in pages]
        assert [archive.load(corpus, each).body for each in ids] == [page.body for page in pages]
        sizes = [row[0] for row in corpus.conn.execute("SELECT length(body) FROM pages ORDER BY id")]
        found = corpus.conn.execute("SELECT sum(length(body)) FROM dictionaries").fetchone()[0]
    return mean(sizes[1:]), found or 0


def trained(pages: Sequence[Page]) -> float | None:
    """Return the mean bytes of the pages after the first with a dictionary trained on those."""
    if len(pages) <= TRAINING:
        return None
    learnt = zstandard.train_dictionary(TRAINED_SIZE, [page.body for page in pages[:TRAINING]])
    compressor = zstandard.ZstdCompressor(level=packing.LEVEL, dict_data=learnt)
    return mean([len(compressor.compress(page.body)) for page in pages[TRAINING:]])


def newsroom(seed: int) -> list[Row]:
    """Measure the newsroom's five sites."""
    order = replace(corpora.NEWSROOM, seed=seed, stories=STORIES, kilobytes=KILOBYTES)
    return [measure(f"newsroom {name}", pages) for name, pages in by_site(corpora.newsroom(order).cases).items()]


def by_site(cases: Sequence[corpora.Case]) -> dict[str, list[Page]]:
    """Return pages by host."""
    sites = defaultdict(list)
    for case in cases:
        sites[urlsplit(case.page.url).netloc.removeprefix("www.")].append(case.page)
    return dict(sorted(sites.items()))


def multiplied(folder: Path) -> list[Row]:
    """Make a site of every saved page whose paragraphs can be found in its HTML, and measure it."""
    prose = made_up()
    rows = []
    for entry in read_gold(folder / corpora.GOLD_FILE):
        file = folder / entry["file"]
        if file.is_file() and not entry.get("shingles"):
            html = file.read_text("utf-8", "replace")
            pages = [
                Page(
                    f"https://{file.stem}.test/{number}", exchange(html, entry["paragraphs"], prose, number).encode()
                )
                for number in range(COPIES)
            ]
            if len({page.body for page in pages}) == COPIES:
                rows.append(measure(f"of {file.stem}", pages))
    return rows


def made_up() -> str:
    """Return much prose."""
    order = replace(corpora.NEWSROOM, stories=1200)
    return " ".join(" ".join(case.row["paragraphs"]) for case in corpora.newsroom(order).cases)


def exchange(html: str, paragraphs: Sequence[str], prose: str, number: int) -> str:
    """Put other words of the same length in the place of a page's paragraphs."""
    length = sum(map(len, paragraphs))
    at = number * max(length, 2000) % max(1, len(prose) - length - 1)
    for paragraph in paragraphs:
        html = html.replace(paragraph, escape(prose[at : at + len(paragraph)], quote=False))
        at += len(paragraph)
    return html


def saved(folder: Path) -> list[Row]:
    """Measure the saved pages of a folder by site, as ``site-01.html`` names it."""
    sites: dict[str, list[Page]] = defaultdict(list)
    for file in sorted(folder.glob("*.html")):
        site = re.sub(r"(?:-[a-z]+)*-\d+(?:-excerpt)?$", "", file.stem)
        sites[site].append(Page(f"https://{site}/{file.stem}", file.read_bytes()))
    return [measure(site, pages) for site, pages in sites.items() if len(pages) > 1]


def show(title: str, rows: Sequence[Row]) -> None:
    """Print a table, and its mean over sites."""
    if not rows:
        return
    heads = "".join(
        f"{head:>9}" for head in ("pages", "raw", "WARC", "zstd", "archive", "trained", "dict.", "of WARC")
    )
    print(f"\n{title}\n{'kB a page':35}{heads}")
    for row in rows:
        print(line(row))
    known = [row.trained for row in rows if row.trained is not None]
    parts = (
        mean([getattr(row, name) for row in rows]) for name in ("raw", "warc", "plain", "archived", "dictionary")
    )
    total = Row("mean of sites", sum(row.pages for row in rows), *parts, mean(known) if known else None)
    print(line(total))


def line(row: Row) -> str:
    """Return a row as text."""
    trained = "" if row.trained is None else f"{row.trained / 1000:.2f}"
    sizes = (f"{size / 1000:>9.2f}" for size in (row.raw, row.warc, row.plain, row.archived))
    share = f"{row.archived / row.warc:>9.2f}"
    return f"{row.name[:35]:35}{row.pages:>9}{''.join(sizes)}{trained:>9}{row.dictionary / 1000:>9.2f}{share}"


@click.command()
@click.argument(
    "folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="[FOLDER]..."
)
@click.option("--seed", default=corpora.NEWSROOM.seed, show_default=True, help="Of the newsroom's stories.")
def main(folders: Sequence[Path], seed: int) -> None:
    """Print all tables: of the newsroom's pages, and of the saved pages of each FOLDER."""
    show("The newsroom's pages", newsroom(seed))
    beside = corpora.ROOT.parent / "shared" / "real-pages"
    for folder in folders or filter(Path.is_dir, [beside]):
        if (folder / corpora.GOLD_FILE).is_file():
            with in_one_line():
                show(f"Sites made of the saved pages in {folder.name}", multiplied(folder))
        show(f"The saved pages in {folder.name}, the first of each site left out", saved(folder))


if __name__ == "__main__":
    main()
