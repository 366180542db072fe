"""Stored pages on their way to a worker that has no corpus: as the archive holds them, with what opens them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import zstandard

from storage.corpus import Corpus
from storage.packing import raw
from storage.records import Hints, Page

DICTIONARIES = 32
"""Dictionaries a worker keeps open, up to 1 MB each: pages of neighbouring ids come from as many sources as were
crawled at once, and opening one takes longer than reading a page with it."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A page as the archive holds it.

    Attributes:
        page_id: Its id.
        page: Everything but its body, which is empty.
        body: The body, compressed.
        dictionary_id: What it was compressed with; None for nothing.
        origin: Of its article: "crawl", "fetch", "import" or "seed".
    """

    page_id: int
    page: Page
    body: bytes
    dictionary_id: int | None
    origin: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """Some pages and the dictionaries that open them, each once. Picklable.

    Attributes:
        pages: The pages.
        dictionaries: By id, compressed as the archive holds them.
    """

    pages: tuple[Packed, ...]
    dictionaries: dict[int, bytes]

    def open(self) -> Iterator[tuple[Packed, Page]]:
        """Yield every page, packed and as the server gave it."""
        for packed in self.pages:
            dictionary = None if packed.dictionary_id is None else self.dictionaries[packed.dictionary_id]
            yield packed, replace(packed.page, body=_decompressor(dictionary).decompress(packed.body))

    def singles(self) -> Iterator["Parcel"]:
        """Yield a parcel for each page."""
        for packed in self.pages:
            needed = () if packed.dictionary_id is None else (packed.dictionary_id,)
            yield Parcel((packed,), {each: self.dictionaries[each] for each in needed})


def pack(corpus: Corpus, page_ids: Sequence[int]) -> Parcel:
    """Take pages out of the archive, in the order of their ids."""
    wanted = {"ids": json.dumps(list(page_ids))}
    rows = corpus.conn.execute(
        "SELECT pages.*, coalesce(articles.origin, 'crawl') AS origin FROM pages "
        "LEFT JOIN articles ON articles.page_id = pages.id "
        "WHERE pages.id IN (SELECT value FROM json_each(:ids)) ORDER BY pages.id",
        wanted,
    ).fetchall()
    dictionaries = corpus.conn.execute(
        "SELECT id, body FROM dictionaries WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted({row["dictionary_id"] for row in rows if row["dictionary_id"] is not None})),),
    )
    pages = tuple(
        Packed(
            row["id"],
            Page(row["url"], b"", row["content_type"], Hints(**json.loads(row["hints"])), row["fetched_at"]),
            row["body"],
            row["dictionary_id"],
            row["origin"],
        )
        for row in rows
    )
    return Parcel(pages, {row["id"]: row["body"] for row in dictionaries})


@lru_cache(maxsize=DICTIONARIES)
def _decompressor(dictionary: bytes | None) -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(dict_data=raw(dictionary))
