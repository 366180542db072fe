"""What holds for every command: help, one line for wrong use, exit codes, UTF-8, quiet when a pipe closes."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from program import PATIENCE, dateline, environment, keep, one_line, story

from dateline.cli import COMMANDS, main
from storage import migrations


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keep(tmp_path / "corpus.db", story(1), story(2))
    return tmp_path


def test_help_names_every_command_without_importing_any() -> None:
    code = "import sys; from dateline.cli import main; main(['--help'], standalone_mode=False); "
    code += "print(sorted({'scrapy', 'lxml', 'rich', 'sqlite3'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
    assert all(f"  {name} " in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_examples(name: str) -> None:
    command = main.get_command(None, name)
    assert command is not None
    described = getattr(command, "commands", {name: command})
    for each in described.values():
        assert "\b" in each.help, each.name
        assert "Examples:\n" in each.help, each.name


def broken_catalogue(folder: Path) -> None:
    (folder / "bad.toml").write_text('[source.bao-x]\nhost = "baox.vn"\nfamily = "epy"\n')


def other_database(folder: Path) -> None:
    with sqlite3.connect(folder / "other.db") as conn:
        conn.execute("CREATE TABLE t (x)")


def newer_schema(folder: Path) -> None:
    with sqlite3.connect(folder / "corpus.db") as conn:
        conn.execute(f"PRAGMA user_version = {migrations.SCHEMA + 1}")


def older_schema(folder: Path) -> None:
    with sqlite3.connect(folder / "corpus.db") as conn:
        conn.execute("PRAGMA user_version = 1")


def binary(folder: Path) -> None:
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)


def blank(folder: Path) -> None:
    (folder / "blank.html").write_text(" \n")


def nothing(folder: Path) -> None:
    del folder


BAD = [
    (nothing, ["extract", "missing.html"], 2, "missing.html does not exist"),
    (nothing, ["extract", "."], 2, "is a folder"),
    (binary, ["extract", "photo.png"], 1, "PNG image"),
    (blank, ["extract", "blank.html"], 2, "is empty"),
    (blank, ["extract", "blank.html", "--url", "foo"], 2, "'foo' is not a web address"),
    (blank, ["extract", "blank.html", "--url", "https://vnexpress.net:99999/x"], 2, "is not a web address: Port"),
    (nothing, ["search", "pont", "--language", "xx"], 2, "'xx' is no language of any article or newspaper"),
    (nothing, ["export", "--language", "xx"], 2, "'xx' is no language of any article or newspaper"),
    (nothing, ["search", "pont", "--language", "km"], 1, "nothing found"),
    (nothing, ["schedule", "run", "--db", "nowhere/x.db"], 2, "there is no folder nowhere: make it first"),
    (nothing, ["fetch", "http:///no-host"], 2, "it has no host"),
    (nothing, ["fetch", "https://ok.vn/", "ftp://x.vn/"], 2, "must begin with http"),
    (nothing, ["crawl", "nhandn"], 2, "did you mean 'nhandan'"),
    (nothing, ["crawl", "nhandan", "--all"], 2, "exclude each other"),
    (nothing, ["crawl", "--since", "soon"], 2, "is no time"),
    (nothing, ["crawl", "--since", "2999-01-01"], 2, "lies in the future"),
    (nothing, ["crawl", "--limit", "0"], 2, "too small"),
    (broken_catalogue, ["crawl", "--catalogue", "bad.toml"], 2, "unknown family 'epy'"),
    (broken_catalogue, ["sources", "check", "--catalogue", "bad.toml"], 2, "did you mean 'epi'"),
    (nothing, ["sources", "show", "nhandn"], 2, "did you mean 'nhandan'"),
    (nothing, ["status", "--db", "missing.db"], 2, "missing.db does not exist"),
    (nothing, ["search", "cầu", "--db", "missing.db"], 2, "missing.db does not exist"),
    (other_database, ["export", "--db", "other.db"], 2, "not a dateline corpus"),
    (binary, ["status", "--db", "photo.png"], 2, "not a SQLite database"),
    (newer_schema, ["status"], 2, "newer dateline"),
    (older_schema, ["search", "pont"], 2, "older dateline"),
    (nothing, ["crawl", "--db", "no-such-folder/corpus.db"], 2, "there is no folder"),
    (nothing, ["seeds", "import", "missing"], 2, "missing does not exist"),
    (nothing, ["no-such-command"], 2, "No such command"),
    (nothing, ["--no-such-option"], 2, "No such option"),
    (nothing, ["search"], 2, "Missing argument"),
    (nothing, ["status", "--config", "missing.toml"], 2, "missing.toml: cannot be read"),
]


@pytest.mark.parametrize(("prepare", "args", "code", "words"), BAD, ids=[" ".join(args) for _, args, _, _ in BAD])
def test_bad_input_gets_one_line(
    prepare: Callable[[Path], None], args: list[str], code: int, words: str, folder: Path
) -> None:
    prepare(folder)
    done = dateline(folder, *args)
    assert done.returncode == code
    assert words in one_line(done)
    assert done.stdout == ""


def test_a_group_alone_shows_its_help(tmp_path: Path) -> None:
    done = dateline(tmp_path, "seeds")
    assert done.returncode == 2
    assert "import" in done.stderr


def test_utf8_whatever_the_locale(folder: Path) -> None:
    done = dateline(folder, "search", "pont", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "Huế" in done.stdout


@pytest.mark.parametrize("args", [["export"], ["search", "pont"]])
def test_a_closed_pipe_is_quiet(folder: Path, args: list[str]) -> None:
    command = [sys.executable, "-m", "dateline", *args]
    process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    stderr = process.stderr.read().decode()
    process.wait(PATIENCE)
    process.stderr.close()
    assert "Traceback" not in stderr
    assert "Broken pipe" not in stderr


@pytest.mark.parametrize(
    "args", [["status"], ["sources", "list"], ["search", "pont"], ["export"], ["status", "--help"]]
)
def test_a_full_disk_behind_standard_output_is_one_line(folder: Path, args: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "dateline", *args],
            cwd=folder,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert one_line(done) == "dateline: the output cannot be written: No space left on device\n"


def test_ctrl_c_is_one_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "page.html")
    command = [sys.executable, "-m", "dateline", "extract", "page.html"]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True)
    with (tmp_path / "page.html").open("wb"):  # waits until the program reads
        process.send_signal(signal.SIGINT)
        stderr = process.communicate(timeout=PATIENCE)[1]
    assert (process.returncode, stderr) == (130, "dateline: stopped\n")
