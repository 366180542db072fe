import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.catalogue import CatalogueError, Source, load
from crawler.catalogue.render import draft, name_of, toml_of

CATALOGUE = load()


def read_back(text: str) -> Source:
    ((name, table),) = tomllib.loads(text)["source"].items()
    return draft(table, CATALOGUE.families, name)


@pytest.mark.parametrize("name", CATALOGUE.sources)
def test_what_is_written_reads_back_the_same(name: str) -> None:
    source = CATALOGUE.sources[name]
    assert replace(read_back(toml_of(source)), origin=source.origin) == source


def test_a_new_source_is_short(tmp_path: Path) -> None:
    source = draft(
        {"host": "www.baoxyz.com.vn", "family": "epi", "title": "Báo “XYZ”", "feeds": ["/rss/home.rss"]},
        CATALOGUE.families,
    )
    text = toml_of(source)
    assert text == (
        '[source.baoxyz]\ntitle = "Báo “XYZ”"\nfamily = "epi"\nhost = "www.baoxyz.com.vn"\n'
        'feeds = ["https://www.baoxyz.com.vn/rss/home.rss"]\n'
    )
    (tmp_path / "new.toml").write_text(text, "utf-8")
    assert load(tmp_path).sources["baoxyz"].editions == source.editions


def test_everything_that_differs_is_written() -> None:
    table = {
        "host": "127.0.0.1:8123/fr/",
        "scheme": "http",
        "language": "fr",
        "family": "other",
        "group": "national",
        "title": 'A "quoted" \\ title\x7f',
        "aliases": ["a.vn"],
        "status": "guess",
        "note": "by ear",
        "delay": 2.5,
        "verify_tls": False,
        "cookies": True,
        "active": False,
        "successor": "nhandan",
        "agency": "VNA",
        "house_tags": ["X"],
        "article": [r"it's-(?P<id>\d+)$", r"\.html$"],
        "not_article": ["^/x"],
        "sections": ["news/"],
        "sitemaps": [{"url": "s-{YYYY}.xml", "status": "verified", "note": "n"}],
        "template": [{"body": ["div"]}, {"body": ["td"], "valid_until": "2020-01-31"}],
        "notes": ["one", "two"],
        "editions": {"en": {"host": "en.a.vn", "status": "guess", "aliases": ["b.vn"]}, "zh": "zh.a.vn"},
    }
    source = draft(table, CATALOGUE.families, "xyz")
    assert replace(read_back(toml_of(source)), origin=source.origin) == source


def test_a_draft_is_checked_as_a_file_is() -> None:
    with pytest.raises(CatalogueError, match=r"source 'xyz': unknown key 'feedz' \(did you mean 'feeds'\?\)"):
        draft({"host": "xyz.vn", "family": "epi", "feedz": []}, CATALOGUE.families)
    with pytest.raises(CatalogueError, match="broken CSS selector"):
        draft({"host": "xyz.vn", "family": "epi", "template": {"body": ["["]}}, CATALOGUE.families)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.baocantho.com.vn", "baocantho"),
        ("baoninhbinh.org.vn", "baoninhbinh"),
        ("vietnam.vnanet.vn", "vietnam-vnanet"),
        ("NHANDAN.vn", "nhandan"),
        ("127.0.0.1:8123", "127-0-0-1"),
        ("localhost:80", "localhost"),
    ],
)
def test_names_come_from_hosts(host: str, name: str) -> None:
    assert name_of(host) == name
