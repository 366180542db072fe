"""The corpus file while a service has it: still the one that was opened, and its write-ahead log not growing."""

from scheduler.log import Log
from storage import wal
from storage.corpus import Corpus, CorpusError


class Upkeep:
    """Looks after the file of a service.

    Args:
        corpus: The file, just opened.
        log: Gets what is wrong with it.
    """

    def __init__(self, corpus: Corpus, log: Log) -> None:
        self.corpus = corpus
        self.log = log
        self.opened = self._there()

    def check(self) -> None:
        """See that the runs would write into the file that the service reads: it has it open, whatever its name.

        Raises:
            CorpusError: It was moved, or another one has its name.
        """
        there = self._there()
        if there != self.opened:
            what = "was moved or deleted" if there is None else "was replaced by another file"
            raise CorpusError(f"{self.corpus.path} {what} while the service ran: put the right one there, then start")

    def _there(self) -> tuple[int, int] | None:
        """Return which file has the name; None where none has."""
        try:
            facts = self.corpus.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return facts.st_dev, facts.st_ino

    def tidy(self) -> None:
        """Empty a log that has grown; where somebody reads all the time, say so.

        Raises:
            CorpusError: The disk is full, or fails.
        """
        left = wal.shrink(self.corpus)
        if left >= wal.LARGE:
            self.log("wal_grows", bytes=left, why="a program has been reading the corpus for long: it waits for that")
