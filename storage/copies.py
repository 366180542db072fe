"""Is this story held already? Candidates from the index, and a judge who reads both texts.

The index (:mod:`storage.signatures`) is cheap and generous; the judge is exact. It asks how much of the shorter text
lies in the longer one, because wire copy is cut, and then what keeps different stories of much the same wording
apart: two short notices, a digest and its items, the exchange rates of two days.
"""

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field

from storage import articles, shingles, signatures
from storage.relations import Relation, Verdict
from storage.signatures import Signature

COPY = 0.8
"""Containment from which a text is a copy: cut copies lie at 1, cut and edited ones at .85, unrelated stories below
.12 (bench/copies.py)."""
ADAPTED = 0.5
"""Containment from which it is an adapted copy, if agency and place are the same or one names the other as source."""
ALIKE = 0.5
"""Jaccard at which also short texts are the same: no false positive in 3,000 pairs (measurements 4)."""
SHORT = 50
"""Words below which titles must agree too: a flash, a caption, "watch the video" say little."""
ENOUGH = 100
"""Words the shorter text needs for containment to speak alone: of 30-word briefs carrying 60 words of the house's
boilerplate, .195 were 'contained' in each other (measurements 4)."""
LENGTH_SHARE = 0.2
"""A text of less than this share of the other's words may be an item of a digest; then titles must agree."""
NUMBERS_SHARE = 0.7
"""Share of common numbers (of the text with fewer) under which we ask whether numbers are all that differs. Copies
keep their figures; the gold price and the exchange rate of the next day are the same words around others."""
NUMBERS_ENOUGH = 3
"""Numbers that both texts need before they are asked about."""
PROSE_LACK = 0.5
"""Two bulletins: without the shingles that hold numbers, less than this part of what was missing is still missing. An
adapted copy has paragraphs of its own, with their numbers, and lacks as much in its prose."""
TITLES_ALIKE = 0.6
"""Jaccard of the words of two titles that agree."""
WINDOW_DAYS = 90
"""Days between publications beyond which only an equal body is a copy. Wire copy is reprinted within days; a quarter
leaves room for magazines and for sites that print the day of their last edit, and keeps yearly greetings apart."""
POSTINGS = 64
"""Newest articles read per key: a phrase that is in more is everybody's and identifies nobody."""
READ = 16
"""Candidates whose text is read, best estimate first: a millisecond each."""
ESTIMATE = 0.3
"""Estimated containment below which a candidate is not read: :data:`ADAPTED` less twice the estimate's error."""
EXACT = 32
"""Articles of an equal body that are looked at: one cluster, or a phrase that stands alone under many titles."""


@dataclass(frozen=True, slots=True)
class Story:
    """What the judge knows of an article.

    Attributes:
        sha256: Of its normalised body.
        signature: Of its body.
        title, language, agency, place: As in the article record.
        published_at: As stored (:mod:`storage.times`); None where unknown.
        seed: Whether it is one of the documents the corpus started from: they know no window.
    """

    sha256: str
    signature: Signature
    title: str | None = None
    language: str | None = None
    agency: str | None = None
    place: str | None = None
    published_at: str | None = None
    seed: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A held article that is the same story."""

    article_id: int
    verdict: Verdict = field(compare=False)


def story(row: sqlite3.Row | articles.Row, signature: Signature | None = None) -> Story:
    """Return what the judge must know of a row of ``articles``; its signature is made when it is not at hand."""
    return Story(
        sha256=row["content_sha256"],
        signature=signature or signatures.sign(row["text"]),
        title=row["title"],
        language=row["language"],
        agency=row["agency"],
        place=row["place"],
        published_at=row["published_at"],
        seed=row["origin"] == "seed",
    )


def judge(a: Story, b: Story, *, declared: bool = False) -> Verdict | None:
    """Decide whether two stories are one. The order makes no difference: which is the origin is not asked here.

    Args:
        a: One story.
        b: The other.
        declared: Whether one names the other as its source.

    Returns:
        The verdict, or None for two stories. A text without words is nobody's copy.
    """
    shorter, longer = sorted((a.signature.words, b.signature.words))
    titles = titles_agree(a.title, b.title)
    if a.sha256 == b.sha256:
        same = shorter >= SHORT or (shorter > 0 and titles)
        return Verdict(Relation.COPY, 1.0, "same body") if same else None
    if a.language and b.language and a.language != b.language:
        return None
    score = shingles.containment(a.signature.shingles, b.signature.shingles)
    if score < ADAPTED or _only_numbers_differ(a.signature, b.signature, score):
        return None
    evidence = f"{score:.2f} of {shorter} words" + (", same title" if titles else "")
    if score >= COPY and _long_enough(a.signature, b.signature, titles=titles):
        return Verdict(Relation.COPY, round(score, 4), evidence)
    known = "named source" if declared else _same_desk(a, b)
    if known and shorter >= max(ENOUGH, LENGTH_SHARE * longer):
        return Verdict(Relation.ADAPTED, round(score, 4), f"{evidence}, {known}")
    return None


def _long_enough(a: Signature, b: Signature, *, titles: bool) -> bool:
    """Whether a high containment means a copy, as far as the lengths of the texts go."""
    shorter, longer = sorted((a.words, b.words))
    if shorter >= ENOUGH:
        return titles or shorter >= LENGTH_SHARE * longer
    alike = shingles.jaccard(a.shingles, b.shingles) >= ALIKE
    return (alike and titles) if shorter < SHORT else (alike or titles)


def titles_agree(a: str | None, b: str | None) -> bool:
    """Whether two titles are, word for word, mostly the same; two missing ones are."""
    one, other = frozenset(shingles.words(a or "")), frozenset(shingles.words(b or ""))
    return one == other or len(one & other) >= TITLES_ALIKE * len(one | other)


def _only_numbers_differ(a: Signature, b: Signature, score: float) -> bool:
    """Whether these are bulletins of two days: the same words around other numbers."""
    fewer = min(len(a.numbers), len(b.numbers))
    if fewer < NUMBERS_ENOUGH or len(a.numbers & b.numbers) >= NUMBERS_SHARE * fewer:
        return False
    return 1 - shingles.containment(a.prose, b.prose) < PROSE_LACK * (1 - score)


def _same_desk(a: Story, b: Story) -> str:
    """Say that both come from the same agency and place, or nothing."""
    pairs = ((a.agency, b.agency), (a.place, b.place))
    same = all(one and other and shingles.words(one) == shingles.words(other) for one, other in pairs)
    return "same agency and place" if same else ""


def find(conn: sqlite3.Connection, new: Story, *, but: int | None = None) -> list[Match]:
    """Return the held articles that are the same story as this one, best first.

    Args:
        conn: The corpus' connection.
        new: The story.
        but: An article to leave out: itself, when it is stored already.
    """
    rows = [*_equal(conn, new, but), *candidates(conn, new, but=but)]
    verdicts = {row["id"]: judge(new, story(row)) for row in rows}
    matches = [Match(article_id, verdict) for article_id, verdict in verdicts.items() if verdict]
    return sorted(matches, key=lambda match: (-(match.verdict.score or 0), match.article_id))


def _equal(conn: sqlite3.Connection, new: Story, but: int | None) -> list[sqlite3.Row]:
    return conn.execute(
        "SELECT * FROM articles WHERE content_sha256 = ? AND text <> '' AND id IS NOT ? ORDER BY id LIMIT ?",
        (new.sha256, but, EXACT),
    ).fetchall()


def candidates(conn: sqlite3.Connection, new: Story, *, but: int | None = None) -> list[sqlite3.Row]:
    """Return the rows of ``articles`` worth reading: they share keys, lie in the window and promise containment.

    Args:
        conn: The corpus' connection.
        new: The story.
        but: An article to leave out: itself, when it is stored already.
    """
    nearest = [held for held in _sharers(conn, new.signature) if held != but][:POSTINGS]
    promises = sorted(((_promise(new, row), -row["article_id"]) for row in _signed(conn, new, nearest)), reverse=True)
    worth = [-held for promise, held in promises if promise >= ESTIMATE][:READ]
    return [conn.execute("SELECT * FROM articles WHERE id = ?", (held,)).fetchone() for held in worth]


def _sharers(conn: sqlite3.Connection, signature: Signature) -> list[int]:
    """Return who shares keys with a text, nearest first; rare keys count, what the whole house prints hardly does."""
    weights: defaultdict[int, float] = defaultdict(float)
    for key in signature.keys:
        holders = _holders(conn, key)
        for held in holders:
            weights[held] += 1 / len(holders)
    return sorted(weights, key=lambda held: (-weights[held], -held))


def _holders(conn: sqlite3.Connection, key: int) -> list[int]:
    """Return the newest articles that have a key."""
    rows = conn.execute(
        "SELECT article_id FROM bands WHERE key = ? ORDER BY article_id DESC LIMIT ?", (key, POSTINGS)
    )
    return [row[0] for row in rows]


def _signed(conn: sqlite3.Connection, new: Story, ids: list[int]) -> list[sqlite3.Row]:
    """Return the signatures of those articles that lie in the story's window; an unknown date lies in every one."""
    return conn.execute(
        """
        SELECT signatures.* FROM signatures JOIN articles ON articles.id = article_id
        WHERE article_id IN (SELECT value FROM json_each(:ids))
          AND (:seed OR origin = 'seed'
               OR coalesce(abs(julianday(published_at) - julianday(:published_at)) <= :window, 1))
        """,
        {"ids": json.dumps(ids), "seed": new.seed, "published_at": new.published_at, "window": WINDOW_DAYS},
    ).fetchall()


def _promise(new: Story, held: sqlite3.Row) -> float:
    """Estimate the containment of two texts from their signatures: |A∩B| = J (|A|+|B|) / (1+J)."""
    sizes = len(new.signature.shingles), held["shingles"]
    alike = signatures.similarity(new.signature.minhash, held["minhash"])
    return float(alike * sum(sizes) / ((1 + alike) * min(sizes)))


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
    # OR IGNORE: the keys of a text that was edited by hand in the file could not be taken out with it
    conn.executemany(
        "INSERT OR IGNORE INTO bands (key, article_id) VALUES (?, ?)", [(key, article_id) for key in signature.keys]
    )


def unindex(conn: sqlite3.Connection, article_id: int, text: str) -> None:
    """Take an article out of the index, where it stands by this text.

    Args:
        conn: A connection inside a transaction.
        article_id: The article.
        text: The body it was indexed by: ``bands`` is sorted by key only, and the text gives the keys.
    """
    keys = signatures.sign(text).keys
    conn.executemany("DELETE FROM bands WHERE key = ? AND article_id = ?", [(key, article_id) for key in keys])
    conn.execute("DELETE FROM signatures WHERE article_id = ?", (article_id,))
