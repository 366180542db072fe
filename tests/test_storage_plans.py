"""No statement that keeps a page reads a whole table: the write lock is held as long however large the corpus is."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import captures, corrections, intake, reextraction, runs, stories
from storage.corpus import Corpus
from storage.delivery import Fetched
from storage.frontier import Candidate, Frontier
from storage.leasing import Leased
from storage.records import Article, Found, Hints, Image, Page
from storage.reextraction import Stored

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
TEXT = " ".join(f"mot{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(400))
LARGE = frozenset(
    {
        "articles",
        "pages",
        "urls",
        "images",
        "revisions",
        "relations",
        "signatures",
        "bands",
        "settled_bands",
        "visits",
    }
)
"""Tables that grow with every page."""
LEASED = "USING INDEX urls_leased"
"""Holds the addresses that are leased just now, at most some hundreds."""


def scans(conn: sqlite3.Connection, statement: str) -> list[str]:
    """Return the steps of a statement that read a large table, or one of its indices, from end to end."""
    if not statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
        return []
    steps = [row["detail"] for row in conn.execute(f"EXPLAIN QUERY PLAN {statement}")]
    return [step for step in steps if step.startswith("SCAN") and _table(step) in LARGE and LEASED not in step]


def _table(step: str) -> str:
    name = step.split()[1]
    return {"later": "pages", "other": "urls", "r": "revisions", "a": "articles"}.get(name, name)


def lease(corpus: Corpus, name: str, now: datetime) -> Leased:
    frontier, url = Frontier(corpus), f"https://a.test/{name}"
    frontier.add([Candidate(url, Found(url), "a", "fr", "a.test")], now)
    corpus.conn.execute("UPDATE urls SET state = 'queued', next_at = '2026' WHERE canonical_key = ?", (url,))
    run_id = runs.start(corpus, "test", now, pid=1, host="here", is_alive=lambda _: True)
    [leased] = frontier.lease(f"here/1/{run_id}", 1, now, run_id=run_id)
    return leased


def story(name: str, text: str, **known: object) -> Article:
    told = {"source": "a", "language": "fr", "title": name, "published_at": "2026-11-20T08:00:00+07:00"}
    return Article(f"https://a.test/{name}", text=text, images=[Image("https://a.test/1.jpg")], **told | known)  # type: ignore[arg-type]


def keep(corpus: Corpus, article: Article, now: datetime, **known: object) -> Stored:
    """Keep a page as a crawl does: a lease, and all that comes of it."""
    leased = lease(corpus, article.url.rpartition("/")[2], now)
    page = Page(article.url, article.text.encode(), hints=Hints())
    fetched = Fetched(page=page, article=article, key=leased.key, leased=leased, status=200, **known)  # type: ignore[arg-type]
    kept = intake.keep(corpus, fetched, now=now)
    assert kept
    assert kept.page_id
    return Stored(kept.page_id, kept.article_id, article.source)


def capture(corpus: Corpus, article: Article, at: str) -> None:
    page = Page(article.url, article.text.encode(), fetched_at=at)
    reading = stories.read(article, "import")
    captures.keep(corpus, Fetched(page=page, article=article, key=article.url, reading=reading))


def work(corpus: Corpus) -> None:
    """Do all that keeps, revises, relates, reads again and corrects an article."""
    one = keep(corpus, story("one", TEXT), NOW)
    keep(corpus, story("two", TEXT, original_url="https://a.test/one"), NOW, original_key="https://a.test/one")
    keep(corpus, story("two", f"{TEXT} fin"), NOW + timedelta(hours=1), alias_keys=("https://a.test/one",))
    keep(corpus, story("three", "Tout autre chose se lit ici.", language="vi", original_url="http://a.test/two"), NOW)
    capture(corpus, story("one", TEXT.replace("mota", "mots"), byline="Lan"), "2026-11-01T08:00:00Z")
    reextraction.compare(corpus.conn, one.article_id or 0, story("one", f"{TEXT} et plus"))
    reextraction.write(corpus, one, story("one", f"{TEXT} et plus"), now=NOW)
    with corpus.transaction():
        parted = corrections.split(corpus.conn, 1)
        corrections.merge(corpus.conn, 1, (parted or [3])[0])


def test_nothing_that_keeps_a_page_reads_a_whole_table(tmp_path: Path) -> None:
    statements: set[str] = set()
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        corpus.conn.set_trace_callback(statements.add)
        work(corpus)
        corpus.conn.set_trace_callback(None)
        slow = {each: found for each in statements if (found := scans(corpus.conn, each))}
    assert len(statements) > 100, "the work was seen"
    assert slow == {}


def test_the_check_sees_a_scan(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        assert scans(corpus.conn, "UPDATE articles SET title = '' WHERE 7 IN (id, duplicate_of)") == ["SCAN articles"]
