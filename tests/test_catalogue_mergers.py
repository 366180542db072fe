from crawler.catalogue import load
from crawler.catalogue.mergers import merger_of, mergers, unchanged

SOURCES = load().sources


def test_the_resolution_adds_up() -> None:
    before = [name for merger in mergers() for name in merger.merged_from] + list(unchanged())
    assert len(before) == len(set(before)) == 63
    assert len(mergers()) + len(unchanged()) == 34


def test_every_surviving_paper_is_an_active_source() -> None:
    for merger in mergers():
        assert merger.papers
        for paper in merger.papers:
            assert SOURCES[paper].active, paper
            assert merger_of(paper) == merger


def test_an_ended_papers_successor_covers_its_province() -> None:
    ended = {
        "baohaiduong": "Hai Duong",
        "baoquangnam": "Quang Nam",
        "baobacgiang": "Bac Giang",
        "baolongan": "Long An",
    }
    for paper, province in ended.items():
        merger = merger_of(SOURCES[paper].successor or "")
        assert merger is not None
        assert province in merger.merged_from


def test_others_have_no_merger() -> None:
    assert merger_of("baonghean") is None
    assert merger_of("nhandan") is None
