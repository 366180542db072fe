"""What a re-extraction would change, source by source, as a table with examples and as JSON."""

import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from dateline import tables
from dateline.show import NO_SOURCE, printable, to_json
from dateline.tables import HELD, Column
from storage import reextraction

if TYPE_CHECKING:
    from storage.corpus import Corpus
    from storage.reextraction import Difference
    from storage.worksheet import Draft, Worksheet

EXAMPLES = 3
"""Shown for each source: enough to see a rule at work, few enough to be read."""
DIFF_LINES = 12
"""Of one example; a text that is all different shows its beginning."""
LINE = 160
"""Characters of a line of a diff: where a paragraph differs at its end, both ends are shown around the difference."""


@dataclass(slots=True)
class Source:
    """What would change in the pages of a source.

    Attributes:
        name: As in the catalogue; "" for pages of none.
        pages: That were tried; ``failed`` of them could not be read.
        articles: That would change; ``made`` would be new.
        gained, lost, changed: How often each field.
        longer, shorter: How many texts.
        held: Why readings are held back, each with how many.
    """

    name: str
    pages: int
    failed: int
    articles: int = 0
    made: int = 0
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    longer: int = 0
    shorter: int = 0
    held: Counter[str] = field(default_factory=Counter)

    def add(self, found: "Difference", *, force: bool) -> None:
        """Count a difference."""
        if found.held and not force:
            self.held[found.held] += 1
            return
        if reextraction.NEW in found.gained:
            self.made += 1
            return
        self.articles += 1
        for counter, names in ((self.gained, found.gained), (self.lost, found.lost), (self.changed, found.changed)):
            counter.update(names)
        self.longer += found.after > found.before
        self.shorter += found.after < found.before

    def as_dict(self) -> dict[str, Any]:
        """Return the source as plain data."""
        names = ("pages", "failed", "articles", "made", "gained", "lost", "changed", "longer", "shorter", "held")
        return {"source": self.name or None} | {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Report:
    """What would change in all."""

    sources: list[Source]

    @property
    def pages(self) -> int:
        """Pages that were tried."""
        return sum(source.pages for source in self.sources)

    @property
    def failed(self) -> int:
        """Pages that could not be read."""
        return sum(source.failed for source in self.sources)

    @property
    def to_write(self) -> int:
        """Articles that would change or be new."""
        return sum(source.articles + source.made for source in self.sources)


def report(sheet: "Worksheet", *, force: bool) -> Report:
    """Count what a worksheet holds.

    Args:
        sheet: After the survey.
        force: Whether readings that are held back count as changes.
    """
    found = []
    for name, pages, failed in sheet.sources():
        source = Source(name, pages, failed)
        for difference in sheet.differences(name):
            source.add(difference, force=force)
        found.append(source)
    return Report(found)


def show(corpus: "Corpus", sheet: "Worksheet", found: Report, *, as_json: bool) -> None:
    """Print a report.

    Args:
        corpus: What is stored, for the examples.
        sheet: The drafts.
        found: The report on them.
        as_json: As JSON, with the examples' addresses and differences.
    """
    examples = {source.name: list(_examples(corpus, sheet, source)) for source in found.sources}
    if as_json:
        plain = [source.as_dict() | {"examples": examples[source.name]} for source in found.sources]
        failures = [{"page": page_id, "why": why} for page_id, why in sheet.failures()]
        told = {"sources": plain, "to_write": found.to_write, "failed": found.failed, "failures": failures}
        click.echo(to_json(told, indent=2))
        return
    if not found.pages:
        click.echo("dateline: no stored page answers", err=True)
        return
    _table(found)
    for source in found.sources:
        for example in examples[source.name]:
            _show_example(source, example)
    for page_id, why in sheet.failures():
        click.echo(printable(f"dateline: page {page_id} could not be read: {why}"), err=True)


def _table(found: Report) -> None:
    columns = [
        Column("source"),
        Column("pages", number=True),
        Column("change", number=True),
        Column("new", number=True),
    ]
    columns += [Column(name, wraps=True) for name in ("gained", "lost", "changed")]
    columns += [Column("longer", number=True), Column("shorter", number=True), Column("held back", wraps=True)]
    rows = [
        (
            source.name or NO_SOURCE,
            source.pages,
            source.articles,
            source.made or None,
            *(_counts(each) for each in (source.gained, source.lost, source.changed)),
            source.longer or None,
            source.shorter or None,
            _counts(source.held + Counter({"could not be read": source.failed})),
        )
        for source in found.sources
    ]
    tables.show(columns, rows)


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}".replace(" ", HELD) for name, count in counter.most_common() if count)


def _examples(corpus: "Corpus", sheet: "Worksheet", source: Source) -> Iterator[dict[str, Any]]:
    for draft, _ in zip(sheet.drafts(source=source.name), range(EXAMPLES), strict=False):
        yield {
            "url": draft.article.url,
            "article": draft.stored.article_id,
            "held": draft.difference.held,
            "diff": list(_diff(corpus, draft)),
        }


def _diff(corpus: "Corpus", draft: "Draft") -> Iterator[str]:
    """Yield the lines of an example: the field, then what goes (-) and what comes (+)."""
    if draft.stored.article_id is None:
        yield f"+ {_cut(draft.article.title or '', '')} ({draft.difference.after} words)"
        return
    for name, old, new in reextraction.examples(corpus.conn, draft.stored.article_id, draft.article):
        yield f"{name}:"
        before, after = _lines(old), _lines(new)
        lines = [line for line in difflib.ndiff(before, after, charjunk=None) if line[0] in "-+"]
        pairs = zip(lines, [*lines[1:], ""], strict=True)
        yield from (_cut(line, other) for line, other in list(pairs)[:DIFF_LINES])
        if len(lines) > DIFF_LINES:
            yield f"  … {len(lines) - DIFF_LINES} more lines"


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _cut(line: str, other: str) -> str:
    """Shorten a line around where it parts from the other."""
    if len(line) <= LINE:
        return line
    common = next((at for at, (a, b) in enumerate(zip(line[2:], other[2:], strict=False)) if a != b), 0)
    start = max(0, min(common, len(line)) - LINE // 2)
    sign, words = line[:2], line[2 + start : start + LINE]
    return sign + ("…" if start else "") + words + ("…" if start + LINE < len(line) else "")


def _show_example(source: Source, example: dict[str, Any]) -> None:
    head = f"\n{source.name or NO_SOURCE}: {example['url']}"
    click.secho(printable(head + (f" (held back: {example['held']})" if example["held"] else "")), bold=True)
    for line in example["diff"]:
        color = {"-": "red", "+": "green"}.get(line[0])
        click.secho(f"  {printable(line)}", fg=color)
