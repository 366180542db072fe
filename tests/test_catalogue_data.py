"""Our own catalogue: complete, sound, and true to the facts it was made from."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from crawler.catalogue import Catalogue, Fact, Source, Status, load
from crawler.catalogue.loader import FAMILIES, HERE
from crawler.catalogue.records import GROUPS, language_order
from crawler.catalogue.schema import check_selectors
from crawler.urls import canonical_key

FACTS = Path(__file__).parents[2] / "shared" / "facts" / "sources.json"
DOMAINS = [
    "vietnamplus.vn",
    "lecourrier.vn",
    "vietnamnews.vn",
    "bnews.vn",
    "baotintuc.vn",
    "dantocmiennui.baotintuc.vn",
    "vietnam.vnanet.vn",
    "vnanet.vn",
    "daihoidang.vn",
    "thethaovanhoa.vn",
    "vietnam.vn",
    "nhandan.vn",
    "vovworld.vn",
    "vov.vn",
    "hanoimoi.vn",
    "qdnd.vn",
    "baochinhphu.vn",
    "dangcongsan.vn",
    "sggp.org.vn",
    "cand.vn",
    "tienphong.vn",
    "baocantho.com.vn",
    "baoangiang.com.vn",
    "dongkhoi.baovinhlong.vn",
    "travinh.baovinhlong.vn",
    "baovinhlong.com.vn",
    "baodongthap.vn",
    "baobinhduong.vn",
    "baocamau.vn",
    "baotayninh.vn",
    "baodongnai.com.vn",
    "baodaklak.vn",
    "baotuyenquang.com.vn",
    "baokhanhhoa.vn",
    "baothainguyen.vn",
    "baoquangtri.vn",
    "baolamdong.vn",
    "baonghean.vn",
    "baohaiphong.vn",
    "baohaiduong.vn",
    "baodanang.vn",
    "baoquangnam.vn",
    "baolaocai.vn",
    "baohatinh.vn",
    "baogialai.com.vn",
    "baoquangninh.vn",
    "baohungyen.vn",
    "baocaobang.vn",
    "baolangson.vn",
    "baoninhbinh.org.vn",
    "baothanhhoa.vn",
    "baophutho.vn",
    "baobacninhtv.vn",
    "baodienbienphu.vn",
    "baolaichau.vn",
    "baosonla.vn",
    "baoquangngai.vn",
    "baohaugiang.com.vn",
    "huengaynay.vn",
    "baobacgiang.vn",
    "baolongan.vn",
]
FRENCH_FIRST = [
    "https://fr.vietnamplus.vn/",
    "https://lecourrier.vn/",
    "https://vietnam.vnanet.vn/french/",
    "https://fr.nhandan.vn/",
    "https://vovworld.vn/fr-CH/",
    "https://baonghean.vn/fr/",
    "https://www.vietnam.vn/fr/",
]

# Found in public code beside the facts file, or by analogy; all are marked so.
ADDED = {
    "https://fr.vietnamplus.vn/rss/news.rss",
    "https://www.vietnam.vn/ko/sitemap.rss",
    "https://thethaovanhoa.vn/trang-chu.rss",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="module")
def sites() -> list[dict[str, Any]]:
    if not FACTS.exists():
        pytest.skip("the facts file is not on this machine")
    found: list[dict[str, Any]] = json.loads(FACTS.read_text("utf-8"))["sites"]
    return found


def source_of(domain: str, catalogue: Catalogue) -> Source:
    owners = {edition.source for edition in catalogue.editions if edition.host == domain}
    assert len(owners) == 1, domain
    return catalogue.sources[owners.pop()]


def facts_of(source: Source, kind: str) -> dict[str, Fact]:
    return {fact.url: fact for edition in source.editions for fact in getattr(edition, kind)}


def test_every_site_is_there_once(catalogue: Catalogue) -> None:
    assert len(DOMAINS) == 61
    assert {source_of(domain, catalogue).name for domain in DOMAINS} == set(catalogue.sources)


def test_the_families_are_the_folders(catalogue: Catalogue) -> None:
    assert set(FAMILIES) == {path.stem for path in (HERE / "families").glob("*.toml")} == set(catalogue.families)
    assert {source.family for source in catalogue.sources.values()} == set(FAMILIES)


def test_every_selector_compiles() -> None:
    import tomllib  # noqa: PLC0415

    for path in sorted(HERE.rglob("*.toml")):
        read = tomllib.loads(path.read_text("utf-8"))
        for name, table in read.get("source", {path.stem: read}).items():
            check_selectors(table, f"{path.name}: {name}")


def test_french_comes_first_then_the_languages_in_order(catalogue: Catalogue) -> None:
    order = list(catalogue)
    assert [edition.base_url for edition in order][: len(FRENCH_FIRST)] == FRENCH_FIRST
    ranks = [language_order(edition.language) for edition in order]
    assert ranks == sorted(ranks)
    for source in catalogue.sources.values():
        assert list(source.languages) == sorted(source.languages, key=language_order), source.name


def test_sources_come_group_by_group(catalogue: Catalogue) -> None:
    groups = [GROUPS.index(source.group) for source in catalogue.sources.values()]
    assert groups == sorted(groups)
    assert catalogue.sources["hanoimoi"].group == catalogue.sources["sggp"].group == "provincial"


def test_ended_papers_are_known_but_not_crawled(catalogue: Catalogue) -> None:
    ended = {name: source.successor for name, source in catalogue.sources.items() if not source.active}
    assert ended == {
        "baohaiduong": "baohaiphong",
        "baoquangnam": "baodanang",
        "baobacgiang": "baobacninhtv",
        "baolongan": "baotayninh",
    }
    assert not {edition.source for edition in catalogue} & set(ended)
    assert catalogue.find("https://baohaiduong.vn/nang-cao-410261.html") is not None


def test_the_wholesale_service_is_foreign(catalogue: Catalogue) -> None:
    assert catalogue.find("https://news.vnanet.vn/fr/x-1.html") is None
    assert catalogue.find("https://vnanet.vn/fr/") is not None


def test_names_are_short_and_plain(catalogue: Catalogue) -> None:
    for name, source in catalogue.sources.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
        assert source.title
        assert name.split("-")[0] in source.editions[0].host.replace(".", "") + source.editions[-1].host, name


def test_every_fact_keeps_its_status_and_none_is_made_up(catalogue: Catalogue, sites: list[dict[str, Any]]) -> None:
    unstated = {fact.url for source in catalogue.sources.values() for fact in own(source).values()}
    for site in sites:
        source = source_of(site["domain"], catalogue)
        for kind in ("feeds", "sitemaps"):
            known = facts_of(source, kind) | own(source)
            for stated in site.get(kind, []):
                for url in spelled_out(stated["url"], source):
                    found = [fact for address, fact in known.items() if re.fullmatch(url, address)]
                    found = [fact for fact in found if not fact.inherited] or found
                    assert found, f"{source.name}: {stated['url']}"
                    assert {str(fact.status) for fact in found} == {stated["status"]}, stated
                    unstated -= {fact.url for fact in found}
    assert unstated == ADDED


def own(source: Source) -> dict[str, Fact]:
    facts = {**facts_of(source, "feeds"), **facts_of(source, "sitemaps")}
    return {url: fact for url, fact in facts.items() if not fact.inherited}


def spelled_out(url: str, source: Source) -> list[str]:
    """Turn an address of the facts file into patterns: {a,b} are several, <slug> any, {lang} each edition's path."""
    if braces := re.search(r"\{([^{}]*,[^{}]*)\}", url):
        return [re.escape(url.replace(braces[0], word)) for word in braces[1].split(",")]
    if "{lang}" in url:
        return [re.escape(url.replace("/{lang}/", edition.prefix)) for edition in source.editions]
    return [re.escape(url.replace("{YYYY-MM-DD}", "{YYYY}-{MM}-{DD}")).replace("<slug>", "[a-z-]+")]


def test_the_facts_add_up(catalogue: Catalogue, sites: list[dict[str, Any]]) -> None:
    assert len(sites) == len(catalogue.sources) == 61
    for site in sites:
        source = source_of(site["domain"], catalogue)
        assert source.family == site["cms"], source.name
        stated = {re.split(r"[ ,]", str(host))[0] for host in site.get("languages", {}).values()}
        hosts = {host.removeprefix("www.").split("/")[0] for host in stated if re.match(r"[\w.]+\.vn\b", host)}
        known = {host for edition in source.editions for host in (edition.host, *edition.aliases)}
        assert hosts <= known, source.name


def test_a_broken_or_blocked_feed_is_shown_and_never_tried(catalogue: Catalogue) -> None:
    for name, url, status in (
        ("vov", "https://vov.vn/rss", Status.BLOCKED),
        ("baotintuc", "https://baotintuc.vn/rss/kinh-te.rss", Status.BROKEN),
        ("hanoimoi", "https://hanoimoi.vn/rss/kinh-te.rss", Status.BROKEN),
    ):
        source = catalogue.sources[name]
        assert facts_of(source, "feeds")[url].status is status
        assert url not in {fact.url for edition in source.editions for fact in edition.tryable_feeds}


def test_stated_patterns_still_find_their_ids(catalogue: Catalogue, sites: list[dict[str, Any]]) -> None:
    """Our patterns may be tighter or wider than the facts', but agree with them on an ordinary article's id."""
    checked = 0
    for site in sites:
        source = source_of(site["domain"], catalogue)
        edition = next((e for e in source.editions if e.language == "vi"), source.editions[0])
        for pattern in site.get("article_url_regex", []):
            path = example(pattern, edition.prefix)
            stated = re.search(pattern, path)
            if not stated or "id" not in stated.groupdict():
                continue
            key = canonical_key(f"https://{edition.host}{path}", catalogue)
            assert re.search(rf"[:/]a?{stated['id']}$", key), (path, key)
            assert key.startswith(f"{source.name}/"), (path, key)
            checked += 1
    assert checked > 50


def example(pattern: str, prefix: str) -> str:
    """Write a path that a pattern of the facts file describes."""
    for form, text in (
        (r"(?!.*-event\d+)", ""),
        (r"(?:(?P<lang>[a-z]{2})/)?", ""),
        (r"(?:[^/]+/)*", "kinh-te/"),
        (r"(?:[^/]+/)?", "kinh-te/"),
        (r"(?P<lang>[a-z]{2}-[A-Z]{2})", prefix.strip("/")),
        (r"(?P<lang>[a-z]+)", prefix.strip("/")),
        (r"(?P<kind>tin-van|long-form)", "tin-van"),
        (r"(?P<section>[a-z-]+(?:/[a-z-]+)?)", "economy"),
        (r"(?P<section>[^/]+)", "kinh-te"),
        (r"(?P<ym>\d{6})", "202601"),
        (r"(?P<id>[0-9a-f]{7}|\d{5,8})", "e635eaf"),
        (r"\d{6}", "201711"),
        (r"(?P<id>\d{17})", "20260716171712046"),
        (r"(?P<id>\d{15,18})", "102260228093004191"),
        (r"(?P<id>\d{15})", "102260228093004"),
        (r"(?P<id>\d{6,8})", "1022602"),
        (r"(?P<id>\d+)", "1234567"),
        (r"(?P<slug>[a-z0-9-]+)", "hoi-nghi-tong-ket"),
        (r"(?P<slug>[^/]+)", "hoi-nghi-tong-ket"),
        (r"(?P<slug>.+)", "hoi-nghi-tong-ket"),
        (r"[^/]+", "hoi-nghi"),
        (r".+", "hoi-nghi"),
        (r"/?$", ""),
        (r"$", ""),
        (r"\.", "."),
    ):
        pattern = pattern.replace(form, text)
    return pattern[1:] if pattern.startswith("^") else f"/hoi-nghi{pattern}"
