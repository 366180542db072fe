"""In a real browser: nothing hostile runs, nobody else is asked, a keyboard is enough, every screen can be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from room import chromium, hostile, made_up, served

from storage.corpus import Corpus
from storage.reading_room import views

pytestmark = pytest.mark.skipif(
    chromium.find() is None, reason="no Chromium on this machine (Debian: apt-get install chromium)"
)
DESKTOP, PHONE = (1200, 900), (390, 844)
OURS = [
    "/",
    "/search?q=da+nang&place=hue",
    "/article/7",
    "/article/7/near",
    "/seeds",
    "/page/1",
    "/views",
    "/views/clusters",
    "/views/coverage",
]
DATASETTE = ["/corpus", "/corpus/articles?_size=5", "/corpus/articles/7", "/corpus/clusters", "/corpus?sql=select+1"]
NAMELESS = """[...document.querySelectorAll('input,select,button')].filter(
    each => !(each.labels?.length || each.innerText || each.ariaLabel)).length"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chromium.Chromium]:
    with chromium.Chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(made_up.make(tmp_path_factory.mktemp("press") / "press.db", 300)) as address:
        yield address


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A reading room with an article of markup, number 1."""
    path = tmp_path_factory.mktemp("trap") / "trap.db"
    with Corpus.open(path) as corpus:
        assert hostile(corpus) == 1
    with served(path) as address:
        yield address


def foreign(browser: chromium.Chromium, room: str) -> list[str]:
    return [url for url in browser.requests if not url.startswith((f"{room}/", "data:"))]


@pytest.mark.parametrize("page", OURS)
def test_pages_can_be_read_on_desktop_and_phone(browser: chromium.Chromium, room: str, page: str) -> None:
    for width, height in (DESKTOP, PHONE):
        browser.size(width, height, phone=width < 500)
        browser.open(room + page)
        assert browser.console == []
        assert foreign(browser, room) == []
        assert browser.evaluate("document.documentElement.scrollWidth") <= width, "it must not scroll sideways"
    roles = [role for role, _ in browser.tree()]
    assert {"banner", "main", "contentinfo", "navigation", "search"} <= set(roles)
    assert browser.evaluate("document.documentElement.lang") == "en"
    assert browser.evaluate("document.querySelectorAll('h1').length") == 1
    levels = browser.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(e => Number(e.tagName[1]))")
    assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False)), levels
    assert browser.evaluate(NAMELESS) == 0


@pytest.mark.parametrize("page", DATASETTE)
def test_datasettes_pages_keep_their_scripts_and_load_no_others(
    browser: chromium.Chromium, room: str, page: str
) -> None:
    browser.size(*DESKTOP)
    browser.open(room + page)
    assert browser.console == []
    assert foreign(browser, room) == []
    if "sql=" in page:
        assert browser.evaluate("document.querySelectorAll('.CodeMirror').length") == 1, "the editor's script ran"


def test_dark_and_light(browser: chromium.Chromium, room: str) -> None:
    shades = []
    for dark in (False, True):
        browser.size(*DESKTOP, dark=dark)
        browser.open(room + "/article/7")
        colour = "getComputedStyle(document.body).{}.match(/\\d+/g).reduce((a, b) => a + Number(b), 0)"
        shades.append([browser.evaluate(colour.format(name)) for name in ("backgroundColor", "color")])
    (paper, ink), (dark_paper, dark_ink) = shades
    assert min(paper, dark_ink) > 600
    assert max(ink, dark_paper) < 150


def test_nothing_in_an_article_runs(browser: chromium.Chromium, trap: str) -> None:
    browser.size(*DESKTOP)
    pages = ["/", "/search?q=headline", "/article/1", "/corpus/articles", "/corpus/articles/1", "/corpus/troubles"]
    for page in pages + [f"/views/{view.name}" for view in views.VIEWS]:
        browser.open(trap + page)
        assert browser.evaluate("window.hit") is None, page
        assert foreign(browser, trap) == [], page
        assert browser.console == [], page
        links = browser.evaluate("[...document.links].map(e => e.protocol)")
        assert set(links) <= {"http:", "https:"}, page


def test_nothing_in_an_archived_page_runs_or_loads(browser: chromium.Chromium, trap: str) -> None:
    for page in ("/page/1", "/page/1/inert", "/page/1/source"):
        browser.open(trap + page)
        assert browser.evaluate("window.hit") is None, page
        assert foreign(browser, trap) == [], page
        assert browser.console == [], page
    browser.open(trap + "/page/1")
    assert browser.evaluate("document.querySelector('iframe').contentDocument") is None, "an origin of its own"


def test_the_policy_alone_would_stop_it(browser: chromium.Chromium, trap: str) -> None:
    """The second lock: what slips into a page of ours as markup still does not run."""
    browser.open(trap + "/article/1")
    browser.evaluate("document.body.insertAdjacentHTML('beforeend', `<img src=x onerror='window.hit=1'>`)")
    browser.evaluate(
        "{const s = document.createElement('script'); s.textContent = 'window.hit=1'; document.body.append(s)}"
    )
    browser.evaluate("new Promise(done => setTimeout(done, 200))")
    assert browser.evaluate("window.hit") is None


def test_a_keyboard_is_enough(browser: chromium.Chromium, room: str) -> None:
    browser.size(*DESKTOP)
    browser.open(room + "/")
    browser.key("Tab")
    assert browser.evaluate("document.activeElement.className") == "skip"
    for _ in range(10):
        browser.key("Tab")
        if browser.evaluate("document.activeElement.id") == "q":
            break
    browser.write("da nang")
    browser.key("Enter")
    browser.loaded()
    assert browser.evaluate("location.search") == "?q=da+nang"
    for _ in range(60):
        browser.key("Tab")
        assert browser.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", "focus is seen"
        if browser.evaluate("document.activeElement.closest('.hits h3') !== null"):
            break
    browser.key("Enter")
    browser.loaded()
    assert browser.evaluate("location.pathname").startswith("/article/")


def test_text_stands_out_from_its_ground(browser: chromium.Chromium, room: str) -> None:
    """4.5 to 1 for text and links, as WCAG 2.2 AA asks, in both schemes."""
    luminance = """(name) => {
        const box = document.createElement('i'); box.style.color = `var(${name})`; document.body.append(box);
        const [r, g, b] = getComputedStyle(box).color.match(/[\\d.]+/g).map(Number).map(
            v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b }"""
    for dark in (False, True):
        browser.size(*DESKTOP, dark=dark)
        browser.open(room + "/")
        light = {
            name: browser.evaluate(f"({luminance})('--{name}')")
            for name in ("paper", "shade", "ink", "soft", "link", "bad", "mark", "mark-ink", "gone", "come")
        }
        pairs = [(text, ground) for text in ("ink", "soft", "link", "bad") for ground in ("paper", "shade")]
        for text, ground in [*pairs, ("mark-ink", "mark"), ("ink", "gone"), ("ink", "come")]:
            low, high = sorted((light[text], light[ground]))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (text, ground, "dark" if dark else "light")


def test_a_search_says_its_feed(browser: chromium.Chromium, room: str) -> None:
    browser.open(room + "/search?q=da+nang")
    feed = browser.evaluate("document.querySelector('link[type=\"application/atom+xml\"]').href")
    assert feed == room + "/search.atom?q=da+nang"


def test_screenshots_are_pictures(browser: chromium.Chromium, room: str, tmp_path: Path) -> None:
    browser.open(room + "/")
    browser.screenshot(tmp_path / "front.png")
    assert (tmp_path / "front.png").read_bytes().startswith(b"\x89PNG")
