"""One service per corpus file, by a lock that a dead process cannot keep."""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from storage import times
from storage.records import DatelineError

SUFFIX = "-service"
"""Of the lock's file, beside the corpus as SQLite's own -wal and -shm."""


class LockedError(DatelineError):
    """Another service has the corpus; the message says which."""


@contextmanager
def hold(db: Path) -> Iterator[None]:
    """Be the only service of a corpus file while the block runs.

    The kernel drops the lock with the process, however it ends, so nothing has to be cleaned up. The file stays: to
    delete it could take another's lock away.

    Args:
        db: The corpus; links are followed, so that a file has one lock under all its names.

    Raises:
        LockedError: Another service has it, or the folder cannot be written.
    """
    real = db.resolve()
    path = real.with_name(real.name + SUFFIX)
    if not real.parent.is_dir():
        raise LockedError(f"{db}: there is no folder {db.parent}: make it first")
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise LockedError(f"{path}: cannot be written ({error.strerror}): make its folder writable") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(f"{db} has a service already: {_holder(path)}; stop that one first") from error
        file.truncate(0)
        json.dump({"host": socket.gethostname(), "pid": os.getpid(), "since": times.utc(datetime.now(UTC))}, file)
        file.flush()
        yield


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text("utf-8"))
        return f"process {holder['pid']} on {holder['host']}, since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):  # it has only just begun to write its name
        return "a process that is starting"
