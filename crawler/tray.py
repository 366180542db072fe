"""Pages that were read and wait to be stored: those that come close upon each other go into one transaction.

The index of words, the trees of keys and the log take what several pages bring for much less than one after the
other. Nobody is told of a page before it is in the file, so a crash loses no more than work under way.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

# Items stored together: more save little, and keep the event loop longer from everything else (2 ms a page).
MOST = 10
# Seconds that one waits for others: time for a page that is being read, and what a crash may cost at the most.
PATIENCE = 0.1

T = TypeVar("T")


class Tray(Generic[T]):
    """Gathers items while more are to come, and stores them together.

    Args:
        store: Stores items, all of them or, where it raises, none.
    """

    def __init__(self, store: Callable[[Sequence[T]], None]) -> None:
        self._store = store
        self._waiting: list[tuple[T, asyncio.Future[None]]] = []
        self._expected = 0
        self._timer: asyncio.TimerHandle | None = None

    @contextmanager
    def expecting(self) -> Iterator[None]:
        """Something is being read that will probably come here."""
        self._expected += 1
        try:
            yield
        finally:
            self._expected -= 1

    async def put(self, item: T) -> None:
        """Store an item, at once or soon; return when it is stored. What that raises is raised here."""
        loop = asyncio.get_running_loop()
        stored = loop.create_future()
        self._waiting.append((item, stored))
        if not self._expected or len(self._waiting) >= MOST:
            self.empty()
        elif self._timer is None:
            self._timer = loop.call_later(PATIENCE, self.empty)
        await stored

    def empty(self) -> None:
        """Store what waits."""
        if self._timer:
            self._timer.cancel()
        waiting, self._waiting, self._timer = self._waiting, [], None
        if waiting:
            for (_, stored), error in zip(waiting, self._errors([item for item, _ in waiting]), strict=True):
                _tell(stored, error)

    def _errors(self, items: list[T]) -> list[Exception | None]:
        """Store items together; where that fails, each alone, so that the one at fault takes no other with it."""
        error = self._error(items)
        if error is None or len(items) == 1:
            return [error] * len(items)
        errors = [self._error([item]) for item in items]
        if not any(errors):
            errors[-1] = error  # what went wrong is no item's own, and must be heard of all the same
        return errors

    def _error(self, items: list[T]) -> Exception | None:
        try:
            self._store(items)
        except Exception as error:  # noqa: BLE001 - raised where the item was put
            return error
        return None


def _tell(stored: "asyncio.Future[None]", error: Exception | None) -> None:
    if stored.done():  # whoever put it there has gone away
        return
    if error:
        stored.set_exception(error)
    else:
        stored.set_result(None)
