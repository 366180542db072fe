"""The frontier: every URL ever discovered, what became of it, and who is fetching it now.

A URL is *queued* (to be fetched at ``next_at``), *leased* to one process for a while, *done* (nothing planned), or an
*alias* (another address of a stored article, never fetched for itself). A lease ends by settling, by being given
back, or by time, so a process that dies loses nothing.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from storage import homes, leasing, revisit, times
from storage.corpus import Corpus
from storage.leasing import LEASE_SECONDS, Leased, Settlement, Wanted
from storage.records import Found, Hints, Kind, Outcome

__all__ = ["LEASE_SECONDS", "Added", "Candidate", "Frontier", "Leased", "Pending"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A discovered URL on its way into the frontier.

    Attributes:
        key: The canonical key: the identity of the URL.
        found: What announced it said.
        source: The catalogue's name of its newspaper, None for an unknown site.
        language: The edition's language, where known.
        host: The host that politeness counts by.
        priority: Higher is fetched first.
        discovered_from: The URL of the feed, sitemap or page that announced it.
    """

    key: str
    found: Found
    source: str | None
    language: str | None
    host: str
    priority: int = 0
    discovered_from: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What a batch of candidates came to: how many were unknown, how many known ones were called back."""

    new: int
    due: int


@dataclass(frozen=True, slots=True)
class Pending:
    """A source's queue: URLs due now, planned for later, and leased."""

    source: str | None
    due: int
    later: int
    leased: int


class Frontier:
    """The ``urls`` table of a corpus. Every method is one transaction, or part of the caller's open one."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._conn = corpus.conn

    def add(self, candidates: Iterable[Candidate], now: datetime) -> Added:
        """Take in discovered URLs.

        An unknown key is queued. A known one keeps its first URL, gets the hints it lacked, and is queued again when
        a change is announced that the last fetch cannot have seen; a site that failed or refused keeps its back-off.

        Args:
            candidates: What was discovered; keys may repeat.
            now: Aware.
        """
        new = due = 0
        with self._corpus.transaction():
            wanted = list(candidates)
            known = self._known([candidate.key for candidate in wanted])
            for candidate in wanted:
                row = known.pop(candidate.key, None)  # once: a key that comes again finds what became of it
                if row is None and self._insert(candidate, now):
                    new += 1
                elif changes := self._recall(candidate, row or self._known([candidate.key])[candidate.key], now):
                    due += "next_at" in changes
                    known.clear()  # it may have been an alias of one of them
        return Added(new, due)

    def _known(self, keys: list[str]) -> dict[str, sqlite3.Row]:
        """Return the rows of those keys that are known: most teasers are, and an insertion in vain costs more."""
        rows = self._conn.execute(
            "SELECT * FROM urls WHERE canonical_key IN (SELECT value FROM json_each(?))", (json.dumps(keys),)
        )
        return {row["canonical_key"]: row for row in rows}

    def _insert(self, candidate: Candidate, now: datetime, article_id: int | None = None) -> bool:
        """Take in an unknown URL: queued, or an alias where an article is named; False for a known one."""
        found, at, queued = candidate.found, times.utc(now), article_id is None
        cursor = self._conn.execute(
            "INSERT INTO urls (canonical_key, url, source, language, host, kind, priority, discovered_from, "
            "discovered_at, hint_title, hint_published_at, hint_language, announced_at, state, due, next_at, "
            "fetched_at, article_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (canonical_key) DO NOTHING",
            (
                candidate.key,
                found.url,
                candidate.source,
                candidate.language,
                candidate.host,
                found.kind,
                candidate.priority,
                candidate.discovered_from,
                at,
                *_hint_columns(found.hints).values(),
                times.stored(found.modified_at),
                *(("queued", 1, at, None) if queued else ("alias", 0, None, at)),
                article_id,
            ),
        )
        return cursor.rowcount == 1

    def _recall(self, candidate: Candidate, row: sqlite3.Row, now: datetime) -> dict[str, Any]:
        """Bring a known URL up to date, or that of which it is an alias; return the columns that changed."""
        row = homes.of(self._conn, row)
        hints = _hint_columns(candidate.found.hints)
        changes: dict[str, Any] = {name: hint for name, hint in hints.items() if hint and row[name] is None}
        announced = times.stored(candidate.found.modified_at)
        # A change announced during the fetch is left for the next poll: the fetch may have come too early for it.
        if announced and announced > (row["announced_at"] or "") and row["state"] != "leased":
            changes["announced_at"] = announced
            changes |= _called_back(row, announced, now)
        if candidate.priority >= 0 > row["priority"]:  # what a backfill found first is news after all
            changes["priority"] = candidate.priority
        if changes:
            columns = ", ".join(f"{name} = :{name}" for name in changes)
            self._conn.execute(f"UPDATE urls SET {columns} WHERE id = :id", changes | {"id": row["id"]})  # noqa: S608
        return changes

    def lease(  # noqa: PLR0913 - options by keyword
        self,
        owner: str,
        limit: int,
        now: datetime,
        *,
        sources: Collection[str] | None = None,
        hosts: Collection[str] | None = None,
        languages: Collection[str] | None = None,
        kinds: Collection[Kind] = (Kind.ARTICLE,),
        lease_seconds: int = LEASE_SECONDS,
        run_id: int | None = None,
        archive: bool = False,
    ) -> list[Leased]:
        """Take due URLs for this process alone.

        A run never leases a URL again that it has settled, so that a URL has one outcome per run.

        Args:
            owner: :func:`storage.owners.name`.
            limit: At most so many.
            now: Aware; what is due by now, and leases that ended by now, are open to all.
            sources: Only of these.
            hosts: Only on these.
            languages: Only of editions in these.
            kinds: What to take.
            lease_seconds: How long they are this owner's.
            run_id: The run that counts them.
            archive: Those with a priority below 0, which a backfill found, and no others.

        Returns:
            The highest priority first, then the newest announced date, then the longest waiting.
        """
        wanted = Wanted(sources, hosts, languages, kinds, archive)
        with self._corpus.transaction():
            leasing.give_back(self._conn, "lease_until <= ?", times.utc(now))
            leasing.come_due(self._conn, now)
            rows = leasing.due(self._conn, wanted, limit, now, run_id)
            leasing.take(self._conn, rows, owner, now + timedelta(seconds=lease_seconds), run_id)
        return [leasing.leased(row, owner, run_id) for row in rows]

    def claim(self, keys: Iterable[str], owner: str, now: datetime, *, run_id: int | None = None) -> list[Leased]:
        """Take the named URLs, due or not, unless another process has them; for what a person asks for by name.

        Args:
            keys: Canonical keys.
            owner: :func:`storage.owners.name`.
            now: Aware.
            run_id: The run that counts them.

        Returns:
            Those that could be had, in the order of their keys' discovery; unknown keys, and what the run has settled
            already, are passed over.
        """
        with self._corpus.transaction():
            leasing.give_back(self._conn, "lease_until <= ?", times.utc(now))
            rows = self._conn.execute(
                "SELECT * FROM urls WHERE state != 'leased' AND canonical_key IN (SELECT value FROM json_each(?)) "
                "AND (? IS NULL OR run_id IS NOT ?) ORDER BY id",
                (json.dumps(list(keys)), run_id, run_id),
            ).fetchall()
            leasing.take(self._conn, rows, owner, now + timedelta(seconds=LEASE_SECONDS), run_id)
        return [leasing.leased(row, owner, run_id) for row in rows]

    def settle(  # noqa: PLR0913 - facts by keyword
        self,
        leased: Leased,
        outcome: Outcome,
        now: datetime,
        *,
        status: int | None = None,
        next_at: datetime | None = None,
        article_id: int | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        detail: str | None = None,
        latency: float | None = None,
    ) -> bool:
        """Write what became of a leased URL: its row, and the visit of its run.

        Call it inside the page's transaction, so that the page, the article and this are written together or not.

        Args:
            leased: What :meth:`lease` gave.
            outcome: What became of it.
            now: Aware.
            status: The HTTP status, None when there was no answer.
            next_at: When to visit again, None for never; :meth:`Leased.next_at` knows the rules.
            article_id: The article it led to; None leaves what is known.
            etag: The answer's ETag; None leaves what is known.
            last_modified: The answer's Last-Modified; None leaves what is known.
            detail: One line for the reader of ``visits``: the error, the reason.
            latency: Seconds to the first byte of the answer.

        Returns:
            False, with nothing written, when the lease had run out and passed to another, who will settle it.
        """
        end = Settlement(outcome, status, next_at, article_id, etag, last_modified, detail, latency)
        with self._corpus.transaction():
            return leasing.settle(self._conn, leased, end, now)

    def release(self, owner: str) -> int:
        """Give back everything an owner still holds, as if never leased; return how many."""
        with self._corpus.transaction():
            return leasing.give_back(self._conn, "lease_owner = ?", owner)

    def release_dead(self, is_alive: Callable[[str], bool]) -> int:
        """Give back what the dead hold; return how many.

        Args:
            is_alive: Tells of an owner's name whether it may still be at work; :func:`storage.owners.is_alive`.
        """
        with self._corpus.transaction():
            owners = self._conn.execute("SELECT DISTINCT lease_owner FROM urls WHERE state = 'leased'").fetchall()
            return sum(self.release(owner) for (owner,) in owners if not is_alive(owner))

    def alias(self, candidate: Candidate, article_id: int, now: datetime) -> None:
        """Note another address of a stored article (a redirect, a canonical link), unless the key is known already.

        Args:
            candidate: The other address.
            article_id: The article that was just found behind it.
            now: Aware.
        """
        with self._corpus.transaction():
            self._insert(candidate, now, article_id)

    def pending(self, now: datetime) -> list[Pending]:
        """Return every source's queue, by name, those with none left out."""
        rows = self._conn.execute(
            "SELECT source, count(*) FILTER (WHERE next_at <= :now), count(*) FILTER (WHERE next_at > :now), "  # noqa: S608
            f"count(*) FILTER (WHERE next_at IS NULL) FROM ({leasing.QUEUED} "
            "UNION ALL SELECT source, NULL, NULL FROM urls WHERE state = 'leased') GROUP BY source",
            {"now": times.utc(now)},
        )
        return [Pending(*row) for row in rows]


def _hint_columns(hints: Hints) -> dict[str, str | None]:
    return {
        "hint_title": hints.title,
        "hint_published_at": times.stored(hints.published_at),
        "hint_language": hints.language,
    }


def _called_back(row: sqlite3.Row, announced: str, now: datetime) -> dict[str, str | int]:
    """Return the columns that queue a known URL again for an announced change; none when it is not called for."""
    backing_off = row["state"] == "queued" and row["attempts"] > 0
    if row["fetched_at"] is None or backing_off:
        return {}
    when = revisit.called_back(announced, row["fetched_at"], row["discovered_at"], now)
    if when is None or (row["state"] == "queued" and row["next_at"] <= times.utc(when)):
        return {}
    return {"state": "queued", "next_at": times.utc(when), "due": 0}
