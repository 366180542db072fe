"""The long variant of the crash and fault tests: ``python bench/soak.py [KILLS] [SEEDS]``.

Kills a crawl KILLS times for each of SEEDS orders of chance (default 100 and 3) and compares with one that nobody
killed; then crawls the whole fault desk with the limits of real use (60 s a download, 30 s a page). Prints the
figures; the exit code is that of the tests.
"""

import os
import subprocess
import sys
from pathlib import Path

import click
from options import COUNT

ROOT = Path(__file__).parents[1]
CRASHES = ["tests/test_crawler_crash.py"]
FAULTS = ["tests/test_crawler_hostile.py", "tests/test_crawler_polite.py", "tests/test_crawler_stop.py"]


def pytest(files: list[str], **environment: str) -> int:
    """Run test files with other limits."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", *files]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode  # noqa: S603


@click.command()
@click.argument("kills", type=COUNT, default=100)
@click.argument("seeds", type=COUNT, default=3)
def main(kills: int, seeds: int) -> None:
    """Run everything, each of SEEDS with so many KILLS; exit code 0 where all of it passed."""
    codes = [
        pytest(CRASHES, DATELINE_TEST_KILLS=str(kills), DATELINE_TEST_SEED=str(seed)) for seed in range(1, seeds + 1)
    ]
    codes.append(pytest(FAULTS, DATELINE_TEST_TIMEOUT="60", DATELINE_TEST_PAGE_SECONDS="30"))
    sys.exit(max(codes))


if __name__ == "__main__":
    main()
