"""What the demo says between its steps: what was found, and one article before and after cleaning."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from lxml import html
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from crawler import catalogue
from crawler.extraction.text import normalise
from seeds import importer
from storage import archive, articles
from storage.corpus import Corpus
from storage.records import Article

# Blocks of text as a naive reader would take them from a page.
BLOCKS = ("h1", "h2", "h3", "h4", "p", "figcaption", "li", "time", "address")
# The page shown in full would fill screens; its beginning and end tell the story.
SHOWN = 26

COPIES = """
SELECT o.title AS original, o.source AS by, c.title AS copy, c.source AS taken_by, r.score
FROM relations AS r JOIN articles AS c ON c.id = r.article_id JOIN articles AS o ON o.id = r.other_id
WHERE r.kind = 'copy' AND o.origin = 'crawl' ORDER BY r.score LIMIT 2
"""
REVISIONS = """
SELECT a.title, a.word_count AS words, r.word_count AS before
FROM revisions AS r JOIN articles AS a ON a.id = r.article_id WHERE r.kind = 'revised' ORDER BY a.id
"""
TALLY = """
SELECT count(*) AS articles,
    sum(origin = 'seed') AS seeds,
    sum(text = '') AS unread,
    sum(duplicate_of IS NOT NULL) AS duplicates,
    (SELECT count(*) FROM relations WHERE kind = 'translation') AS translations,
    sum(duplicate_of IN (SELECT id FROM articles WHERE origin = 'seed')) AS matched
FROM articles
"""
EXAMPLE = """
SELECT a.* FROM articles AS a JOIN articles AS o ON o.id = a.duplicate_of
WHERE o.origin = 'seed' AND a.family = 'epi' ORDER BY length(a.text) LIMIT 1
"""


class Tour:
    """Prints the demo's words.

    Args:
        db: The demo's corpus.
    """

    def __init__(self, db: Path) -> None:
        self.db = db
        self.console = Console(highlight=False)

    def heading(self, words: str) -> None:
        """Print the name of a step."""
        self.console.print()
        self.console.rule(Text(words, "bold"), align="left")

    def opening(self, addresses: Mapping[str, str]) -> None:
        """Say where the newsroom is."""
        self.heading("A newsroom opens on this machine")
        for name, address in addresses.items():
            self.console.print(f"{name:15}  {address}")

    def seeds(self) -> None:
        """Import the documents the corpus starts from."""
        self.heading("The documents the corpus starts from")
        with Corpus.open(self.db) as corpus:
            known = importer.import_folder(
                corpus, importer.DOCUMENTS, catalogue.load().rulebook(), now=datetime.now(UTC)
            )
        for seed in known:
            self.console.print(
                Text(f"{seed.outcome or seed.problem}: {seed.title or seed.name} ({seed.words} words)")
            )

    def findings(self) -> None:
        """Show what the corpus knows that no single newspaper does."""
        self.heading("What the corpus knows now")
        with Corpus.open(self.db, read_only=True) as corpus:
            tally = corpus.conn.execute(TALLY).fetchone()
            self.console.print(
                f"{tally['articles']} articles: {tally['seeds']} are seeds, {tally['unread']} are known by title and "
                "lead only, since their bodies are encoded. "
                f"{tally['duplicates']} are duplicates of others, {tally['matched']} of them of seeds. "
                f"{tally['translations']} translations are linked to their originals."
            )
            for row in corpus.conn.execute(REVISIONS):
                self._point(f"revised: {row['title']} ({row['before']} words, now {row['words']})")
            for row in corpus.conn.execute(COPIES):
                self._point(
                    f"copy: {row['copy']} ({row['taken_by']}) has {row['score']:.0%} of its words from "
                    f"{row['original']} ({row['by']})"
                )

    def _point(self, words: str) -> None:
        self.console.print(Padding(Text(words), (0, 0, 0, 2)))

    def before_and_after(self) -> None:
        """Show one page as it came and what was kept of it."""
        with Corpus.open(self.db, read_only=True) as corpus:
            row = corpus.conn.execute(EXAMPLE).fetchone()
            if row is None:
                return
            article = articles.from_row(row, articles.images_of(corpus.conn, row["id"]))
            page = archive.load(corpus, row["page_id"])
        self.heading("One page before cleaning (- is cut)")
        lines = list(marked(page.body, article))
        for line in _middle_out(lines):
            self.console.print(line, no_wrap=True, overflow="ellipsis")
        self.heading("and after")
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in _facts(article):
            table.add_row(name, Text(value))
        self.console.print(table)

    def farewell(self, db: Path) -> None:
        """Say what to try next with the corpus, which is at ``db`` now."""
        self.heading("The corpus is yours to look at")
        for words in (
            f'dateline search "diplomatie populaire" --db {db}',
            f"dateline status --db {db}",
            f"dateline inspect --db {db}",
            f"dateline export --format jsonl --no-duplicates --db {db}",
            "dateline crawl lecourrier     (a live site; needs the internet)",
        ):
            self.console.print(Text(f"  .venv/bin/{words}"))


def marked(body: bytes, article: Article) -> Iterator[Text]:
    """Yield a page's blocks of text, those that did not become the article's text marked as cut.

    Args:
        body: The page, UTF-8 HTML.
        article: What was read in it.
    """
    kept = set(article.text.split("\n\n"))
    for block in html.fromstring(body.decode("utf-8", "replace")).iter(*BLOCKS):
        words = normalise(block.text_content())
        if words and not any(True for _ in block.iterdescendants(*BLOCKS)):
            is_kept = any(paragraph in words for paragraph in kept) or words == article.title
            yield Text(("  " if is_kept else "- ") + words, "" if is_kept else "dim")


def _middle_out(lines: list[Text]) -> list[Text]:
    if len(lines) <= SHOWN:
        return lines
    left_out = len(lines) - SHOWN
    return [*lines[: SHOWN // 2], Text(f"  … {left_out} more blocks …", "dim"), *lines[-SHOWN // 2 :]]


def _facts(article: Article) -> Iterator[tuple[str, str]]:
    yield "title", article.title or ""
    yield "lead", article.lead or ""
    yield "dateline", f"{article.place} ({article.agency})"
    yield "published", f"{article.published_at} (to the {article.published_precision})"
    for image in article.images:
        yield "caption", " · ".join(part for part in (image.caption, image.credit) if part)
    yield "text", f"{len(article.text.split())} words in {len(article.text.split(chr(10) * 2))} paragraphs"
    for paragraph in article.text.split("\n\n")[:2]:
        yield "", paragraph
    yield "teasers", f"{len(article.related)} cut, their links put into the frontier"
    yield "read by", article.extractor
