"""Which held articles are worth reading for a new one: what shared keys, signatures and samples promise beforehand.

A signature tells the Jaccard similarity of two texts within a known error, a sample of their shingles how much of one
lies in the other. Reading a text costs as much as weighing fifty, so only those are read which may be copies with the
error taken in their favour, and those which may be items of the new one, if that is a digest.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from storage import bands, bulletins, estimates, signatures
from storage.bulletins import Held
from storage.digests import PART
from storage.estimates import Sampled
from storage.judge import ADAPTED, ALIKE, COPY, ENOUGH
from storage.signatures import Signature

RARE = 8
"""Holders of a key up to which it may be an item's own; more share the phrases of the trade and of a house."""
NEAREST = 16
"""Articles that share keys and are weighed: of 600 made-up copies each had its original in the first place. Among
these sixteen all items of a digest have room, and it is the weighing that makes the slowest look-ups."""
LIKE = 8
"""Articles that are weighed of those that share the very same keys: room is left for other items of a digest."""
DAYS = 3
"""Bulletins of other days that are weighed: a copy of the same day's has its figures too, and lies nearer."""
BRIEFS = 8
"""Articles that are weighed of those whose title would have to agree, as of briefs with the boilerplate of one house:
a copy has what is the brief's own, and lies nearer."""


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
        is_bulletin: Whether it surely differs in its numbers alone: the same words about another day.
        sample: Of its shingles; None where it was indexed without one.
    """

    article_id: int
    contained: float
    alike: float
    share: float
    is_rare: bool
    is_long: bool
    is_bulletin: bool
    sample: frozenset[int] | None

    def may_be_copy(self, *, same_desk: bool) -> bool:
        """Whether the judge may find a copy."""
        if self.is_bulletin:
            return False
        return self.contained >= (ADAPTED if same_desk else COPY) or (self.alike >= ALIKE and self.is_long)

    @property
    def likelihood(self) -> float:
        """By how much it may exceed what makes a copy: a text edited all over is alike, and not much contained."""
        return max(self.contained / COPY, self.alike / ALIKE)

    @property
    def needs_title(self) -> bool:
        """Whether the judge would ask for titles that agree: briefs with the boilerplate of one house are many."""
        return not self.is_long and self.alike < ALIKE

    @property
    def may_be_item(self) -> bool:
        """Whether the new text may be a digest that holds this one."""
        return self.is_rare and self.share >= PART

    @property
    def is_promising(self) -> bool:
        """Whether more must be known of it."""
        return self.may_be_copy(same_desk=True) or self.may_be_item


def candidates(conn: sqlite3.Connection, new: Signature, *, but: int | None) -> list[Candidate]:
    """Return what of those that share keys with a text may be a copy of it or an item in it, the likeliest first.

    Args:
        conn: The corpus' connection.
        new: The text's signature.
        but: An article to leave out: itself, when it is stored already.
    """
    rarest = _sharers(conn, new, but)
    if not rarest:
        return []
    given = ", ".join("?" * len(rarest))
    rows = conn.execute(
        f"SELECT article_id, minhash, shingles, words, sample, figures FROM signatures WHERE article_id IN ({given})",  # noqa: S608 - placeholders alone
        tuple(rarest),
    )
    found = _weighed(new, {row["article_id"]: row for row in rows}, rarest)
    return sorted(found, key=lambda each: (-each.likelihood, each.article_id))


def _sharers(conn: sqlite3.Connection, new: Signature, but: int | None) -> dict[int, int]:
    """Return who shares keys with a text, and how many hold the rarest of these.

    Rare keys count, what the whole house prints hardly does: so the nearest are chosen.
    """
    weights: defaultdict[int, float] = defaultdict(float)
    shared: defaultdict[int, int] = defaultdict(int)
    rarest: dict[int, int] = {}
    for number, holders in enumerate(sorted(bands.holders(conn, new.keys, but), key=len)):
        weight, mark = 1 / len(holders), 1 << number
        for held in holders:
            weights[held] += weight
            shared[held] |= mark
            rarest.setdefault(held, len(holders))
    for held, rarity in rarest.items():
        if rarity == bands.POSTINGS and shared[held].bit_count() == 1:
            del weights[held]  # one phrase of the house: a copy has more of its original than that
    return {held: rarest[held] for held in _nearest(weights, shared)}


def _nearest(weights: dict[int, float], shared: dict[int, int]) -> Iterator[int]:
    """Yield the nearest and, of those that share the same keys, the newest."""
    alike: defaultdict[int, int] = defaultdict(int)
    left = NEAREST
    for held in sorted(weights, key=lambda held: (-weights[held], -held)):
        alike[shared[held]] += 1
        if alike[shared[held]] <= LIKE:
            yield held
            left -= 1
        if not left:
            return


def _weighed(new: Signature, rows: dict[int, sqlite3.Row], rarest: dict[int, int]) -> Iterator[Candidate]:
    """Yield the promising, the nearest first, and no more once there are many of the same sort."""
    number, mine = signatures.number(new.minhash), signatures.unpacked(new.sketch.sample)
    left = {"is_bulletin": DAYS, "needs_title": BRIEFS}
    for held, holders in rarest.items():
        found = held in rows and _expected(new, number, mine, rows[held], is_rare=holders <= RARE)
        if found and found.is_promising:
            yield found
            for sort in left:
                left[sort] -= getattr(found, sort)
            if not all(left.values()):
                return


def _expected(
    new: Signature, number: int, mine: frozenset[int], row: sqlite3.Row, *, is_rare: bool
) -> Candidate | None:
    """Tell what may be expected of a held text by its signature, and if that is something by its sample too."""
    article_id, minhash, shingles, words, stored, figures = row
    size, agreeing = len(new.shingles), signatures.agreeing(number, signatures.number(minhash))
    least = min(ADAPTED * shingles, (PART if is_rare else ADAPTED) * size)
    if estimates.most_common(agreeing, size + shingles) < least:
        return None
    sample = None if stored is None else signatures.unpacked(stored)
    sampled = Sampled(len(mine & sample), len(mine), len(sample)) if mine and sample else None
    told = estimates.common(agreeing, size, shingles, sampled)
    is_long = min(new.words, words) >= ENOUGH
    is_bulletin = bool(sample and figures and bulletins.of_another_day(new, Held(shingles, sample, figures)))
    return Candidate(article_id, *told, is_rare, is_long, is_bulletin, sample)
