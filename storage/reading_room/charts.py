"""Charts as SVG made on the server: no script, no style attribute, colours from the style sheet (dark and light)."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

WIDTH, HEIGHT = 640, 200
BOTTOM, LEFT = 22, 44  # room for the labels under and beside the bars
COLOURS = 7
"""Classes c0 to c6 of the style sheet: more series than that no eye tells apart."""


def stacked(labels: Sequence[str], series: Mapping[str, Sequence[float]], about: str) -> Markup:
    """Return a chart of stacked columns.

    Args:
        labels: Of the columns; the first, the middle and the last are written.
        series: A row of values per name, as long as the labels.
        about: What it shows, for who cannot see it.
    """
    sums = [sum(values[column] for values in series.values()) for column in range(len(labels))]
    top = _round_up(max(sums, default=0))
    step = (WIDTH - LEFT) / max(1, len(labels))
    parts = [_grid(top)]
    for column, label in enumerate(labels):
        level = float(HEIGHT - BOTTOM)
        rectangles = []
        for place, (_, values) in enumerate(series.items()):
            tall = values[column] / top * (HEIGHT - BOTTOM - 8)
            level -= tall
            rectangles.append(_bar(LEFT + column * step + 1, level, step - 2, tall, place))
        told = ", ".join(f"{name} {values[column]:,}" for name, values in series.items() if values[column])
        parts.append(Markup("<g><title>{}: {}</title>{}</g>").format(label, told or 0, Markup().join(rectangles)))
    if labels:
        middle = len(labels) // 2
        parts += [
            _text(LEFT, HEIGHT - 6, labels[0], "start"),
            _text(LEFT + (middle + 0.5) * step, HEIGHT - 6, labels[middle], "middle"),
            _text(WIDTH, HEIGHT - 6, labels[-1], "end"),
        ]
    return _svg(HEIGHT, about, parts)


def bars(rows: Sequence[tuple[str, float, str]], about: str) -> Markup:
    """Return a chart of horizontal bars: a label, a value, and the value in words for each.

    Args:
        rows: From top to bottom.
        about: What it shows, for who cannot see it.
    """
    top = max((value for _, value, _ in rows), default=0) or 1
    label_width, high = 170, 26
    parts = []
    for place, (label, value, told) in enumerate(rows):
        y = place * high
        long = value / top * (WIDTH - label_width - 110)
        parts += [
            _text(label_width - 8, y + 17, label, "end"),
            _bar(label_width, y + 4, max(long, 1), high - 8, 0),
            _text(label_width + max(long, 1) + 6, y + 17, told, "start"),
        ]
    return _svg(max(1, len(rows)) * high, about, parts)


def _svg(height: int, about: str, parts: Sequence[Markup]) -> Markup:
    return Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, height, about, Markup().join(parts)
    )


def _grid(top: float) -> Markup:
    lines = []
    for share in (0, 0.5, 1):
        y = HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - 8)
        lines.append(Markup('<path class="grid" d="M{} {:.1f}H{}"/>').format(LEFT, y, WIDTH))
        lines.append(_text(LEFT - 6, y + 4, f"{top * share:,.0f}", "end"))
    return Markup().join(lines)


def _bar(x: float, y: float, wide: float, tall: float, place: int) -> Markup:
    sizes = f"{x:.1f}", f"{y:.1f}", f"{max(wide, 0.5):.1f}", f"{tall:.1f}"
    return Markup('<rect class="c{}" x="{}" y="{}" width="{}" height="{}"/>').format(place % COLOURS, *sizes)


def _text(x: float, y: float, text: str, anchor: str) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(f"{x:.1f}", f"{y:.1f}", anchor, text)


def _round_up(value: float) -> float:
    """Return the top of a scale for values up to this one: its half is a whole number, so that it can be written."""
    steps = (2, 4, 6, 8, 10, 20)
    unit = 10 ** max(0, len(str(int(value))) - 1)
    return float(next(step * unit for step in steps if step * unit >= value))
