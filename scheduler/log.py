"""The service's log: one line per event, for people or for programs."""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TextIO

FORMATS = ("text", "json")


class Log:
    """Writes events; where they cannot be written (a full disk, a closed pipe, a lost terminal) there are none.

    Args:
        form: One of :data:`FORMATS`.
        out: Where to; standard output, which systemd and Docker keep.
        clock: Gives the aware time of an event.
    """

    def __init__(
        self, form: str = "text", out: TextIO | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.form = form
        self.out = out or sys.stdout
        self.clock = clock

    def __call__(self, event: str, **facts: Any) -> None:
        """Write an event with its facts; those that are None are left out."""
        known = {name: fact for name, fact in facts.items() if fact is not None}
        at = self.clock().astimezone().isoformat(timespec="seconds")
        if self.form == "json":
            line = json.dumps({"at": at, "event": event, **known}, ensure_ascii=True, default=str)
        else:
            line = " ".join([at, event, *(f"{name}={_word(fact)}" for name, fact in known.items())])
        with suppress(OSError):  # the work goes on without a log; the corpus and the webhook still tell
            self.out.write(line + "\n")
            self.out.flush()


def _word(fact: Any) -> str:
    """Return a fact as one word, in quotes where it has to be; control characters are escaped."""
    text = ",".join(map(str, fact)) if isinstance(fact, list | tuple) else str(fact)
    if text and text.isprintable() and not set(text) & set(' "='):
        return text
    return json.dumps(text, ensure_ascii=not text.isprintable())
