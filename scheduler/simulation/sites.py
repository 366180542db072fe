"""The simulated network: what the newspapers' servers answer, and the catalogue that describes them."""

import random
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from scheduler.simulation.faults import NAP
from scheduler.simulation.world import DAY, SECTIONS, Paper
from storage.records import Kind

SILENT, REFUSES = frozenset({"is down", NAP}), frozenset({"blocks"})
HICCUPS = 0.005
"""One request in two hundred is answered 500, by a server under load (a figure of ours, not a measured one)."""
CONDITIONAL = 0.85
"""Of the newspapers, those whose pages have validators and are answered 304 (ours too)."""
CHANGED = ((timedelta(hours=3), 0.15), (timedelta(hours=12), 0.08), (timedelta(days=3), 0.03))
"""How often a story has changed since the last look, by its age; 1 % when older."""
SITEMAP_DAYS = 2.0
EVERYTHING = tuple(range(SECTIONS))


@dataclass(slots=True)
class Channel:
    """What lists stories: a feed or section page the newest ``size`` of its sections, a sitemap those of two days.

    Attributes:
        url: Its address.
        kind: What it is.
        size: Entries it lists at the most.
        stories: What it ever lists, in order; ``moments`` are their times.
        ttl: How long it asks to be left alone.
        absent: Spans of seconds in which it answers 404.
        shown: How far its stories went when it was last asked.
    """

    url: str
    kind: Kind
    size: int
    stories: list[int] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    ttl: timedelta | None = None
    absent: tuple[tuple[float, float], ...] = ()
    shown: int = -1

    def is_there(self, at: float) -> bool:
        """Whether it answers with a list."""
        return not any(begin <= at < end for begin, end in self.absent)

    def listed(self, at: float) -> range:
        """Return the positions in :attr:`stories` of what it lists."""
        end = bisect_right(self.moments, at)
        begin = max(0, end - self.size)
        if self.kind is Kind.SITEMAP:
            begin = max(begin, bisect_right(self.moments, at - SITEMAP_DAYS * DAY))
        return range(begin, end)

    def listed_for(self, position: int, dark: Iterable[tuple[float, float]]) -> float:
        """Return for how many seconds an entry can be read there.

        Args:
            position: In :attr:`stories`.
            dark: Spans in which the server answers nothing of use.
        """
        begin, leaves = self.moments[position], position + self.size
        end = self.moments[leaves] if leaves < len(self.moments) else float("inf")
        if self.kind is Kind.SITEMAP:
            end = min(end, begin + SITEMAP_DAYS * DAY)
        lost = sum(max(0.0, min(end, until) - max(begin, since)) for since, until in (*dark, *self.absent))
        return end - begin - lost


@dataclass(slots=True)
class Site:
    """A newspaper's server.

    Attributes:
        paper: Whose.
        channels: By URL.
        conditional: Its pages are answered 304 where they have not changed.
        rng: Of its hiccups and its changes.
    """

    paper: Paper
    channels: dict[str, Channel]
    conditional: bool
    rng: random.Random

    def status(self, at: float) -> int | None:
        """Return what it answers a request for something that it has: 200, 403, 500, or None for nothing at all."""
        kinds = self.paper.suffers(at)
        if kinds & SILENT:
            return None
        if kinds & REFUSES:
            return 403
        return 500 if self.rng.random() < HICCUPS else 200

    def has_changed(self, age: timedelta) -> bool:
        """Whether a story of some age has been edited since the last look."""
        return self.rng.random() < next((share for bound, share in CHANGED if age < bound), 0.01)

    def dark(self) -> list[tuple[float, float]]:
        """Return the spans in which it answers nothing of use."""
        own = (fault for fault in self.paper.faults if fault.kind in SILENT | REFUSES)
        return [(fault.day * DAY, fault.until * DAY) for fault in own]


def site(paper: Paper, seed: int) -> Site:
    """Return a newspaper's server."""
    rng = random.Random(f"{seed}/{paper.name}/site")  # noqa: S311 - a play, not a secret
    channels = {channel.url: channel for channel in _channels(paper, rng)}
    return Site(paper, channels, rng.random() < CONDITIONAL, rng)


def toml(sites: Iterable[Site]) -> str:
    """Return the catalogue in which somebody has described the servers: what answers on the first day."""
    return "[family.play]\n" + "".join(map(_entry, sites))


def _entry(found: Site) -> str:
    known = [channel for channel in found.channels.values() if channel.is_there(0.0)]
    lists = {
        key: [channel.url for channel in known if channel.kind is kind]
        for key, kind in (("feeds", Kind.FEED), ("sitemaps", Kind.SITEMAP), ("sections", Kind.SECTION))
    }
    lines = "".join(f"{key} = {urls}\n" for key, urls in lists.items() if urls).replace("'", '"')
    return f'[source.{found.paper.name}]\nhost = "{found.paper.host}"\nfamily = "play"\n{lines}'


def _channels(paper: Paper, rng: random.Random) -> Iterator[Channel]:
    """Yield what lists a paper's stories: most have one of everything and some by section, some only those."""
    moved = next((fault for fault in paper.faults if fault.kind == "moves its feed"), None)
    size = 100 if paper.daily > 1_000 else rng.choice((20, 30, 50))
    ttl = timedelta(minutes=rng.choice((5, 10, 60))) if rng.random() < 0.3 else None
    if moved:
        begin, end = moved.day * DAY, moved.until * DAY
        yield _filled(paper, Channel(_url(paper, "rss/latest"), Kind.FEED, size, absent=((begin, end),)), EVERYTHING)
        yield _filled(paper, Channel(_url(paper, "feed"), Kind.FEED, size, absent=((0, begin),)), EVERYTHING)
        return
    if rng.random() < 0.7:
        yield _filled(paper, Channel(_url(paper, "rss/latest"), Kind.FEED, size, ttl=ttl), EVERYTHING)
        for section in range(3):
            yield _filled(paper, Channel(_url(paper, f"rss/{section}"), Kind.FEED, 20), (section,))
    else:
        for section in range(4):
            channel = Channel(_url(paper, f"rss/{section}"), Kind.FEED, 30, ttl=ttl)
            yield _filled(paper, channel, (section, section + 4))
    if rng.random() < 0.3:
        yield _filled(paper, Channel(_url(paper, "news.xml"), Kind.SITEMAP, 1_000), EVERYTHING)
    else:
        yield _filled(paper, Channel(_url(paper, "latest"), Kind.SECTION, 40), EVERYTHING)


def _url(paper: Paper, path: str) -> str:
    return f"https://{paper.host}/{path}"


def _filled(paper: Paper, channel: Channel, sections: tuple[int, ...]) -> Channel:
    """Return a channel that lists the stories of some sections."""
    channel.stories = [index for index, story in enumerate(paper.stories) if story.section in sections]
    channel.moments = [paper.stories[index].at for index in channel.stories]
    return channel
