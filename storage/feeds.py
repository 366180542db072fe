"""Remembered discovery addresses: feeds, sitemaps and section pages that served, and when to ask them again.

When an address is asked again is for :mod:`storage.cadence` to say; what it has learnt is kept here.
"""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import cadence, times
from storage.corpus import Corpus
from storage.records import Kind

LEADING_ON = timedelta(hours=1)
"""How often at the least an index of sitemaps is asked: it brings no story itself, but on some sites every day, and
everywhere every month, the address where stories will be."""
FULL_EVERY = timedelta(hours=6)
"""So often a feed is fetched whatever its ETag says: some repeat an ETag after they have changed."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A discovery address and what is known of it. Times and rhythm as stored, the interval in seconds."""

    url: str
    source: str
    kind: Kind
    etag: str | None
    last_modified: str | None
    body_sha256: str | None
    interval: int
    next_at: str
    failures: int
    failing_since: str | None
    gone_since: str | None
    conditional: bool
    last_status: int | None
    entries: int | None
    last_ok_at: str | None
    last_full_at: str | None
    last_new_at: str | None
    rhythm: str | None

    def learnt(self) -> cadence.Rhythm:
        """Return when it brings news; read when it is asked for, since most who look at an address do not."""
        return cadence.load(json.loads(self.rhythm) if self.rhythm else None)

    def may_ask_conditionally(self, now: datetime) -> bool:
        """Whether to send If-None-Match and If-Modified-Since, rather than to fetch all of it.

        Not when the last full fetch is :data:`FULL_EVERY` ago, nor when it was caught with one ETag for two bodies.
        """
        recent = self.last_full_at is not None and times.moment(self.last_full_at) > now - FULL_EVERY
        return recent and self.conditional


@dataclass(frozen=True, slots=True)
class Answer:
    """What a discovery address answered.

    Attributes:
        url: The address.
        source: Whose it is.
        kind: What it is.
        ok: Whether it could be read; a 304 can.
        status: The HTTP status, None when there was no answer.
        new: How many entries were unknown.
        entries: How many it announced, None when nothing was read (304, error).
        etag: Its ETag.
        last_modified: Its Last-Modified.
        body_sha256: Of the body, None when there was none.
        ttl: How long it asks to be left alone: its own ``ttl``, or the answer's max-age.
        retry_after: How long a refusal asks to be left alone.
        leads_on: It names further addresses, as an index of sitemaps does.
        foreign: It is a page of something else, which may have come by a redirect.
    """

    url: str
    source: str
    kind: Kind
    ok: bool
    status: int | None = None
    new: int = 0
    entries: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    ttl: timedelta | None = None
    retry_after: timedelta | None = None
    leads_on: bool = False
    foreign: bool = False

    @property
    def gone(self) -> bool:
        """Whether it says plainly that no list is there.

        Silence, a refusal, an error of the server's own or an empty list says nothing of the address.
        """
        return not self.ok and (self.foreign or self.status in {404, 410})


def known(corpus: Corpus, *, sources: Collection[str] | None = None, due: datetime | None = None) -> list[Feed]:
    """Return remembered addresses, the longest waiting first.

    Args:
        corpus: Where they are remembered.
        sources: Only of these.
        due: Only those whose time has come by this moment.
    """
    parts, values = ["TRUE"], list[str]()
    if sources is not None:
        parts.append(f"source IN ({', '.join('?' * len(sources))})")
        values += sources
    if due is not None:
        parts.append("next_at <= ?")
        values.append(times.utc(due))
    rows = corpus.conn.execute(
        f"SELECT * FROM feeds WHERE {' AND '.join(parts)} ORDER BY next_at, id",  # noqa: S608 - placeholders only
        values,
    )
    return [_feed(row) for row in rows]


def get(corpus: Corpus, url: str) -> Feed | None:
    """Return what is remembered of an address, None when it is unknown."""
    row = corpus.conn.execute("SELECT * FROM feeds WHERE url = ?", (url,)).fetchone()
    return None if row is None else _feed(row)


def record(corpus: Corpus, answer: Answer, now: datetime) -> Feed:
    """Remember an answer and plan the next visit; an unknown address becomes known.

    Args:
        corpus: Where to remember it.
        answer: What came.
        now: Aware.

    Returns:
        What is known from now on.
    """
    with corpus.transaction():
        old = get(corpus, answer.url)
        rhythm = _learnt(answer, old, now)
        interval = _next_interval(answer, old, rhythm, now)
        row = _columns(answer, old, times.utc(now)) | {
            "rhythm": json.dumps(cadence.dump(rhythm), separators=(",", ":")),
            "interval": round(interval.total_seconds()),
            "next_at": times.utc(now + interval),
        }
        _write(corpus.conn, row)
    kept = get(corpus, answer.url)
    assert kept is not None
    return kept


def _learnt(answer: Answer, old: Feed | None, now: datetime) -> cadence.Rhythm:
    """Return what an address' rhythm is after an answer; its first says nothing, for all of it is new."""
    if old is None:
        return cadence.Rhythm()
    if not answer.ok or old.last_ok_at is None:
        return old.learnt()
    return cadence.learn(old.learnt(), times.moment(old.last_ok_at), now, answer.new)


def _next_interval(answer: Answer, old: Feed | None, rhythm: cadence.Rhythm, now: datetime) -> timedelta:
    if not answer.ok:
        return cadence.back_off((old.failures if old else 0) + 1, answer.retry_after)
    if old is None or old.last_ok_at is None:
        return max(cadence.FIRST, min(answer.ttl or cadence.FIRST, cadence.LONGEST_WISH))
    interval = cadence.interval(rhythm, now, entries=answer.entries or old.entries, wish=answer.ttl)
    return min(interval, LEADING_ON) if answer.leads_on else interval


def _columns(answer: Answer, old: Feed | None, at: str) -> dict[str, object]:
    """Return what an answer changes; what it does not say stays as it was."""
    row: dict[str, object] = {
        "url": answer.url,
        "source": answer.source,
        "kind": answer.kind,
        "last_status": answer.status,
        "last_fetched_at": at,
        "failures": 0 if answer.ok else (old.failures if old else 0) + 1,
        "failing_since": None if answer.ok else (old and old.failing_since) or at,
        "gone_since": (old and old.gone_since) or at if answer.gone else None,
    }
    if answer.ok:
        row["last_ok_at"] = at
    if answer.new:
        row["last_new_at"] = at
    if answer.ok and answer.body_sha256:
        row |= {
            "etag": answer.etag,
            "last_modified": answer.last_modified,
            "body_sha256": answer.body_sha256,
            "entries": answer.entries,
            "last_full_at": at,
        }
        if old and _repeats_its_etag(answer, old):
            row["conditional"] = False
    return row


def _repeats_its_etag(answer: Answer, old: Feed) -> bool:
    return answer.etag is not None and answer.etag == old.etag and answer.body_sha256 != old.body_sha256


def _write(conn: sqlite3.Connection, row: dict[str, object]) -> None:
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    changes = ", ".join(f"{name} = excluded.{name}" for name in row)
    conn.execute(
        f"INSERT INTO feeds ({names}, first_seen_at) VALUES ({values}, :last_fetched_at) "  # noqa: S608 - our own names
        # What was only tried in vain has not been seen.
        "ON CONFLICT (url) DO UPDATE SET first_seen_at = iif(last_ok_at IS NULL, excluded.first_seen_at, "
        f"first_seen_at), {changes}",
        row,
    )


def _feed(row: sqlite3.Row) -> Feed:
    facts = {name: row[name] for name in Feed.__dataclass_fields__}
    return Feed(**facts | {"kind": Kind(row["kind"]), "conditional": bool(row["conditional"])})
