"""Floors rise freely and fall only by name."""

from pathlib import Path

import pytest

from crawler.extraction.rules import Rulebook
from dateline.quality import floors
from dateline.quality.corpora import Corpus
from dateline.quality.floors import FloorsError
from dateline.quality.gate import ALL, REFERENCE, UNKNOWN, Result
from dateline.quality.scores import Tally


def tally(**counts: tuple[int, int]) -> Tally:
    made = Tally()
    for name, (right, asked) in counts.items():
        made.add(name, right, asked)
    return made


def result(name: str = "pages", **counts: tuple[int, int]) -> Result:
    return Result(Corpus(name, (), Rulebook()), {ALL: tally(**counts)})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "quality" / "floors.toml"
    floors.pin({}, [result(lead=(2, 3), title=(5, 5))], set(), file)
    return file


def test_pinned_floors_come_back_rounded_down(file: Path) -> None:
    pinned = floors.load(file)["pages"]
    assert pinned.rows == {ALL: {"lead": 0.6666, "title": 1.0}}
    assert pinned.sha256 == result().corpus.sha256


def test_reaching_them_holds(file: Path) -> None:
    known = floors.load(file)
    assert floors.verdict(result(lead=(2, 3), title=(5, 5)), known) == []
    assert floors.verdict(result(lead=(3, 3), title=(5, 5), tags=(0, 1)), known) == []


def test_falling_below_is_named(file: Path) -> None:
    known = floors.load(file)
    assert floors.verdict(result(lead=(1, 3), title=(5, 5)), known) == ["pages.all.lead: 33.33 < 66.66"]
    assert floors.verdict(result(lead=(2, 3)), known) == ["pages.all.title: 0.00 < 100.00"]


def test_floors_hold_for_their_pages_only(file: Path) -> None:
    known = {"pages": floors.Pinned("0" * 64, floors.load(file)["pages"].rows)}
    [problem] = floors.verdict(result(lead=(2, 3), title=(5, 5)), known)
    assert "not the pages" in problem


def test_a_corpus_without_floors_is_only_shown() -> None:
    assert floors.verdict(result("saved", lead=(0, 3)), {}) == []
    assert floors.notice(result("saved"), {}) == "saved: no floors are pinned: only shown"


def test_what_lies_beside_the_repository_may_be_other_pages_elsewhere() -> None:
    known = {"saved": floors.Pinned("0" * 64, {ALL: {"lead": 1.0}})}
    assert floors.verdict(result("saved", lead=(2, 3)), known) == []
    assert "other pages than its floors were pinned for" in (floors.notice(result("saved"), known) or "")


def test_the_same_pages_are_held_wherever_they_lie() -> None:
    saved = result("saved", lead=(2, 3))
    known = {"saved": floors.Pinned(saved.corpus.sha256, {ALL: {"lead": 1.0}})}
    assert floors.verdict(saved, known) == ["saved.all.lead: 66.66 < 100.00"]
    assert floors.notice(saved, known) is None


@pytest.mark.parametrize("name", ["my pages", "saved.2026", 'a"b', "lab/pages", "báo\x7f"])
def test_any_name_can_be_pinned(file: Path, name: str) -> None:
    odd = Result(Corpus(name, (), Rulebook()), {name: tally(title=(1, 1))})
    floors.pin(floors.load(file), [odd], set(), file)
    assert floors.load(file)[name].rows == {name: {"title": 1.0}}
    assert "pages" in floors.load(file)


def test_two_folders_of_one_name_are_not_pinned(file: Path) -> None:
    with pytest.raises(FloorsError, match="the same name"):
        floors.pin({}, [result("saved"), result("saved")], set(), file)


def test_raising_is_free(file: Path) -> None:
    floors.pin(floors.load(file), [result(lead=(3, 3), title=(5, 5))], set(), file)
    assert floors.load(file)["pages"].rows[ALL]["lead"] == 1


def test_lowering_needs_the_name(file: Path) -> None:
    worse = result(lead=(1, 3), title=(4, 5))
    before = file.read_text()
    with pytest.raises(FloorsError, match=r"--lower 'pages\.all\.title'"):
        floors.pin(floors.load(file), [worse], {"pages.all.lead"}, file)
    assert file.read_text() == before
    floors.pin(floors.load(file), [worse], {"pages.all.lead", "pages.all.title"}, file)
    assert floors.load(file)["pages"].rows[ALL] == {"lead": 0.3333, "title": 0.8}


def test_dropping_needs_the_name_too(file: Path) -> None:
    with pytest.raises(FloorsError, match=r"pages\.all\.lead"):
        floors.pin(floors.load(file), [result(title=(5, 5))], set(), file)


def test_other_corpora_keep_their_floors(file: Path) -> None:
    other = Result(Corpus("elsewhere", (), Rulebook()), {ALL: tally(title=(1, 1))})
    floors.pin(floors.load(file), [other], set(), file)
    assert floors.load(file).keys() == {"elsewhere", "pages"}


def test_the_reference_must_be_beaten() -> None:
    rows = {ALL: Tally(), UNKNOWN: tally(lead=(1, 2), byline=(2, 2)), REFERENCE: tally(lead=(2, 2), byline=(1, 2))}
    problems = floors.verdict(Result(Corpus("pages", (), Rulebook()), rows), {})
    assert problems == ["pages: without rules worse than trafilatura: lead 50.0 < 100.0"]


@pytest.mark.parametrize("content", ["=", "a = 1", "[pages]\nlead = 1"])
def test_a_broken_file_is_said_in_one_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "floors.toml"
    file.write_text(content)
    with pytest.raises(FloorsError, match="holds no floors"):
        floors.load(file)
    assert floors.load(tmp_path / "missing.toml") == {}
