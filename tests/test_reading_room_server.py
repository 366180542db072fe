"""`dateline inspect` as a process: beside a writer, at its end, and where it cannot begin."""

import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest
from program import PATIENCE, dateline, one_line
from room import keep, served

from storage.corpus import Corpus
from storage.records import Article


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.db"
    with Corpus.open(path) as corpus:
        keep(corpus, story(0))
    return path


def story(number: int) -> Article:
    words = " ".join(f"word{number}x{place}" for place in range(40))
    return Article(url=f"https://news.test/{number}", title=f"Title {number}", text=f"tin {words}")


def get(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return answer.status, answer.read().decode()


def test_reading_and_writing_do_not_wait_for_each_other(path: Path) -> None:
    stop, failures, written = threading.Event(), list[BaseException](), [0]

    def write() -> None:
        try:
            with Corpus.open(path, busy_timeout=1) as corpus:
                while not stop.is_set():
                    written[0] += 1
                    keep(corpus, story(written[0]), now=datetime.now(UTC))
        except BaseException as error:  # noqa: BLE001 - told below, in the test's own thread
            failures.append(error)

    with served(path) as address:
        writer = threading.Thread(target=write)
        writer.start()
        pages = ["/", "/search?q=tin", "/search.atom?q=tin", "/views/clusters", "/article/1", "/corpus/articles"]
        answers = [get(address + page)[0] for _ in range(5) for page in pages]
        stop.set()
        writer.join()
        _, last = get(f"{address}/search?q=tin")
    assert failures == []
    assert set(answers) == {200}
    assert f"{written[0] + 1:,} articles for" in last


def test_an_interrupt_ends_it_quietly(path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "dateline", "inspect", "--db", str(path), "--port", "0", "--no-open"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert "Ctrl-C ends it" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in errors
    assert process.returncode == 130


def test_a_taken_port_is_said_in_a_line(path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = dateline(path.parent, "inspect", "--port", taken.getsockname()[1], "--no-open")
    assert done.returncode == 2
    assert "choose another --port" in one_line(done)


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.1"])
def test_an_address_that_is_not_ours_is_said_in_a_line(path: Path, host: str) -> None:
    done = dateline(path.parent, "inspect", "--host", host, "--port", 0, "--no-open")
    assert done.returncode == 2
    assert "cannot listen" in one_line(done)


def test_a_missing_corpus_is_said_in_a_line(tmp_path: Path) -> None:
    done = dateline(tmp_path, "inspect", "--no-open")
    assert done.returncode == 2
    assert "corpus.db does not exist" in one_line(done)
    assert list(tmp_path.iterdir()) == []
