"""The archive: every page as the server gave it, compressed, so that extraction can be done again.

Pages of one site are mostly the same template, so an earlier page of the source is the best dictionary there is. On
real saved pages it leaves 4 to 9 kB where a gzip WARC takes 27 to 122, and it beats zstd's trained dictionary, whose
112 kB hold a fraction of such a template, by two to twenty times (bench/archive.py).
"""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime, timedelta

import zstandard

from storage import times
from storage.corpus import Corpus
from storage.packing import LEVEL, Dictionary, Packed, pack, raw
from storage.records import Hints, Page

DICTIONARY_AGE = timedelta(days=90)
"""After so long a newer page becomes the source's dictionary: sites are redesigned, and the first page caught may
have been a poor one. Older pages keep the dictionary they were written with."""

DICTIONARY_MIN = 8 * 1024
"""Bytes. A shorter page is a notice or a dump, not the site's template."""

DICTIONARY_MAX = 1024 * 1024
"""Bytes. Whole pages serve best: with 256 kB of a 500 kB page another one came to 19 kB, with all of it to 7 kB."""


def store(  # noqa: PLR0913 - what is known of a page
    corpus: Corpus,
    page: Page,
    source: str | None,
    now: datetime,
    article_id: int | None = None,
    *,
    packed: Packed | None = None,
) -> int:
    """Keep a page and return its id; one whose URL had the same bytes then, or last before it, is not kept twice.

    Captures come in any order: what counts is when a page was fetched, not when it was stored.

    Args:
        corpus: Where to keep it; part of the caller's transaction, if one is open.
        page: What the server gave.
        source: Whose dictionary serves; None for none.
        now: Aware; the time of the page, when the page itself does not say.
        article_id: The article it holds, where known.
        packed: Its body, where a worker has compressed it by what was the source's dictionary then.
    """
    digest = packed.sha256 if packed else hashlib.sha256(page.body).hexdigest()
    fetched_at = times.stored(page.fetched_at) or times.utc(now)
    with corpus.transaction():
        held = _held(corpus, page.url, digest, fetched_at)
        if held is not None:
            attach(corpus, held, article_id)
            return held
        dictionary = _dictionary_for(corpus, page.body, source, now)
        if packed is None or dictionary is None or packed.dictionary_id != dictionary.id:
            packed = pack(page.body, dictionary)
        cursor = corpus.conn.execute(
            "INSERT INTO pages (url, source, article_id, fetched_at, content_type, hints, dictionary_id, size, "
            "sha256, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                page.url,
                source,
                article_id,
                fetched_at,
                page.content_type,
                json.dumps({name: hint for name, hint in asdict(page.hints).items() if hint}),
                packed.dictionary_id,
                len(page.body),
                digest,
                packed.body,
            ),
        )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _held(corpus: Corpus, url: str, digest: str, fetched_at: str) -> int | None:
    """Return the page with these bytes that a URL had at a moment, or last before it; None for other bytes."""
    row = corpus.conn.execute(
        "SELECT id, sha256 FROM pages WHERE url = :url AND fetched_at <= :at "
        "ORDER BY fetched_at DESC, (fetched_at = :at AND sha256 = :digest) DESC, id DESC LIMIT 1",
        {"url": url, "at": fetched_at, "digest": digest},
    ).fetchone()
    return int(row["id"]) if row is not None and row["sha256"] == digest else None


def attach(corpus: Corpus, page_id: int, article_id: int | None) -> None:
    """Note which article a page holds; None changes nothing."""
    if article_id is not None:
        corpus.conn.execute("UPDATE pages SET article_id = ? WHERE id = ?", (article_id, page_id))


def load(corpus: Corpus, page_id: int) -> Page:
    """Return a kept page, byte for byte, with the hints it was read with.

    Raises:
        LookupError: There is no page of that id.
    """
    row = corpus.conn.execute(
        "SELECT pages.*, dictionaries.body AS dictionary FROM pages "
        "LEFT JOIN dictionaries ON dictionaries.id = pages.dictionary_id WHERE pages.id = ?",
        (page_id,),
    ).fetchone()
    if row is None:
        raise LookupError(f"no page {page_id}")
    return Page(
        url=row["url"],
        body=_decompressor(row["dictionary"]).decompress(row["body"]),
        content_type=row["content_type"],
        hints=Hints(**json.loads(row["hints"])),
        fetched_at=row["fetched_at"],
    )


def dictionary(corpus: Corpus, source: str | None) -> Dictionary | None:
    """Return the latest dictionary of a source, None where it has none."""
    latest = _latest(corpus, source)
    return None if latest is None else latest[0]


def _latest(corpus: Corpus, source: str | None) -> tuple[Dictionary, str] | None:
    """Return the latest dictionary of a source, and since when it is."""
    row = corpus.conn.execute(
        "SELECT id, body, created_at FROM dictionaries WHERE source = ? ORDER BY id DESC LIMIT 1", (source,)
    ).fetchone()
    return None if row is None else (Dictionary(row["id"], row["body"]), row["created_at"])


def _dictionary_for(corpus: Corpus, body: bytes, source: str | None, now: datetime) -> Dictionary | None:
    """Return the source's dictionary; this page becomes it when there is none of late."""
    latest = _latest(corpus, source)
    is_recent = latest is not None and latest[1] > times.utc(now - DICTIONARY_AGE)
    if source is None or is_recent or len(body) < DICTIONARY_MIN:
        return None if latest is None else latest[0]
    compressed = zstandard.ZstdCompressor(level=LEVEL).compress(body[:DICTIONARY_MAX])
    cursor = corpus.conn.execute(
        "INSERT INTO dictionaries (source, body, created_at) VALUES (?, ?, ?)", (source, compressed, times.utc(now))
    )
    assert cursor.lastrowid is not None
    return Dictionary(cursor.lastrowid, compressed)


def _decompressor(dictionary: bytes | None) -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(dict_data=raw(dictionary))
