"""The work of one edition in a run: a few leased URLs at hand, one or two under way, a budget."""

from collections import deque
from collections.abc import Callable, Iterator

from storage.leasing import Leased

# URLs leased at a time: one transaction for several pages, and few to give back when the run is stopped.
BATCH = 8
# At full speed a lane leases up to this: more than its width in one transaction, and still few to give back.
LARGEST_BATCH = 32


class Lane:
    """Hands out an edition's URLs a few at a time.

    A short queue keeps a stop quick: with a second between requests, sixteen queued requests take sixteen seconds.

    Args:
        lease: Leases up to a number of URLs of this edition.
        limit: URLs to hand out in this run.
        width: URLs under way at once.
    """

    def __init__(self, lease: Callable[[int], list[Leased]], *, limit: int, width: int) -> None:
        self.lease = lease
        self.left = limit
        self.width = width
        self.batch = max(BATCH, min(4 * width, LARGEST_BATCH))
        self.at_hand: deque[Leased] = deque()
        self.under_way: set[int] = set()

    def next(self) -> Iterator[Leased]:
        """Yield what may be fetched now; of each, :meth:`done` must be told."""
        while len(self.under_way) < self.width and self._refill():
            leased = self.at_hand.popleft()
            self.under_way.add(leased.id)
            yield leased

    def _refill(self) -> bool:
        if not self.at_hand and self.left > 0:
            leased = self.lease(min(self.batch, self.left))
            self.left -= len(leased)
            self.at_hand.extend(leased)
        return bool(self.at_hand)

    def done(self, leased: Leased) -> None:
        """One that was handed out has come to its end; saying so twice does no harm."""
        self.under_way.discard(leased.id)

    def close(self) -> None:
        """Hand out nothing more. What is leased is given back when the run ends."""
        self.left = 0
        self.at_hand.clear()
