"""`dateline merge`: corpora of several crawlers become one."""

from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline import bars
from dateline.config import Config
from dateline.options import as_json, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.catalogue import Catalogue
    from storage.corpus import Corpus
    from storage.merging import Merged


@click.command()
@click.argument("others", nargs=-1, required=True, metavar="OTHER...", type=click.Path(path_type=Path))
@as_json
@settings("db", "catalogue")
def command(config: Config, *, others: tuple[Path, ...], as_json: bool) -> None:
    r"""Take everything of each OTHER corpus into this one (--db): articles, raw pages, versions, addresses, runs.

    An article that several have becomes one: the text that was fetched last stands, the others are its revisions.
    Copies and origins are decided anew over all of them. Each OTHER is only read, and may be crawled into meanwhile;
    what comes later comes with the next merge. Merging again changes nothing, and a merge that was stopped goes on
    when it is begun again.

    Counted is what was not here: new articles, new ones that are copies of a story held here, addresses that lead to
    no article, pages of none; and articles that were here, with nothing new of their text (held) or with another text
    (revised).

    An OTHER of an older dateline is refused, for it is only read: what writes to it brings it up to date, such as
    `dateline import jsonl /dev/null --db OTHER`. An OTHER that turns out to be damaged ends the merge; what came
    before stays.

    \b
    Examples:
      dateline merge north.db south.db --db all.db
      dateline merge /mnt/crawler-2/corpus.db --json

    Exit code 2, with nothing merged, when one of the files is no corpus or the same as --db.
    """
    from crawler import catalogue
    from dateline.show import to_json
    from storage import merging
    from storage.corpus import Corpus

    known = catalogue.load(config.sources())
    with ExitStack() as opened:
        sources = [opened.enter_context(Corpus.open(path, create=False, read_only=True)) for path in others]
        corpus = opened.enter_context(Corpus.open(config.db))
        for source in sources:
            merging.check(corpus, source)
        merged = {str(source.path): _merge(corpus, source, known) for source in _once(sources)}
    if as_json:
        click.echo(to_json({path: asdict(each) for path, each in merged.items()}, indent=2))
    else:
        _show(merged)


def _once(sources: "list[Corpus]") -> "list[Corpus]":
    """Return each file once, however often and under whatever names it is given."""
    return list({source.path.resolve(): source for source in sources}.values())


def _merge(corpus: "Corpus", other: "Corpus", known: "Catalogue") -> "Merged":
    from crawler.urls import key_or_itself
    from storage import merging

    job = merging.Job(corpus, other, lambda url: key_or_itself(url, known), known.agency_sources)
    with bars.stoppable(), bars.bar(other.path.name, merging.count(other)) as listener:
        return merging.merge(job, listener)


def _show(merged: "Mapping[str, Merged]") -> None:
    from dateline import tables
    from dateline.tables import Column
    from storage.merging import Merged

    rows = [(path, *asdict(each).values()) for path, each in merged.items()]
    if len(rows) > 1:
        rows.append(("all", *asdict(sum(merged.values(), Merged())).values()))
    tables.show([Column("corpus", wraps=True), *(Column(name, number=True) for name in asdict(Merged()))], rows)
