"""Which lists of an archive could be read in a run, and what was wrong with the others. Pure."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """The lists that a backfill asked for: sitemaps, and pages of listings.

    A robots.txt counts where it cannot be had alone, since it only points to lists; and what a site says it does not
    have counts neither way.

    Attributes:
        read: How many could be read, by edition ("baonghean/vi").
        problems: Why the others could not, by edition and address, in the order in which they failed.
    """

    read: Counter[str] = field(default_factory=Counter)
    problems: dict[str, dict[str, str]] = field(default_factory=dict)

    def was_read(self, edition: str) -> None:
        """Count a list that was read."""
        self.read[edition] += 1

    def failed(self, edition: str, url: str, problem: str) -> None:
        """Note why a list could not be read, or not to its end."""
        self.problems.setdefault(edition, {})[url] = problem

    def asked(self, edition: str) -> int:
        """Return how many lists of an edition were wanted in all."""
        return self.read[edition] + len(self.problems.get(edition, ()))

    def as_dict(self) -> dict[str, dict[str, object]]:
        """Return the editions with lists that could not be read as plain data: how many were wanted, and why not."""
        return {name: {"lists": self.asked(name), "problems": found} for name, found in sorted(self.problems.items())}
