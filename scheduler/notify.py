"""Telling an operator of alerts: the log, a webhook, a command for e-mail."""

import asyncio
import json
import shlex
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from scheduler.log import Log
from scheduler.settings import Settings
from storage import outbox
from storage.corpus import Corpus, CorpusError
from storage.outbox import Change

TIMEOUT = 20.0
"""Seconds for a webhook or a mail command: the service waits for neither, but they must come to an end."""
LOG, WEBHOOK, MAIL = "log", "webhook", "mail"

Send = Callable[[Sequence[Change]], Awaitable[None]]


class Teller:
    """Tells what the corpus' outbox holds; a channel that fails is tried again, and never holds up anything.

    Args:
        corpus: Whose alerts. What is to be told of them outlives this process.
        log: Gets the changes too, and what goes wrong.
    """

    def __init__(self, corpus: Corpus, log: Log) -> None:
        self.corpus = corpus
        self.log = log
        self.busy = False
        self._told: defaultdict[str, list[int]] = defaultdict(list)

    def use(self, settings: Settings) -> None:
        """Tell from now on by what the settings name; what waits for another channel is given up.

        Raises:
            CorpusError: The outbox cannot be written.
        """
        named = {LOG: True, WEBHOOK: settings.webhook, MAIL: settings.mail}
        for channel, count in outbox.use(self.corpus, [name for name, value in named.items() if value]).items():
            self.log(f"{channel}_given_up", changes=count, why="it is no longer in the settings")

    async def tell(self, settings: Settings, now: datetime) -> None:
        """Tell by every channel what waits for it, if its time has come; what fails is logged and waits on.

        Args:
            settings: With ``webhook`` and ``mail``.
            now: Aware.
        """
        if self.busy:
            return
        self.busy = True
        try:
            await self._tell(LOG, self._write_down, now)
            if settings.webhook:
                await self._tell(WEBHOOK, partial(_post, settings.webhook), now)
            if settings.mail:
                await self._tell(MAIL, partial(_mail, settings.mail), now)
        finally:
            self.busy = False

    async def _tell(self, channel: str, send: Send, now: datetime) -> None:
        try:
            await self._tell_and_note(channel, send, now)
        except CorpusError as error:  # a full disk is what the other channels may have to tell of
            self.log("corpus_trouble", error=error)

    async def _tell_and_note(self, channel: str, send: Send, now: datetime) -> None:
        done = self._told[channel]  # and not struck out yet: the next pulse tries again
        if changes := [each for each in outbox.due(self.corpus, channel, now) if each.id not in done]:
            try:
                await send(changes)
            # URLError and TimeoutError are OSErrors; a bad URL or command is a ValueError
            except (OSError, ValueError, HTTPException) as error:
                self._failed(channel, error, now)
                return
            done += [each.id for each in changes]
        if done:
            outbox.told(self.corpus, channel, done)
            done.clear()

    def _failed(self, channel: str, error: Exception, now: datetime) -> None:
        given_up = outbox.failed(self.corpus, channel, now)
        waiting = outbox.waiting(self.corpus, channel)
        self.log(f"{channel}_failed", error=str(error) or "it took too long", waiting=waiting)
        if given_up:
            why = f"it has failed for {outbox.KEPT.days} days: dateline status shows the open alerts"
            self.log(f"{channel}_given_up", changes=given_up, why=why)

    async def _write_down(self, changes: Sequence[Change]) -> None:
        for change in changes:
            self.log(f"alert_{change.change}", source=change.source, kind=change.kind, message=change.message)


async def _post(url: str, changes: Sequence[Change]) -> None:
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"{url!r} is no http address")
    body = json.dumps({"alerts": [each.as_dict() for each in changes]}).encode()
    request = Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 - checked above
    await asyncio.to_thread(_send, request)


class _NoRedirects(HTTPRedirectHandler):
    """Takes a redirect for a failure: urllib would follow with a GET, without the alerts, and take that for told."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> None:  # noqa: PLR0913, PLR0917
        """Say where it leads."""
        raise HTTPError(req.full_url, code, f"{msg}: give the address it leads to, {newurl}", headers, fp)


def _send(request: Request) -> None:
    with build_opener(_NoRedirects).open(request, timeout=TIMEOUT) as answer:
        answer.read(1)


async def _mail(command: str, changes: Sequence[Change]) -> None:
    text = "\n".join(map(str, changes)) + "\n"
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
