"""The demo's newsrooms as tests, benchmarks and ``dateline demo`` hold them: a subprocess with a handle."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self, cast
from urllib.request import Request, urlopen

from dateline.newsroom.catalogue import catalogue_toml
from dateline.newsroom.papers.furniture import Kilobytes

CONTROL = "/__newsroom__/"
# Writing 300 stories takes half a second; a busy machine may need much longer to start Python at all.
STOP_SECONDS = 10


@dataclass(slots=True)
class Newsroom:
    """A running server of five newsrooms; use it as a context manager, or call :meth:`stop`.

    Attributes:
        addresses: Base URL without final slash, by name ("demo-vna").
        log: Its journal of requests, one JSON line each.
    """

    addresses: dict[str, str]
    log: Path
    _process: "subprocess.Popen[bytes]"
    _folder: "TemporaryDirectory[str] | None" = None

    @property
    def pid(self) -> int:
        """The server's process, whose CPU time a benchmark tells apart from the crawler's."""
        return self._process.pid

    @property
    def truth(self) -> dict[str, Any]:
        """What every URL is and must become; see :func:`dateline.newsroom.truth.describe`."""
        return cast("dict[str, Any]", self._call("truth"))

    def catalogue_toml(self) -> str:
        """Return a user catalogue that declares the five sources."""
        return catalogue_toml(self.addresses)

    def edit(self, number: int = 2) -> None:
        """Bring out the second edition: new stories, edited ones, feeds and sitemaps to match; or go back to 1."""
        self._call("edition", {"n": number})

    def requests(self) -> list[dict[str, Any]]:
        """Return every request so far: time (epoch s), newsroom, port, method, path, status, bytes, headers."""
        with self.log.open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines if line.endswith("\n")]  # the last may be half written

    def stop(self) -> None:
        """Stop the server and wait for its end."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        if self._folder:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _call(self, name: str, data: object = None) -> object:
        base = next(iter(self.addresses.values()))
        body = None if data is None else json.dumps(data).encode()
        with urlopen(Request(base + CONTROL + name, body)) as answer:  # noqa: S310 - always our own loopback address
            return json.load(answer)


def start(  # noqa: PLR0913 - options by keyword, each with a default
    *,
    stories: int = 300,
    seed: int = 7,
    log: Path | None = None,
    faults: bool = True,
    now: datetime | None = None,
    page_kb: Kilobytes = 0,
    port: int = 0,
    fast: bool = False,
) -> Newsroom:
    """Start the newsrooms in a process of their own and wait until they answer.

    Args:
        stories: How many articles, about.
        seed: The same seed and ``now`` write the same texts.
        log: Journal of requests; None for a temporary file that goes with the server.
        faults: Whether sites misbehave (404, 500, challenge, 429 …).
        now: The demo's present; None for the real one.
        page_kb: Kilobytes of menus, scripts and sidebars around each story, or the least and the most of them.
        port: Port of the first newsroom, the others follow; 0 for free ones.
        fast: Serve pages printed beforehand, for benchmarks: no faults, no journal, no second edition.

    Raises:
        RuntimeError: It did not start; its own words say why.
    """
    folder = None if log else TemporaryDirectory(prefix="dateline-newsroom-")
    journal = log or Path(folder.name if folder else ".") / "requests.jsonl"
    journal.touch()
    command = [
        sys.executable,
        "-m",
        "dateline.newsroom",
        f"--stories={stories}",
        f"--seed={seed}",
        f"--log={journal}",
    ]
    span = page_kb if isinstance(page_kb, tuple) else (page_kb,)
    command += [f"--page-kb={'-'.join(map(str, span))}", f"--port={port}"]
    command += ["--fast"] if fast else []
    command += [f"--now={now.isoformat()}"] if now else []
    command += [] if faults else ["--no-faults"]
    # In a group of its own it does not hear Ctrl-C, and cannot fall over it while it starts: it ends with its input.
    process = subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
    )
    assert process.stdout
    try:
        line = process.stdout.readline()
    except BaseException:  # Ctrl-C: nobody will hear what it says
        process.kill()
        process.wait()
        raise
    if not line:
        raise RuntimeError(f"the demo newsroom did not start (exit code {process.wait()})")
    return Newsroom(json.loads(line)["addresses"], journal, process, folder)
