"""`dateline fetch`: single URLs, now."""

import sys
from typing import TYPE_CHECKING

import click

from dateline.config import Config
from dateline.options import as_json, one_form, settings

if TYPE_CHECKING:
    from dateline.oneoff import Fetched

RULE = "─" * 60
"""Divides several articles; narrow enough for any terminal."""


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--save", is_flag=True, help="Store the articles in the corpus, and say what they became.")
@click.option("--markdown", is_flag=True, help="Print Markdown.")
@as_json
@settings("db", "catalogue", "contact")
def command(config: Config, *, urls: tuple[str, ...], save: bool, markdown: bool, as_json: bool) -> None:
    r"""Fetch each URL and print its article; with --save, store it too. Without --save no database is touched.

    Any newspaper will do: pages of sites that are not in the catalogue are read by their form. robots.txt is obeyed.
    Several articles are divided by a rule, with --json they are one object per line.

    \b
    Examples:
      dateline fetch https://fr.vietnamplus.vn/…-post71478.vnp
      dateline fetch URL URL --json
      dateline fetch URL --save

    Exit code 1 when a URL brought no article; standard error says why.
    """
    one_form(as_json=as_json, markdown=markdown)
    from crawler import catalogue
    from crawler.urls import clean
    from dateline import oneoff

    for url in urls:
        clean(url)  # all of them, before the first is fetched
    came = oneoff.fetch(config, catalogue.load(config.sources()), urls, save=save)
    _print([each for each in came if each.article and not each.reason], markdown=markdown, as_json=as_json)
    for each in came:
        _report(each)
    raise SystemExit(any(each.reason for each in came))


def _print(came: "list[Fetched]", *, markdown: bool, as_json: bool) -> None:
    from dateline import show

    several = len(came) > 1
    for number, each in enumerate(came):
        assert each.article
        if as_json:
            click.echo(show.to_json(each.article.as_dict(), indent=None if several else 2))
        else:
            click.echo(f"\n{RULE}\n" if number else "", nl=bool(number))
            click.echo(show.as_markdown(each.article) if markdown else show.as_text(each.article))


def _report(each: "Fetched") -> None:
    """Say on standard error what went wrong, or what the corpus made of a URL."""
    from dateline.show import printable

    sys.stdout.flush()
    if each.reason:
        click.echo(f"dateline: {each.url}: {printable(each.reason)}", err=True)
    elif each.became:
        click.echo(f"{each.url}: {printable(each.became)}", err=True)
