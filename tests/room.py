"""Corpora for the reading room's tests, a way to ask it, and the program itself as a server."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from program import PATIENCE

from storage import intake, relations, revisions
from storage.corpus import Corpus
from storage.intake import Fetched
from storage.reading_room.app import build
from storage.records import Article, Image, Page, Related
from storage.relations import Relation, Verdict

BENCH = Path(__file__).parents[1] / "bench"
sys.path.insert(0, str(BENCH))

import chromium  # noqa: E402 - benches are scripts: their folder is no package
import made_up  # noqa: E402

__all__ = ["NOW", "ask", "chromium", "hostile", "keep", "made_up", "served"]

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
EVIL = "http://evil.test"
MARKUP = (
    f"<script>window.hit=1;fetch('{EVIL}/s')</script>\"'><img src={EVIL}/i.png onerror=window.hit=1>"
    f"<svg onload=window.hit=1>{{{{7*7}}}}</title></textarea><style>@import '{EVIL}/c.css'</style>\u202e\x1b[31m"
)
PAGE = f"""<!doctype html><html><head><base href="{EVIL}/"><script src="{EVIL}/s.js"></script>
<meta http-equiv="refresh" content="0;url={EVIL}/refresh"><link rel="stylesheet" href="{EVIL}/c.css">
<link rel="dns-prefetch" href="{EVIL}"><link rel="preload" as="image" href="{EVIL}/p.png"></head>
<body onload="window.top.hit=1" background="{EVIL}/b.png"><h1>Archived words</h1>
<script>window.top.hit=1;fetch('{EVIL}/f')</script>
<img src="{EVIL}/i.png" srcset="{EVIL}/2.png 2x" onerror="top.hit=1">
<iframe src="{EVIL}/frame"></iframe><object data="{EVIL}/o"></object>
<video poster="{EVIL}/v.png"></video>
<svg><image href="{EVIL}/svg.png"/><script>top.hit=1</script></svg><form action="{EVIL}/form"><p>in a form</p></form>
<p style="background:url({EVIL}/style.png)">styled</p><a href="javascript:top.hit=1" ping="{EVIL}/ping">a link</a>
<math><mtext><table><mglyph><style><img src=x onerror=top.hit=1></style></mglyph></table></mtext></math></body>"""


def ask(path: Path, *addresses: str, **headers: str) -> list[Any]:
    """Return the reading room's answers, without a server."""

    async def answers() -> list[Any]:
        room = build(path)
        await room.invoke_startup()
        return [await room.client.get(address, headers=headers, follow_redirects=False) for address in addresses]

    return asyncio.run(answers())


def keep(corpus: Corpus, article: Article, body: str = "<p>page</p>", now: datetime = NOW) -> int:
    """Store an article as a crawl would and return its id."""
    page = Page(article.url, body.encode(), "text/html; charset=utf-8", fetched_at=now.isoformat())
    kept = intake.keep(corpus, Fetched(page=page, article=article, key=article.url), now=now)
    assert kept is not None
    assert kept.article_id is not None
    return kept.article_id


def hostile(corpus: Corpus) -> int:
    """Store an article with markup in every field, and everything that can surround it; return its id."""
    article = Article(
        url=f"{EVIL}/{MARKUP}",
        canonical_url="javascript:window.hit=1",
        source=MARKUP,
        family=MARKUP,
        language=MARKUP,
        title=f"Headline {MARKUP}",
        lead=f"lead {MARKUP}",
        text=f"first {MARKUP}\n\nsecond {MARKUP}",
        byline=MARKUP,
        agency=MARKUP,
        place=MARKUP,
        section=MARKUP,
        tags=[MARKUP, "javascript:window.hit=1"],
        published_at=NOW.isoformat(),
        published_precision="second",
        modified_at=NOW.isoformat(),
        images=[Image("javascript:window.hit=1", MARKUP, MARKUP), Image(f"{EVIL}/i.png?{MARKUP}", MARKUP, MARKUP)],
        original_url="javascript:window.hit=1",
        republished_from=MARKUP,
        related=[Related(MARKUP, "javascript:window.hit=1"), Related(MARKUP, f"{EVIL}/{MARKUP}")],
        extractor=MARKUP,
        warnings=[MARKUP],
    )
    article_id = keep(corpus, article, PAGE)
    other_id = keep(corpus, Article(url="https://news.test/other", title=MARKUP, text="other " * 60, source=MARKUP))
    with corpus.transaction():
        conn = corpus.conn
        revisions.keep(conn, article_id, NOW)
        conn.execute("UPDATE revisions SET text = 'old ' || text, title = 'old ' || title")
        for kind in Relation:
            relations.relate(conn, article_id, other_id, Verdict(kind, 0.9, MARKUP))
        conn.execute("UPDATE articles SET duplicate_of = ? WHERE id = ?", (other_id, article_id))
        conn.execute(
            "INSERT INTO urls (canonical_key, url, host, discovered_from, discovered_at, article_id, last_outcome) "
            "VALUES ('k', ?, 'h', ?, ?, ?, ?)",
            (MARKUP, f"{EVIL}/{MARKUP}", MARKUP, article_id, MARKUP),
        )
        conn.execute(
            "INSERT INTO alerts (source, kind, message, raised_at, seen_at) VALUES (?, ?, ?, ?, ?)",
            (MARKUP, MARKUP, MARKUP, MARKUP, MARKUP),
        )
    return article_id


@contextmanager
def served(path: Path) -> Iterator[str]:
    """Run `dateline inspect` in a process of its own; the value is its address, without a slash at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dateline", "inspect", "--db", str(path), "--port", "0", "--no-open"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = re.search(r"http://[\d.:]+", process.stdout.readline())
        assert address is not None, "the reading room did not open"
        yield address[0]
    finally:
        process.terminate()
        process.wait(PATIENCE)
