"""What a play came to, in the figures that issue and documents speak of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from scheduler import checkup
from scheduler.simulation.play import Player, Tally
from scheduler.simulation.world import DAY, Fault, Paper, Script, Story, press
from storage import times
from storage.corpus import Corpus
from storage.times import VIETNAM

START = datetime(2026, 1, 26, tzinfo=VIETNAM)
"""A Monday three weeks before the lunar new year of 2026."""
TET = 20.0
"""The day of the play on which Tết's week begins."""
OBSERVE = 3 * 3_600.0
"""Seconds between two looks at all newspapers' health; the service looks more often."""
DAILY = 12.0
"""A newspaper that "publishes in the day": a story an hour in a day's twelve."""
LISTED = DAY
"""Seconds: what stays listed for so long must not be missed."""
FAULTS = (
    Fault("province-3", 12.4, "dies", "silent"),
    Fault("agency-7", 13.4, "redesigned", "fallback", ("fields",)),
    Fault("province-9", 11.4, "moves", "feed_dead"),
    Fault("province-15", 14.4, "thins", "thin"),
    Fault("agency-13", 16.4, "clock", "clock"),
)


@dataclass(frozen=True, slots=True)
class Delays:
    """From publication to storage, in minutes."""

    count: int
    median: float
    p95: float

    @classmethod
    def of(cls, minutes: Sequence[float]) -> "Delays":
        """Sum up."""
        order = sorted(minutes) or [0.0]
        return cls(len(minutes), order[len(order) // 2], order[int(0.95 * len(order))])


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert of the play; ``after`` is hours since its fault began, None for a false alarm."""

    source: str
    kind: str
    after: float | None
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The figures.

    Attributes:
        days: How long it was played.
        all, daily: Delays of all stories, and of newspapers with :data:`DAILY` stories a day or more.
        tally: Requests.
        missed: Stories that were listed for :data:`LISTED` and never stored.
        lost: Stories that were listed for less and never stored.
        alerts: As they were raised.
        unseen: Faults whose alert never came.
    """

    days: int
    all: Delays
    daily: Delays
    tally: Tally
    missed: int
    lost: int
    alerts: list[Raised]
    unseen: list[Fault]

    @property
    def finding(self) -> float:
        """Requests to feeds and section pages per story, discovery's fallback among them."""
        return (self.tally.polls + self.tally.fallbacks) / self.all.count

    @property
    def robots(self) -> float:
        """Requests for robots.txt per story."""
        return self.tally.robots / self.all.count

    @property
    def false_alarms(self) -> list[Raised]:
        """Alerts that no fault explains."""
        return [alert for alert in self.alerts if alert.after is None]


def play(folder: Path, *, days: int, count: int, seed: int, faults: tuple[Fault, ...] = FAULTS) -> Report:
    """Play some days of some newspapers.

    Args:
        folder: Where the play's corpus is made.
        days: How long.
        count: Newspapers.
        seed: Another seed, another play.
        faults: What goes wrong.
    """
    script = Script(START, days, count, seed, faults, TET)
    papers = {paper.name: paper for paper in press(script)}
    with Corpus.open(folder / "simulation.db") as corpus:
        corpus.conn.execute("PRAGMA synchronous = OFF")
        corpus.conn.execute("DROP TRIGGER articles_fts_insert")  # nobody searches a play
        player = Player(corpus, papers, START, lambda paper, story, at: _keep(corpus, paper, story, at))
        tally = player.run(days * DAY, OBSERVE, lambda now: checkup.look(corpus, now))
        alerts = list(_alerts(corpus, faults))
    seen = {(alert.source, alert.kind) for alert in alerts if alert.after is not None}
    unseen = [fault for fault in faults if (fault.paper, fault.alert) not in seen and fault.day < days - 1]
    missed, lost = _missed(papers.values(), tally, (days - 1) * DAY)
    return Report(
        days,
        Delays.of(list(_delays(papers.values(), tally, 0.0))),
        Delays.of(list(_delays(papers.values(), tally, DAILY))),
        tally,
        missed,
        lost,
        alerts,
        unseen,
    )


def _keep(corpus: Corpus, paper: Paper, story: Story, at: datetime) -> None:
    """Store the facts of a story that health is judged by."""
    published = START + timedelta(seconds=story.at) + timedelta(days=30 if story.future else 0)
    corpus.conn.execute(
        "INSERT INTO articles (url, source, title, byline, published_at, first_seen_at, updated_at, word_count, "
        "content_sha256, origin, extractor, warnings) VALUES (?, ?, 'title', ?, ?, ?, ?, ?, '', 'crawl', ?, ?)",
        (
            f"https://{paper.name}/{story.at}",
            paper.name,
            "somebody" if story.byline else None,
            times.utc(published),
            times.utc(at),
            times.utc(at),
            story.words,
            "rules:play" if story.by_rules else "trafilatura",
            '["date_in_future"]' if story.future else "[]",
        ),
    )


def _delays(papers: Iterable[Paper], tally: Tally, least: float) -> Iterator[float]:
    for paper in papers:
        if paper.daily >= least:
            stored = tally.stored.get(paper.name, {})
            yield from ((at - paper.stories[index].at) / 60 for index, at in stored.items())


def _missed(papers: Iterable[Paper], tally: Tally, until: float) -> tuple[int, int]:
    """Return how many stories were never stored: of those that stayed listed, and of the others."""
    missed = lost = 0
    for paper in papers:
        listed = _listed(paper)
        for index in range(len(paper.stories)):
            if paper.stories[index].at < until and index not in tally.stored.get(paper.name, {}):
                missed += listed.get(index, 0.0) >= LISTED
                lost += listed.get(index, 0.0) < LISTED
    return missed, lost


def _listed(paper: Paper) -> dict[int, float]:
    """Return for how long each story of a newspaper was listed somewhere, in seconds."""
    longest: dict[int, float] = {}
    for address in paper.addresses:
        for position, index in enumerate(address.stories):
            longest[index] = max(longest.get(index, 0.0), address.listed_for(position))
    return longest


def _alerts(corpus: Corpus, faults: tuple[Fault, ...]) -> Iterator[Raised]:
    for row in corpus.conn.execute("SELECT source, kind, message, raised_at FROM alerts ORDER BY id"):
        day = (times.moment(row["raised_at"]) - START) / timedelta(days=1)
        began = [fault.day for fault in faults if fault.explains(row["source"], row["kind"], day)]
        after = (day - max(began)) * 24 if began else None
        yield Raised(row["source"], row["kind"], after, row["message"])
