"""Works for the tests of engines: what a part orders is done, and some orders kill, hang or overfill their worker."""

import json
import os
import re
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.records import DatelineError


def do(order: Any) -> bytes:
    """Do one order and say so: most are only said."""
    match order:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            re.match(r"(a+)+$", "a" * 64 + "b")  # in C, with the lock of the interpreter held
        case "swell":
            bytearray(1 << 34)
        case "err":
            raise ValueError("a fault of ours")
        case "refuse":
            raise DatelineError("mend it")
        case ("sleep", seconds):
            time.sleep(seconds)
    return json.dumps([order]).encode()


def whole(order: Any) -> bytes:
    """Work that cannot be divided."""
    return do(order)


@dataclass(frozen=True)
class Orders:
    """Work on lists of orders. ``log`` hears of every time one is begun."""

    log: Path | None = None

    def __call__(self, payload: list[Any]) -> bytes:
        return self.join([self._one(order) for order in payload])

    def _one(self, order: Any) -> bytes:
        if self.log:
            with self.log.open("a") as log:
                log.write(f"{json.dumps(order)} {os.getpid()}\n")
        return do(order)

    def pieces(self, payload: list[Any]) -> Iterator[list[Any]]:
        return ([order] for order in payload)

    def lost(self, piece: list[Any], why: str) -> bytes:
        return json.dumps([f"{piece[0]} lost: {why}"]).encode()

    def join(self, results: Iterable[bytes]) -> bytes:
        return json.dumps([order for result in results for order in json.loads(result)]).encode()
