"""The tables: medians of the rounds, and ratios that were taken within a round."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from contest.contenders import Contender, Run
from contest.judge import MEASURES

OURS = "dateline"
SPEED = ("pages", "pages/s", "faster", "ms CPU", "less CPU", "own", "workers", "server", "MB")
LEGEND = (
    "faster: dateline's pages a second by the contender's. ms CPU: of a page, without the server's; own is that of",
    "the contender's main process, workers that of those it starts. less CPU: the contender's by dateline's. MB: the",
    "most that all its processes held at once. Medians of the rounds; ratios are taken within a round.",
)
QUALITY = ("stored", "title", "lead", "byline", "time", "F1", "words F1", "leaks")


@dataclass(slots=True)
class Standing:
    """What a contender did in all rounds.

    Attributes:
        contender: Who.
        runs: One a round.
        quality: By measure, of the first round's rows; they are the same in every round.
        failure: Why it takes no part.
    """

    contender: Contender
    runs: list[Run] = field(default_factory=list)
    quality: dict[str, float | None] = field(default_factory=dict)
    failure: str | None = None

    @property
    def rates(self) -> list[float]:
        """Pages a second, by round."""
        return [run.pages / run.cost.seconds for run in self.runs]

    @property
    def cpu(self) -> list[float]:
        """CPU milliseconds a page, the server's apart, by round."""
        return [1000 * (run.cost.own + run.cost.workers) / max(1, run.pages) for run in self.runs]

    def each(self, value: Callable[[Run], float]) -> float:
        """Return the median over the rounds."""
        return median(map(value, self.runs))


def show(standings: Sequence[Standing]) -> None:
    """Print both tables."""
    for line in (*speed(standings), *LEGEND, "", *quality(standings)):
        print(line)


def speed(standings: Sequence[Standing]) -> Iterator[str]:
    """Yield the table of pace and cost."""
    ours = next((each for each in standings if each.contender.name == OURS and each.runs), None)
    yield f"{'':13}" + "".join(f"{head:>9}" for head in SPEED)
    for each in standings:
        yield _failed(each) if each.failure else _speed(each, ours)


def _speed(each: Standing, ours: Standing | None) -> str:
    def per_page(value: Callable[[Run], float]) -> float:
        return each.each(lambda run: 1000 * value(run) / max(1, run.pages))

    pace, cost = ratios(each, ours)
    parts = [lambda run: run.cost.own, lambda run: run.cost.workers, lambda run: run.cost.server]
    return (
        f"{each.contender.name:13}{each.each(lambda run: run.pages):>9.0f}{median(each.rates):>9.1f}{pace:>9}"
        f"{median(each.cpu):>9.2f}{cost:>9}"
        + "".join(f"{per_page(part):>9.2f}" for part in parts)
        + f"{each.each(lambda run: run.cost.peak_mb):>9.0f}"
    )


def ratios(each: Standing, ours: Standing | None) -> tuple[str, str]:
    """Return how many times faster ours is, and how many times less CPU time it needs: medians over the rounds."""
    if ours is None or each is ours:
        return "", ""
    pairs = list(zip(ours.rates, each.rates, ours.cpu, each.cpu, strict=False))
    return (
        f"{median(mine / other for mine, other, _, _ in pairs):.2f}x",
        f"{median(other / mine for _, _, mine, other in pairs):.2f}x",
    )


def quality(standings: Sequence[Standing]) -> Iterator[str]:
    """Yield the table of what was stored."""
    yield f"{'% of pages':13}" + "".join(f"{head:>9}" for head in QUALITY)
    for each in standings:
        if each.quality:
            yield f"{each.contender.name:13}" + "".join(_percent(each.quality[name]) for name in MEASURES)


def _percent(share: float | None) -> str:
    return f"{'-':>9}" if share is None else f"{100 * share:>9.1f}"


def _failed(each: Standing) -> str:
    said = (each.failure or "").splitlines()
    return f"{each.contender.name:13}took no part: {said[-1] if said else 'it said nothing'}"


def as_data(standings: Sequence[Standing]) -> Mapping[str, Any]:
    """Return everything measured, for programs."""
    return {
        each.contender.name: {
            "what": each.contender.what,
            "failure": each.failure,
            "quality": each.quality,
            "rounds": [
                {
                    "pages": run.pages,
                    "seconds": run.cost.seconds,
                    "cpu_own": run.cost.own,
                    "cpu_workers": run.cost.workers,
                    "cpu_server": run.cost.server,
                    "peak_mb": run.cost.peak_mb,
                }
                for run in each.runs
            ],
        }
        for each in standings
    }
