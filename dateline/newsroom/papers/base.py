"""What the five newsrooms have in common: stories in, routes out."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import partial
from itertools import pairwise

from dateline.newsroom.exchange import RSS, Reply, Route, Visit, fixed, page
from dateline.newsroom.faults import Extra
from dateline.newsroom.feeds import Item, rss
from dateline.newsroom.papers.furniture import Furniture, Kilobytes
from dateline.newsroom.papers.markup import attribute, text
from dateline.newsroom.prose.grammar import dice
from dateline.newsroom.story import Story, slugify

FEED_LENGTH = 50  # items; what vietnamplus.vn's feeds hold
PAGE_LENGTH = 10  # stories on the later pages of a listing
NEWS_HOURS = 48  # a news sitemap holds two days
TEASERS = 5
HANOI = timezone(timedelta(hours=7))  # every site publishes in UTC+07:00


@dataclass(frozen=True, slots=True)
class Edition:
    """What a newsroom prints now.

    Attributes:
        stories: Its stories, newest first.
        extras: Its other URLs.
        now: The demo's present.
        link: Title and absolute URL of any newsroom's story, by key.
    """

    stories: Sequence[Story]
    extras: Sequence[Extra]
    now: datetime
    link: Callable[[str], tuple[str, str]]

    @property
    def listed(self) -> list[Story]:
        """The stories that feeds, sitemaps and sections may announce, newest first."""
        return [story for story in self.stories if story.listed]

    def recent(self, hours: float = NEWS_HOURS) -> list[Story]:
        """Return the listed stories of the last hours."""
        return [story for story in self.listed if story.published > self.now - timedelta(hours=hours)]

    def teasers(self, visit: Visit, story: Story) -> list[Story]:
        """Return the stories under "Voir plus": others at every request, recent ones only."""
        others = [other for other in self.recent() if other.key != story.key and other.language == story.language]
        rng = dice(f"{story.key}/{visit.serial}")
        return rng.sample(others, min(TEASERS, len(others)))


class Paper(ABC):
    """A newsroom of a CMS family.

    Args:
        base: Its address without the final slash, "http://127.0.0.1:8001".
        kilobytes: Of the furniture around a story.
    """

    name: str
    title: str
    family: str
    languages: tuple[str, ...]

    def __init__(self, base: str, kilobytes: Kilobytes = 0) -> None:
        self.base = base
        self.furniture = Furniture(self.languages[0], kilobytes)

    @abstractmethod
    def path(self, story: Story) -> str:
        """Return the story's canonical path."""

    @abstractmethod
    def page(self, story: Story, visit: Visit, edition: Edition) -> str:
        """Return the story's page."""

    @abstractmethod
    def card(self, title: str, path: str, lead: str) -> str:
        """Return a story as section pages show it."""

    @abstractmethod
    def announcements(self, edition: Edition) -> Mapping[str, Route]:
        """Return feeds and sitemaps by path."""

    def robots(self) -> str:
        """Return robots.txt."""
        return f"User-agent: *\nAllow: /\nDisallow: /search/\nSitemap: {self.base}/sitemap.xml\n"

    def aliases(self, story: Story) -> tuple[str, ...]:
        """Return further paths under which the story answers."""
        del story
        return ()

    def listing_head(self) -> str:
        """Return what a listing's head holds beside its title."""
        return ""

    def section_path(self, section: str, language: str) -> str:
        """Return the path of a section page."""
        return f"{self.prefix(language)}/{slugify(section)}/"

    def prefix(self, language: str) -> str:
        """Return the path prefix of an edition, without final slash."""
        return "" if language == self.languages[0] else f"/{language}"

    def url(self, story: Story) -> str:
        """Return the story's canonical URL."""
        return self.base + self.path(story)

    def item(self, story: Story, edition: Edition) -> Item:
        """Return a story as feeds and sitemaps announce it."""
        related = tuple(edition.link(key) for key in story.links)
        return Item(self.url(story), story.title, story.published, story.changed, story.lead, story.language, related)

    def items(self, edition: Edition, stories: Iterable[Story], where: str) -> list[Item]:
        """Return stories, and the extras that are announced there, as items."""
        rows = [self.item(story, edition) for story in stories]
        soon = edition.now - timedelta(hours=2)
        rows += [
            Item(self.base + extra.path, extra.title, soon, soon, extra.title, self.languages[0])
            for extra in edition.extras
            if where in extra.listed.split()
        ]
        return rows

    def feed(self, edition: Edition, title: str, stories: Sequence[Story], *, extras: bool = False) -> Reply:
        """Return an RSS feed of the newest of the stories."""
        items = self.items(edition, stories[:FEED_LENGTH], "feed" if extras else "nowhere")
        return Reply(rss(f"{self.title} - {title}", self.base, items), content_type=RSS)

    def by_day(self, stories: Iterable[Story]) -> dict[str, list[Story]]:
        """Return the stories by :meth:`sitemap_day`, "2026-11-20", newest day first."""
        days: dict[str, list[Story]] = {}
        for story in stories:
            days.setdefault(self.sitemap_day(story).astimezone(HANOI).date().isoformat(), []).append(story)
        return dict(sorted(days.items(), reverse=True))

    def sitemap_day(self, story: Story) -> datetime:
        """Return the time whose day decides which daily sitemap lists the story."""
        return story.published

    def routes(self, edition: Edition) -> dict[str, Route]:
        """Return everything the newsroom answers, by path."""
        routes: dict[str, Route] = {"/robots.txt": fixed(Reply(self.robots().encode(), content_type="text/plain"))}
        for story in edition.stories:
            for path in (self.path(story), *self.aliases(story)):
                routes[path] = partial(self._story, story, edition)
        routes |= self._listings(edition)
        routes |= self.announcements(edition)
        return routes | {extra.path: extra.route for extra in edition.extras}

    def _story(self, story: Story, edition: Edition, visit: Visit) -> Reply:
        return page(self.page(story, visit, edition))

    def _listings(self, edition: Edition) -> dict[str, Route]:
        routes: dict[str, Route] = {}
        for language in self.languages:
            own = [story for story in edition.listed if story.language == language]
            recent = [story for story in edition.recent(24 * 14) if story.language == language]
            routes |= self._pages(edition, self.title, own, language, f"{self.prefix(language)}/")
            for section in sorted({story.section for story in recent}):
                stories = [story for story in own if story.section == section]
                routes |= self._pages(edition, section, stories, language, self.section_path(section, language))
        return routes

    def _pages(
        self, edition: Edition, title: str, stories: Sequence[Story], language: str, path: str
    ) -> dict[str, Route]:
        """Return a listing's pages: the last two weeks on the first, what is older behind it."""
        first = sum(story.published > edition.now - timedelta(days=14) for story in stories)
        cuts = [0, *range(min(first, FEED_LENGTH), len(stories), PAGE_LENGTH), len(stories)]
        pages = [stories[start:end] for start, end in pairwise(cuts)] or [[]]
        addresses = [path, *(f"{path}?page={number}" for number in range(2, len(pages) + 1))]
        return {
            address: self._listing(edition, title, page, language, addresses[number : number + 1])
            for number, (address, page) in enumerate(zip(addresses, pages, strict=True), 1)
        }

    def _listing(
        self, edition: Edition, title: str, stories: Sequence[Story], language: str, following: Sequence[str]
    ) -> Route:
        cards = [self.card(story.title, self.path(story), story.lead) for story in stories]
        cards += [f'<ul class="pagination"><li><a href="{address}">Trang sau</a></li></ul>' for address in following]
        if language == self.languages[0]:
            cards += [
                self.card(extra.title, extra.path, extra.title)
                for extra in edition.extras
                if "section" in extra.listed.split()
            ]
        sections = sorted({story.section for story in edition.listed if story.language == language})
        menu = "".join(
            f'<li><a href="{self.section_path(section, language)}">{text(section)}</a></li>' for section in sections
        )
        return fixed(
            page(
                f'<!DOCTYPE html>\n<html lang="{language}"><head><title>{text(title)}</title>'
                f'<meta name="description" content="{attribute(title)}">{self.listing_head()}</head>\n<body>'
                f'<header><ul class="menu">{menu}</ul></header><h1>{text(title)}</h1>\n'
                + "\n".join(cards)
                + "\n</body></html>"
            )
        )
