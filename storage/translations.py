"""Translations that no page declares: one story in two languages, told by what survives translation.

Stories are read in the order of their publication. Those of the last days lie in an index by number and name; what a
new one shares with them, rare facts weighing more, says whose translation it may be. Memory holds a window of days,
however large the corpus is.
"""

import json
import sqlite3
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import log

from storage import facts, times
from storage.facts import Facts
from storage.relations import Relation, Verdict

WINDOW = timedelta(days=3)
"""Agencies and platforms translate within hours; three days leave room for a weekend and for dates without a time."""
COMMONEST = 60
"""Stories of the window that may share a fact before it is everybody's: the capital, the year's growth rate."""
CLOSEST = 5
"""Candidates that are looked at, by weight of what is shared."""
SHARE = 0.45
"""Weight of the shared facts in the facts of the story with fewer, from which two stories are one. With
:data:`FEWEST` common facts, on pairs of the newsroom: bench/translations.py."""
SHARE_BACKED = 0.15
"""The same where a picture, slug or id is shared as well."""
FEWEST = 5
"""Facts in common without other backing: three numbers and a place are in any two reports on one subject."""
FEWEST_BACKED = 2
SHARE_SHOWN = 0.25
"""From here, with :data:`FEWEST_BACKED` common facts, a pair that is not decided is shown to who asks for candidates:
one in five of them is wrong (bench/translations.py)."""
AHEAD = 1.25
"""By how much the best candidate must lead the second: of two equally good ones neither is believed."""
PRECISION = 0.99
"""What the thresholds hold on the newsroom's pairs; below it nothing is decided."""
ORIGINALS = "vi"
"""Between Vietnamese and another language the Vietnamese is the original; else the earlier one is."""


_ROW = """
SELECT id, url, source, language, title, lead, text,
       (SELECT json_group_array(images.url) FROM images WHERE article_id = articles.id) AS pictures
FROM articles WHERE id = ?
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles that tell one story in two languages.

    Attributes:
        translation, original: Their ids.
        verdict: What tells it.
        decided: Whether that is sure enough to link them; if not they are a candidate.
    """

    translation: int
    original: int
    verdict: Verdict
    decided: bool = True


@dataclass(frozen=True, slots=True)
class _Match:
    """A stored story that may be the new one's other language."""

    held: Facts
    verdict: Verdict
    decided: bool

    @property
    def score(self) -> float:
        return self.verdict.score or 0.0


class Matcher:
    """Finds pairs among stories that come in the order of their publication."""

    def __init__(self) -> None:
        self._window: deque[Facts] = deque()
        self._by_key: defaultdict[str, list[Facts]] = defaultdict(list)

    def meet(self, new: Facts) -> Pair | None:
        """Return the pair that a story makes with an earlier one, decided or not, and remember the story."""
        self._forget(new)
        found = self._best(new)
        self._window.append(new)
        for key in _index_keys(new):
            self._by_key[key].append(new)
        return found

    def _forget(self, new: Facts) -> None:
        while self._window and self._window[0].at < new.at - WINDOW:
            old = self._window.popleft()
            for key in _index_keys(old):
                self._by_key[key].remove(old)
                if not self._by_key[key]:
                    del self._by_key[key]

    def _best(self, new: Facts) -> Pair | None:
        """Return the pair with the best story: a candidate only, where it is unsure or another one comes near."""
        matches = sorted((self._match(new, held) for held in self._closest(new)), key=lambda each: -each.score)
        sure = [each for each in matches if each.decided]
        if not sure:
            shown = next((each for each in matches if _is_shown(new, each)), None)
            return _pair(new, shown, decided=False) if shown else None
        best = sure[0]
        # A story may stand in two languages beside the new one: only candidates of one language are rivals.
        second = next((each.score for each in sure[1:] if each.held.language == best.held.language), 0.0)
        return _pair(new, best, decided=best.score >= AHEAD * second)

    def _closest(self, new: Facts) -> list[Facts]:
        shared: defaultdict[int, float] = defaultdict(float)
        met: dict[int, Facts] = {}
        for key in _index_keys(new):
            holders = self._by_key.get(key, ())
            for held in holders if len(holders) <= COMMONEST else ():
                if held.language != new.language:
                    shared[held.article_id] += self._weight(key)
                    met[held.article_id] = held
        return [met[each] for each in sorted(shared, key=lambda held: (-shared[held], held))[:CLOSEST]]

    def _weight(self, key: str) -> float:
        """Return how much a fact says: the logarithm of how few of the window's stories have it."""
        return log((2 + len(self._window)) / (1 + len(self._by_key.get(key, ()))))

    def _match(self, new: Facts, held: Facts) -> _Match:
        common = new.keys & held.keys
        weights = [sum(map(self._weight, story.keys)) for story in (new, held)]
        share = sum(map(self._weight, common)) / (min(weights) or 1)
        backing = _backing(new, held)
        enough = share >= SHARE_BACKED and len(common) >= FEWEST_BACKED if backing else False
        decided = enough or self._only_slug(new, held) or (share >= SHARE and len(common) >= FEWEST)
        said = ", ".join([f"{len(common)} numbers and names ({share:.2f})", *backing])
        score = round(min(1.0, share + (1 - share) * 0.5 * bool(backing)), 4)
        return _Match(held, Verdict(Relation.TRANSLATION, score, said), decided)

    def _only_slug(self, new: Facts, held: Facts) -> bool:
        """Tell whether two stories share a title in their addresses that no third story of the window has.

        Platforms keep the original's under every language; what a daily column is called, many stories share.
        """
        return bool(new.slug) and new.slug == held.slug and self._by_key.get(f"s:{new.slug}") == [held]


def _index_keys(story: Facts) -> Iterator[str]:
    yield from story.keys
    yield from (f"p:{picture}" for picture in story.pictures)
    if story.slug:
        yield f"s:{story.slug}"


def _backing(one: Facts, other: Facts) -> list[str]:
    """Return what else two stories share."""
    same_paper = one.source is not None and one.source == other.source
    return [
        *(["a picture"] if one.pictures & other.pictures else []),
        *(["the slug"] if one.slug and one.slug == other.slug else []),
        *(["the id"] if same_paper and one.number and one.number == other.number else []),
    ]


def _is_shown(new: Facts, match: _Match) -> bool:
    return match.score >= SHARE_SHOWN and len(new.keys & match.held.keys) >= FEWEST_BACKED


def _pair(new: Facts, match: _Match, *, decided: bool) -> Pair:
    """Say which of two is the translation; the one that was held is the earlier."""
    ids = (new.article_id, match.held.article_id)
    translation, original = reversed(ids) if new.language == ORIGINALS else ids
    return Pair(translation, original, match.verdict, decided)


def stories(conn: sqlite3.Connection, since: str | None = None) -> Iterator[Facts]:
    """Yield the facts of the articles that are nobody's copy, in the order of their publication.

    Args:
        conn: The corpus' connection.
        since: Published, or first seen where that is unknown, then or later; as stored.
    """
    order = conn.execute(
        """
        SELECT id, coalesce(published_at, first_seen_at) AS at FROM articles
        WHERE duplicate_of IS NULL AND text <> '' AND language IS NOT NULL AND (:since IS NULL OR at >= :since)
        ORDER BY at, id
        """,
        {"since": since},
    )
    for found in order:  # sorted without the texts, which are read one by one
        yield _read(conn.execute(_ROW, (found["id"],)).fetchone(), found["at"])


def _read(row: sqlite3.Row, at: str) -> Facts:
    parts = "\n".join(row[name] for name in ("title", "lead", "text") if row[name])
    return Facts(
        article_id=row["id"],
        source=row["source"],
        language=row["language"],
        at=times.moment(at),
        keys=facts.keys(parts),
        pictures=facts.pictures(json.loads(row["pictures"])),
        slug=facts.slug(row["url"]),
        number=facts.number(row["url"]),
    )


def find(told: Iterable[Facts], *, candidates: bool = False) -> Iterator[Pair]:
    """Yield the pairs among stories that come in the order of their publication.

    Args:
        told: The stories.
        candidates: Also those that are not decided.
    """
    matcher = Matcher()
    for story in told:
        pair = matcher.meet(story)
        if pair and (pair.decided or candidates):
            yield pair
