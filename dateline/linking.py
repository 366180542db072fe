"""Linking translations: those that pages declare by hreflang, and those that are told by their facts."""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from crawler.catalogue import Catalogue
from crawler.discovery.alternates import alternates
from crawler.urls import UrlError, canonical_key
from storage import archive, relations, translations
from storage.corpus import Corpus
from storage.relations import Relation, Verdict
from storage.translations import Pair

DECLARED = "hreflang"


@dataclass(frozen=True, slots=True)
class Link:
    """A pair with what one reads of it."""

    pair: Pair
    declared: bool
    titles: tuple[str | None, str | None]
    languages: tuple[str | None, str | None]


def find(corpus: Corpus, catalogue: Catalogue, since: str | None, *, candidates: bool = False) -> Iterator[Link]:
    """Yield the pairs that the corpus does not have yet; what a page declares comes before what is told.

    Args:
        corpus: Only read.
        catalogue: For the identity of addresses.
        since: Articles published, or first seen, then or later; as stored. None for all.
        candidates: Also pairs that are not sure enough to be linked.
    """
    known = set[frozenset[int]]()
    told = translations.find(translations.stories(corpus.conn, since), candidates=candidates)
    for pairs, declared in ((_declared(corpus, catalogue, since), True), (told, False)):
        for pair in pairs:
            both = frozenset({pair.translation, pair.original})
            if both not in known and not _related(corpus.conn, pair):
                known.add(both)
                yield _described(corpus.conn, pair, declared=declared)


def write(corpus: Corpus, links: list[Link]) -> None:
    """Write those pairs that are decided as relations, all in one transaction."""
    with corpus.transaction():
        for link in links:
            if link.pair.decided:
                relations.relate(corpus.conn, link.pair.translation, link.pair.original, link.pair.verdict)


def _declared(corpus: Corpus, catalogue: Catalogue, since: str | None) -> Iterator[Pair]:
    rows = corpus.conn.execute(
        "SELECT id, page_id, language, coalesce(published_at, first_seen_at) AS at FROM articles WHERE "
        "page_id IS NOT NULL AND language IS NOT NULL AND origin <> 'seed' AND (:since IS NULL OR at >= :since)",
        {"since": since},
    )
    for row in rows:
        page = archive.load(corpus, row["page_id"])
        for language, url in alternates(page.body, page.url).items():
            other = _held(corpus.conn, catalogue, url)
            if other is not None and other["id"] != row["id"] and other["language"] == language != row["language"]:
                yield _ordered(row, other)


def _held(conn: sqlite3.Connection, catalogue: Catalogue, url: str) -> sqlite3.Row | None:
    with suppress(UrlError):
        row: sqlite3.Row | None = conn.execute(
            "SELECT articles.id, articles.language, coalesce(published_at, first_seen_at) AS at "
            "FROM urls JOIN articles ON articles.id = urls.article_id WHERE canonical_key = ?",
            (canonical_key(url, catalogue),),
        ).fetchone()
        return row
    return None


def _ordered(one: sqlite3.Row, other: sqlite3.Row) -> Pair:
    """Say which is the original: the Vietnamese one, else the earlier."""
    first, second = sorted(
        (one, other), key=lambda row: (row["language"] != translations.ORIGINALS, row["at"], row["id"])
    )
    return Pair(second["id"], first["id"], Verdict(Relation.TRANSLATION, None, DECLARED))


def _related(conn: sqlite3.Connection, pair: Pair) -> bool:
    row = conn.execute(
        "SELECT 1 FROM relations WHERE kind = 'translation' "
        "AND (article_id, other_id) IN (VALUES (:one, :other), (:other, :one))",
        {"one": pair.translation, "other": pair.original},
    ).fetchone()
    return row is not None


def _described(conn: sqlite3.Connection, pair: Pair, *, declared: bool) -> Link:
    rows = [
        conn.execute("SELECT title, language FROM articles WHERE id = ?", (each,)).fetchone()
        for each in (pair.translation, pair.original)
    ]
    titles, languages = ((rows[0][name], rows[1][name]) for name in ("title", "language"))
    return Link(pair, declared, titles, languages)
