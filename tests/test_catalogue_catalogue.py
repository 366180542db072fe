import pickle

import pytest

from crawler.catalogue import Catalogue, load


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://fr.vietnamplus.vn/x-post1.vnp", "vietnamplus/fr"),
        ("http://vietnamplus.vn", "vietnamplus/vi"),
        ("https://www.vietnamplus.vn.:443/", "vietnamplus/vi"),
        ("https://m.vietnamplus.vn/", "vietnamplus/vi"),
        ("https://amp.baotintuc.vn/x", "baotintuc/vi"),
        ("https://vietnam.vnanet.vn/french", "vietnam-vnanet/fr"),
        ("https://vietnam.vnanet.vn/french/tin-van/", "vietnam-vnanet/fr"),
        ("https://vietnam.vnanet.vn/frenchfries/", None),
        ("https://vietnam.vnanet.vn/", None),
        ("https://www.vietnam.vn/fr/x", "vietnamvn/fr"),
        ("https://thongtin.vietnam.vn/th/x", "vietnamvn/th"),
        ("https://www.vietnam.vn/ZH-cn/x", "vietnamvn/zh"),
        ("https://www.vietnam.vn/france-x", "vietnamvn/vi"),
        ("https://vovworld.vn/fr-CH.vov", "vovworld/fr"),
        ("https://baonghean.vn/fr/a-1.html", "baonghean/fr"),
        ("https://baonghean.vn/a-1.html", "baonghean/vi"),
        ("https://api-fr.nhandan.vn/api/x.html", "nhandan/fr"),
        ("https://nhandan.com.vn/x", "nhandan/vi"),
        ("https://hanoitimes.com.vn/x", "hanoimoi/en"),
        ("https://nhandan.vn:8443/", None),
        ("https://evil-nhandan.vn/", None),
        ("https://nhandan.vn.evil.example/", None),
        ("https://nhandan.vn@evil.example/", None),
        ("ftp://nhandan.vn/", None),
        ("nhandan.vn", None),
        ("", None),
        ("http://[", None),
    ],
)
def test_a_url_finds_its_edition(url: str, name: str | None, catalogue: Catalogue) -> None:
    edition = catalogue.find(url)
    assert (edition.name if edition else None) == name


def test_every_edition_finds_itself(catalogue: Catalogue) -> None:
    for edition in catalogue.editions:
        assert catalogue.find(edition.base_url) is edition
        for host in edition.hosts:
            assert catalogue.find(f"http://{host}{edition.prefix or '/'}") is edition


def test_iterating_gives_each_active_edition_once(catalogue: Catalogue) -> None:
    names = [edition.name for edition in catalogue]
    assert len(names) == len(set(names))
    assert set(names) == {edition.name for edition in catalogue.editions if catalogue.sources[edition.source].active}


def test_the_agency_s_own_are_known(catalogue: Catalogue) -> None:
    assert {"vietnamplus", "baotintuc"} <= catalogue.agency_sources
    assert catalogue.agency_sources.isdisjoint({"nhandan", "baocantho"})


def test_the_rulebook_travels_to_worker_processes(catalogue: Catalogue) -> None:
    rulebook = catalogue.rulebook()
    assert pickle.loads(pickle.dumps(rulebook)) == rulebook
