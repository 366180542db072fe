from crawler.catalogue import load
from crawler.catalogue.describe import fact_lines, rows, tally

CATALOGUE = load()


def shown(name: str) -> dict[str, str]:
    source = CATALOGUE.sources[name]
    return dict(reversed(rows(source, CATALOGUE.families[source.family])))


def test_a_source_is_shown_with_what_is_known_of_it() -> None:
    lines = shown("baotayninh")
    assert lines["title"] == "Báo Tây Ninh"
    assert lines["editions"] == "vi https://baotayninh.vn/"
    assert lines["merger of 2025"] == "Tay Ninh from Long An, Tay Ninh"
    assert lines["described in"] == "sources/provincial.toml"
    assert lines["family"].startswith("contentdetail: ")
    assert "agency" not in lines


def test_doubts_are_shown() -> None:
    assert "fr https://fr.qdnd.vn/ (guess; not confirmed)" in shown("qdnd")["editions"]
    assert shown("baolongan")["state"] == "ended; continued by baotayninh"


def test_every_source_can_be_shown() -> None:
    for source in CATALOGUE.sources.values():
        assert all(value for _, value in rows(source, CATALOGUE.families[source.family]))
        assert len(fact_lines(source.editions)) >= len(source.editions)


def test_facts_are_shown_with_status_and_origin() -> None:
    lines = {line.url: line for line in fact_lines(CATALOGUE.sources["vov"].editions)}
    blocked = lines["https://vov.vn/rss"]
    assert (blocked.edition, blocked.kind, blocked.status, blocked.origin) == ("vov/vi", "feed", "blocked", "source")
    assert "403" in blocked.note
    assert lines["https://english.vov.vn/"].kind == "section"
    family = fact_lines(CATALOGUE.sources["baogialai"].editions)
    assert {line.origin for line in family if line.kind != "section"} == {"family"}


def test_own_facts_are_counted_by_status() -> None:
    assert tally(CATALOGUE.sources["baotintuc"]) == "2 verified, 1 reported, 1 broken"
    assert tally(CATALOGUE.sources["baogialai"]) == "family's only"
