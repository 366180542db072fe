"""What the service does when its machine slept or its clock was set: the real service on clocks that leap."""

import asyncio
import json
import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from crawler import catalogue
from scheduler.agenda import Agenda
from scheduler.calendar import after_quiet
from scheduler.log import Log
from scheduler.orders import Orders
from scheduler.service import Service
from scheduler.settings import read
from scheduler.supervision import Ended
from storage import alerts, feeds, runs
from storage.corpus import Corpus, CorpusError
from storage.feeds import Answer
from storage.records import Kind

PARIS = ZoneInfo("Europe/Paris")  # summer time begins on 29 March 2026 and ends on 25 October, at night
TOML = '[family.play]\n[source.one]\nhost = "one.test"\nfamily = "play"\nfeeds = ["/rss"]\n'
FEED = Answer("https://one.test/rss", "one", Kind.FEED, ok=True, status=200, new=1, entries=9)
FRONT = Answer("https://one.test/", "one", Kind.SECTION, ok=True, status=200, new=1, entries=9)


class Machine:
    """The real service on a machine whose clock is ours; a run only notes the time, as a crawl does in ``feeds``."""

    def __init__(self, folder: Path, policy: str, now: datetime) -> None:
        self.now = now
        self.ran: list[datetime] = []
        self.out = StringIO()
        (folder / "own.toml").write_text(TOML)
        known = catalogue.load(folder / "own.toml")
        table = {"default": "off", "jitter": "0", "gather": "0", "sources": {"one": policy}}
        db, self.settings = folder / "corpus.db", folder / "dateline.toml"
        orders = Orders(db, read(table, known), known, crawl=lambda _: [], watched=(self.settings,))
        self.service = Service(lambda: orders, Log("json", self.out), timedelta(hours=1), clock=lambda: self.now)
        self.service._run = self._run  # type: ignore[method-assign]

    async def _run(self, sources: list[str]) -> None:
        assert sources == ["one"]
        self.ran.append(self.now)
        for answer in (FEED, FRONT):
            feeds.record(self.service.corpus, answer, self.now)

    async def _settle(self) -> None:
        """Let everything happen that is due: what the service plans for later on its clock stays."""
        for _ in range(50):
            for job in self.service.scheduler.get_jobs():
                if job.id != "pulse" and job.trigger.run_date <= self.now:
                    job.remove()
                    await job.func(*job.args)
            await asyncio.sleep(0)

    def live(self, *moments: datetime) -> None:
        """Let the service look around at each of these moments; timers that fell due between them slept."""

        async def main() -> None:
            for self.now in moments:
                await self.service._look_around()
                await self._settle()

        asyncio.run(main())
        self.service.corpus.close()


@pytest.fixture
def machine(tmp_path: Path) -> Callable[[str], Machine]:
    return lambda policy: Machine(tmp_path, policy, NOW)


NOW = datetime(2026, 7, 20, 5, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize("policy", ["15m", "*/15 * * * *", "auto"])
def test_after_a_day_of_sleep_what_is_overdue_runs_once(machine: Callable[[str], Machine], policy: str) -> None:
    ours = machine(policy)
    ours.live(NOW, NOW + DAY, NOW + DAY + MINUTE, NOW + DAY + 2 * MINUTE)
    assert ours.ran == [NOW, NOW + DAY]


@pytest.mark.parametrize("policy", ["15m", "*/15 * * * *", "auto"])
@pytest.mark.parametrize("back", [2 * DAY, 400 * DAY])
def test_a_clock_that_was_ahead_stops_nothing(
    machine: Callable[[str], Machine], policy: str, back: timedelta
) -> None:
    ours = machine(policy)
    right = NOW - back
    ours.live(NOW, right, right + MINUTE, right + DAY)
    assert ours.ran == [NOW, right, right + DAY]


@pytest.mark.parametrize("policy", ["15m", "auto"])
def test_a_clock_set_back_by_hours_stops_nothing_for_longer(machine: Callable[[str], Machine], policy: str) -> None:
    ours = machine(policy)
    ours.live(NOW, *(NOW - 3 * HOUR + step * 15 * MINUTE for step in range(20)))
    assert len(ours.ran) > 1
    assert ours.ran[1] <= NOW + HOUR


def test_a_clock_that_leaps_forward_is_a_sleep(machine: Callable[[str], Machine]) -> None:
    ours = machine("1h")
    ours.live(NOW, NOW + 400 * DAY, NOW + 400 * DAY + MINUTE)
    assert ours.ran == [NOW, NOW + 400 * DAY]


def test_a_run_s_end_is_told_of_its_own_row_however_long_the_file_was_locked(
    machine: Callable[[str], Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = machine("1h")
    corpus, host = ours.service.corpus, socket.gethostname()
    run_id = runs.start(corpus, "schedule", NOW, pid=41, host=host)
    ours.now = NOW + timedelta(seconds=90)

    def locked(*_: object) -> None:
        ours.now += MINUTE

    monkeypatch.setattr("scheduler.service.runs.end_dead", locked)
    ours.service._record(SimpleNamespace(pid=41), Ended(-9, "hung", 88.5, {}))  # type: ignore[arg-type]
    rows = corpus.conn.execute("SELECT id, reason FROM runs").fetchall()
    corpus.close()
    assert [tuple(row) for row in rows] == [(run_id, "hung")], "a second row is invented"


def test_a_service_ends_when_its_file_was_moved_before_it_starts_another_run(
    machine: Callable[[str], Machine],
) -> None:
    ours = machine("15m")

    async def main() -> None:
        await ours.service._look_around()
        ours.service.roster.fall_due(["one"])
        ours.service.corpus.path.rename(ours.service.corpus.path.with_name("moved.db"))
        with pytest.raises(CorpusError, match="was moved or deleted"):
            await ours.service._launch()
        with pytest.raises(CorpusError, match="was moved or deleted"):
            await ours.service._look_around()

    asyncio.run(main())
    ours.service.corpus.close()
    assert ours.ran == []


def test_what_others_raise_is_told_at_the_next_look_and_once(machine: Callable[[str], Machine]) -> None:
    ours = machine("off")
    alerts.raised(ours.service.corpus, "one", alerts.BLOCKED, "one.test: refused", NOW)  # a crawl by hand
    ours.live(NOW, NOW + MINUTE, NOW + DAY)
    told = [line for line in map(json.loads, ours.out.getvalue().splitlines()) if line["event"] == "alert_raised"]
    assert [(line["source"], line["message"]) for line in told] == [("one", "one.test: refused")]


def test_a_file_that_cannot_be_written_ends_nothing(
    machine: Callable[[str], Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = machine("15m")

    def full(*_: object) -> None:
        raise CorpusError("the disk is full")

    with monkeypatch.context() as patch:
        for name in ("orphans.look", "upkeep.tidy"):
            patch.setattr(f"scheduler.service.{name.split('.')[0].title()}.{name.split('.')[1]}", full)
        patch.setattr("scheduler.service.checkup.look", full)
        patch.setattr("scheduler.service.waiting.mend_clock", full)
        ours.live(NOW)
    assert ours.ran == [], "nothing is planned while the file fails"


def test_settings_that_the_file_kept_from_being_taken_up_are_tried_again(
    machine: Callable[[str], Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = machine("off")

    def locked(*_: object) -> None:
        raise CorpusError("the file is locked")

    async def main() -> None:
        ours.settings.write_text("[schedule]\n")
        with monkeypatch.context() as patch:
            patch.setattr("scheduler.notify.outbox.use", locked)
            await ours.service._look_around()
        await ours.service._look_around()
        await ours.service._look_around()

    asyncio.run(main())
    ours.service.corpus.close()
    events = [json.loads(line)["event"] for line in ours.out.getvalue().splitlines()]
    assert events == ["corpus_trouble", "settings_taken_up"]


def test_a_killed_run_whose_number_the_service_has_now_is_over(machine: Callable[[str], Machine]) -> None:
    ours = machine("1h")
    runs.start(ours.service.corpus, "schedule", NOW, pid=os.getpid(), host=socket.gethostname())
    other = runs.start(ours.service.corpus, "schedule", NOW, pid=os.getppid(), host=socket.gethostname())
    states = "SELECT state FROM runs ORDER BY id"
    ours.service.orphans.look(NOW + MINUTE, DAY)
    found = [row["state"] for row in ours.service.corpus.conn.execute(states)]
    ours.service.corpus.close()
    assert (other, found) == (2, ["interrupted", "running"]), "in a container the same few numbers come again"


# --- summer time of the configured zone -----------------------------------------------------------------------------


def nights(tmp_path: Path, cron: str, first: datetime, runs: int) -> list[datetime]:
    """Return when a cron expression of Paris comes, each run made when the one before it said."""
    (tmp_path / "own.toml").write_text(TOML)
    known = catalogue.load(tmp_path / "own.toml")
    table = {"timezone": "Europe/Paris", "default": "off", "jitter": "0", "sources": {"one": cron}}
    agenda = Agenda(known, read(table, known))
    found = [first]
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        for _ in range(runs):
            feeds.record(corpus, FEED, found[-1])
            (entry,) = agenda.read(corpus, found[-1])
            found.append(entry.due)
    return found[1:]


def test_a_night_without_the_hour_skips_no_run(tmp_path: Path) -> None:
    first = datetime(2026, 3, 28, 2, 30, tzinfo=PARIS).astimezone(UTC)
    found = nights(tmp_path, "30 2 * * *", first, 3)
    assert [each.astimezone(PARIS).date().day for each in found] == [29, 30, 31]
    assert found[0].astimezone(UTC) - first == DAY, "half past two does not exist; half past three is that moment"
    assert found[1].astimezone(PARIS).hour == 2


def test_a_night_with_the_hour_twice_goes_on(tmp_path: Path) -> None:
    first = datetime(2026, 10, 24, 2, 30, tzinfo=PARIS).astimezone(UTC)
    found = nights(tmp_path, "30 2 * * *", first, 3)
    assert [each.astimezone(PARIS).date().day for each in found] == [25, 25, 26], "half past two comes twice"
    assert len({each.astimezone(UTC) for each in found}) == 3


@pytest.mark.parametrize("day", [datetime(2026, 3, 29, tzinfo=PARIS), datetime(2026, 10, 25, tzinfo=PARIS)])
def test_quiet_hours_end_by_the_wall_clock(day: datetime) -> None:
    quiet = read({"quiet": ["01:00-04:30"]}, catalogue.load()).quiet
    end = day.replace(hour=4, minute=30).astimezone(UTC)
    midnight = day.astimezone(UTC)
    for minutes in range(60, 8 * 60, 7):
        moment = midnight + timedelta(minutes=minutes)
        assert after_quiet(moment, quiet, PARIS) == max(moment, end)
