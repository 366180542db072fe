"""The gate's own pages show each family in several layouts and years: a rule that fits one page is no rule."""

import re
from collections import defaultdict
from itertools import combinations

import pytest
from lxml import html

from crawler import catalogue
from dateline.quality import corpora
from dateline.quality.corpora import Case

FEWEST = 3
ALIKE = 0.8  # of the marks of two pages: two editions of one template share more


def by_family() -> dict[str, list[Case]]:
    pages = corpora.folder(corpora.OWN_PAGES, catalogue.load().rulebook())
    found = defaultdict(list)
    for case in pages.cases:
        found[case.family].append(case)
    return found


CASES = by_family()


def marks(case: Case) -> set[tuple[str, str]]:
    """Return the names of elements with their classes: a page's layout without its words."""
    tree = html.fromstring(case.page.body)
    return {(str(each.tag), each.get("class") or each.get("id") or "") for each in tree.iter(html.etree.Element)}


@pytest.mark.parametrize("family", [*catalogue.load().families, "unknown"])
def test_every_family_has_pages_of_different_years_and_layouts(family: str) -> None:
    cases = CASES[family]
    years = {re.findall(r"-((?:19|20)\d\d)[-.]", case.name)[0] for case in cases}
    assert len(cases) >= FEWEST
    assert len(years) >= FEWEST
    layouts = [marks(case) for case in cases]
    assert all(len(one & other) / len(one | other) < ALIKE for one, other in combinations(layouts, 2))


@pytest.mark.parametrize("family", [*catalogue.load().families, "unknown"])
def test_the_gold_of_every_family_says_the_fields_that_are_scored(family: str) -> None:
    said = {name for case in CASES[family] for name, value in case.gold.fields.items() if value}
    assert {"title", "lead", "byline", "published"} <= said
    assert all(case.gold.paragraphs or case.gold.allowed for case in CASES[family]) or family == "dcontent"
    assert any(case.gold.must_not for case in CASES[family])
