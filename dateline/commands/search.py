"""`dateline search`: the corpus by its words."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from dateline.config import Config
from dateline.options import as_json, settings
from dateline.selecting import check_languages, check_sources, selecting

if TYPE_CHECKING:
    from storage.search import Hit


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@selecting
@click.option("--newest", is_flag=True, help="Newest first, instead of best first.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Hits at the most.")
@as_json
@settings("db", "catalogue")
def command(  # noqa: PLR0913 - one per option
    config: Config,
    *,
    words: tuple[str, ...],
    sources: tuple[str, ...],
    languages: tuple[str, ...],
    since: date | datetime | None,
    until: date | datetime | None,
    newest: bool,
    limit: int,
    as_json: bool,
) -> None:
    r"""Find the articles that hold all of the WORDS, accents or not: da nang finds Đà Nẵng, hue finds Huế.

    Double quotes inside the words keep a phrase together.

    \b
    Examples:
      dateline search pont rach mieu
      dateline search '"da nang" metro' --language vi --since 2w --newest
      dateline search hue --source vietnamplus --json

    Exit code 1 when nothing is found.
    """
    from storage.corpus import Corpus
    from storage.search import Order, search
    from storage.selection import Selection

    with Corpus.open(config.db, read_only=True) as corpus:
        check_sources(corpus, config, sources)
        check_languages(corpus, config, languages)
        order = Order.NEWEST if newest else Order.RELEVANCE
        hits = search(corpus, " ".join(words), Selection(sources, languages, since, until), order=order, limit=limit)
    _show(hits, as_json=as_json)
    if not hits:
        click.echo("dateline: nothing found", err=True)
        raise SystemExit(1)


def _show(hits: "list[Hit]", *, as_json: bool) -> None:
    from dateline import tables
    from dateline.show import printable, to_json

    if as_json:
        click.echo(to_json([_plain(hit) for hit in hits], indent=2))
        return
    for number, hit in enumerate(hits):
        if number:
            click.echo()
        tables.paragraph(hit.title or (("(without a title)", False),))
        tables.paragraph(hit.snippet, indent=2)
        click.echo(f"  {printable(_facts(hit))}\n  {printable(hit.url)}")


def _facts(hit: "Hit") -> str:
    when = hit.published_at[:16].replace("T", " ") if hit.published_at else "undated"
    copy = f"copy of {hit.duplicate_of}" if hit.duplicate_of else None
    return "  ".join(fact for fact in (when, hit.source, copy) if fact)


def _plain(hit: "Hit") -> dict[str, Any]:
    return {
        "id": hit.id,
        "url": hit.url,
        "source": hit.source,
        "language": hit.language,
        "published_at": hit.published_at,
        "duplicate_of": hit.duplicate_of,
        "title": "".join(text for text, _ in hit.title),
        "snippet": "".join(text for text, _ in hit.snippet),
    }
