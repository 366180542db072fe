"""The log: a line per event, and no reason to end where it cannot be written."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import TextIO

import pytest

from scheduler.log import Log

FULL = Path("/dev/full")


def test_a_line_has_the_event_and_what_is_known_of_it() -> None:
    out = StringIO()
    Log("json", out)("run_ended", code=0, run=None)
    line = json.loads(out.getvalue())
    assert (line["event"], line["code"]) == ("run_ended", 0)
    assert "run" not in line


def test_words_that_would_not_be_one_are_quoted() -> None:
    out = StringIO()
    Log("text", out)("run_said", line='a "b"\n', sources=["one", "two"])
    assert out.getvalue().endswith(' run_said line="a \\"b\\"\\n" sources=one,two\n')


@pytest.fixture
def full() -> Iterator[TextIO]:
    """A file on a full disk: what is left in its buffers at its end cannot be written either."""
    file = FULL.open("w")
    yield file
    with suppress(OSError):
        file.close()


@pytest.mark.skipif(not FULL.exists(), reason="there is no such device")
def test_a_full_disk_is_no_reason_to_end(full: TextIO) -> None:
    for _ in range(2_000):
        Log("text", full)("run_started", sources=["one"] * 20)


def test_nor_is_one_who_listens_no_more() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    out = os.fdopen(writing, "w")
    for _ in range(2_000):
        Log("text", out)("run_started", sources=["one"] * 20)
    with suppress(OSError):
        out.close()
