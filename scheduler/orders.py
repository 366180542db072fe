"""What the service is told, and how it sees that this has changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.catalogue import Catalogue
from scheduler.settings import Settings


@dataclass(frozen=True, slots=True)
class Orders:
    """What the service is told; given again whenever the settings change.

    Attributes:
        db: The corpus file.
        settings: The schedule.
        catalogue: The newspapers.
        crawl: Returns the command line that crawls some sources.
        watched: Files whose change means new orders.
    """

    db: Path
    settings: Settings
    catalogue: Catalogue
    crawl: Callable[[Sequence[str]], list[str]]
    watched: tuple[Path, ...] = ()

    def stamps(self) -> dict[Path, tuple[int, int] | None]:
        """Return what tells a changed file: time and size, None for a file that is not there."""
        stamps: dict[Path, tuple[int, int] | None] = {}
        for path in self.watched:
            try:
                facts = path.stat()
                stamps[path] = (facts.st_mtime_ns, facts.st_size)
            except OSError:
                stamps[path] = None
        return stamps
