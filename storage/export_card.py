"""The dataset card beside an exported file: what is in it, where it is from, how to go on, whose the texts are."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from storage import times
from storage.selection import Selection

LICENCE = (
    "The texts, captions and pages belong to their publishers, and so do the pictures that links lead to. They were "
    "collected for research; whoever passes them on or publishes them must have the publishers' leave or a right "
    "given by law. What dateline adds (identities, copies, dates in one form) may be used freely."
)

_MEANINGS = (
    ("published_at, modified_at", "as the newspaper gives them, in Vietnam's time; null where it gives none"),
    ("published_precision", "second, minute or day"),
    ("first_seen_at, updated_at", "when dateline first saw the article, and when its story last changed"),
    ("duplicate_of", "the id of the article this one copies; null for origins and stories of their own"),
    ("content_sha256", "of the text, accents composed and spaces folded"),
    ("extractor, warnings", "which rule read the page, and what it found odd"),
)


@dataclass
class Tally:
    """Counts what passes on its way into a file.

    Attributes:
        count: Records.
        last_id: The greatest id: where the next export goes on.
        sources: Records by source.
        languages: Records by language.
        copies: Records that duplicate another article.
        undated: Records without a date.
        first, last: The earliest and the latest date, as the records have it.
    """

    count: int = 0
    last_id: int = 0
    sources: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    copies: int = 0
    undated: int = 0
    first: str | None = None
    last: str | None = None

    def passing(self, records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield the records, counting them."""
        for record in records:
            self._note(record)
            yield record

    def _note(self, record: dict[str, Any]) -> None:
        self.count += 1
        self.last_id = max(self.last_id, record["id"])
        self.sources[record["source"] or "(none)"] += 1
        self.languages[record["language"] or "(unknown)"] += 1
        self.copies += record.get("duplicate_of") is not None
        at = times.stored(record.get("published_at") or record.get("fetched_at"))
        if at is None:
            self.undated += 1
            return
        self.first = at if self.first is None else min(self.first, at)
        self.last = at if self.last is None else max(self.last, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for.

    Attributes:
        form: "jsonl", "csv", "parquet" or "warc".
        selection: The conditions.
        match: The words, or None.
        after: The cursor that was given, 0 for none.
    """

    form: str
    selection: Selection
    match: str | None = None
    after: int = 0


def card(name: str, order: Order, tally: Tally, now: datetime) -> str:
    """Return the card as Markdown.

    Args:
        name: The file's name.
        order: What was asked for.
        tally: What came.
        now: Aware; when it was exported.
    """
    things = "pages" if order.form == "warc" else "articles"
    lines = [
        f"# {name}",
        "",
        f"{tally.count:,} {things} of Vietnam's press, exported by dateline on {times.with_offset(times.utc(now))}.",
        "",
        f"* Asked for: {_conditions(order)}",
        f"* {'Fetched' if order.form == 'warc' else 'Published'}: {_span(tally)}",
    ]
    if order.form != "warc":
        lines.append(f"* Copies of other articles: {tally.copies:,}")
    lines += [
        f"* To continue: `--after {tally.last_id}` gives what came since: new {things}, no new versions",
        "",
        *_table("Source", tally.sources, things),
        *_table("Language", tally.languages, things),
    ]
    if order.form != "warc":
        lines += ["## Fields", "", "Those of the article JSON (`dateline extract --json`), and:", ""]
        lines += [f"* `{names.replace(', ', '`, `')}`: {meaning}" for names, meaning in _MEANINGS]
        lines.append("")
    return "\n".join([*lines, "## Licence", "", LICENCE, ""])


def _span(tally: Tally) -> str:
    if tally.first is None:
        return "no dates"
    undated = f"; {tally.undated:,} without a date" if tally.undated else ""
    return f"{times.with_offset(tally.first)} to {times.with_offset(tally.last)}{undated}"


def _conditions(order: Order) -> str:
    chosen = order.selection
    parts = [
        f"{name} {', '.join(values)}"
        for name, values in (
            ("sources", chosen.sources),
            ("languages", chosen.languages),
            ("agencies", chosen.agencies),
            ("places", chosen.places),
            ("sections", chosen.sections),
        )
        if values
    ]
    parts += [f"since {_moment(chosen.since)}"] if chosen.since else []
    parts += [f"until {_moment(chosen.until)}"] if chosen.until else []
    parts += [f"words {_code(order.match)}"] if order.match else []
    parts += [] if chosen.copies else ["no duplicates"]
    parts += [f"after id {order.after}"] if order.after else []
    return "; ".join(parts) or "everything"


def _code(text: str) -> str:
    """Return typed words as code, whatever backquotes and line ends they hold."""
    return "``" + " ".join(text.replace("`", "'").split()) + "``"


def _moment(moment: date | datetime) -> str:
    return moment.isoformat(sep=" ", timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()


def _table(head: str, counts: Counter[str], things: str) -> list[str]:
    rows = [f"| {name.replace('|', '/')} | {count:,} |" for name, count in counts.most_common()]
    return [f"| {head} | {things} |", "|---|--:|", *rows, ""]
