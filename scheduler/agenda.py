"""What comes when, and why: made from the corpus file, so that nothing is lost with a process."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crawler.catalogue import Catalogue, Edition
from crawler.scout import Address, Scout, still_serves
from scheduler.calendar import after_quiet, jitter
from scheduler.settings import OFF, Policy, Settings
from storage import cadence, feeds, times, waiting
from storage.corpus import Corpus
from storage.feeds import Feed
from storage.waiting import Waiting

PATIENCE = timedelta(minutes=30)
"""Pages that are due wait so long for others of their source, and for its feeds: stories are looked at again after an
hour at the earliest, and one run for several costs less than several."""

SHORTEST = cadence.SHORTEST
"""Between two runs of one source under "auto". An address that a run does not come to ask (a sitemap of last month)
stays due for ever, and must not keep the service busy."""


@dataclass(frozen=True, slots=True)
class Entry:
    """When a source is next crawled.

    Attributes:
        source: Its name.
        policy: As the user wrote it.
        due: When it would be by that alone.
        at: When it is, after quiet hours and jitter; what is overdue is not put off.
        why: In a few words.
    """

    source: str
    policy: str
    due: datetime
    at: datetime
    why: str


class Agenda:
    """Plans for the sources of a catalogue.

    Args:
        catalogue: Whose active sources are planned for.
        settings: The user's.
    """

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        self.settings = settings
        self.catalogue = catalogue
        self.editions: dict[str, list[Edition]] = {}
        for edition in catalogue:
            if self.policy(edition.source) != OFF:
                self.editions.setdefault(edition.source, []).append(edition)

    def policy(self, source: str) -> Policy:
        """Return what the user says of a source."""
        return self.settings.policy(source, self.catalogue.sources[source].group)

    def read(self, corpus: Corpus, now: datetime, started: Mapping[str, datetime] | None = None) -> list[Entry]:
        """Return what comes when, the next first.

        Args:
            corpus: May be open for reading only.
            now: Aware.
            started: When this process last started a run of a source, which the file may not show.
        """
        plans = waiting.read(corpus)
        known = {feed.url: feed for feed in feeds.known(corpus)}
        begun = started or {}
        entries = [
            self.entry(source, plans.get(source, Waiting()), known, now, begun.get(source))
            for source in self.editions
        ]
        return sorted(entries, key=lambda entry: (entry.at, entry.source))

    def entry(
        self, source: str, plan: Waiting, known: Mapping[str, Feed], now: datetime, started: datetime | None = None
    ) -> Entry:
        """Return when a source comes.

        Args:
            source: Its name.
            plan: What of it waits.
            known: Remembered addresses, by URL; those of other sources do no harm.
            now: Aware.
            started: When this process last started a run of it.
        """
        last = _latest(plan.asked_at, started, now)
        if self.policy(source).text != "auto":
            return self._entry(source, *_fixed(self.policy(source), last, now), now)
        own = [feed for feed in known.values() if feed.source == source]
        addresses = list(_addresses(self.catalogue, self.editions[source], own, now))
        return self._entry(source, *_auto(plan, last, addresses, known, now), now)

    def _entry(self, source: str, due: datetime, why: str, now: datetime) -> Entry:
        put_off = timedelta(0) if due <= now else jitter(source, due, self.settings.jitter)
        wanted = max(due + put_off, now)
        at = after_quiet(wanted, self.settings.quiet, self.settings.timezone)
        if at != wanted:
            why += ", after the quiet hours"
        return Entry(source, self.policy(source).text, due, at, why)


def _latest(asked_at: str | None, started: datetime | None, now: datetime) -> datetime | None:
    """Return when a source was last crawled; a time to come is a wrong clock's, and tells nothing."""
    asked = times.moment(asked_at) if asked_at else None
    return max((each for each in (asked, started) if each and each <= now), default=None)


def _fixed(policy: Policy, last: datetime | None, now: datetime) -> tuple[datetime, str]:
    if last is None:
        return now, "never asked"
    due = policy.after(last)
    if due is None:  # a date that never comes again, as 30 February
        return datetime.max.replace(tzinfo=UTC) - timedelta(days=2), f"{policy.text} never comes"
    word = f"every {policy.text}" if policy.every else f"cron {policy.text}"
    return due, word if due > now else f"{word}, overdue"


def _auto(
    plan: Waiting, last: datetime | None, addresses: list[str], known: Mapping[str, Feed], now: datetime
) -> tuple[datetime, str]:
    """Return when the first address or page of a source is due."""
    due, why = min(_reasons(plan, addresses, known, now), key=lambda reason: reason[0])
    if last and due < last + SHORTEST:
        return last + SHORTEST, f"{why}, {SHORTEST.seconds // 60} min after the last run"
    return due, why


def _reasons(
    plan: Waiting, addresses: Iterable[str], known: Mapping[str, Feed], now: datetime
) -> Iterator[tuple[datetime, str]]:
    yield now + cadence.LONGEST, "once a day at the least"
    if plan.page_at:
        yield times.moment(plan.page_at) + PATIENCE, "pages are due"
    for url in addresses:
        feed = known.get(url)
        yield (times.moment(feed.next_at), _feed_words(feed)) if feed else (now, f"{url} was never asked")


def _feed_words(feed: Feed) -> str:
    if feed.failures:
        return f"{feed.url} failed {feed.failures} times" if feed.failures > 1 else f"{feed.url} failed"
    return f"{feed.url} every {_words(timedelta(seconds=feed.interval))}"


def _words(length: timedelta) -> str:
    minutes = round(length.total_seconds() / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.0f} h"


def _addresses(
    catalogue: Catalogue, editions: Iterable[Edition], known: Iterable[Feed], now: datetime
) -> Iterator[str]:
    """Yield what a run of these editions asks first when everything is due."""
    # The day before: what a run asks for at the least; a longer --since only adds sitemaps of the past.
    since = now - timedelta(days=1)
    served = [feed for feed in known if still_serves(feed, since.date())]
    asked: set[str] = set()
    for edition in editions:
        scout = Scout(edition, catalogue, now=now, since=since, asked=asked)
        own = [feed for feed in served if catalogue.find(feed.url) in (edition, None)]
        yield from (address.url for address in scout.begin(Address(feed.url, feed.kind) for feed in own))
