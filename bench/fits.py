"""Straight lines through measurements: least squares in plain Python, and what it leaves unexplained."""

from collections.abc import Sequence


def least_squares(rows: Sequence[Sequence[float]], values: Sequence[float]) -> list[float]:
    """Return the coefficients whose products with the rows come nearest to the values, in squares.

    Args:
        rows: What each value is explained by; at least as many as there are columns, and no column a mix of others.
        values: What was measured.

    Raises:
        ValueError: The rows do not tell the columns apart: more kinds of runs are needed.
    """
    width = len(rows[0])
    matrix = [
        [sum(row[i] * row[j] for row in rows) for j in range(width)]
        + [sum(row[i] * value for row, value in zip(rows, values, strict=True))]
        for i in range(width)
    ]
    return _solved(matrix)


def _solved(matrix: list[list[float]]) -> list[float]:
    """Solve linear equations by Gauss and Jordan; the last column holds the right sides."""
    scale = max(abs(value) for row in matrix for value in row)
    for column in range(len(matrix)):
        pivot = max(range(column, len(matrix)), key=lambda row: abs(matrix[row][column]))
        if abs(matrix[pivot][column]) < 1e-12 * scale:
            raise ValueError("the runs are too much alike to tell their costs apart")
        matrix[column], matrix[pivot] = matrix[pivot], matrix[column]
        head = [value / matrix[column][column] for value in matrix[column]]
        matrix[column] = head
        for at, row in enumerate(matrix):
            if at != column:
                matrix[at] = [value - row[column] * top for value, top in zip(row, head, strict=True)]
    return [row[-1] for row in matrix]


def fitted(rows: Sequence[Sequence[float]], coefficients: Sequence[float]) -> list[float]:
    """Return what coefficients say of rows."""
    return [sum(value * each for value, each in zip(row, coefficients, strict=True)) for row in rows]
