"""What a play came to, in the figures that issue and documents speak of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from crawler import catalogue
from scheduler import checkup
from scheduler.simulation import faults, sites
from scheduler.simulation.faults import Fault
from scheduler.simulation.play import Player
from scheduler.simulation.sites import Site
from scheduler.simulation.visit import Tally
from scheduler.simulation.world import DAY, Paper, Script, Story, heads, press
from storage import times
from storage.corpus import Corpus
from storage.times import VIETNAM

START = datetime(2026, 1, 26, tzinfo=VIETNAM)
"""A Monday three weeks before the lunar new year of 2026."""
TET = 20.0
"""The day of the play on which Tết's week begins."""
OBSERVE = 2 * 3_600.0
"""Seconds between two looks at all newspapers' health; the service looks more often."""
DAILY = 12.0
"""A newspaper that "publishes in the day": a story an hour in a day's twelve."""
LISTED = DAY
"""Seconds: what stays listed for so long must not be missed."""


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
    """An alert of the play.

    Attributes:
        source, kind, message: As in the corpus.
        fault: What explains it; None for a false alarm.
        opened: Hours since its fault began.
        rhythm: The same in days of the newspaper's own rhythm: 1 when a weekday's stories were to be expected.
        closed: Hours from its fault's end until it was cleared, below 0 when sooner; None while it is open.
    """

    source: str
    kind: str
    message: str
    fault: Fault | None = None
    opened: float = 0.0
    rhythm: float = 0.0
    closed: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The figures.

    Attributes:
        days: How long it was played.
        all, daily: Delays of all stories, and of newspapers with :data:`DAILY` stories a day or more.
        tally: Requests.
        missed: Stories that could be read in a list for :data:`LISTED` and were never stored.
        lost: Stories that were listed for less and never stored.
        faults: What was planted.
        lasted: For how many days of its newspaper's rhythm each fault lasted: at Tết, three days bring half a day's
            stories, and nobody can tell of the pages of stories that do not come.
        alerts: As they were raised.
    """

    days: int
    all: Delays
    daily: Delays
    tally: Tally
    missed: int
    lost: int
    faults: tuple[Fault, ...]
    lasted: Mapping[Fault, float]
    alerts: list[Raised]

    def per_story(self, requests: int) -> float:
        """Return requests for each story that was stored."""
        return requests / self.all.count

    @property
    def requests(self) -> float:
        """Requests for finding and fetching, by story: lists and pages, those in vain among them."""
        return self.per_story(self.tally.polls + self.tally.pages)

    @property
    def false_alarms(self) -> list[Raised]:
        """Alerts that no fault explains."""
        return [alert for alert in self.alerts if alert.fault is None]

    def answer(self, fault: Fault) -> Raised | None:
        """Return the alert that a fault had to raise, if it came."""
        right = (alert for alert in self.alerts if alert.fault == fault and alert.kind == fault.alert)
        return next(right, None)

    @property
    def unseen(self) -> list[Fault]:
        """Faults whose alert did not come within a day of their newspaper's rhythm, though they lasted longer."""
        due = [fault for fault in self.faults if fault.alert and self.lasted[fault] >= 1]
        return [fault for fault in due if not _in_time(self.answer(fault))]

    @property
    def stuck(self) -> list[Raised]:
        """Alerts that are open at the end of the play, though their fault has been over for two days or more."""
        late = [alert for alert in self.alerts if alert.fault and alert.closed is None]
        return [alert for alert in late if alert.fault and alert.fault.until < self.days - 2]


def _in_time(alert: Raised | None) -> bool:
    return alert is not None and alert.rhythm <= 1


def play(folder: Path, *, days: int, count: int, seed: int, planted: tuple[Fault, ...] | None = None) -> Report:
    """Play some days of some newspapers.

    Args:
        folder: Where the play's corpus is made.
        days: How long.
        count: Newspapers.
        seed: Another seed, another play.
        planted: What goes wrong; None draws it by the seed.
    """
    script = Script(START, days, count, seed, TET)
    if planted is None:
        planted = faults.draw([(paper.name, paper.daily) for paper in heads(script)], seed)
    papers = press(script, planted)
    servers = [sites.site(paper, seed) for paper in papers]
    (folder / "play.toml").write_text(sites.toml(servers))
    with Corpus.open(folder / "simulation.db") as corpus:
        corpus.conn.execute("PRAGMA synchronous = OFF")
        corpus.conn.execute("DROP TRIGGER articles_fts_insert")  # nobody searches a play
        known = catalogue.load(folder / "play.toml")
        player = Player(corpus, known, servers, START, lambda paper, story, at: _keep(corpus, paper, story, at))
        tally = player.run(days * DAY, OBSERVE, lambda now: checkup.look(corpus, now))
        alerts = list(_alerts(corpus, script, {paper.name: paper for paper in papers}))
    missed, lost = _missed(servers, tally, (days - 1) * DAY)
    return Report(
        days,
        Delays.of(list(_delays(papers, tally, 0.0))),
        Delays.of(list(_delays(papers, tally, DAILY))),
        tally,
        missed,
        lost,
        planted,
        _lasted(planted, script, papers),
        alerts,
    )


def _lasted(faults: Iterable[Fault], script: Script, papers: Iterable[Paper]) -> dict[Fault, float]:
    named = {paper.name: paper for paper in papers}
    return {fault: script.usual(named[fault.paper], fault.day * DAY, fault.until * DAY) for fault in faults}


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


def _missed(servers: Iterable[Site], tally: Tally, until: float) -> tuple[int, int]:
    """Return how many stories were never stored: of those that stayed listed, and of the others."""
    missed = lost = 0
    for server in servers:
        listed = _listed(server)
        stored = tally.stored.get(server.paper.name, {})
        for index, story in enumerate(server.paper.stories):
            if story.at < until and index not in stored:
                missed += listed.get(index, 0.0) >= LISTED
                lost += listed.get(index, 0.0) < LISTED
    return missed, lost


def _listed(server: Site) -> dict[int, float]:
    """Return for how long each story of a newspaper could be read in a list, in seconds."""
    longest: dict[int, float] = {}
    dark = server.dark()
    for channel in server.channels.values():
        for position, index in enumerate(channel.stories):
            longest[index] = max(longest.get(index, 0.0), channel.listed_for(position, dark))
    return longest


def _alerts(corpus: Corpus, script: Script, papers: dict[str, Paper]) -> Iterator[Raised]:
    for row in corpus.conn.execute("SELECT source, kind, message, raised_at, cleared_at FROM alerts ORDER BY id"):
        day = (times.moment(row["raised_at"]) - START) / timedelta(days=1)
        paper = papers[row["source"]]
        fault = next((each for each in paper.faults if each.explains(paper.name, row["kind"], day)), None)
        alert = Raised(row["source"], row["kind"], row["message"])
        yield _against(alert, fault, day, row["cleared_at"], script, paper) if fault else alert


def _against(  # noqa: PLR0913, PLR0917 - a step of _alerts
    alert: Raised, fault: Fault, day: float, cleared_at: str | None, script: Script, paper: Paper
) -> Raised:
    cleared = (times.moment(cleared_at) - START) / timedelta(days=1) if cleared_at else None
    return Raised(
        alert.source,
        alert.kind,
        alert.message,
        fault,
        opened=(day - fault.day) * 24,
        rhythm=script.usual(paper, fault.day * DAY, day * DAY),
        closed=None if cleared is None else (cleared - fault.until) * 24,
    )
