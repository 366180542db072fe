"""Walking a listing back through the years: every story of the days is found, with few pages looked at."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from math import log2

from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.listings import Counter
from crawler.walk import Walk
from storage.records import Found

TODAY = date(2026, 11, 21)
COUNTER = Counter("https://bao.vn/thoi-su?page=", "")
PINNED = (Found("https://bao.vn/pinned"), Found("https://bao.vn/most-read"))


@dataclass
class Listing:
    """A newspaper's listing: so many stories on each day back from today."""

    perday: list[int]
    per_page: int
    beyond: str
    days: dict[str, date] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        for back, count in enumerate(self.perday):
            for number in range(count):
                self.days[f"https://bao.vn/{back}-{number}"] = TODAY - timedelta(days=back)

    @property
    def length(self) -> int:
        return max(1, -(-len(self.days) // self.per_page))

    def page(self, number: int) -> list[Found]:
        if number > self.length:
            if self.beyond == "nothing":
                return []
            number = {"the first": 1, "the last": self.length}[self.beyond]
        urls = list(self.days)[(number - 1) * self.per_page : number * self.per_page]
        return [PINNED[0], *map(Found, urls), PINNED[1]]

    def walk(self, walk: Walk, dated: dict[str, date] | None = None) -> set[str]:
        """Walk to the end; return the stories that were met while walking. Those that are dated tell their day."""
        dated = self.days if dated is None else dated
        met: set[str] = set()
        more = True
        while more:
            self.asked.append(walk.number)
            assert len(self.asked) < 10_000
            if not walk.listed(self.page(walk.number)):
                more = walk.past_the_end()
                continue
            looked = [*walk.probes()][:1] if walk.searching else walk.stories
            met |= set() if walk.searching else {each.url for each in looked}
            more = walk.dated(dated[each.url] for each in looked if each.url in dated)
        return met


@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=60),
    st.integers(1, 20),
    st.sampled_from(["nothing", "the first", "the last"]),
    st.integers(0, 60),
    st.integers(0, 30),
)
def test_every_story_of_the_days_is_met(perday: list[int], per_page: int, beyond: str, back: int, long: int) -> None:
    listing = Listing(perday, per_page, beyond)
    last = TODAY - timedelta(days=back)
    first = last - timedelta(days=long)
    met = listing.walk(Walk("https://bao.vn/thoi-su", COUNTER, first, last))
    wanted = {url for url, day in listing.days.items() if first <= day <= last}
    assert wanted <= met | {each.url for each in PINNED}
    pages = {url: at // per_page for at, url in enumerate(listing.days)}
    inside = {pages[url] for url in wanted}
    assert len(listing.asked) <= len(inside) + 2 * log2(2 * listing.length) + 6, listing.asked


@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=60),
    st.integers(1, 20),
    st.sampled_from(["nothing", "the first", "the last"]),
    st.integers(1, 400),
    st.integers(0, 30),
)
def test_days_before_anything_listed_cost_a_page_at_most(
    perday: list[int], per_page: int, beyond: str, before: int, long: int
) -> None:
    listing = Listing(perday, per_page, beyond)
    last = TODAY - timedelta(days=len(perday) - 1 + before)
    met = listing.walk(Walk("https://bao.vn/thoi-su", COUNTER, last - timedelta(days=long), last))
    page = set() if listing.length > 1 else {each.url for each in listing.page(1)}
    assert met == page, "only the single page of a listing cannot be dated before it is fetched"
    assert len(listing.asked) <= 2 * log2(2 * listing.length) + 6, listing.asked


def test_a_last_page_that_nobody_can_date_is_walked() -> None:
    listing = Listing([10] * 6, 10, "nothing")
    newest, oldest = list(listing.days)[:40], list(listing.days)[40:]
    listing.days = dict.fromkeys(newest, TODAY) | dict.fromkeys(oldest, date.min)
    dated = {url: listing.days[url] for url in newest}
    last = TODAY - timedelta(days=900)
    met = listing.walk(Walk("https://bao.vn/thoi-su", COUNTER, last, last), dated)
    assert set(oldest) <= met


def test_ten_years_back_are_found_in_some_twenty_pages() -> None:
    listing = Listing([40] * 3650, 20, "nothing")
    last = TODAY - timedelta(days=3000)
    met = listing.walk(Walk("https://bao.vn/thoi-su", COUNTER, last, last))
    assert {url for url, day in listing.days.items() if day == last} <= met
    assert len(listing.asked) < 40


def test_pages_that_nobody_can_date_are_walked_from_the_first() -> None:
    walk = Walk("https://bao.vn/thoi-su", COUNTER, TODAY, TODAY)
    assert walk.listed([Found("https://bao.vn/a")])
    assert [*walk.probes()] == [], "which of its stories are on every page, page 2 will tell"
    assert walk.dated([])
    assert (walk.searching, walk.number) == (True, 2)
    assert walk.listed([Found("https://bao.vn/b")])
    assert walk.dated([])
    assert not walk.searching
    assert walk.address() == "https://bao.vn/thoi-su"


def test_a_listing_without_further_pages_has_one() -> None:
    walk = Walk("https://bao.vn/thoi-su", None, TODAY, TODAY)
    assert walk.listed([Found("https://bao.vn/a")])
    assert walk.dated([])
    assert walk.number == 2
    assert walk.past_the_end()
    assert (walk.searching, walk.number) == (False, 1)
