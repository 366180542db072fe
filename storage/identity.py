"""Who a fetched story is: the article held under one of its addresses, and its kin among all others."""

import sqlite3
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet

from storage import clusters, copies, relations
from storage.copies import Match, Story
from storage.digests import LARGEST
from storage.relations import Relation, Verdict
from storage.shingles import containment
from storage.stories import Reading

_ME = """
SELECT url, canonical_url, original_url, duplicate_of IS NOT NULL
    OR EXISTS (SELECT 1 FROM relations WHERE article_id = :id)
    OR EXISTS (SELECT 1 FROM relations WHERE other_id = :id)
    OR EXISTS (SELECT 1 FROM articles WHERE duplicate_of = :id) AS is_tied
FROM articles WHERE id = :id
"""


def held(conn: sqlite3.Connection, new: Reading, key: str, led: Iterable[str], named: Iterable[str]) -> list[int]:
    """Return the articles that are this page's, the one to renew first; several if two addresses turn out to be one.

    Its own key is believed once it was fetched and led to the article, and so is its URL. All else is a claim (some
    sites name their home page as canonical on every page, and redirect a removed story to another), so the story must
    resemble the one held there. A page may name another newspaper's as canonical; that makes it a copy of it at most.

    Args:
        conn: The corpus' connection.
        new: What was read.
        key: The page's canonical key.
        led: Keys of addresses that redirected to it.
        named: Keys of addresses that it names itself.
    """
    own = _proven(conn, key) or _by_url(conn, new.row["url"])
    claims = [each for each in named if each != key] + ([key] if own is None else [])
    found = [_claimed(conn, new, each, anywhere=True) for each in led]
    found += [_claimed(conn, new, each, anywhere=False) for each in claims]
    return [each for each in dict.fromkeys([own, *found]) if each is not None]


def _claimed(conn: sqlite3.Connection, new: Reading, key: str, *, anywhere: bool) -> int | None:
    """Return the article that a key leads to, if it resembles the new one and is of the same paper, or of any."""
    row = conn.execute(
        "SELECT articles.* FROM urls JOIN articles ON articles.id = article_id WHERE canonical_key = ?", (key,)
    ).fetchone()
    if row is None or not (anywhere or new.row["source"] == row["source"]):
        return None
    return int(row["id"]) if resembles(new.story, copies.story(row)) else None


def _proven(conn: sqlite3.Connection, key: str) -> int | None:
    """Return the article of a key that was settled for itself, not only named by another page."""
    row = conn.execute("SELECT article_id, last_outcome FROM urls WHERE canonical_key = ?", (key,)).fetchone()
    return row["article_id"] if row is not None and row["last_outcome"] else None


def _by_url(conn: sqlite3.Connection, url: str) -> int | None:
    row = conn.execute("SELECT id FROM articles WHERE url = ?", (url,)).fetchone()
    return None if row is None else int(row["id"])


def resembles(new: Story, other: Story) -> bool:
    """Tell whether two stories may be versions of one, so that an address said to be of both is believed."""
    if new.title and copies.titles_agree(new.title, other.title):
        return True
    return bool(containment(new.signature.shingles, other.signature.shingles) >= copies.ADAPTED)


def unite(conn: sqlite3.Connection, ids: list[int], agency_sources: AbstractSet[str]) -> None:
    """Make articles that turned out to stand under one address one cluster, if nobody said that they are not."""
    for other in ids[1:]:
        if clusters.held_apart(conn, {ids[0]}, {other}):
            continue
        relations.relate(conn, other, ids[0], Verdict(Relation.SAME_URL, None, "one address leads to the other"))
    clusters.join(conn, ids, agency_sources)


def settle_in(
    conn: sqlite3.Connection, article_id: int, new: Story, agency_sources: AbstractSet[str], original_key: str | None
) -> Verdict | None:
    """Find a stored article's kin, write the relations, and make its cluster.

    What a person said goes before what the texts say: one story, or two (:mod:`storage.corrections`).

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        new: What the judge must know of it.
        agency_sources: Names of the sources that are the agency's own.
        original_key: The canonical key of its ``original_url``, where known.

    Returns:
        The best verdict that makes it a copy, or the model of one; None when its story is its own.
    """
    found = copies.study(conn, new, but=article_id)
    if found.digest:
        copies.hide(conn, article_id, new.signature)
    matches = [match for match in found.matches if not _unmasked(conn, match.article_id, new, agency_sources)]
    me = conn.execute(_ME, {"id": article_id}).fetchone()
    matches += _named(conn, article_id, me, new, original_key)
    if not (matches or me["is_tied"]):
        return None  # most stories are: a cluster of one, which need not be asked for its members
    said = relations.partners(conn, article_id, Relation.SAME_STORY)
    chosen = _one_per_cluster(conn, matches)
    origin = clusters.join(conn, [article_id, *said, *(match.article_id for match in chosen)], agency_sources)
    kin = [match for match in chosen if origin in (match.article_id, clusters.origin_of(conn, match.article_id))]
    for match in kin:
        pair = (match.article_id, article_id) if origin == article_id else (article_id, match.article_id)
        relations.relate(conn, *pair, match.verdict)
    return kin[0].verdict if kin else None


def settle_again(
    conn: sqlite3.Connection,
    article_id: int,
    agency_sources: AbstractSet[str],
    key: Callable[[str], str] | None = None,
    known: Story | None = None,
) -> Verdict | None:
    """Find the kin of an article as it is stored, see :func:`settle_in`; one without words has none.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        agency_sources: Names of the sources that are the agency's own.
        key: Gives an address' canonical key; without it a named source is found by its spelling only.
        known: The article's story, where it was made already.
    """
    row = conn.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    if not row["word_count"]:
        return None
    original = key(row["original_url"]) if key and row["original_url"] else None
    return settle_in(conn, article_id, known or copies.story(row), agency_sources, original)


def _unmasked(conn: sqlite3.Connection, held: int, new: Story, agency_sources: AbstractSet[str]) -> bool:
    """Tell whether a held article turns out to be a digest now that a second item is here; it then leaves its copies.

    Asked only of an article much longer than the new one, to which something belongs already.
    """
    row = conn.execute("SELECT words FROM signatures WHERE article_id = ?", (held,)).fetchone()
    if row is None or new.signature.words > LARGEST * row["words"] or len(clusters.members(conn, [held])) == 1:
        return False
    theirs = copies.story(conn.execute("SELECT * FROM articles WHERE id = ?", (held,)).fetchone())
    if not copies.study(conn, theirs, but=held).digest:
        return False
    copies.hide(conn, held, theirs.signature)
    relations.forget_copies(conn, held)
    clusters.leave(conn, held, agency_sources)
    return True


def _one_per_cluster(conn: sqlite3.Connection, matches: list[Match]) -> list[Match]:
    """Keep of every cluster the origin or, if that did not match, the best member: thirty reprints, one relation."""
    best: dict[int, Match] = {}
    for match in matches:
        row = conn.execute("SELECT duplicate_of FROM articles WHERE id = ?", (match.article_id,)).fetchone()
        root = row["duplicate_of"] or match.article_id
        if root not in best or match.article_id == root:
            best[root] = match
    return list(best.values())


def _named(
    conn: sqlite3.Connection, article_id: int, me: sqlite3.Row, new: Story, original_key: str | None
) -> list[Match]:
    """Judge the articles that this one names as its source, and those that name it; relate the translations.

    Returns:
        Those that are the same text, for which, the source being named, half of the words are enough.
    """
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
