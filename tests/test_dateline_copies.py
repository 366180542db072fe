"""`dateline copies`: what it shows, and that a person's word holds."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler import catalogue
from crawler.urls import canonical_key
from dateline.cli import main
from storage import intake
from storage.corpus import Corpus
from storage.intake import Fetched
from storage.records import Article, Page

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
TEXT = " ".join(f"mot{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(400))
URLS = [f"https://{paper}.test/un-pont.html" for paper in ("matin", "soir", "semaine")]


def keep(corpus: Corpus, url: str, text: str, hour: int) -> None:
    at = f"2026-11-20T{hour:02}:00:00+07:00"
    article = Article(url, source="essai", language="fr", title="Un pont", text=text, published_at=at)
    key = canonical_key(url, catalogue.load())
    intake.keep(corpus, Fetched(page=Page(url, text.encode()), article=article, key=key), now=NOW)


@pytest.fixture(autouse=True)
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three articles of one story, and a fourth of another."""
    monkeypatch.chdir(tmp_path)
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        for hour, url in enumerate(URLS):
            keep(corpus, url, " ".join(TEXT.split()[: 400 - 50 * hour]), hour)
        keep(corpus, "https://autre.test/pluie.html", "Il a beaucoup plu cette nuit sur toute la région.", 9)
    return tmp_path / "corpus.db"


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["copies", *args])


def shown(article: str) -> dict[str, Any]:
    return dict(json.loads(run("show", article, "--json").stdout))


def members(article: str) -> set[int]:
    return {member["id"] for member in shown(article)["members"]}


def test_a_cluster_is_shown_with_its_evidence() -> None:
    found = shown(URLS[2])
    assert found["origin"] == 1
    assert [member["url"] for member in found["members"]] == URLS
    tie = found["members"][2]["ties"][0]
    assert (tie["to"], tie["kind"], tie["score"]) == (1, "copy", 1.0)
    assert "words" in tie["evidence"]
    result = run("show", "3")
    assert result.exit_code == 0
    for told in ("the origin", "copy of 1", "Un pont", "1.00 of 300 words"):
        assert told in result.stdout


def test_a_story_of_its_own_has_no_copies() -> None:
    result = run("show", "4")
    assert (result.exit_code, "alone" in result.stdout) == (1, True)
    result = run("split", "4")
    assert (result.exit_code, "4 has no copies" in result.stderr) == (1, True)


def test_a_split_holds_and_can_be_done_twice(db: Path) -> None:
    result = run("split", URLS[0])
    assert result.exit_code == 0
    assert "1 is a story of its own now, parted from 2, 3" in result.stderr
    again = run("split", "1")
    assert (again.exit_code, again.stderr) == (0, "dateline: 1 has no copies any more\n")
    with Corpus.open(db) as corpus:
        for hour, url in enumerate(URLS):
            keep(corpus, url, f"{TEXT} encore une fois {hour}", hour)
    assert (members("1"), members("2")) == ({1}, {2, 3})
    assert shown("1")["distinct"] == [2, 3]


def test_a_merge_takes_a_split_back_and_outlives_a_revision(db: Path) -> None:
    run("split", "1")
    result = run("merge", "1", URLS[1])
    assert (result.exit_code, result.stderr) == (0, "dateline: 1 and 2 are one story; its origin is 1\n")
    assert run("merge", "2", "1", "--json").exit_code == 0
    with Corpus.open(db) as corpus:
        keep(corpus, URLS[1], "Une tout autre histoire est maintenant racontée ici, sans rien de commun.", 1)
    assert members("1") == {1, 2, 3}
    assert shown("1")["distinct"] == []


@pytest.mark.parametrize("pair", [("4", "3"), ("3", "4"), ("1", "4"), ("4", "1")])
def test_what_a_person_said_is_shown_whichever_way_it_is_stored(pair: tuple[str, str]) -> None:
    run("merge", *pair)
    far = int(next(each for each in pair if each != "4"))
    found = {member["id"]: member["ties"] for member in shown("4")["members"]}
    assert [(tie["to"], tie["kind"], tie["evidence"]) for tie in found[4]] == [
        (far, "same_story", "said by a person")
    ]
    table = run("show", "4").stdout
    assert f"same_story of {far}" in table
    assert "by another member" not in table


def test_a_split_says_what_falls_apart() -> None:
    run("merge", "4", "3")
    told = "parted from 1, 2, 4, which are 2 stories without it: 1, 2; 4"
    assert told in run("split", "3").stderr
    assert (members("1"), members("4")) == ({1, 2}, {4})


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["show", "99"], "99 is no article of"),
        (["show", "9" * 30], "neither an article's number nor an address"),
        (["split", "https://nowhere.test/x"], "is no article of"),
        (["merge", "1", "un pont"], "neither an article's number nor an address"),
        (["merge", "1", URLS[0]], "are the same article"),
        (["merge", "1"], "OTHER"),
    ],
)
def test_wrong_use_is_one_line(args: list[str], told: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stderr.count("\n") == 1


def test_without_a_corpus_nothing_is_made(tmp_path: Path) -> None:
    other = tmp_path / "none.db"
    assert run("split", "1", "--db", str(other)).exit_code == 2
    assert not other.exists()


def test_the_program_itself_splits(db: Path) -> None:
    program = [sys.executable, "-m", "dateline", "copies"]
    done = subprocess.run([*program, "split", "3", "--db", str(db)], capture_output=True, text=True, check=False)
    assert (done.returncode, "parted from 1, 2" in done.stderr) == (0, True)
