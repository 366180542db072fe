"""How fast does dateline crawl, beside what a user would take instead? All contenders in turn, on one server.

Run ``make bench``, or ``PYTHONPATH=. .venv/bin/python bench/crawl.py --pages 100 --rounds 1`` for a look. The demo
newsroom serves ``--pages`` stories printed beforehand, of the size of real pages. Each contender is a program in a
process of its own (bench/contest/runners, and `dateline crawl`), without politeness delay. All get the addresses as
a list, except dateline: it finds them itself, and its time holds discovery, all fields, identity, archive and commit.
Nothing else should run meanwhile. Linux tells own process and workers apart; elsewhere only their sum is shown.
"""

import json
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from contest import judge, measure, report
from contest.contenders import CONTENDERS, Course
from contest.report import Standing
from options import COUNT, STORIES

from dateline import newsroom
from dateline.newsroom import Newsroom

NAMES = [each.name for each in CONTENDERS]
FURNITURE = (55.0, 140.0)
"""Kilobytes around a story of some 5 to 10: pages of 60 to 150, as most of the saved real ones are."""


@click.command()
@click.option("--pages", type=STORIES, default=3000, show_default=True, help="Stories that the newsroom writes.")
@click.option("--rounds", type=COUNT, default=3, show_default=True, help="How often each contender runs.")
@click.option("--only", multiple=True, type=click.Choice(NAMES), help="Only this one; may be repeated.")
@click.option("--seed", default=7, show_default=True, help="Of the newsroom's texts.")
@click.option("--json", "as_json", is_flag=True, help="Print everything measured as JSON.")
def main(*, pages: int, rounds: int, only: tuple[str, ...], seed: int, as_json: bool) -> None:
    """Let the contenders crawl in turn, several rounds, and print medians and ratios."""
    chosen = [each for each in CONTENDERS if not only or each.name in only]
    with newsroom.start(stories=pages, seed=seed, page_kb=FURNITURE, fast=True) as room:
        articles = room.truth["articles"]
        course = lay_out(room, articles, seed)
        standings = [Standing(each) for each in chosen]
        for turn in range(rounds):
            for standing in standings:
                click.echo(f"round {turn + 1} of {rounds}: {standing.contender.what}", err=True)
                _run(standing, course, articles)
    _print(standings, as_json=as_json)
    if all(each.failure for each in standings):
        sys.exit(1)


def lay_out(room: Newsroom, articles: dict[str, Any], seed: int) -> Course:
    """Return the course: every story that is announced, in no order."""
    urls = [url for url, article in articles.items() if article["edition"] == 1 and article["listed"]]
    random.Random(seed).shuffle(urls)  # noqa: S311 - repeatable on purpose
    return Course(tuple(room.addresses), room.catalogue_toml(), tuple(urls), room.pid)


def _run(standing: Standing, course: Course, articles: dict[str, Any]) -> None:
    """Let a contender run once, and judge what it stored in its first round."""
    if standing.failure:
        return
    with TemporaryDirectory(prefix="dateline-bench-") as folder:
        try:
            run = standing.contender.run(course, Path(folder))
        except measure.FailedError as error:
            standing.failure = str(error)
            return
    if standing.contender.reads and not standing.runs:
        standing.quality = judge.judge(run.rows, articles, [url for url in run.asked if url in articles])
    standing.runs.append(replace(run, rows=()))


def _print(standings: Sequence[Standing], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report.as_data(standings), indent=2))
    else:
        report.show(standings)


if __name__ == "__main__":
    main()
