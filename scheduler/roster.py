"""Which newspapers wait for a run, and which are in one. Pure: the service and its simulation share it."""

from collections.abc import Iterable


class Roster:
    """The newspapers whose time has come.

    Attributes:
        ready: Those that wait for a run.
        under_way: The newspapers of each run.
    """

    def __init__(self) -> None:
        self.ready: set[str] = set()
        self.under_way: list[list[str]] = []

    @property
    def busy(self) -> set[str]:
        """Those that are planned for no further run until they have had theirs."""
        return self.ready.union(*self.under_way)

    def fall_due(self, sources: Iterable[str]) -> None:
        """The time of some newspapers has come: they wait for others, to share a run with them."""
        self.ready.update(sources)

    def take(self, runs: int) -> list[str]:
        """Return the newspapers of a run that is to begin now: all that are ready, if there is room for a run.

        Args:
            runs: Side by side at the most.
        """
        if len(self.under_way) >= runs or not self.ready:
            return []
        sources = sorted(self.ready)
        self.ready.clear()
        self.under_way.append(sources)
        return sources

    def done(self, sources: list[str]) -> None:
        """A run has ended."""
        self.under_way.remove(sources)
