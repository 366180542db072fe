"""`dateline fetch` on the demo newsroom: printing, storing, and the reasons why there is nothing to print."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from program import dateline, one_line, settle_in

from dateline import newsroom
from storage.corpus import Corpus


@pytest.fixture(scope="module")
def room() -> Iterator[newsroom.Newsroom]:
    with newsroom.start(stories=60) as opened:
        yield opened


@pytest.fixture
def folder(room: newsroom.Newsroom, tmp_path: Path) -> Path:
    return settle_in(tmp_path, room)


@pytest.fixture(scope="module")
def truth(room: newsroom.Newsroom) -> dict[str, Any]:
    return room.truth


def becoming(truth: dict[str, Any], *outcomes: str) -> list[str]:
    """Return URLs that can only become these."""
    return [url for url, expected in truth["outcomes"].items() if set(expected["first"]) == set(outcomes)]


def test_an_article_without_a_database(folder: Path, truth: dict[str, Any]) -> None:
    url = becoming(truth, "new")[0]
    done = dateline(folder, "fetch", url)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.split("\n\n")) > 3
    assert sorted(path.name for path in folder.iterdir()) == ["dateline.toml", "sources.toml"]


def test_several_articles(folder: Path, truth: dict[str, Any]) -> None:
    first, second = becoming(truth, "new")[:2]
    found = [
        json.loads(line) for line in dateline(folder, "fetch", second, first, second, "--json").stdout.splitlines()
    ]
    assert [article["url"] for article in found] == [second, first]
    assert all(article["text"] and article["title"] for article in found)
    markdown = dateline(folder, "fetch", first, second, "--markdown").stdout
    assert markdown.count("\n# ") + markdown.startswith("# ") == 2
    assert markdown.count("\n────") == 1


def test_saving_says_what_became_of_it(folder: Path, truth: dict[str, Any]) -> None:
    url = becoming(truth, "new")[0]
    first = dateline(folder, "fetch", url, "--save")
    assert (first.returncode, first.stderr) == (0, f"{url}: new (article 1)\n")
    again = dateline(folder, "fetch", url, "--save", "--json")
    assert again.stderr == f"{url}: unchanged (article 1)\n"
    assert json.loads(again.stdout)["title"]
    with Corpus.open(folder / "corpus.db", read_only=True) as corpus:
        assert [tuple(row) for row in corpus.conn.execute("SELECT id, origin FROM articles")] == [(1, "fetch")]
        assert [row[0] for row in corpus.conn.execute('SELECT "trigger" FROM runs')] == ["fetch", "fetch"]


def test_a_copy_names_its_origin(folder: Path, truth: dict[str, Any]) -> None:
    assert dateline(folder, "seeds", "import").returncode == 0
    done = dateline(folder, "fetch", "--save", *becoming(truth, "duplicate"))
    assert done.returncode == 0
    with Corpus.open(folder / "corpus.db", read_only=True) as corpus:
        seeds = [row["url"] for row in corpus.conn.execute("SELECT url FROM articles WHERE origin = 'seed'")]
    origins = [line.partition(": duplicate of ")[2].partition(" (article")[0] for line in done.stderr.splitlines()]
    assert set(seeds) & set(origins)


def test_no_article_is_one_line_each(folder: Path, truth: dict[str, Any]) -> None:
    urls = {outcome: becoming(truth, outcome)[0] for outcome in ("gone", "blocked", "robots", "failed", "empty")}
    done = dateline(folder, "fetch", *urls.values(), "http://127.0.0.1:1/story.html")
    assert (done.returncode, done.stdout) == (1, "")
    lines = dict(zip([*urls, "nobody"], done.stderr.splitlines(), strict=True))
    for outcome, url in urls.items():
        begin = f"dateline: {url}: {outcome}: "
        assert lines[outcome].startswith(begin)
        assert len(lines[outcome]) > len(begin) + 5, "there is a reason"
    assert "connection refused" in lines["nobody"]


def test_what_can_be_had_is_printed_all_the_same(folder: Path, truth: dict[str, Any]) -> None:
    good, gone = becoming(truth, "new")[0], becoming(truth, "gone")[0]
    done = dateline(folder, "fetch", gone, good)
    assert done.returncode == 1
    assert done.stdout
    assert gone in one_line(done)


def test_a_private_address_is_refused_and_named(folder: Path, truth: dict[str, Any]) -> None:
    done = dateline(folder, "fetch", becoming(truth, "new")[0], DATELINE_ALLOW_PRIVATE="other.example")
    assert done.returncode == 1
    assert "address is private" in one_line(done)
    assert "allow_private" in one_line(done)
