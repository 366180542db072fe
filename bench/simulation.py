"""A month of sixty-one newspapers in some minutes: delays, requests, what is missed, alerts. Nothing sleeps.

    python bench/simulation.py [--days 30] [--papers 61] [--seeds 1 2 3]

Made up are the newspapers (scheduler/simulation/world.py), their servers (sites.py) and what goes wrong (faults.py);
real are the cadence, the later visits, the agenda, who shares a run, discovery's way from address to address, when a
host is left alone, the `feeds` table, the health and the alerts. Tables are Markdown, for docs/scheduling.md.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from scheduler.simulation import report
from scheduler.simulation.faults import Fault
from scheduler.simulation.report import Raised, Report

FIGURES: tuple[tuple[str, str, Callable[[Report], str]], ...] = (
    ("stories stored", "", lambda found: f"{found.all.count:,}"),
    ("delay to storage, all: median, 95 %", "", lambda found: _minutes(found.all)),
    ("… newspapers with 12 stories a day or more", "< 15, < 60 min", lambda found: _minutes(found.daily)),
    ("requests per story, finding and fetching", "< 1.6", lambda found: f"{found.requests:.2f}"),
    (
        "… with robots.txt, as it is asked for now",
        "",
        lambda found: f"{found.requests + found.per_story(found.tally.robots):.2f}",
    ),
    ("lists answered 304", "", lambda found: f"{found.tally.unchanged / found.tally.polls:.0%}"),
    ("later visits per story", "", lambda found: f"{found.per_story(found.tally.later):.2f}"),
    ("… answered 304", "most", lambda found: f"{found.tally.later_unchanged / max(1, found.tally.later):.0%}"),
    ("runs a day", "", lambda found: f"{found.tally.runs / found.days:.0f}"),
    ("missed though listed for 24 h", "0", lambda found: f"{found.missed}"),
    ("missed, listed for less", "", lambda found: f"{found.lost}"),
    ("faults without their alert in a day of rhythm", "0", lambda found: _of(found.unseen, found)),
    ("alerts never closed, their fault over for two days", "0", lambda found: f"{len(found.stuck)}"),
    ("false alerts", "< 2", lambda found: f"{len(found.false_alarms)}"),
)
"""What is told of each play: the figure, what is asked for, and how it is read."""


def main() -> None:
    """Play and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--papers", type=int, default=61)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    options = parser.parse_args()
    plays = {seed: _play(options.days, options.papers, seed) for seed in options.seeds}
    print("\n| figure | asked for |" + "".join(f" seed {seed} |" for seed in plays))
    print("| --- | --- |" + " --- |" * len(plays))
    for name, target, read in FIGURES:
        print(f"| {name} | {target} |" + "".join(f" {read(found)} |" for found in plays.values()))
    for seed, found in plays.items():
        show_faults(seed, found)


def _play(days: int, papers: int, seed: int) -> Report:
    began = time.process_time()
    with TemporaryDirectory(prefix="dateline-simulation-") as folder:
        found = report.play(Path(folder), days=days, count=papers, seed=seed)
    took = time.process_time() - began
    print(f"{days} days of {papers} newspapers, seed {seed}: {took:.0f} s of computing", flush=True)
    return found


def _minutes(delays: report.Delays) -> str:
    return f"{delays.median:.1f}, {delays.p95:.1f} min"


def _of(unseen: list[Fault], found: Report) -> str:
    return f"{len(unseen)} of {sum(fault.alert is not None for fault in found.faults)}"


def show_faults(seed: int, found: Report) -> None:
    """Print what became of each fault, and the alerts that none explains."""
    print(f"\nSeed {seed}:\n")
    print("| newspaper | what it does | day | alert | opened after | in days of its rhythm | closed after the end |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for fault in found.faults:
        if fault.alert:
            days = f"{fault.day:.1f} to {fault.until:.1f}"
            fate = _fate(found.answer(fault), found.lasted[fault])
            print(f"| {fault.paper} | {fault.kind} | {days} | `{fault.alert}` | {fate} |")
    for alert in found.false_alarms:
        print(f"| {alert.source} | nothing | | `{alert.kind}`: {alert.message} | false | | |")
    also = {(each.source, each.kind) for each in found.alerts if each.fault and each.kind != each.fault.alert}
    print("\nExplained too: " + (", ".join(f"`{kind}` of {source}" for source, kind in sorted(also)) or "none"))


def _fate(alert: Raised | None, lasted: float) -> str:
    if alert is None:
        return f"never; it lasted for {lasted:.2f} days of the rhythm | | "
    closed = "still open" if alert.closed is None else f"{alert.closed:.0f} h"
    return f"{alert.opened:.0f} h | {alert.rhythm:.2f} | {closed}"


if __name__ == "__main__":
    main()
