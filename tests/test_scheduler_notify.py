"""Alerts are told to a real server and a real command; what fails waits in the file, and outlives the service."""

import asyncio
import json
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Self

import pytest

from scheduler.log import Log
from scheduler.notify import Teller
from scheduler.settings import Settings
from storage import alerts, outbox, times
from storage.corpus import Corpus, CorpusError

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
folder = Path(sys.argv[1])
class Answers(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = int((folder / "status").read_text())
        if status < 300:
            with (folder / "got").open("ab") as got:
                got.write(body + b"\\n")
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_): pass
server = HTTPServer(("127.0.0.1", 0), Answers)
print(server.server_port, flush=True)
server.serve_forever()
"""
KILLED_BEFORE_NOTING = """
import asyncio, os, signal, sys
from datetime import datetime
from scheduler.log import Log
from scheduler.notify import Teller
from scheduler.settings import Settings
from storage import outbox
from storage.corpus import Corpus
noting = outbox.told
def told(corpus, channel, ids):
    if channel == "webhook":
        os.kill(os.getpid(), signal.SIGKILL)
    noting(corpus, channel, ids)
outbox.told = told
with Corpus.open(sys.argv[1]) as corpus:
    teller = Teller(corpus, Log("json"))
    asyncio.run(teller.tell(Settings(webhook=sys.argv[2]), datetime.fromisoformat(sys.argv[3])))
"""


class Hook:
    """A webhook in a process of its own that answers as it is told to and keeps what it gets."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}/"
        self.answer(204)

    def answer(self, status: int) -> None:
        (self.folder / "status").write_text(str(status))

    @property
    def got(self) -> list[dict[str, object]]:
        kept = self.folder / "got"
        lines = kept.read_text().splitlines() if kept.exists() else []
        return [alert for line in lines for alert in json.loads(line)["alerts"]]


@pytest.fixture
def hook(tmp_path: Path) -> Iterator[Hook]:
    with subprocess.Popen([sys.executable, "-c", SERVER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield Hook(tmp_path, int(server.stdout.readline()))
        server.terminate()


@pytest.fixture
def mail(tmp_path: Path) -> str:
    """A command that keeps what it gets in the file ``mail``."""
    keeps = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read())"
    return shlex.join([sys.executable, "-c", keeps, str(tmp_path / "mail")])


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "corpus.db"


class Service:
    """What a service does about alerts from its beginning to its end."""

    def __init__(self, db: Path, settings: Settings) -> None:
        self.out = StringIO()
        self.settings = settings
        self.corpus = Corpus.open(db)
        self.teller = Teller(self.corpus, Log("json", self.out))
        self.teller.use(settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.corpus.close()

    def tell(self, now: datetime = NOW) -> None:
        asyncio.run(self.teller.tell(self.settings, now))

    def log(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.getvalue().splitlines()]

    def events(self) -> list[object]:
        return [line["event"] for line in self.log()]


def silent(corpus: Corpus, source: str = "one", at: datetime = NOW) -> None:
    alerts.raised(corpus, source, "silent", "no news", at)


def test_log_webhook_and_mail_get_them_once(hook: Hook, mail: str, db: Path) -> None:
    with Service(db, Settings(webhook=hook.url, mail=mail)) as service:
        silent(service.corpus)
        service.tell()
        service.tell(NOW + DAY)
        assert hook.got == [
            {"change": "raised", "source": "one", "kind": "silent", "message": "no news", "at": times.utc(NOW)}
        ]
        assert (db.parent / "mail").read_text() == "raised: one: silent: no news (2026-07-20T12:00:00Z)\n"
        assert service.events() == ["alert_raised"]


def test_what_fails_waits_and_comes_with_what_follows(hook: Hook, db: Path) -> None:
    with Service(db, Settings(webhook=hook.url)) as service:
        silent(service.corpus)
        hook.answer(500)
        service.tell()
        hook.answer(204)
        service.tell(NOW + timedelta(seconds=30))
        assert hook.got == [], "it is left alone for a minute"
        alerts.cleared(service.corpus, "one", "silent", NOW)
        service.tell(NOW + timedelta(minutes=1))
        assert [alert["change"] for alert in hook.got] == ["raised", "cleared"]
        assert service.events() == ["alert_raised", "webhook_failed", "alert_cleared"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_webhook_that_has_moved_has_taken_nothing(hook: Hook, db: Path, status: int) -> None:
    with Service(db, Settings(webhook=hook.url)) as service:
        silent(service.corpus)
        hook.answer(status)
        service.tell()
        assert outbox.waiting(service.corpus, "webhook") == 1
        assert service.events() == ["alert_raised", "webhook_failed"]
        assert f"{hook.url}elsewhere" in str(service.log()[-1]["error"])


def test_what_could_not_be_told_is_told_by_the_next_service(hook: Hook, mail: str, db: Path) -> None:
    with Service(db, Settings(webhook=hook.url, mail="false")) as service:
        silent(service.corpus)
        hook.answer(503)
        service.tell()
    with Corpus.open(db) as corpus:  # a crawl by hand, while no service runs
        alerts.raised(corpus, "two", alerts.BLOCKED, "two.example: refused", NOW)
    hook.answer(200)
    with Service(db, Settings(webhook=hook.url, mail=mail)) as service:
        service.tell(NOW + HOUR)
        assert [alert["source"] for alert in hook.got] == ["one", "two"]
        assert len((db.parent / "mail").read_text().splitlines()) == 2
        assert service.events() == ["alert_raised"], "the log had the first"


def test_a_service_killed_between_telling_and_noting_tells_twice_at_most(hook: Hook, db: Path) -> None:
    settings = Settings(webhook=hook.url)
    with Service(db, settings) as service:
        silent(service.corpus)
    words = [sys.executable, "-c", KILLED_BEFORE_NOTING, str(db), hook.url, NOW.isoformat()]
    assert subprocess.run(words, check=False, stdout=subprocess.DEVNULL).returncode == -signal.SIGKILL
    assert len(hook.got) == 1
    with Service(db, settings) as service:
        service.tell()
        service.tell(NOW + HOUR)
    assert len(hook.got) == 2


def test_where_it_cannot_be_noted_it_is_not_told_again(hook: Hook, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise CorpusError("the disk is full")

    with Service(db, Settings(webhook=hook.url)) as service:
        silent(service.corpus)
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "told", full)
            for _ in range(3):
                service.tell()
            assert len(hook.got) == 1, "that the log's cannot be noted keeps it from nobody else"
        for _ in range(3):
            service.tell()
        assert len(hook.got) == 1
        assert service.events() == ["alert_raised", *["corpus_trouble"] * 6], "for each channel at each try"
        assert outbox.waiting(service.corpus, "webhook") == 0


def test_a_channel_taken_out_of_the_settings_is_told_nothing_more_and_the_log_says_so(hook: Hook, db: Path) -> None:
    with Service(db, Settings(webhook=hook.url)) as service:
        silent(service.corpus)
        hook.answer(500)
        service.tell()
    hook.answer(204)
    with Service(db, Settings()) as service:
        assert [(line["event"], line["changes"]) for line in service.log()] == [("webhook_given_up", 1)]
        service.tell(NOW + DAY)
    with Service(db, Settings(webhook=hook.url)) as service:
        service.tell(NOW + DAY)
        assert (hook.got, service.log()) == ([], [])


def test_another_address_gets_what_waited_for_the_one_before(hook: Hook, db: Path) -> None:
    with Service(db, Settings(webhook="http://127.0.0.1:1/")) as service:
        silent(service.corpus)
        service.tell()
        service.settings = Settings(webhook=hook.url)
        service.teller.use(service.settings)
        service.tell(NOW + HOUR)
        assert len(hook.got) == 1


def test_a_channel_that_fails_for_days_is_given_up_after_a_week_and_the_log_says_so(hook: Hook, db: Path) -> None:
    with Service(db, Settings(webhook=hook.url)) as service:
        hook.answer(500)
        silent(service.corpus)
        silent(service.corpus, "two", NOW + 5 * DAY)
        for day in range(9):
            service.tell(NOW + day * DAY)
        given_up = [line for line in service.log() if line["event"] == "webhook_given_up"]
        assert [line["changes"] for line in given_up] == [1]
        hook.answer(204)
        service.tell(NOW + 9 * DAY)
        assert [alert["source"] for alert in hook.got] == ["two"]


def test_one_that_fails_does_not_make_the_other_tell_twice(hook: Hook, db: Path) -> None:
    with Service(db, Settings(webhook=hook.url, mail="false")) as service:
        silent(service.corpus)
        for minutes in (0, 1):
            service.tell(NOW + timedelta(minutes=minutes))
        assert len(hook.got) == 1
        assert service.events() == ["alert_raised", "mail_failed", "mail_failed"]


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
def test_no_failure_is_fatal(settings: Settings, db: Path) -> None:
    with Service(db, settings) as service:
        silent(service.corpus)
        service.tell()
        assert len(service.events()) == 2
        assert outbox.waiting(service.corpus, "webhook" if settings.webhook else "mail") == 1
