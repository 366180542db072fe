"""Is this story held already? Candidates from the index, and a judge who reads both texts.

The index (:mod:`storage.signatures`, :mod:`storage.bands`) is cheap and generous; the judge (:mod:`storage.judge`) is
exact.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from operator import eq

from storage import bands, signatures
from storage.bands import POSTINGS
from storage.digests import is_digest
from storage.judge import ADAPTED, COPY, Story, Told, judge, story, titles_agree, told
from storage.relations import Verdict
from storage.signatures import Gist, Signature

__all__ = [
    "ADAPTED", "COPY", "POSTINGS", "Finding", "Match", "Story", "Told", "find", "hide", "index", "judge", "story",
    "study", "titles_agree", "told", "unindex",
]  # fmt: skip

WINDOW_DAYS = 90
"""Days between publications beyond which only an equal body is a copy. Wire copy is reprinted within days; a quarter
leaves room for magazines and for sites that print the day of their last edit, and keeps yearly greetings apart."""
READ = 16
"""Candidates whose text is read, best estimate first: a quarter of a millisecond each."""
REMEMBERED = 128
"""Texts read last that need not be read again (70 kB each): one day's wire story, the bulletins of a quarter."""
ESTIMATE = 0.3
"""Estimated containment below which a candidate is not read: :data:`ADAPTED` less twice the estimate's error."""
EXACT = 32
"""Articles of an equal body that are looked at: one cluster, or a phrase that stands alone under many titles."""
_COLUMNS = "id, content_sha256, title, language, agency, place, published_at, origin, duplicate_of"
"""What is asked of ``articles`` before a text is read: texts lie on pages of their own."""


@dataclass(frozen=True, slots=True)
class Match:
    """A held article that is the same story."""

    article_id: int
    verdict: Verdict = field(compare=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about a story.

    Attributes:
        matches: The held articles that are the same, best first.
        digest: Whether it is a digest of several held stories; then only an equal body matches.
    """

    matches: list[Match]
    digest: bool = False


def find(conn: sqlite3.Connection, new: Story, *, but: int | None = None) -> list[Match]:
    """Return the held articles that are the same story as this one, best first. See :func:`study`."""
    return study(conn, new, but=but).matches


def study(conn: sqlite3.Connection, new: Story, *, but: int | None = None) -> Finding:
    """Find out which held articles are the same story as this one, and whether it is a digest of several.

    Of a cluster whose origin is among them no other is named: the rest would be read to learn the same again.

    Args:
        conn: The corpus' connection.
        new: The story.
        but: An article to leave out: itself, when it is stored already.
    """
    rows = {row["id"]: row for row in (*_equal(conn, new, but), *_promising(conn, new, but))}
    matches: list[Match] = []
    texts: list[Gist] = []
    for cluster in _clusters(rows.values()):
        for row in cluster:
            other = _held(conn, new, row)
            if other.sha256 != new.sha256:  # which would explain all of it, and be a digest itself
                texts.append(other.signature)
            verdict = judge(new, other)
            if verdict:
                matches.append(Match(row["id"], verdict))
                break
    digest = is_digest(new.signature, texts)
    if digest:
        matches = [match for match in matches if rows[match.article_id]["content_sha256"] == new.sha256]
    return Finding(sorted(matches, key=lambda match: (-(match.verdict.score or 0), match.article_id)), digest)


def _clusters(rows: Iterable[sqlite3.Row]) -> Iterable[list[sqlite3.Row]]:
    """Sort candidates by clusters; each begins with its origin, if that is among them."""
    found: defaultdict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        found[row["duplicate_of"] or row["id"]].append(row)
    return [sorted(each, key=lambda row: row["duplicate_of"] is not None) for each in found.values()]


def _held(conn: sqlite3.Connection, new: Story, row: sqlite3.Row) -> Told:
    """Return a candidate with its text; an equal body needs not be read."""
    if row["content_sha256"] == new.sha256:
        return told(row, new.signature)
    text = conn.execute("SELECT text FROM articles WHERE id = ?", (row["id"],)).fetchone()[0]
    return told(row, _gist(text))


_gist = lru_cache(REMEMBERED)(signatures.gist)


def _equal(conn: sqlite3.Connection, new: Story, but: int | None) -> list[sqlite3.Row]:
    if not new.signature.words:
        return []
    return conn.execute(
        f"SELECT {_COLUMNS} FROM articles WHERE content_sha256 = ? AND id IS NOT ? ORDER BY id LIMIT ?",  # noqa: S608
        (new.sha256, but, EXACT),
    ).fetchall()


def _promising(conn: sqlite3.Connection, new: Story, but: int | None) -> list[sqlite3.Row]:
    """Return the articles worth reading, best first: they share keys, promise containment and lie in the window."""
    nearest = [held for held in _sharers(conn, new.signature) if held != but][:POSTINGS]
    promises = _promises(conn, new.signature, nearest) if nearest else {}
    worth = [held for held, promise in promises.items() if promise >= ESTIMATE]
    rows = _in_window(conn, new, worth) if worth else []
    return sorted(rows, key=lambda row: (-promises[row["id"]], row["id"]))[:READ]


def _sharers(conn: sqlite3.Connection, signature: Signature) -> list[int]:
    """Return who shares keys with a text, nearest first; rare keys count, what the whole house prints hardly does."""
    weights: defaultdict[int, float] = defaultdict(float)
    for holders in bands.holders(conn, signature.keys):
        for held in holders:
            weights[held] += 1 / len(holders)
    return sorted(weights, key=lambda held: (-weights[held], -held))


def _promises(conn: sqlite3.Connection, new: Signature, ids: list[int]) -> dict[int, float]:
    """Estimate the containment of a text and these from their signatures: |A∩B| = J (|A|+|B|) / (1+J)."""
    mine, size = signatures.unpacked(new.minhash), len(new.shingles)
    promises = {}
    for held, theirs, shingles_of in conn.execute(
        "SELECT article_id, minhash, shingles FROM signatures WHERE article_id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    ):
        alike = sum(map(eq, mine, signatures.unpacked(theirs))) / signatures.PERMUTATIONS
        promises[held] = alike * (size + shingles_of) / ((1 + alike) * min(size, shingles_of))
    return promises


def _in_window(conn: sqlite3.Connection, new: Story, ids: list[int]) -> list[sqlite3.Row]:
    """Return those of these articles that lie in the story's window; an unknown date lies in every one."""
    return conn.execute(
        f"""
        SELECT {_COLUMNS} FROM articles WHERE id IN (SELECT value FROM json_each(:ids))
          AND (:seed OR origin = 'seed'
               OR coalesce(abs(julianday(published_at) - julianday(:published_at)) <= :window, 1))
        """,  # noqa: S608 - our own names
        {"ids": json.dumps(ids), "seed": new.seed, "published_at": new.published_at, "window": WINDOW_DAYS},
    ).fetchall()


def index(conn: sqlite3.Connection, article_id: int, signature: Signature) -> None:
    """Make an article findable by its text.

    Args:
        conn: A connection inside a transaction.
        article_id: The article; not in the index, or taken out by :func:`unindex`.
        signature: Of its body; one without shingles is not indexed.
    """
    if not signature.keys:
        return
    conn.execute(
        "INSERT INTO signatures (article_id, words, shingles, minhash) VALUES (?, ?, ?, ?)",
        (article_id, signature.words, len(signature.shingles), signature.minhash),
    )
    bands.add(conn, article_id, signature.keys)


def unindex(conn: sqlite3.Connection, article_id: int, text: str) -> None:
    """Take an article out of the index, where it stands by this text.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        text: The body it was indexed by: it gives the keys.
    """
    hide(conn, article_id, signatures.sign(text))


def hide(conn: sqlite3.Connection, article_id: int, signature: Signature) -> None:
    """Do as :func:`unindex` with the signature at hand; a digest is hidden from its items this way."""
    bands.remove(conn, article_id, signature.keys)
    conn.execute("DELETE FROM signatures WHERE article_id = ?", (article_id,))
