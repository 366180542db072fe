"""Which rules read a page: by address, by fingerprint, by the day of the page."""

import pytest

from crawler.extraction import choice
from crawler.extraction.page import Document
from crawler.extraction.rules import FamilyRules, Rulebook, Rules, SiteRules

SITES = {
    name: SiteRules(source=name, family="f")
    for name in ("bao.vn", "fr.bao.vn", "bao.vn/fr", "bao.vn/fr/thu", "may.test:8080", "may.test")
}
BOOK = Rulebook(SITES)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://bao.vn/tin-1.html", "bao.vn"),
        ("HTTPS://WWW.BAO.VN./tin-1.html", "bao.vn"),
        ("https://m.bao.vn/tin-1.html", "bao.vn"),
        ("https://amp.fr.bao.vn/x", "fr.bao.vn"),
        ("https://bao.vn/FR/tin-1.html", "bao.vn/fr"),
        ("https://bao.vn/fr/thu/tin-1.html", "bao.vn/fr/thu"),
        ("https://bao.vn/france/tin-1.html", "bao.vn"),
        ("http://may.test:8080/x", "may.test:8080"),
        ("http://may.test:9090/x", "may.test"),
        ("https://other.bao.vn/x", None),
        ("http://[bad/x", None),
        ("http://bao.vn:port/x", None),
        ("", None),
    ],
)
def test_a_site_is_the_edition_with_the_longest_prefix(url: str, site: str | None) -> None:
    found = choice.site_of(url, BOOK)
    assert (found.source if found else None) == site


def test_the_first_family_whose_mark_a_page_bears_claims_it() -> None:
    families = (
        FamilyRules("one", fingerprint=(".one-mark", "meta[name=one]")),
        FamilyRules("two", fingerprint=(".two-mark",)),
    )
    book = Rulebook(families=families)

    def claimed(html: str) -> str | None:
        family = choice.family_of(Document(f"<body>{html}</body>", "https://x.test/"), book)
        return family.name if family else None

    assert claimed("<p class=two-mark>") == "two"
    assert claimed("<p class=two-mark><meta name=one>") == "one"
    assert claimed("<p class=three-mark>") is None


def test_the_template_of_the_page_s_day_is_tried_first() -> None:
    present, old, oldest = Rules(), Rules(valid_until="2024-06-30"), Rules(valid_until="2019-12-31")
    templates = (present, old, oldest)
    assert choice.in_order(templates, None) == [present, old, oldest]
    assert choice.in_order(templates, "2026-01-01T00:00:00Z") == [present, old, oldest]
    assert choice.in_order(templates, "2024-06-30T23:00:00Z") == [old, present, oldest]
    assert choice.in_order(templates, "2018-01-01") == [oldest, old, present]
