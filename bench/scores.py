"""Right and wrong by what was done to a story, and the tables of ``bench/copies_at_scale.py``."""

from collections import Counter
from collections.abc import Iterable, Sequence

from wire import Piece

WITHOUT = (
    "datasketch is not measured: --datasketch PYTHON names an interpreter that has it (see the top of this file)"
)


class Scores:
    """Counts decisions by case."""

    def __init__(self) -> None:
        self.told: Counter[str] = Counter()
        self.expected: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.pairs_of: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.met: Counter[str] = Counter()

    def decided(self, piece: Piece, stories: Sequence[int]) -> None:
        """Note the stories of the articles that one was decided to be a copy of."""
        self.told[piece.case] += 1
        right = sum(story == piece.story for story in stories)
        self.pairs_of[piece.case] += len(stories)
        self.right[piece.case] += right
        if piece.is_copy:
            self.expected[piece.case] += 1
            self.found[piece.case] += bool(right)

    def candidates(self, piece: Piece, met: bool) -> None:
        """Note whether the index leads an article to its story."""
        if piece.is_copy:
            self.asked[piece.case] += 1
            self.met[piece.case] += met

    def merge(self, others: dict[str, dict[str, int]]) -> None:
        """Take over counts of another process."""
        for name, counts in others.items():
            getattr(self, name).update(counts)

    @property
    def pairs(self) -> int:
        """How many pairs were decided to be copies."""
        return self.pairs_of.total()

    def counts(self) -> dict[str, dict[str, int]]:
        """Return all counts, for another process."""
        return {name: dict(value) for name, value in vars(self).items()}


def percentile(values: Iterable[float], share: float) -> float:
    """Return a percentile by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(len(ordered) * share / 100))]


def ratio(part: float, whole: float) -> str:
    """Return a share, or a dash where there is nothing to share."""
    return f"{part / whole:.4f}" if whole else "-"


COLUMNS = (
    ("articles", 1, "{:,.0f}"), ("insert/s", 1, "{:,.0f}"), ("insert/s CPU", 1, "{:,.0f}"),
    ("find p50", 1e3, "{:.2f}"), ("find p99", 1e3, "{:.2f}"), ("find CPU p50", 1e3, "{:.2f}"),
    ("find CPU p99", 1e3, "{:.2f}"), ("sign", 1e3, "{:.2f}"), ("sign CPU", 1e3, "{:.2f}"),
    ("row CPU", 1e3, "{:.2f}"), ("generate CPU", 1e3, "{:.2f}"), ("kB", 1, "{:.2f}"),
    ("RSS", 1, "{:,.0f}"), ("RSS of signing", 1, "{:,.0f}"),
)  # fmt: skip
"""Figure, factor and form: seconds are printed as milliseconds."""


def curve(title: str, rows: Sequence[dict[str, float]]) -> None:
    """Print figures by size: one column for each size."""
    print(f"\n{title}")
    for name, factor, form in COLUMNS:
        cells = [form.format(row[name] * factor) if name in row else "-" for row in rows]
        unit = {1e3: " (ms)"}.get(factor, {"kB": " an article"}.get(name, " (MB)" if name.startswith("RSS") else ""))
        print(f"{name + unit:24}" + "".join(f"{cell:>12}" for cell in cells))


def quality(scores: Scores, other: Scores | None) -> None:
    """Print precision and recall by case."""
    print(f"\n{'':26}{'articles':>10}{'candidates':>12}{'recall':>9}{'precision':>11}", end="")
    print(f"{'datasketch: recall':>22}{'precision':>11}" if other else "")
    for case in [*sorted(scores.told, key=lambda case: (scores.expected[case] == 0, case)), None]:
        print(f"{case or 'all':26}{line(scores, case)}{line(other, case, short=True) if other else ''}")


def line(scores: Scores, case: str | None, *, short: bool = False) -> str:
    """Return the figures of a case, or of all cases."""

    def count(counter: Counter[str]) -> int:
        return counter[case] if case else counter.total()

    recall = ratio(count(scores.found), count(scores.expected))
    precision = ratio(count(scores.right), count(scores.pairs_of))
    if short:
        return f"{recall:>22}{precision:>11}"
    met = ratio(count(scores.met), count(scores.asked))
    return f"{count(scores.told):>10,}{met:>12}{recall:>9}{precision:>11}"


def report(rows: Sequence[dict[str, float]], others: Sequence[dict[str, float]], scores: Scores) -> None:
    """Print everything.

    Args:
        rows: The figures of each size.
        others: Those of datasketch; with the last one its counts, under "scores".
        scores: Our counts.
    """
    curve("dateline, at each size (rates of the last articles before it)", rows)
    other = None
    if others:
        curve("datasketch in memory", others)
        other = Scores()
        other.merge(others[-1]["scores"])  # type: ignore[arg-type]
    else:
        print(f"\n{WITHOUT}")
    quality(scores, other)
