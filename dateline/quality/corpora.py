"""The pages that are scored: the repository's own, the demo newsroom's, and any folder of pages with gold."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crawler import catalogue
from crawler.extraction.choice import site_of
from crawler.extraction.rules import Rulebook
from dateline.newsroom.catalogue import catalogue_toml
from dateline.newsroom.exchange import Visit
from dateline.newsroom.papers import markup
from dateline.newsroom.papers.base import HANOI, Edition
from dateline.newsroom.story import Story
from dateline.newsroom.world import PAPERS, Order, World
from dateline.quality import gold, rows
from dateline.quality.gold import Gold
from dateline.quality.rows import GoldError
from storage.records import Page

ROOT = Path(__file__).parents[2]
OWN_PAGES = ROOT / "tests" / "pages"
SEEDS_GOLD = OWN_PAGES / "seeds.json"
SEEDS = ROOT / "seeds" / "documents"
GOLD_FILE = "gold.json"

NEWSROOM = Order(datetime(2026, 11, 20, 9, 0, tzinfo=HANOI), stories=60, seed=7, faults=False)
"""Always the same stories: sixty give each newsroom eight at the least, with copies, translations and boxes."""
OWN = ("seeds", "pages", "newsroom")
"""The names of the corpora that come with the program; no other folder is called so."""
DOMAIN = "quality.test"
"""Where the newsroom's pages say that they stand: a name that never resolves."""


@dataclass(frozen=True)
class Case:
    """A page and its gold.

    Attributes:
        name: Of its file, or its URL.
        family: Whose row of the table it counts in.
        page: As saved.
        gold: What it must become.
        row: The gold as written, for the corpus' hash.
    """

    name: str
    family: str
    page: Page
    gold: Gold
    row: dict[str, Any]

    @property
    def is_html(self) -> bool:
        """Whether it is a page, and no text dump."""
        return b"<" in self.page.body[:1000]


@dataclass(frozen=True)
class Corpus:
    """Pages that are scored together.

    Attributes:
        name: Under which floors are pinned.
        cases: In a fixed order.
        rulebook: What extraction knows when it reads them.
        strict: Whether its gold is complete; see :func:`dateline.quality.scores.judge`.
        missing: Names of pages that the gold describes and the folder lacks.
    """

    name: str
    cases: tuple[Case, ...]
    rulebook: Rulebook
    strict: bool = False
    missing: tuple[str, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether it comes with the program, so that its pages change only with a commit."""
        return self.name in OWN

    @cached_property
    def sha256(self) -> str:
        """Of every page with its gold: floors hold for these very pages only."""
        digest = hashlib.sha256()
        for case in self.cases:
            facts = json.dumps([case.name, case.page.url, case.row], sort_keys=True, ensure_ascii=False)
            digest.update(facts.encode() + b"\0" + case.page.body + b"\0")
        return digest.hexdigest()


def repository(catalogued: Rulebook) -> list[Corpus]:
    """Return the corpora that come with the program.

    Args:
        catalogued: The rules of the program's own catalogue.

    Raises:
        GoldError: This is no checkout: installed programs leave the tests' pages behind.
    """
    if not OWN_PAGES.is_dir():
        raise GoldError(f"{OWN_PAGES} is missing: run the gate in a checkout of the program")
    seeds = folder(SEEDS, catalogued, file=SEEDS_GOLD, name="seeds")
    return [
        replace(seeds, cases=tuple(replace(case, family="dump") for case in seeds.cases)),
        replace(folder(OWN_PAGES, catalogued, name="pages"), strict=True),
        newsroom(),
    ]


def folder(path: Path, rulebook: Rulebook, *, file: Path | None = None, name: str | None = None) -> Corpus:
    """Return the pages of a folder; those that the gold names and the folder lacks are passed over.

    Args:
        path: The folder.
        rulebook: What extraction knows.
        file: Its gold; ``gold.json`` in it when None.
        name: Of the corpus; the folder's when None.

    Raises:
        GoldError: There is no gold, or no page.
    """
    told = rows.read(file or path / GOLD_FILE)
    cases = tuple(_case(path / row["file"], row, rulebook) for row in told if (path / row["file"]).is_file())
    if not cases:
        raise GoldError(f"{path} holds none of the {len(told)} pages that its gold names")
    missing = tuple(row["file"] for row in told if not (path / row["file"]).is_file())
    return Corpus(name or _name(path.resolve()), cases, rulebook, missing=missing)


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}" if path.name in OWN else path.name


def _case(file: Path, row: dict[str, Any], rulebook: Rulebook) -> Case:
    page = Page(url=row.get("url") or "", body=file.read_bytes(), fetched_at=row.get("fetched_at"))
    return Case(row["file"], row.get("family") or _family(page, rulebook), page, gold.parse(row), row)


def _family(page: Page, rulebook: Rulebook) -> str:
    """Name the row of a page whose gold does not say: its site's family, else unknown."""
    site = site_of(page.url, rulebook)
    return site.family if site else "unknown"


def newsroom(order: Order = NEWSROOM) -> Corpus:
    """Return the demo newsroom's pages with the truth about them.

    Args:
        order: What it prints.
    """
    addresses = {paper.name: f"http://{paper.name.removeprefix('demo-')}.{DOMAIN}" for paper in PAPERS}
    world = World(addresses, order)
    cases = (_printed(world, url, truth) for url, truth in sorted(world.truth()["articles"].items()))
    with TemporaryDirectory(prefix="dateline-quality-") as place:
        file = Path(place) / "demo.toml"
        file.write_text(catalogue_toml(addresses), "utf-8")
        rules = catalogue.load(file).rulebook()
    return Corpus("newsroom", tuple(each for each in cases if each), rules, strict=True)


def _printed(world: World, url: str, truth: dict[str, Any]) -> Case | None:
    if truth["edition"] > world.number:
        return None
    paper = world.papers[truth["source"]]
    mine = [story for story in world.press.stories if story.paper == paper.name and story.edition == 1]
    story = next(each for each in mine if paper.url(each) == url)
    visit = Visit(paper.path(story), {}, 0, 0)
    html = paper.page(story, visit, Edition(mine, [], world.order.now, world.link))
    row = _row(truth) | {"must_not": _teasers(html, story, mine)}
    return Case(url, truth["family"], Page(url, html.encode(), "text/html; charset=utf-8"), gold.parse(row), row)


def _teasers(html: str, story: Story, others: Iterable[Story]) -> list[str]:
    """Return the titles of other stories that a page shows: none may be in its text."""
    titles = {other.title for other in others} - {story.title, *story.paragraphs}
    return sorted(title for title in titles if markup.text(title) in html)


def _row(truth: dict[str, Any]) -> dict[str, Any]:
    """Return a story's truth as a row of gold."""
    kept = {name: truth[name] for name in gold.FIELDS if name in truth}
    return kept | {"file": truth["url"], "paragraphs": truth["paragraphs"], "published": truth["published_at"]}


def without_rules(cases: Iterable[Case]) -> list[Case]:
    """Return the cases that can be read as pages of an unknown site: HTML with a text."""
    return [case for case in cases if case.is_html and case.gold.paragraphs]
