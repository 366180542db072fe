"""Numbers as a line of small bars, and times as a person says them."""

from collections.abc import Sequence
from datetime import timedelta

BLOCKS = "▁▂▃▄▅▆▇█"
MARKS = {"alert": "!", "fine": "✓", "unread": "?"}


def line(values: Sequence[float | None], *, highest: float | None = None) -> str:
    """Return a bar for each value, the lowest for 0 alone, and a space for None.

    Args:
        values: 0 or more; None where nothing is known.
        highest: What a full bar stands for; the highest value where it is not given.
    """
    top = highest or max((value for value in values if value), default=0)
    return "".join(" " if value is None else BLOCKS[_level(value, top)] for value in values)


def _level(value: float, top: float) -> int:
    """Return the bar: the lowest is for nothing at all, so that one story shows."""
    if value <= 0 or top <= 0:
        return 0
    return max(1, min(len(BLOCKS) - 1, round(value / top * (len(BLOCKS) - 1))))


def span(length: timedelta) -> str:
    """Return a span in one number: 40 s, 12 min, 5 h, 3 d."""
    seconds = max(0.0, length.total_seconds())
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3_600:.0f} h" if seconds < 48 * 3_600 else f"{seconds / 86_400:.0f} d"
