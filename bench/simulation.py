"""A month of sixty-one newspapers in some minutes: delays, requests, what is missed, alerts. Nothing sleeps.

    python bench/simulation.py [--days 30] [--papers 61] [--seed 1]

Made up are the newspapers (scheduler/simulation/world.py says how) and the network; real are the cadence, the `feeds`
table, the rules of the service and the alerts. Tables are Markdown, for docs/scheduling.md.
"""

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from scheduler.simulation import report
from scheduler.simulation.report import Report
from storage.revisit import MARKS


def main() -> None:
    """Play and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--papers", type=int, default=61)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.perf_counter()
    with TemporaryDirectory(prefix="dateline-simulation-") as folder:
        found = report.play(Path(folder), days=options.days, count=options.papers, seed=options.seed)
    print(
        f"{options.days} days of {options.papers} newspapers, seed {options.seed}: played in "
        f"{time.perf_counter() - began:.0f} s\n"
    )
    show(found)


def show(found: Report) -> None:
    """Print the figures and the alerts."""
    figures = [
        ("stories stored", f"{found.all.count:,}"),
        ("delay to storage, all: median, 95 %", f"{found.all.median:.1f} min, {found.all.p95:.1f} min"),
        ("the same, newspapers with 12 or more a day", f"{found.daily.median:.1f} min, {found.daily.p95:.1f} min"),
        ("requests per story, finding and fetching", f"{1 + found.finding:.2f}"),
        ("the same with robots.txt once a run and host", f"{1 + found.finding + found.robots:.2f}"),
        ("later visits per story, apart", f"up to {len(MARKS)}"),
        ("polls answered 304", f"{found.tally.unchanged / found.tally.polls:.0%}"),
        ("runs a day", f"{found.tally.runs / max(1, found.days):.0f}"),
        ("missed though listed for 24 h", f"{found.missed}"),
        ("missed, listed for less", f"{found.lost}"),
        ("alerts, false ones", f"{len(found.alerts)}, {len(found.false_alarms)}"),
        ("faults that raised none", ", ".join(fault.paper for fault in found.unseen) or "0"),
    ]
    print("| figure | |\n| --- | --- |")
    for name, figure in figures:
        print(f"| {name} | {figure} |")
    print("\n| alert | newspaper | after | message |\n| --- | --- | --- | --- |")
    for alert in found.alerts:
        after = "false alarm" if alert.after is None else f"{alert.after:.0f} h"
        print(f"| `{alert.kind}` | {alert.source} | {after} | {alert.message} |")


if __name__ == "__main__":
    main()
