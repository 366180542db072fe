"""Is this story held already? Candidates from the index, and a judge who reads both texts.

The index (:mod:`storage.signatures`, :mod:`storage.bands`) is cheap and generous; the judge (:mod:`storage.judge`) is
exact.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from storage import bands, digests, signatures
from storage.bands import POSTINGS
from storage.candidates import Candidate, candidates
from storage.digests import LARGEST, is_digest
from storage.judge import ADAPTED, COPY, Story, Told, judge, same_desk, story, titles_agree, told
from storage.recollection import Recollection
from storage.relations import Verdict
from storage.signatures import Gist, Signature

__all__ = [
    "ADAPTED", "COPY", "POSTINGS", "Finding", "Match", "Story", "Told", "find", "hide", "index", "judge", "story",
    "study", "titles_agree", "told", "unindex",
]  # fmt: skip

WINDOW_DAYS = 90
"""Days between publications beyond which only an equal body is a copy. Wire copy is reprinted within days; a quarter
leaves room for magazines and for sites that print the day of their last edit, and keeps yearly greetings apart."""
READ = 3
"""Candidates whose text is read, best estimate first: a sixth of a millisecond each, unless it is remembered."""
REJECTED = 2
"""Texts read in vain after which no other is: the bulletins of other days are many, and a copy is among the first."""
ITEMS = 3
"""Stories that are read for a digest, the best first: of eight equal items three are enough to tell."""
EXACT = 32
"""Articles of an equal body that are looked at: one cluster, or a phrase that stands alone under many titles."""
_COLUMNS = "id, content_sha256, title, language, agency, place, published_at, origin, duplicate_of"
"""What is asked of ``articles`` before a text is read: texts lie on pages of their own."""
_remembered = Recollection()
"""One for the process, whatever corpora it has open: a text is the same in all."""


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
    near = candidates(conn, new.signature, but=but)
    known = _in_window(conn, new, near)
    near = [each for each in near if each.article_id in known]
    possible = islice((each.article_id for each in near if _may_be_copy(new, each, known)), READ)
    rows = {row["id"]: row for row in _equal(conn, new, but)} | {each: known[each] for each in possible}
    unequal = [each for each in near if known[each.article_id]["content_sha256"] != new.sha256]
    digest = _expected_digest(new, unequal) if len(unequal) > 1 else False
    if digest:
        rows = {each: row for each, row in rows.items() if row["content_sha256"] == new.sha256}
    matches, texts = _compared(conn, new, list(rows.values()))
    if digest is None and not _explained(new, texts.values()):
        others = [known[each.article_id] for each in unequal if each.may_be_item and each.article_id not in texts]
        digest = _is_digest(conn, new, list(texts.values()), others)
        if digest:
            matches = [match for match in matches if rows[match.article_id]["content_sha256"] == new.sha256]
    _remembered.put(new.sha256, new.signature)
    return Finding(
        sorted(matches, key=lambda match: (-(match.verdict.score or 0), match.article_id)), digest=bool(digest)
    )


def _expected_digest(new: Story, unequal: list[Candidate]) -> bool | None:
    """Tell by samples whether a story is a digest of others; None where texts have to be read.

    Args:
        new: The story.
        unequal: What of others may be in it; an equal body would be all of it, and be a digest itself.
    """
    samples = [each.sample for each in unequal if each.sample is not None]
    if len(samples) < len(unequal):
        return None
    return digests.expected(signatures.unpacked(new.signature.sketch.sample), samples)


def _compared(conn: sqlite3.Connection, new: Story, rows: list[sqlite3.Row]) -> tuple[list[Match], dict[int, Gist]]:
    """Judge candidates, of each cluster till one matches; return the matches, and the other texts that were read."""
    matches: list[Match] = []
    texts: dict[int, Gist] = {}
    rejected = 0
    for cluster in _clusters(rows):
        for row in cluster:
            is_equal = row["content_sha256"] == new.sha256
            if not is_equal and rejected == REJECTED:
                break
            other = _held(conn, new, row)
            if not is_equal:  # which would explain all of it, and be a digest itself
                texts[row["id"]] = other.signature
            verdict = judge(new, other)
            if verdict:
                matches.append(Match(row["id"], verdict))
                break
            rejected += not is_equal
    return matches, texts


def _explained(new: Story, texts: Iterable[Gist]) -> bool:
    """Whether one text makes up so much of the new one that it is no digest."""
    mine = new.signature.shingles
    return any(len(mine & text.shingles) > LARGEST * len(mine) for text in texts)


def _is_digest(conn: sqlite3.Connection, new: Story, texts: list[Gist], others: list[sqlite3.Row]) -> bool:
    """Tell whether a text is a digest, reading of a few more stories as many as it takes, one article of each."""
    if is_digest(new.signature, texts):
        return True
    stories: dict[int, sqlite3.Row] = {}
    for row in others:
        stories.setdefault(row["duplicate_of"] or row["id"], row)
    for held in list(stories.values())[:ITEMS]:
        texts.append(_text(conn, held))
        if is_digest(new.signature, texts):
            return True
    return False


def _may_be_copy(new: Story, near: Candidate, known: Mapping[int, sqlite3.Row]) -> bool:
    row = known[near.article_id]
    desk = bool(same_desk((new.agency, new.place), (row["agency"], row["place"])))
    return near.may_be_copy(same_desk=desk) and (not near.needs_title or titles_agree(new.title, row["title"]))


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
    return told(row, _text(conn, row))


def _text(conn: sqlite3.Connection, row: sqlite3.Row) -> Gist:
    """Return what is remembered of a candidate's text, or read it."""
    known = _remembered.get(row["content_sha256"])
    if known is None:
        known = signatures.gist(conn.execute("SELECT text FROM articles WHERE id = ?", (row["id"],)).fetchone()[0])
        _remembered.put(row["content_sha256"], known)
    return known


def _equal(conn: sqlite3.Connection, new: Story, but: int | None) -> list[sqlite3.Row]:
    if not new.signature.words:
        return []
    return conn.execute(
        f"SELECT {_COLUMNS} FROM articles WHERE content_sha256 = ? AND id IS NOT ? ORDER BY id LIMIT ?",  # noqa: S608
        (new.sha256, but, EXACT),
    ).fetchall()


def _in_window(conn: sqlite3.Connection, new: Story, near: list[Candidate]) -> dict[int, sqlite3.Row]:
    """Return those that lie in the story's window; an unknown date lies in every one."""
    if not near:
        return {}
    ids = json.dumps([each.article_id for each in near])
    rows = conn.execute(
        f"""
        SELECT {_COLUMNS} FROM articles WHERE id IN (SELECT value FROM json_each(:ids))
          AND (:seed OR origin = 'seed'
               OR coalesce(abs(julianday(published_at) - julianday(:published_at)) <= :window, 1))
        """,  # noqa: S608 - our own names
        {"ids": ids, "seed": new.seed, "published_at": new.published_at, "window": WINDOW_DAYS},
    )
    return {row["id"]: row for row in rows}


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
        "INSERT INTO signatures (article_id, words, shingles, minhash, sample, figures) VALUES (?, ?, ?, ?, ?, ?)",
        (article_id, signature.words, len(signature.shingles), signature.minhash, *signature.sketch),
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
