"""Telling an operator of alerts: a webhook, a command for e-mail."""

import asyncio
import json
import shlex
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.request import Request, urlopen

from scheduler.log import Log
from scheduler.settings import Settings
from storage import times
from storage.corpus import Corpus

TIMEOUT = 20.0
"""Seconds for a webhook or a mail command: the service waits for neither, but they must come to an end."""


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


async def send(settings: Settings, changes: Sequence[Change], log: Log) -> None:
    """Send changes wherever the user wants them; what fails is logged and not tried again.

    Args:
        settings: With ``webhook`` and ``mail``.
        changes: At least one.
        log: Gets the failures.
    """
    if settings.webhook:
        try:
            await asyncio.to_thread(_post, settings.webhook, changes)
        except (OSError, ValueError) as error:  # URLError is an OSError; a webhook that is no URL is a ValueError
            log("webhook_failed", error=error)
    if settings.mail:
        try:
            await _mail(settings.mail, "\n".join(map(str, changes)) + "\n")
        except (OSError, ValueError, TimeoutError) as error:
            log("mail_failed", error=error or "it took too long")


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
