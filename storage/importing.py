"""Import of exported articles: JSON Lines back into a corpus, as the same articles."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage import articles, copies, identity, stories, times
from storage.clusters import NO_SOURCES
from storage.corpus import Corpus
from storage.records import Article, DatelineError

ORIGINS = frozenset({"crawl", "fetch", "seed", "import"})

_TEXTS = (
    "canonical_url", "source", "family", "language", "title", "lead", "byline", "agency", "place", "section",
    "published_at", "published_precision", "modified_at", "original_url", "republished_from",
)  # fmt: skip
"""Fields that are text or null."""


class NotAnArticleError(DatelineError):
    """A line that is no exported article; the message names the line."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the lines: articles stored, and those whose URL was held already and which were left alone."""

    new: int = 0
    held: int = 0


def read_jsonl(
    corpus: Corpus,
    lines: Iterable[str],
    *,
    now: datetime,
    agency_sources: AbstractSet[str] = NO_SOURCES,
    key: Callable[[str], str] | None = None,
) -> Imported:
    """Store the articles of an export. Importing them again changes nothing.

    What the corpus finds out by itself (words, digest, copies, clusters) is found out again; where an article comes
    from and when it was first seen stays as the file has it.

    Args:
        corpus: Where to store them.
        lines: As :func:`storage.export.write_jsonl` writes them, or article JSON by other means; empty ones are
            passed over.
        now: Aware; when an article is first seen whose line does not say.
        agency_sources: Names of the sources that are the agency's own.
        key: Gives an address' canonical key, so that an article finds the one it names as its source; None for none.

    Raises:
        NotAnArticleError: A line is no article. Those before it are stored.
    """
    new = held = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        record = _record(line, number)
        with corpus.transaction():
            if _store(corpus.conn, record, now, agency_sources, key):
                new += 1
            else:
                held += 1
    return Imported(new, held)


def _store(
    conn: sqlite3.Connection,
    record: dict[str, Any],
    now: datetime,
    agency_sources: AbstractSet[str],
    key: Callable[[str], str] | None,
) -> bool:
    """Store one article and settle it among its kin; False where its URL is held."""
    article = Article.from_dict(record)
    reading = stories.read(article, record.get("origin") or "import")
    if conn.execute("SELECT 1 FROM articles WHERE url = ?", (reading.row["url"],)).fetchone():
        return False
    seen = {name: at for name in ("first_seen_at", "updated_at") if (at := times.stored(record.get(name)))}
    article_id = articles.insert(conn, reading.row | seen, reading.images, now)
    copies.index(conn, article_id, reading.story.signature)
    original_key = key(article.original_url) if key and article.original_url else None
    identity.settle_in(conn, article_id, reading.story, agency_sources, original_key)
    return True


def _record(line: str, number: int) -> dict[str, Any]:
    """Return a line as a record whose fields are what they should be."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NotAnArticleError(f"line {number} is no JSON: {error}") from None
    problem = _problem(record)
    if problem:
        raise NotAnArticleError(f"line {number} is no article: {problem}")
    return dict(record)


def _problem(record: Any) -> str | None:
    if not isinstance(record, dict):
        return "it is no object"
    if not isinstance(record.get("url"), str) or not record["url"]:
        return "it has no url"
    wrong = [name for name in _TEXTS if not isinstance(record.get(name), str | None)]
    wrong += [name for name in ("text", "extractor") if not isinstance(record.get(name, ""), str)]
    wrong += [name for name in ("tags", "warnings") if not _is_list(record.get(name, []), _is_text)]
    wrong += [] if _is_list(record.get("images", []), _is_image) else ["images"]
    wrong += [] if _is_list(record.get("related", []), _is_teaser) else ["related"]
    wrong += [] if record.get("origin") in {None, *ORIGINS} else ["origin"]
    wrong += [name for name in ("first_seen_at", "updated_at") if not isinstance(record.get(name), str | None)]
    return f"{', '.join(wrong)} is not what it should be" if wrong else None


def _is_list(value: Any, good: Callable[[Any], bool]) -> bool:
    return isinstance(value, list) and all(map(good, value))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_image(value: Any) -> bool:
    return _has(value, "url", {"caption", "credit"})


def _is_teaser(value: Any) -> bool:
    return _has(value, "title", {"url"})


def _has(value: Any, needed: str, others: AbstractSet[str]) -> bool:
    """Whether this is an object of a text and perhaps some more, and nothing else."""
    if not isinstance(value, dict) or not isinstance(value.get(needed), str):
        return False
    return value.keys() <= {needed, *others} and all(isinstance(value.get(name), str | None) for name in others)
