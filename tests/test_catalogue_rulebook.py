from crawler.catalogue import load
from crawler.catalogue.rulebook import merge
from crawler.extraction.rules import Rules

CATALOGUE = load()


def test_every_address_has_its_site() -> None:
    sites = CATALOGUE.rulebook().sites
    for edition in CATALOGUE.editions:
        for host in (edition.host, *edition.aliases):
            site = sites[host + edition.prefix.rstrip("/").lower()]
            assert (site.source, site.family, site.language) == (edition.source, edition.family, edition.language)
    assert len(sites) == sum(1 + len(edition.aliases) for edition in CATALOGUE.editions)


def test_addresses_are_in_lower_case() -> None:
    sites = CATALOGUE.rulebook().sites
    assert {"fr.vietnamplus.vn", "baonghean.vn/fr", "vovworld.vn/fr-ch", "vietnam.vn", "vietnam.vn/zh-cn"} < set(
        sites
    )
    assert all(address == address.lower() for address in sites)


def test_families_are_handed_over_in_order() -> None:
    families = CATALOGUE.rulebook().families
    assert [family.name for family in families] == list(CATALOGUE.families)
    assert families[0].name == "epi"
    assert families[0].fingerprint
    assert families[-1].name == "other"


def test_agency_and_house_tags_are_handed_over() -> None:
    sites = CATALOGUE.rulebook().sites
    assert sites["fr.vietnamplus.vn"].agency == "VNA"
    assert sites["baocantho.com.vn"].agency is None
    assert sites["tienphong.vn"].house_tags[0] == "TPO"


def test_own_selectors_stand_in_front_of_every_template() -> None:
    own = (Rules(body=("a", "b")),)
    family = (Rules(body=("b", "c"), drop=("x",)), Rules(body=("d",), valid_until="2020-01-01"))
    assert merge(own, family) == (
        Rules(body=("a", "b", "c"), drop=("x",)),
        Rules(body=("a", "b", "d"), valid_until="2020-01-01"),
    )


def test_an_own_dated_template_takes_its_place_by_date() -> None:
    own = (Rules(title=("t",)), Rules(body=("old",), valid_until="2021-06-30"))
    family = (Rules(body=("new",)), Rules(body=("older",), valid_until="2020-01-01"))
    assert [(rules.body, rules.title, rules.valid_until) for rules in merge(own, family)] == [
        (("new",), ("t",), None),
        (("old", "new"), (), "2021-06-30"),
        (("older",), ("t",), "2020-01-01"),
    ]


def test_a_source_without_a_familys_rules_has_its_own() -> None:
    assert merge((Rules(body=("a",)),), ()) == (Rules(body=("a",)),)
    assert merge((), ()) == ()
    dated = Rules(body=("a",), valid_until="2020-01-01")
    assert merge((dated,), ()) == (dated,)
