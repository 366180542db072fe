"""Which held articles are worth reading for a new one: what shared keys and signatures promise beforehand.

A signature tells the Jaccard similarity of two texts within a known error. Reading a text costs a quarter of a
millisecond, so only those are read which may be copies with the error taken in their favour, and those which may be
items of the new one, if that is a digest.
"""

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from math import sqrt

from storage import bands, signatures
from storage.bands import POSTINGS
from storage.digests import PART
from storage.judge import ADAPTED, ALIKE, COPY, ENOUGH
from storage.signatures import Signature

ERRORS = 3
"""Standard deviations by which a signature may underestimate: one in a thousand is further off."""
RARE = 8
"""Holders of a key up to which it may be an item's own; more share the phrases of the trade and of a house."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is expected of a held article.

    Attributes:
        article_id: The article.
        contained: Containment at the most.
        alike: Jaccard at the most.
        share: How much of the new text it makes up, as well as can be told.
        is_rare: Whether they share something that few others have.
        is_long: Whether both texts are long enough to be one story by likeness alone.
    """

    article_id: int
    contained: float
    alike: float
    share: float
    is_rare: bool
    is_long: bool

    def may_be_copy(self, *, same_desk: bool) -> bool:
        """Whether the judge may find a copy."""
        return self.contained >= (ADAPTED if same_desk else COPY) or (self.alike >= ALIKE and self.is_long)

    @property
    def needs_title(self) -> bool:
        """Whether the judge would ask for titles that agree: briefs with the boilerplate of one house are many."""
        return not self.is_long and self.alike < ALIKE

    @property
    def may_be_item(self) -> bool:
        """Whether the new text may be a digest that holds this one."""
        return self.is_rare and self.share >= PART


def candidates(conn: sqlite3.Connection, new: Signature, *, but: int | None) -> list[Candidate]:
    """Return the nearest of those that share keys with a text, the most promising first.

    Args:
        conn: The corpus' connection.
        new: The text's signature.
        but: An article to leave out: itself, when it is stored already.
    """
    rarest = _sharers(conn, new, but)
    if not rarest:
        return []
    mine = signatures.number(new.minhash)
    rows = conn.execute(
        "SELECT article_id, minhash, shingles, words FROM signatures "
        "WHERE article_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(rarest)),),
    )
    found = []
    for article_id, theirs, size, words in rows:
        alike = signatures.similarity(mine, signatures.number(theirs))
        known = {"is_rare": rarest[article_id] <= RARE, "is_long": min(new.words, words) >= ENOUGH}
        found.append(_expected(article_id, alike, (len(new.shingles), size), **known))
    return sorted(found, key=lambda each: (-each.contained, each.article_id))


def _sharers(conn: sqlite3.Connection, new: Signature, but: int | None) -> dict[int, int]:
    """Return who shares keys with a text, and how many hold the rarest of these.

    Rare keys count, what the whole house prints hardly does: so the nearest are chosen.
    """
    weights: defaultdict[int, float] = defaultdict(float)
    rarest: dict[int, int] = {}
    for holders in sorted(bands.holders(conn, new.keys), key=len):
        for held in holders:
            weights[held] += 1 / len(holders)
            rarest.setdefault(held, len(holders))
    weights.pop(but or 0, None)
    nearest = sorted(weights, key=lambda held: (-weights[held], -held))[:POSTINGS]
    return {held: rarest[held] for held in nearest}


def _expected(article_id: int, alike: float, sizes: tuple[int, int], *, is_rare: bool, is_long: bool) -> Candidate:
    """Turn an estimated Jaccard of texts of these sizes into what may be: |A∩B| = J (|A|+|B|) / (1+J)."""
    positions = signatures.PERMUTATIONS
    error = sqrt(max(alike * (1 - alike), 1 / positions) / positions)
    most = min(1.0, alike + ERRORS * error)
    return Candidate(
        article_id,
        contained=most * sum(sizes) / ((1 + most) * min(sizes)),
        alike=most,
        share=alike * sum(sizes) / ((1 + alike) * sizes[0]),
        is_rare=is_rare,
        is_long=is_long,
    )
