"""`dateline export`: complete files or none, and a cursor for the next export."""

import json
from pathlib import Path

import pytest
from program import dateline, keep, one_line, story

from dateline.commands import export
from storage.records import DatelineError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keep(
        tmp_path / "corpus.db",
        story(1),
        story(2, "Vinh", language="vi"),
        story(3),
        story(1, url="https://other.vn/copy-1.html", source="nhandan"),
    )
    return tmp_path


def exported(text: str) -> list[int]:
    return [json.loads(line)["id"] for line in text.splitlines()]


def test_everything_then_what_came_since(folder: Path) -> None:
    done = dateline(folder, "export")
    assert done.returncode == 0
    assert exported(done.stdout) == [1, 2, 3, 4]
    assert one_line(done) == "dateline: 4 articles; continue with --after 4\n"
    done = dateline(folder, "export", "--after", 4)
    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing to export" in one_line(done)


def test_selections(folder: Path) -> None:
    assert exported(dateline(folder, "export", "--no-duplicates").stdout) == [1, 2, 3]
    assert exported(dateline(folder, "export", "--language", "vi").stdout) == [2]
    assert exported(dateline(folder, "export", "--match", "vinh").stdout) == [2]
    assert exported(dateline(folder, "export", "--source", "nhandan").stdout) == [4]
    assert exported(dateline(folder, "export", "--since", "2026-11-03").stdout) == [3]


def test_a_file_is_whole_or_as_it_was(folder: Path) -> None:
    target = folder / "out.jsonl"
    done = dateline(folder, "export", "-o", target)
    assert (done.returncode, done.stdout) == (0, "")
    assert exported(target.read_text("utf-8")) == [1, 2, 3, 4]
    assert dateline(folder, "export", "-o", target, "--after", 9).returncode == 1
    assert len(target.read_text("utf-8").splitlines()) == 4
    assert [path.name for path in folder.iterdir() if "part" in path.name] == []


def test_a_broken_export_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("old\n")
    with pytest.raises(ZeroDivisionError), export._opened(target) as file:
        file.write(f"half\n{1 / 0}")
    assert target.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_cannot_be_written(folder: Path) -> None:
    with pytest.raises(DatelineError, match="cannot be written"), export._opened(folder / "none" / "out.jsonl"):
        pass
    done = dateline(folder, "export", "-o", folder)
    assert done.returncode == 2
    assert "cannot be written" in one_line(done)


def test_a_dash_is_standard_output(folder: Path) -> None:
    assert exported(dateline(folder, "export", "-o", "-").stdout) == [1, 2, 3, 4]
