"""The live line of a run: pages by outcome, rate and time. On standard error, and only on a terminal."""

from collections import Counter
from collections.abc import Callable, Mapping
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from dateline.show import printable
from storage.records import Outcome

if TYPE_CHECKING:
    from crawler.items import Fetch


def wording(counts: Mapping[Outcome, int], space: str = " ") -> str:
    """Return counts in words, in the order of the outcomes: "12 new, 3 unchanged".

    Args:
        counts: By outcome; those missing are 0.
        space: What stands between a number and its word; :data:`dateline.tables.HELD` in a table.
    """
    found = (f"{counts[outcome]} {outcome.replace('_', ' ')}" for outcome in Outcome if counts.get(outcome))
    return ", ".join(words.replace(" ", space) for words in found)


class Progress:
    """Listens to a run and shows how far it is; use it as a context manager.

    Args:
        shown: Whether to draw the line.
        verbose: Whether to name every URL and what became of it.
        clock: Seconds that only rise.
    """

    def __init__(self, *, shown: bool, verbose: bool = False, clock: Callable[[], float] = monotonic) -> None:
        self.shown = shown
        self.verbose = verbose
        self.clock = clock
        self.started = clock()
        self.console = Console(stderr=True, highlight=False)
        self.counts: Counter[Outcome] = Counter()

    def __call__(self, fetch: "Fetch", outcome: Outcome) -> None:
        """Take note of a URL that has come to its end."""
        self.counts[outcome] += 1
        if self.verbose:
            reason = f"  ({fetch.verdict.detail})" if fetch.verdict else ""
            # As text, or rich would read a newspaper's brackets as its own.
            line = f"{outcome.replace('_', ' '):<11}  {fetch.leased.url}{reason}"
            self.console.print(Text(printable(line)), soft_wrap=True)

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return self.clock() - self.started

    def line(self) -> str:
        """Return the state in one line."""
        pages, seconds = self.counts.total(), self.seconds
        time = f"{int(seconds) // 60}:{int(seconds) % 60:02}"
        if not pages:
            return f"{time}  asking feeds and sitemaps"
        return f"{time}  {pages} pages, {pages / max(seconds, 1):.1f}/s: {wording(self.counts)}"

    def __rich__(self) -> Text:
        """Return the line as rich draws it."""
        return Text(self.line(), style="cyan")

    def __enter__(self) -> Self:
        if self.shown:
            # Scrapy's warnings go to standard error too: rich prints them above the line.
            self.live = Live(self, console=self.console, transient=True, redirect_stdout=False)
            self.live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shown:
            self.live.stop()
