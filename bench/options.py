"""Options of several benchmarks: figures that can be measured, refused in one line where they cannot."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from dateline.newsroom.press import FEWEST
from storage.records import DatelineError

COUNT = click.IntRange(min=1)
"""How many of something; of nothing there is no median."""
STORIES = click.IntRange(min=FEWEST)
"""Stories that the newsroom writes: fewer would be as many as this."""


class Numbers(click.ParamType):
    """Whole numbers between commas, 1 or more each: the sizes of a table."""

    name = "numbers"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> list[int]:
        """Return the numbers in the order given.

        Raises:
            click.BadParameter: There is none, or something else.
        """
        if isinstance(value, list):
            return value
        numbers = [each.strip() for each in str(value).split(",")]
        if not all(each.isdecimal() and int(each) for each in numbers):
            self.fail(f"'{value}' is no list of numbers as 1000,2000", param, ctx)
        return [int(each) for each in numbers]


NUMBERS = Numbers()


@contextmanager
def in_one_line() -> Iterator[None]:
    """Turn what a user can mend into click's one line."""
    try:
        yield
    except DatelineError as error:
        raise click.ClickException(str(error)) from None
