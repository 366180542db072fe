"""`dateline extract`: files and pipes, text and JSON, and what is no page."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from program import dateline, one_line

from dateline.files import binary_kind

DUMP = "Un pont relie les deux rives\n\nHanoï (VNA) - " + "\n\n".join(
    f"Le pont numéro {number} relie les deux rives du fleuve, a déclaré le chef du district devant la presse."
    for number in range(6)
)


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("story.html", DUMP)
    return stream.getvalue()


def test_a_file_and_a_pipe_give_the_same(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_text(DUMP, "utf-8")
    from_file = dateline(tmp_path, "extract", "dump.txt", "--json")
    from_pipe = dateline(tmp_path, "extract", "-", "--json", stdin=DUMP.encode())
    assert (from_file.returncode, from_file.stderr) == (0, "")
    assert from_pipe.stdout == from_file.stdout
    article = json.loads(from_file.stdout)
    assert article["title"] == "Un pont relie les deux rives"
    assert (article["place"], article["agency"], article["extractor"]) == ("Hanoï", "VNA", "dump")


@pytest.mark.parametrize("command", ["extract", "fetch"])
def test_json_and_markdown_exclude_each_other(tmp_path: Path, command: str) -> None:
    (tmp_path / "dump.txt").write_text(DUMP, "utf-8")
    done = dateline(tmp_path, command, "dump.txt", "--json", "--markdown")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--json and --markdown exclude each other" in done.stderr


def test_text_and_markdown(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_text(DUMP, "utf-8")
    text = dateline(tmp_path, "extract", "dump.txt").stdout
    assert text.startswith("Un pont relie les deux rives\n\nHanoï (VNA)\n\n")
    assert dateline(tmp_path, "extract", "dump.txt", "--markdown").stdout.startswith("# Un pont relie")


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [("story.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 9, "a PDF"), ("story.zip", zipped(), "a ZIP archive")],
)
def test_a_binary_is_one_line(tmp_path: Path, name: str, body: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(body)
    done = dateline(tmp_path, "extract", name)
    assert (done.returncode, done.stdout) == (1, "")
    assert kind in one_line(done)


def test_a_page_without_a_story_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_text("<html><head><title>x</title></head><body></body></html>")
    done = dateline(tmp_path, "extract", "empty.html")
    assert done.returncode == 1
    assert "no article found" in one_line(done)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_text_in_any_encoding_is_text(encoding: str) -> None:
    assert binary_kind(DUMP.replace("ệ", "e").encode(encoding)) is None


@pytest.mark.parametrize("body", [bytes(range(256)) * 40, b"\x00" * 999, b"\x7fELF\x02" + b"\x00" * 99, zipped()])
def test_bytes_that_are_no_text(body: bytes) -> None:
    assert binary_kind(body)
