"""Tells the operator, by way of ``alerts``, which hosts were left alone and why; and takes it back."""

from datetime import datetime

from crawler.hosts import host_of
from storage import alerts
from storage.corpus import Corpus


class Alarm:
    """The alerts about hosts that refuse or do not answer. An alert's message begins with its host.

    Args:
        corpus: Where they are kept.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.open = alerts.open_ones(corpus, alerts.BLOCKED)
        self._told: dict[str, str] = {}

    def closed(self, source: str, reason: str, now: datetime) -> None:
        """A host of a source is left alone for the rest of the run.

        Args:
            source: Its name.
            reason: The host, a colon, and why.
            now: Aware.
        """
        message = f"{reason}; what is left of it waits for the next run"
        if self._told.get(source) != message:  # once a run, so that seen_at says when the trouble was last there
            alerts.raised(self.corpus, source, alerts.BLOCKED, message, now)
            self.open[source] = self._told[source] = message

    def answered(self, source: str | None, url: str, now: datetime) -> None:
        """A host of a source has answered well: whatever was said against it is over."""
        if source in self.open and self.open[source].startswith(f"{host_of(url)}: "):
            alerts.cleared(self.corpus, source, alerts.BLOCKED, now)
            del self.open[source]
