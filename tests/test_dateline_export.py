"""`dateline export`: complete files or none, and a cursor for the next export."""

import json
import os
import subprocess
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


def test_a_link_stays_and_its_file_is_replaced(folder: Path) -> None:
    (folder / "real.jsonl").write_text("old\n")
    (folder / "link.jsonl").symlink_to("real.jsonl")
    assert dateline(folder, "export", "-o", "link.jsonl").returncode == 0
    assert (folder / "link.jsonl").is_symlink()
    assert exported((folder / "real.jsonl").read_text("utf-8")) == [1, 2, 3, 4]


@pytest.mark.parametrize("name", ["pipe", "link"])
def test_what_is_no_regular_file_is_written_to_as_it_is(folder: Path, name: str) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("pipe")
    with subprocess.Popen(["cat", folder / "pipe"], stdout=subprocess.PIPE, text=True) as reader:
        done = dateline(folder, "export", "-o", name)
        if not (folder / "pipe").is_fifo() or (folder / "link").is_file():
            reader.kill()  # it would wait for ever
        read = reader.communicate()[0]
    assert (done.returncode, exported(read)) == (0, [1, 2, 3, 4])
    assert (folder / "pipe").is_fifo()
    assert (folder / "link").is_symlink()
    assert not list(folder.glob("*.card.md"))


def test_a_dash_is_standard_output(folder: Path) -> None:
    assert exported(dateline(folder, "export", "-o", "-").stdout) == [1, 2, 3, 4]
