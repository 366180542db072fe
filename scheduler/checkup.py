"""The look at all newspapers after a run: alerts are opened and closed, and the new ones sent."""

import shutil
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from scheduler import health
from scheduler.health import Past, Trouble
from storage import alerts, history, times
from storage.corpus import Corpus

EVERY = timedelta(minutes=15)
"""A look costs a quarter of a second with sixty newspapers and a month's stories; alerts are about hours and days."""

KINDS = ("silent", "thin", "fields", "fallback", "feed_dead", "clock")
"""What is judged of each newspaper here; ``blocked`` is raised and cleared by the crawl itself."""

DISK = "disk"
LEAST_FREE = 2 * 1024**3
"""Bytes: some two weeks of sixty newspapers, time enough for somebody to come and make room."""

DEAD = 5, timedelta(hours=12)
"""A feed is dead after so many failures over so long a time: a server's bad night is neither."""
GONE = 3, timedelta(hours=3)
"""The same where it is said plainly that no list is there, while others of the newspaper answer: it has moved. An
address that is missing while a site is put into place comes back sooner."""

REPLACED = timedelta(days=7)
"""A feed in whose place another has served for a week is nobody's trouble any more; nor is one that nothing has been
heard of for :data:`scheduler.health.WINDOW`."""

MANY = 0.5
"""When the feeds of so many newspapers fail together, it is our own line that is dead, and no alert can be sent."""


def look(corpus: Corpus, now: datetime, disk: Path | None = None) -> None:
    """Judge every newspaper by its own past; open and close alerts accordingly.

    Args:
        corpus: Where the past is, and the alerts go.
        now: Aware.
        disk: The folder whose disk must have room; None looks at no disk.
    """
    known = history.known_since(corpus)
    names = list(known)
    pasts = _pasts(corpus, known, now)
    hour = _hour(now)
    levels = health.fleet(pasts, hour)
    dead = {name: _dead(corpus, name, now) for name in names}
    ours = len(names) > 1 and sum(map(bool, dead.values())) > MANY * len(names)
    kinds = [kind for kind in KINDS if kind != "feed_dead" or not ours]
    answered = history.last_answers(corpus)
    for name in names:
        asked = min(_hour(times.moment(answered[name])), hour) if name in answered else hour
        others = [past for other, past in pasts.items() if other != name]
        silence = health.silent(pasts[name], others, levels, asked) if name in pasts else None
        found = [silence, dead.get(name), *_pages(corpus, name, now)]
        # Less may be expected now, since the others have fallen silent too; that is no news of this one.
        judged = [kind for kind in kinds if kind != "silent" or silence or not _still_silent(corpus, name, pasts)]
        _write(corpus, name, judged, [trouble for trouble in found if trouble], now)
    if disk:
        _write(corpus, None, (DISK,), _full(disk), now)


def _pasts(corpus: Corpus, known: Mapping[str, str], now: datetime) -> dict[str, Past]:
    window = _hour(now - health.WINDOW)
    pasts: dict[str, Past] = {}
    for name, first in known.items():
        begin = max(_hour(times.moment(first)), window)
        if past := Past.of(history.hourly(corpus, name, begin), begin):
            pasts[name] = past
    return pasts


def _still_silent(corpus: Corpus, name: str, pasts: Mapping[str, Past]) -> bool:
    """Whether a silence was told of and nothing has come since."""
    raised_at = alerts.opened(corpus, name).get("silent")
    return raised_at is not None and name in pasts and max(pasts[name].hours) < _hour(times.moment(raised_at))


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _pages(corpus: Corpus, name: str, now: datetime) -> list[Trouble]:
    """Judge the latest stories against those of a time without the trouble.

    Those of the last day are none: after a night of ours two hundred may come at once, all of the new design. Nor are
    those that came since a trouble was raised; but what has lasted for four weeks is how the newspaper is.
    """
    opened = alerts.opened(corpus, name)
    recent = history.sample(corpus, name, health.RECENT)
    since = min((at for kind, at in opened.items() if kind in health.OF_PAGES), default=times.utc(now))
    usual = now if times.moment(since) < now - health.WINDOW else times.moment(since)
    before = history.sample(corpus, name, health.BEFORE, before=min(recent.since, times.utc(usual - health.APART)))
    return health.pages(recent, before, frozenset(opened))


def _dead(corpus: Corpus, name: str, now: datetime) -> Trouble | None:
    died = history.dead_feeds(corpus, name, now - health.WINDOW, DEAD, GONE)
    settled = times.utc(now - REPLACED)
    found = [feed for feed in died if feed.replaced_at is None or feed.replaced_at > settled]
    if not found:
        return None
    first = found[0]
    status = _words(first.status)
    instead = f"; {first.replacement} serves instead" if first.replacement else ""
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return Trouble("feed_dead", f"{first.url} {status} since {first.since}{more}{instead}")


def _words(status: int | None) -> str:
    if status is None:
        return "does not answer"
    return f"answers {status}" if status >= 400 else "answers with no feed"


def _full(disk: Path) -> list[Trouble]:
    free = shutil.disk_usage(disk).free
    if free >= LEAST_FREE:
        return []
    return [Trouble(DISK, f"{free / 1024**3:.1f} GiB are left on the disk of {disk}")]


def _write(
    corpus: Corpus, name: str | None, kinds: Iterable[str], troubles: Iterable[Trouble], now: datetime
) -> None:
    found = {trouble.kind: trouble.message for trouble in troubles}
    with corpus.transaction():
        for kind in kinds:
            if kind in found:
                alerts.raised(corpus, name, kind, found[kind], now)
            else:
                alerts.cleared(corpus, name, kind, now)
