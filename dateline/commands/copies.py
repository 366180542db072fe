"""`dateline copies`: who is whose copy, and a person's word on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from dateline.config import Config
from dateline.options import as_json, settings

if TYPE_CHECKING:
    from crawler.catalogue import Catalogue
    from storage.corpus import Corpus
    from storage.kin import Cluster, Member

DIGITS = 19
"""A number of so many digits is no article's: SQLite counts to 9 223 372 036 854 775 807."""
ARTICLE = click.argument("article", metavar="ARTICLE")


@click.group()
def command() -> None:
    """Articles that tell one story in one text: show them, part them, put them together.

    An ARTICLE is named by its number, as searches and exports give it, or by its address.
    """


@command.command(short_help="Show an article's copies and what makes them so.")
@ARTICLE
@as_json
@settings("db", "catalogue")
def show(config: Config, *, article: str, as_json: bool) -> None:
    r"""Show the cluster of an ARTICLE: its origin, and the others with the score and the evidence.

    \b
    Examples:
      dateline copies show 1024
      dateline copies show https://fr.vietnamplus.vn/un-pont-post71478.vnp --json

    Exit code 1 when it has no copies.
    """
    with _opened(config, read_only=True) as (corpus, known):
        found = _cluster(corpus, _named(corpus, known, article))
    _print(found, as_json=as_json)
    raise SystemExit(len(found.members) < 2)


@command.command(short_help="Undo a wrong merge: the article is a story of its own.")
@ARTICLE
@as_json
@settings("db", "catalogue")
def split(config: Config, *, article: str, as_json: bool) -> None:
    r"""Take an ARTICLE out of its cluster for good.

    Those that stay elect an origin anew; what only this ARTICLE held together, as after a wrong `copies merge`,
    falls apart. No later crawl, renewal or merge of corpora puts the article together with one of them again;
    `dateline copies merge` does. Done twice, it changes nothing.

    \b
    Examples:
      dateline copies split 1024
      dateline copies split https://fr.vietnamplus.vn/un-pont-post71478.vnp

    Exit code 1 when it never had copies.
    """
    from storage import corrections

    with _opened(config) as (corpus, known), corpus.transaction():
        number = _named(corpus, known, article)
        parted = corrections.split(corpus.conn, number, known.agency_sources)
        found = _cluster(corpus, number)
        parts = {_cluster(corpus, each).members for each in parted}
    _print(found, as_json=as_json)
    if parted:
        line = f"{number} is a story of its own now, parted from {_list(parted)}{_fallen_apart(parts)}"
    else:
        line = f"{number} has no copies" + (" any more" if found.distinct else "")
    click.echo(f"dateline: {line}", err=True)
    raise SystemExit(not found.distinct)


@command.command(short_help="Say that two articles are one story.")
@ARTICLE
@click.argument("other", metavar="OTHER")
@as_json
@settings("db", "catalogue")
def merge(config: Config, *, article: str, other: str, as_json: bool) -> None:
    r"""Make ARTICLE and OTHER, with the copies of both, one cluster for good.

    It holds whatever becomes of their texts, and takes back a split of the two. Done twice, it changes nothing.

    \b
    Examples:
      dateline copies merge 1024 1033
    """
    from storage import corrections
    from storage.records import DatelineError

    with _opened(config) as (corpus, known), corpus.transaction():
        one, two = _named(corpus, known, article), _named(corpus, known, other)
        if one == two:
            raise DatelineError(f"{article} and {other} are the same article: name two")
        origin = corrections.merge(corpus.conn, one, two, known.agency_sources)
        found = _cluster(corpus, one)
    _print(found, as_json=as_json)
    click.echo(f"dateline: {one} and {two} are one story; its origin is {origin}", err=True)


@contextmanager
def _opened(config: Config, *, read_only: bool = False) -> "Iterator[tuple[Corpus, Catalogue]]":
    from crawler import catalogue
    from storage.corpus import Corpus

    known = catalogue.load(config.sources())
    with Corpus.open(config.db, create=False, read_only=read_only) as corpus:
        yield corpus, known


def _cluster(corpus: "Corpus", number: int) -> "Cluster":
    from storage import kin

    return kin.cluster(corpus.conn, number)


def _named(corpus: "Corpus", known: "Catalogue", name: str) -> int:
    """Return the number of the article that a user names."""
    from crawler.urls import UrlError, canonical_key
    from storage import kin
    from storage.records import DatelineError

    if name.isdecimal() and len(name) < DIGITS:
        found = kin.numbered(corpus.conn, int(name))
    else:
        try:
            found = kin.at(corpus.conn, name, canonical_key(name, known))
        except UrlError as error:
            raise DatelineError(f"'{name}' is neither an article's number nor an address") from error
    if not found:
        raise DatelineError(
            f"{name} is no article of {corpus.path}: `dateline search` shows addresses and --json numbers"
        )
    if found[1:]:
        raise DatelineError(f"{name} leads to the articles {_list(found)}: name one by its number")
    return found[0]


def _fallen_apart(parts: "set[tuple[Member, ...]]") -> str:
    """Say so where those that stay are no longer one story."""
    if len(parts) < 2:
        return ""
    stories = sorted(sorted(member.id for member in part) for part in parts)
    return f", which are {len(parts)} stories without it: {'; '.join(map(_list, stories))}"


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _print(found: "Cluster", *, as_json: bool) -> None:
    from dateline import tables
    from dateline.show import to_json
    from dateline.tables import Column

    if as_json:
        click.echo(to_json(_plain(found), indent=2))
        return
    columns = [
        Column("article", number=True),
        Column("is"),
        Column("score", number=True),
        Column("because", wraps=True),
    ]
    columns += [Column("source"), Column("published"), Column("title", wraps=True)]
    tables.show(columns, [row for member in found.members for row in _rows(found, member)])


def _rows(found: "Cluster", member: "Member") -> Iterator[tuple[object, ...]]:
    when = (member.published_at or "")[:16].replace("T", " ")
    facts = member.source or "", when, member.title or member.url
    if member is found.members[0]:
        yield member.id, "the origin" if found.members[1:] else "alone", "", "", *facts
        return
    for tie in member.ties:
        yield member.id, f"{tie.kind} of {tie.to}", "" if tie.score is None else tie.score, tie.evidence, *facts
    if not member.ties:
        yield member.id, "copy", "", "by another member", *facts


def _plain(found: "Cluster") -> dict[str, Any]:
    return {
        "origin": found.members[0].id,
        "members": [asdict(member) for member in found.members],
        "distinct": found.distinct,
    }
