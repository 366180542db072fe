"""Who a fetched story is: the article held under one of its addresses, and its kin among all others."""

import sqlite3
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from storage import clusters, copies, relations
from storage.copies import Match, Story
from storage.relations import Relation, Verdict
from storage.shingles import containment


def held(conn: sqlite3.Connection, url: str, key: str, aliases: Iterable[str], new: Story) -> list[int]:
    """Return the articles that are this page's, the one to renew first; several if two addresses turn out to be one.

    Its own key is believed once it was fetched and led to the article, and so is its URL. All else is a claim (some
    sites name their home page as canonical on every page, and redirect a removed story to another), so the story must
    resemble the one held there.

    Args:
        conn: The corpus' connection.
        url: The page's URL, as an article would have it.
        key: The page's canonical key.
        aliases: Other keys that led or point to it.
        new: What was read.
    """
    own = _proven(conn, key) or _by_url(conn, url)
    claimed = dict.fromkeys(_by_key(conn, alias) for alias in (key, *aliases))
    believed = [each for each in claimed if each not in {None, own} and _resembles(conn, new, each)]
    return [each for each in (own, *believed) if each is not None]


def _by_key(conn: sqlite3.Connection, key: str) -> int | None:
    row = conn.execute("SELECT article_id FROM urls WHERE canonical_key = ?", (key,)).fetchone()
    return None if row is None else row["article_id"]


def _proven(conn: sqlite3.Connection, key: str) -> int | None:
    """Return the article of a key that was settled for itself, not only named by another page."""
    row = conn.execute("SELECT article_id, last_outcome FROM urls WHERE canonical_key = ?", (key,)).fetchone()
    return row["article_id"] if row is not None and row["last_outcome"] else None


def _by_url(conn: sqlite3.Connection, url: str) -> int | None:
    row = conn.execute("SELECT id FROM articles WHERE url = ?", (url,)).fetchone()
    return None if row is None else int(row["id"])


def _resembles(conn: sqlite3.Connection, new: Story, article_id: int | None) -> bool:
    row = conn.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    other = copies.story(row)
    if new.title and copies.titles_agree(new.title, other.title):
        return True
    return bool(containment(new.signature.shingles, other.signature.shingles) >= copies.ADAPTED)


def unite(conn: sqlite3.Connection, ids: list[int], agency_sources: AbstractSet[str]) -> None:
    """Make articles that turned out to stand under one address one cluster."""
    for other in ids[1:]:
        relations.relate(conn, other, ids[0], Verdict(Relation.SAME_URL, None, "one address leads to the other"))
    clusters.join(conn, ids, agency_sources)


def settle_in(
    conn: sqlite3.Connection, article_id: int, new: Story, agency_sources: AbstractSet[str], original_key: str | None
) -> Verdict | None:
    """Find a stored article's kin, write the relations, and make its cluster.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        new: What the judge must know of it.
        agency_sources: Names of the sources that are the agency's own.
        original_key: The canonical key of its ``original_url``, where known.

    Returns:
        The best verdict that makes it a copy, or the model of one; None when its story is its own.
    """
    matches = copies.find(conn, new, but=article_id) + _named(conn, article_id, new, original_key)
    chosen = _one_per_cluster(conn, matches)
    origin = clusters.join(conn, [article_id, *(match.article_id for match in chosen)], agency_sources)
    for match in chosen:
        pair = (match.article_id, article_id) if origin == article_id else (article_id, match.article_id)
        relations.relate(conn, *pair, match.verdict)
    return chosen[0].verdict if chosen else None


def _one_per_cluster(conn: sqlite3.Connection, matches: list[Match]) -> list[Match]:
    """Keep of every cluster the origin or, if that did not match, the best member: thirty reprints, one relation."""
    best: dict[int, Match] = {}
    for match in matches:
        row = conn.execute("SELECT duplicate_of FROM articles WHERE id = ?", (match.article_id,)).fetchone()
        root = row["duplicate_of"] or match.article_id
        if root not in best or match.article_id == root:
            best[root] = match
    return list(best.values())


def _named(conn: sqlite3.Connection, article_id: int, new: Story, original_key: str | None) -> list[Match]:
    """Judge the articles that this one names as its source, and those that name it; relate the translations.

    Returns:
        Those that are the same text, for which, the source being named, half of the words are enough.
    """
    me = conn.execute("SELECT url, canonical_url, original_url FROM articles WHERE id = ?", (article_id,)).fetchone()
    source = me["original_url"]
    sources = relations.originals(conn, article_id, source, original_key) if source else []
    namers = relations.named_by(conn, article_id, [url for url in (me["url"], me["canonical_url"]) if url])
    matches = []
    for other in (*sources, *namers):
        row = conn.execute("SELECT * FROM articles WHERE id = ?", (other,)).fetchone()
        theirs = copies.story(row)
        verdict = copies.judge(new, theirs, declared=True)
        if verdict is not None:
            matches.append(Match(other, verdict))
        elif new.language and theirs.language and new.language != theirs.language:
            mine = other in sources
            pair, named = ((article_id, other), source) if mine else ((other, article_id), row["original_url"])
            relations.relate(conn, *pair, Verdict(Relation.TRANSLATION, None, f"names its source: {named}"))
    return matches
