"""Telling an operator of alerts: a webhook, a command for e-mail."""

import asyncio
import json
import shlex
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from urllib.request import Request, urlopen

from scheduler.log import Log
from scheduler.settings import Settings
from storage import times
from storage.corpus import Corpus

TIMEOUT = 20.0
"""Seconds for a webhook or a mail command: the service waits for neither, but they must come to an end."""


FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
"""Until what failed is tried again: twice as long each time, up to an hour."""
KEPT = 200
"""Changes that wait at the most: a month of a press like ours has a few dozen."""


@dataclass(frozen=True, slots=True)
class Change:
    """An alert that was raised or cleared. Times as stored; ``source`` is None for the corpus' own."""

    change: str
    source: str | None
    kind: str
    message: str
    at: str

    def __str__(self) -> str:
        """Return one line for a person."""
        return f"{self.change}: {self.source or 'corpus'}: {self.kind}: {self.message} ({self.at})"


class Bulletin:
    """What has changed among the alerts since one last looked.

    Args:
        corpus: Where they are.
        now: What changed before is no news.
    """

    def __init__(self, corpus: Corpus, now: datetime) -> None:
        self.corpus = corpus
        self.raised = corpus.conn.execute("SELECT coalesce(max(id), 0) FROM alerts").fetchone()[0]
        self.cleared = times.utc(now)

    def news(self, now: datetime) -> list[Change]:
        """Return what has changed; each change once."""
        rows = self.corpus.conn.execute(
            "SELECT id, source, kind, message, raised_at AS at, 'raised' AS change FROM alerts WHERE id > :raised "
            "UNION ALL SELECT id, source, kind, message, cleared_at, 'cleared' FROM alerts "
            "WHERE cleared_at >= :since AND cleared_at < :now AND id <= :raised ORDER BY at, id",
            {"raised": self.raised, "since": self.cleared, "now": times.utc(now)},
        ).fetchall()
        self.raised = max([self.raised, *(row["id"] for row in rows)])
        self.cleared = times.utc(now)
        return [Change(row["change"], row["source"], row["kind"], row["message"], row["at"]) for row in rows]


class Outbox:
    """What is still to be told: a webhook or a mail command that fails is tried again, and never holds up anything.

    Args:
        log: Gets the failures.
    """

    def __init__(self, log: Log) -> None:
        self.log = log
        self.waiting: dict[str, list[Change]] = {"webhook": [], "mail": []}
        self.failures = 0
        self.next_at: datetime | None = None
        self.sending = False

    def put(self, changes: Sequence[Change]) -> None:
        """Take changes in; of more than :data:`KEPT` that wait, the oldest are given up."""
        for name, waiting in self.waiting.items():
            self.waiting[name] = [*waiting, *changes][-KEPT:]

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to try; a time to try that lies too far off is a wrong clock's."""
        if self.sending or not any(self.waiting.values()):
            return False
        return self.next_at is None or not now < self.next_at <= now + LONGEST

    async def send(self, settings: Settings, now: datetime) -> None:
        """Send what waits wherever the user wants it; what fails is logged and waits on.

        Args:
            settings: With ``webhook`` and ``mail``; what has neither is told to nobody.
            now: Aware.
        """
        self.sending = True
        try:
            told = [await self._webhook(settings.webhook), await self._mail(settings.mail)]
        finally:
            self.sending = False
        self.failures = 0 if all(told) else self.failures + 1
        self.next_at = now + min(FIRST * 2.0 ** min(self.failures - 1, 10), LONGEST) if self.failures else None

    async def _webhook(self, url: str | None) -> bool:
        changes, self.waiting["webhook"] = self.waiting["webhook"], []
        if url and changes:
            try:
                await asyncio.to_thread(_post, url, changes)
            except (OSError, ValueError, HTTPException) as error:  # URLError is an OSError, a bad URL a ValueError
                return self._failed("webhook", changes, str(error))
        return True

    async def _mail(self, command: str | None) -> bool:
        changes, self.waiting["mail"] = self.waiting["mail"], []
        if command and changes:
            try:
                await _mail(command, "\n".join(map(str, changes)) + "\n")
            except (OSError, ValueError) as error:  # TimeoutError is an OSError
                return self._failed("mail", changes, str(error) or "it took too long")
        return True

    def _failed(self, name: str, changes: list[Change], error: str) -> bool:
        self.waiting[name] = [*changes, *self.waiting[name]][-KEPT:]
        self.log(f"{name}_failed", error=error, waiting=len(self.waiting[name]))
        return False


def _post(url: str, changes: Sequence[Change]) -> None:
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"{url!r} is no http address")
    body = json.dumps({"alerts": [asdict(change) for change in changes]}).encode()
    request = Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 - checked above
    with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
        answer.read(1)


async def _mail(command: str, text: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *shlex.split(command), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await asyncio.wait_for(process.communicate(text.encode()), TIMEOUT)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        raise ValueError(f"{command!r} ended with exit code {process.returncode}")
