"""`dateline merge`: the whole program, on files that it made, and on files that are none of its own."""

import json
import signal
import sqlite3
from pathlib import Path

import pytest
from program import dateline, keep, on_terminal, one_line, story, struck


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keep(tmp_path / "north.db", *map(story, range(1, 4)))
    keep(tmp_path / "south.db", *map(story, range(3, 6)), story(1, url="https://copy.vn/1.html", source="tuoitre"))
    return tmp_path


def counted(folder: Path, db: str) -> tuple[int, int]:
    """Return how many articles there are, and how many of them are copies."""
    with sqlite3.connect(folder / db) as conn:
        row = conn.execute("SELECT count(*), count(duplicate_of) FROM articles").fetchone()
    return row[0], row[1]


def test_two_corpora_become_one(folder: Path) -> None:
    done = dateline(folder, "merge", "north.db", "south.db", "--db", "all.db", "--json")
    assert done.returncode == 0, done.stderr
    north, south = json.loads(done.stdout).values()
    assert (north["new"], south["new"], south["copies"], south["held"]) == (3, 2, 1, 1)
    assert counted(folder, "all.db") == (6, 1)
    found = dateline(folder, "search", "histoire", "--db", "all.db", "--json")
    assert found.returncode == 0


def test_merging_again_says_that_nothing_was_new(folder: Path) -> None:
    for _ in range(2):
        done = dateline(folder, "merge", "south.db", "--db", "north.db")
        assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-7:] == ["south.db", "0", "0", "4", "0", "0", "0"]


def test_the_table_counts_by_the_names_of_the_json(folder: Path) -> None:
    counted = json.loads(dateline(folder, "merge", "south.db", "--db", "all.db", "--json").stdout)["south.db"]
    table = dateline(folder, "merge", "south.db", "--db", "more.db").stdout.splitlines()
    assert table[0].split() == ["corpus", *counted]
    assert table[-1].split() == ["south.db", *map(str, counted.values())]


def test_a_file_named_twice_is_taken_once(folder: Path) -> None:
    (folder / "link.db").symlink_to(folder / "north.db")
    done = dateline(folder, "merge", "north.db", "north.db", "link.db", "--db", "all.db", "--json")
    assert done.returncode == 0, done.stderr
    assert [each["new"] for each in json.loads(done.stdout).values()] == [3]


def test_a_damaged_file_is_named_and_not_the_one_that_takes_it_in(folder: Path) -> None:
    """Its header is whole, so that it opens; what it holds cannot be read."""
    keep(folder / "damaged.db", *(story(1 + number % 28, url=f"https://a.vn/{number}") for number in range(60)))
    with sqlite3.connect(folder / "damaged.db") as conn:
        size = conn.execute("PRAGMA page_size").fetchone()[0]
        root = conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'articles'").fetchone()[0]
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (folder / "damaged.db").open("r+b") as file:
        for page in (root - 1, *range(80, 100)):
            file.seek(page * size)
            file.write(b"\xff" * size)
    done = dateline(folder, "merge", "south.db", "damaged.db", "--db", "north.db")
    assert done.returncode == 2
    assert one_line(done).startswith("dateline: damaged.db is damaged")
    assert counted(folder, "north.db") == (6, 1), "what came before stays"


def test_an_older_file_is_mended_without_a_crawl(folder: Path) -> None:
    with sqlite3.connect(folder / "south.db") as conn:
        (known,) = conn.execute("PRAGMA user_version").fetchone()
        conn.execute("PRAGMA user_version = 11")
    line = one_line(dateline(folder, "merge", "south.db", "--db", "north.db"))
    command = line.split("`")[1]
    assert command == "dateline import jsonl /dev/null --db south.db"
    before = counted(folder, "south.db")
    dateline(folder, *command.split()[1:])
    with sqlite3.connect(folder / "south.db") as conn:
        assert conn.execute("PRAGMA user_version").fetchone()[0] == known
    assert counted(folder, "south.db") == before


def test_on_a_terminal_there_is_a_table(folder: Path) -> None:
    code, shown = on_terminal(folder, "merge", "north.db", "south.db", "--db", "all.db")
    assert code == 0
    assert "copies" in shown
    assert "all" in shown


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("missing.db", "does not exist"),
        ("text.db", "is not a SQLite database"),
        ("foreign.db", "not a dateline corpus"),
        ("old.db", "brings it up to date"),
        ("north.db", "is the corpus to merge into"),
        ("link.db", "is the corpus to merge into"),
    ],
)
def test_a_file_that_cannot_be_merged_is_one_line_and_nothing_is_merged(folder: Path, other: str, said: str) -> None:
    (folder / "text.db").write_text("no database at all, but long enough to have been one")
    (folder / "link.db").symlink_to(folder / "north.db")
    with sqlite3.connect(folder / "foreign.db") as conn:
        conn.execute("CREATE TABLE x (y)")
    keep(folder / "old.db", story(9))
    with sqlite3.connect(folder / "old.db") as conn:
        conn.execute("PRAGMA user_version = 3")
    done = dateline(folder, "merge", "south.db", other, "--db", "north.db")
    assert done.returncode == 2
    assert said in one_line(done)
    assert counted(folder, "north.db") == (3, 0)


def test_a_merge_that_is_killed_is_begun_again(tmp_path: Path) -> None:
    keep(tmp_path / "other.db", *(story(1 + number % 28, url=f"https://a.vn/{number}") for number in range(150)))
    done = dateline(tmp_path, "merge", "other.db", "--db", "whole.db")
    assert done.returncode == 0, done.stderr
    done = struck(tmp_path, signal.SIGKILL, 1, "merge", "other.db", "--db", "killed.db")
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert 0 < counted(tmp_path, "killed.db")[0] < 150
    assert dateline(tmp_path, "merge", "other.db", "--db", "killed.db").returncode == 0
    assert counted(tmp_path, "killed.db") == counted(tmp_path, "whole.db")
    assert counted(tmp_path, "whole.db")[0] == 150


def test_something_must_be_named(tmp_path: Path) -> None:
    assert dateline(tmp_path, "merge").returncode == 2
