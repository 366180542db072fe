"""`dateline search`: folded words, selections, marks on a terminal, JSON."""

import json
from pathlib import Path

import pytest
from program import dateline, keep, on_terminal, one_line, story


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    keep(
        folder / "corpus.db",
        story(1, "Đà Nẵng"),
        story(2, "Đà Nẵng", language="vi"),
        story(3, "Huế", source="nhandan"),
        story(4, "Vinh", source="nhandan", title="Vinh \x1b[31mrouge\x9b2J"),
        story(5, "Đà Nẵng", text="Court.", published_at=None, published_precision=None),
    )
    return folder


def ids(folder: Path, *args: object) -> list[int]:
    done = dateline(folder, "search", *args, "--json")
    assert done.returncode == (0 if json.loads(done.stdout) else 1)
    return [hit["id"] for hit in json.loads(done.stdout)]


def test_accents_do_not_matter_and_selections_hold(folder: Path) -> None:
    assert sorted(ids(folder, "da", "nang")) == [1, 2, 5]
    assert ids(folder, "da nang", "--language", "vi") == [2]
    assert ids(folder, "pont", "--source", "nhandan", "--newest") == [4, 3]
    assert ids(folder, "pont", "--since", "2026-11-02", "--until", "2026-11-03") == [3]
    assert ids(folder, "pont", "--newest", "--limit", 1) == [4]


def test_hits_are_plain_in_a_pipe(folder: Path) -> None:
    done = dateline(folder, "search", "hue")
    assert (done.returncode, done.stderr) == (0, "")
    title, snippet, facts, url = done.stdout.splitlines()
    assert title == "Huế, histoire 3"
    assert "Huế relie" in snippet
    assert facts.split() == ["2026-11-03", "10:00", "nhandan"]
    assert url.strip() == "https://example.vn/fr/3.html"


def test_hits_are_marked_on_a_terminal_and_no_newspaper_steers_it(folder: Path) -> None:
    code, seen = on_terminal(folder, "search", "hue")
    assert code == 0
    assert "\x1b[1mHuế\x1b[0m, histoire 3" in seen
    code, seen = on_terminal(folder, "search", "vinh", columns=60)
    assert "\x1b[31m" not in seen
    assert "\x9b" not in seen
    assert all(len(line) <= 60 + len("\x1b[1m\x1b[0m") * line.count("\x1b[1m") for line in seen.splitlines())
    assert "\x1b" not in dateline(folder, "search", "vinh", "--json").stdout


def test_nothing_found(folder: Path) -> None:
    done = dateline(folder, "search", "introuvable")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing found" in one_line(done)


def test_an_unknown_source_is_no_empty_result(folder: Path) -> None:
    done = dateline(folder, "search", "pont", "--source", "nhandn")
    assert done.returncode == 2
    assert "did you mean 'nhandan'" in one_line(done)
    assert dateline(folder, "search", "pont", "--source", "vietnamplus").returncode == 1
