"""What a run needs and can be made ready before Scrapy is imported, which takes half a second: catalogue, readers.

The readers are processes of their own, and start meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from crawler.catalogue import Catalogue
from crawler.plan import Plan
from crawler.pool import ReadingPool


@dataclass(frozen=True, slots=True)
class Ahead:
    """What was made ready.

    Attributes:
        catalogue: The plan's.
        pool: Readers that know its rules.
    """

    catalogue: Catalogue
    pool: ReadingPool


@contextmanager
def prepare(plan: Plan, catalogue: Catalogue) -> Iterator[Ahead]:
    """Make ready for a run; the readers end with the block.

    Args:
        plan: What the run is asked to do.
        catalogue: The plan's, loaded.
    """
    pool = readers(plan, catalogue)
    try:
        yield Ahead(catalogue, pool)
    finally:
        pool.close()


def readers(plan: Plan, catalogue: Catalogue) -> ReadingPool:
    """Return the readers of a run, starting."""
    return ReadingPool(catalogue.rulebook(), workers=plan.workers, seconds=plan.page_seconds, origin=plan.origin)
