"""`dateline sources`: the catalogue of newspapers."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dateline.config import Config
from dateline.options import as_json, settings
from storage.records import DatelineError
from storage.times import VIETNAM

if TYPE_CHECKING:
    from crawler.catalogue import Catalogue, Edition, Source

MOST_LANGUAGES = 3
"""Languages of a source that a list names: French, Vietnamese and English come first."""


@click.group()
def command() -> None:
    """The catalogue of newspapers: what is known of each, whether it still holds, and how to add one."""


@command.command("list", short_help="List the sources.")
@click.option("--group", help="Only vna, national, provincial or vietnamvn.")
@click.option("--language", help="Only sources with an edition in this language, as fr.")
@click.option("--share", metavar="N/M", help="Only this share of the sources, as 1/3 of three crawlers.")
@as_json
@settings("db", "catalogue")
def list_(config: Config, *, group: str | None, language: str | None, share: str | None, as_json: bool) -> None:
    r"""List the sources.

    \b
    Examples:
      dateline sources list
      dateline sources list --group provincial --language fr
      dateline sources list --share 1/3
    """
    from crawler import catalogue
    from crawler.catalogue.describe import tally
    from dateline import tables
    from dateline.show import to_json
    from dateline.tables import Column

    found = _chosen(catalogue.load(config.sources()), group, language, share)
    if as_json:
        click.echo(to_json([_plain(source) for source in found], indent=2))
        return
    columns = [
        Column("source"),
        Column("group"),
        Column("family"),
        Column("languages"),
        Column("known", wraps=True),
    ]
    rows = [
        (
            source.name,
            source.group,
            source.family,
            _few(source.languages),
            tally(source) if source.active else "ended" + (f", see {source.successor}" if source.successor else ""),
        )
        for source in found
    ]
    tables.show(columns, rows)


def _few(languages: tuple[str, ...]) -> str:
    """Return languages in a width that leaves room for the rest; ``--json`` and ``sources show`` have all."""
    more = len(languages) - MOST_LANGUAGES
    return " ".join(languages[:MOST_LANGUAGES]) + (f" +{more}" if more > 0 else "")


def _chosen(known: "Catalogue", group: str | None, language: str | None, share: str | None) -> "list[Source]":
    from crawler.catalogue.records import GROUPS
    from crawler.shares import Share

    if group is not None and group not in GROUPS:
        raise click.BadParameter(f"'{group}' is none of {', '.join(GROUPS)}", param_hint="'--group'")
    names = Share.parse(share).sources(known) if share else known.sources
    found = [
        source
        for source in known.sources.values()
        if source.name in names
        and group in {None, source.group}
        and (language is None or language in source.languages)
    ]
    if not found:
        wanted = f"has an edition in '{language}'" if language else "is"
        places = (f" in {name} '{value}'" for name, value in (("group", group), ("share", share)) if value)
        raise DatelineError(f"no source {wanted}{''.join(places)}")
    return found


def _plain(source: "Source") -> dict[str, Any]:
    return {
        "name": source.name,
        "title": source.title,
        "group": source.group,
        "family": source.family,
        "active": source.active,
        "successor": source.successor,
        "editions": [_plain_edition(edition) for edition in source.editions],
        "origin": source.origin,
    }


def _plain_edition(edition: "Edition") -> dict[str, Any]:
    facts = {
        key: [{"url": fact.url, "status": fact.status, "note": fact.note} for fact in getattr(edition, key)]
        for key in ("feeds", "sitemaps")
    }
    return {"name": edition.name, "language": edition.language, "url": edition.base_url, **facts}


@command.command(short_help="Show what is known of a source.")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@as_json
@settings("db", "catalogue")
def show(config: Config, *, names: tuple[str, ...], as_json: bool) -> None:
    r"""Show what is known of a source: addresses with their status, URL patterns, and the rules that read its pages.

    NAME is a source (vietnamplus), an edition (nhandan/fr) or a host (fr.nhandan.vn).

    \b
    Examples:
      dateline sources show baocantho
      dateline sources show nhandan/fr
    """
    from crawler import catalogue
    from dateline import described
    from dateline.show import to_json

    known = catalogue.load(config.sources())
    editions = known.select(names)
    sources = [known.sources[name] for name in dict.fromkeys(edition.source for edition in editions)]
    if as_json:
        click.echo(to_json([_plain(source) for source in sources], indent=2))
        return
    for number, source in enumerate(sources):
        if number:
            click.echo()
        described.show(
            source, known.families[source.family], [each for each in editions if each.source == source.name]
        )


@command.command(short_help="Check the catalogue, or try sources live.")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@as_json
@settings("db", "catalogue", "contact")
def check(config: Config, *, names: tuple[str, ...], as_json: bool) -> None:
    r"""Check the catalogue, your own sources included; with NAME, try these sources live.

    A live check asks robots.txt, feeds, sitemaps and up to three articles of each edition, through the very parts
    that crawl, and shows what came, which facts of the catalogue it confirms or finds wrong, and the TOML lines that
    would correct them in a catalogue of your own. Nothing is stored.

    \b
    Examples:
      dateline sources check
      dateline sources check baocantho
      dateline sources check nhandan/fr --json

    Exit code 1 when of some source no article could be read.
    """
    from crawler import catalogue

    known = catalogue.load(config.sources())
    if not names:
        if as_json:
            raise click.UsageError("--json needs a NAME")
        sources = f"{len(known.sources)} sources in {len(known.editions)} editions"
        click.echo(f"{sources}, {len(known.families)} families: all well")
        return
    from dateline import checked, trials

    report = checked.report(known, known.select(names), trials.attempt(config, names), datetime.now(VIETNAM).date())
    checked.show(report, as_json=as_json)
    raise SystemExit(any(not each.works for each in report))


@command.command(short_help="Describe new sources in a few lines; save pages for the quality gate.")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--name", help="Its name.  [default: its domain without TLD]")
@click.option("--family", help="Its family.  [default: found by the page's marks]")
@click.option("--group", help="vna, national, provincial or vietnamvn.  [default: provincial]")
@click.option("--language", help="Its language, as fr.  [default: the page's]")
@click.option("--save", is_flag=True, help="Write it into your folder of sources instead of printing it.")
@click.option(
    "--fixture",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Save the pages there too, with a draft of their gold for the quality gate.",
)
@settings("db", "catalogue", "contact")
def new(  # noqa: PLR0913 - one per option
    config: Config,
    *,
    urls: tuple[str, ...],
    name: str | None,
    family: str | None,
    group: str | None,
    language: str | None,
    save: bool,
    fixture: Path | None,
) -> None:
    r"""Describe a newspaper that is not in the catalogue, in at most eight lines of TOML.

    A URL is the front page or, better, an article: articles bear more of the marks by which a family is known. Of
    several pages of one newspaper the first describes it. With --family nothing is fetched. --fixture also saves the
    pages for the quality gate, each with a draft of its gold that waits for a person to hold it against the page; of
    a newspaper that is known already it does only that.

    \b
    Examples:
      dateline sources new https://baoxyz.vn/some-article-123.html
      dateline sources new https://baoxyz.vn --family onecms --save
      dateline sources new https://baoxyz.vn/some-article-123.html --fixture ~/saved-pages

    Exit code 1 when some page could not be had.
    """
    from crawler import catalogue
    from crawler.urls import clean
    from dateline import newcomers
    from dateline.drafts import Wish

    order = newcomers.Order(config, catalogue.load(config.sources()), save, fixture)
    wishes = [Wish(clean(url), name, family, group, language) for url in urls]
    raise SystemExit(not newcomers.welcome(order, wishes))
