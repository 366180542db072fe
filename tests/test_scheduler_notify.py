"""Alerts are told to a real server and a real command; what fails waits, is tried again, and holds nothing up."""

import asyncio
import json
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path

import pytest

from scheduler.log import Log
from scheduler.notify import KEPT, LONGEST, Change, Outbox
from scheduler.settings import Settings
from storage import times

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
SILENT = Change("raised", "one", "silent", "no news", times.utc(NOW))


class Hook(HTTPServer):
    """A webhook that answers as it is told to and keeps what it gets."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.status = 204
        self.got: list[dict[str, object]] = []
        self.url = f"http://127.0.0.1:{self.server_port}/"


class Answers(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.status < 400:
            self.server.got += body["alerts"]
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[Hook]:
    server = Hook()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def out() -> StringIO:
    return StringIO()


def outbox(out: StringIO) -> Outbox:
    box = Outbox(Log("json", out))
    box.put([SILENT])
    return box


def events(out: StringIO) -> list[str]:
    return [json.loads(line)["event"] for line in out.getvalue().splitlines()]


def test_webhook_and_mail_get_them(hook: Hook, out: StringIO, tmp_path: Path) -> None:
    mail = tmp_path / "mail.txt"
    writes = f"{sys.executable} -c 'import sys; open(sys.argv[1], \"w\").write(sys.stdin.read())' '{mail}'"
    box = outbox(out)
    asyncio.run(box.send(Settings(webhook=hook.url, mail=writes), NOW))
    assert hook.got == [
        {"change": "raised", "source": "one", "kind": "silent", "message": "no news", "at": SILENT.at}
    ]
    assert "raised: one: silent: no news" in mail.read_text()
    assert events(out) == []
    assert not box.is_due(NOW + timedelta(days=1)), "each change is told once"


def test_what_fails_waits_and_comes_with_what_follows(hook: Hook, out: StringIO) -> None:
    box, settings = outbox(out), Settings(webhook=hook.url)
    hook.status = 500
    asyncio.run(box.send(settings, NOW))
    assert events(out) == ["webhook_failed"]
    assert not box.is_due(NOW)
    assert box.is_due(NOW + timedelta(minutes=1))
    box.put([Change("cleared", "one", "silent", "no news", times.utc(NOW))])
    hook.status = 204
    asyncio.run(box.send(settings, NOW + timedelta(minutes=1)))
    assert [alert["change"] for alert in hook.got] == ["raised", "cleared"]
    assert not box.is_due(NOW + timedelta(days=1))


def test_one_that_fails_does_not_make_the_other_tell_twice(hook: Hook, out: StringIO) -> None:
    box, settings = outbox(out), Settings(webhook=hook.url, mail="false")
    for _ in range(2):
        asyncio.run(box.send(settings, NOW))
    assert len(hook.got) == 1
    assert events(out) == ["mail_failed"] * 2


@pytest.mark.parametrize(
    "settings",
    [
        Settings(webhook="file:///etc/passwd"),
        Settings(webhook="http://127.0.0.1:1/"),
        Settings(webhook="http://["),
        Settings(mail="no-such-command-anywhere"),
        Settings(mail="'"),
        Settings(mail="false"),
    ],
)
def test_no_failure_is_fatal(settings: Settings, out: StringIO) -> None:
    box = outbox(out)
    asyncio.run(box.send(settings, NOW))
    assert len(events(out)) == 1
    assert box.is_due(NOW + timedelta(hours=1))


def test_the_wait_grows_to_an_hour_and_a_clock_that_was_ahead_does_not_matter(out: StringIO) -> None:
    box = outbox(out)
    for _ in range(12):
        asyncio.run(box.send(Settings(mail="false"), NOW))
    assert box.next_at == NOW + LONGEST
    assert not box.is_due(NOW + timedelta(minutes=59))
    assert box.is_due(NOW - timedelta(days=400)), "the clock was set back"


def test_what_waits_is_bounded(out: StringIO) -> None:
    box = outbox(out)
    box.put([SILENT] * 3 * KEPT)
    asyncio.run(box.send(Settings(mail="false"), NOW))
    assert len(box.waiting["mail"]) == KEPT


def test_without_a_webhook_or_a_command_nothing_waits(out: StringIO) -> None:
    box = outbox(out)
    asyncio.run(box.send(Settings(), NOW))
    assert not box.is_due(NOW + timedelta(days=1))
    assert events(out) == []
