"""`dateline translations`: stories told in two languages."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from dateline.config import Config
from dateline.moments import WHEN, stored
from dateline.options import as_json, settings

if TYPE_CHECKING:
    from dateline.linking import Link


@click.command()
@click.option("--since", type=WHEN, help="Only articles published then or later: 2026-11-01, or 12h, 2d, 3w ago.")
@click.option("--dry-run", is_flag=True, help="Only show the pairs.")
@click.option("--candidates", is_flag=True, help="Show also pairs that are too unsure to be linked.")
@as_json
@settings("db", "catalogue")
def command(config: Config, *, since: date | datetime | None, dry_run: bool, candidates: bool, as_json: bool) -> None:
    r"""Link stories that are translations of each other, and show the pairs.

    A `Source :` line is believed when an article is stored. This finds the others: pages that name each other by
    hreflang, and stories of the same days that share rare numbers, names, pictures, or the title in their address.
    The latter have a score and are linked only above a precision of 0.99, measured on the demo newsroom's pairs
    (docs/translations.md). Linked articles stay two articles.

    \b
    Examples:
      dateline translations --since 2d
      dateline translations --dry-run --candidates

    Exit code 1 when no new pair was found.
    """
    from crawler import catalogue
    from dateline import linking
    from storage.corpus import Corpus

    known = catalogue.load(config.sources())
    with Corpus.open(config.db, create=False, read_only=dry_run) as corpus:
        links = list(linking.find(corpus, known, stored(since), candidates=candidates))
        if not dry_run:
            linking.write(corpus, links)
    _show(links, as_json=as_json)
    raise SystemExit(not any(link.pair.decided for link in links))


def _show(links: "list[Link]", *, as_json: bool) -> None:
    from dateline import tables
    from dateline.show import to_json
    from dateline.tables import Column

    if as_json:
        click.echo(to_json([_plain(link) for link in links], indent=2))
        return
    columns = [
        Column("article"),
        Column("is a translation of"),
        Column("sure"),
        Column("score", number=True),
        Column("because", wraps=True),
    ]
    if links:
        tables.show(columns, map(_cells, links))
    sure = sum(link.pair.decided for link in links)
    unsure = f", {len(links) - sure} too unsure to be linked" if sure < len(links) else ""
    click.echo(f"dateline: {sure} new pair{'s' * (sure != 1)}{unsure}", err=True)


def _cells(link: "Link") -> tuple[str, str, str, float | None, str]:
    verdict = link.pair.verdict
    return _name(link, 0), _name(link, 1), "yes" if link.pair.decided else "no", verdict.score, verdict.evidence


def _name(link: "Link", side: int) -> str:
    ids = link.pair.translation, link.pair.original
    return f"{ids[side]} ({link.languages[side]}) {(link.titles[side] or '')[:40]}"


def _plain(link: "Link") -> dict[str, Any]:
    verdict = link.pair.verdict
    return {
        "article_id": link.pair.translation,
        "other_id": link.pair.original,
        "titles": link.titles,
        "languages": link.languages,
        "declared": link.declared,
        "decided": link.pair.decided,
        "score": verdict.score,
        "evidence": verdict.evidence,
    }
