"""What a cluster's worker runs: one part, and an answer that is plain bytes whatever happens.

The answer's first byte says what follows, so that no exception travels as a pickle of classes that the other side may
not have.
"""

import pickle
import platform
import sys
import traceback
from enum import IntEnum
from functools import lru_cache
from typing import Any, cast

from dateline.engines import Work, pools, sameness
from storage.records import DatelineError


class Answer(IntEnum):
    """What a worker says."""

    RESULT = 1
    """The packed part follows."""
    TROUBLE = 2
    """Something the user can mend: the line follows."""
    TOO_LARGE = 3
    """The part needs more memory than there is."""
    FAULT = 4
    """An error in the program: its traceback follows."""


def run(work: bytes, payload: Any, identity: sameness.Identity, seconds: float) -> bytes:
    """Do a part.

    Args:
        work: The pickled work; the few of a job are unpickled once.
        payload: The part's.
        identity: What the one who asks has; a worker that has other versions does nothing. Empty for no matter what.
        seconds: After these the worker process ends itself, for its nanny to start another.
    """
    log = sys.__stderr__
    assert log is not None
    try:
        if identity:  # those of our own machine are not asked: finding out what one has takes a while
            sameness.demand(platform.node(), sameness.own(), identity)
        return bytes([Answer.RESULT]) + pools.in_time(_unpickled(work), payload, seconds, log)
    except DatelineError as error:
        return _answer(Answer.TROUBLE, str(error))
    except MemoryError:
        return _answer(Answer.TOO_LARGE, "")
    except Exception:  # noqa: BLE001 - the boundary: it is raised on the other side
        return _answer(Answer.FAULT, traceback.format_exc())


def _answer(kind: Answer, text: str) -> bytes:
    return bytes([kind]) + text.encode("utf-8", "replace")


@lru_cache(maxsize=2)
def _unpickled(work: bytes) -> Work:
    return cast("Work", pickle.loads(work))  # noqa: S301 - whoever may give a Dask worker tasks may run anything on it
