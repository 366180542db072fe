"""A source in words: what ``dateline sources list`` and ``sources show`` print."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.catalogue.mergers import merger_of
from crawler.catalogue.records import Edition, Family, Source


@dataclass(frozen=True, slots=True)
class FactLine:
    """A feed, sitemap or section page of an edition, as a line of a table.

    Attributes:
        edition: "vietnamplus/fr".
        kind: "feed", "sitemap" or "section".
        url, status, note: As in :class:`crawler.catalogue.records.Fact`; a section has no status.
        origin: "source" or "family".
    """

    edition: str
    kind: str
    url: str
    status: str
    note: str
    origin: str


def rows(source: Source, family: Family) -> list[tuple[str, str]]:
    """Return what is known of a source as label and value, empty values left out."""
    merger = merger_of(source.name)
    pairs = [
        ("title", source.title),
        ("group", source.group),
        ("family", f"{family.name}: {family.label} ({family.status} selectors)"),
        ("editions", ", ".join(map(_edition, source.editions))),
        ("state", _state(source)),
        ("agency", source.agency or ""),
        ("house tags", ", ".join(source.house_tags)),
        ("article URLs", "  ".join(source.article or family.article)),
        ("not articles", "  ".join((*source.not_article, *family.not_article))),
        ("merger of 2025", f"{merger.province} from {', '.join(merger.merged_from)}" if merger else ""),
        *(("note", note) for note in (*source.notes, *family.notes)),
        ("described in", source.origin),
    ]
    return [(label, value) for label, value in pairs if value]


def fact_lines(editions: Iterable[Edition]) -> list[FactLine]:
    """Return the feeds, sitemaps and section pages of editions in the order in which they are tried."""
    return [line for edition in editions for line in _lines(edition)]


def tally(source: Source) -> str:
    """Count a source's own facts by status: "3 verified, 1 broken"; "family's only" where it has none."""
    facts = [
        fact for edition in source.editions for fact in (*edition.feeds, *edition.sitemaps) if not fact.inherited
    ]
    counts = Counter({fact.url: str(fact.status) for fact in facts}.values())
    return ", ".join(f"{count} {status}" for status, count in counts.most_common()) or "family's only"


def _lines(edition: Edition) -> list[FactLine]:
    facts = [("feed", fact) for fact in edition.feeds] + [("sitemap", fact) for fact in edition.sitemaps]
    lines = [
        FactLine(edition.name, kind, fact.url, str(fact.status), fact.note, "family" if fact.inherited else "source")
        for kind, fact in facts
    ]
    return lines + [FactLine(edition.name, "section", url, "", "", "source") for url in edition.sections]


def _edition(edition: Edition) -> str:
    remark = "; ".join(filter(None, [str(edition.status) if edition.status == "guess" else "", edition.note]))
    return f"{edition.language} {edition.base_url}" + (f" ({remark})" if remark else "")


def _state(source: Source) -> str:
    if source.active:
        return ""
    return f"ended; continued by {source.successor}" if source.successor else "ended"
