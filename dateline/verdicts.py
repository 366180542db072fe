"""What a live trial says of the catalogue's facts, and the TOML lines that would correct them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from crawler.catalogue import Catalogue, Edition, Source
from crawler.catalogue.records import Fact, Status
from crawler.catalogue.render import corrections
from crawler.discovery.sitemap_names import expand, span
from dateline.trials import SINCE, Line

REFUSALS = frozenset({401, 403, 429, 451})
"""Statuses by which a server says that it has the address and will not show it to us."""
KINDS = {"feed": "feeds", "sitemap": "sitemaps"}
"""The catalogue's lists, by what their addresses are."""


class Verdict(StrEnum):
    """What a trial says of a fact."""

    CONFIRMED = "confirmed"
    WRONG = "wrong"
    REFUSED = "refused"
    UNSURE = "unsure"
    """The server had trouble of its own, or did not answer: nothing is known."""
    UNASKED = "not asked"
    """It stands in the catalogue as broken or blocked, or was left out."""


CORRECTED = {Verdict.CONFIRMED: Status.VERIFIED, Verdict.WRONG: Status.BROKEN, Verdict.REFUSED: Status.BLOCKED}
"""The status that a verdict gives a fact."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A fact of the catalogue, held against a trial.

    Attributes:
        source, edition: Whose: "vietnamplus", "vietnamplus/fr".
        what: "feed", "sitemap" or "rules".
        fact: Its address as the catalogue has it, or the name of the rules.
        told: Its status in the catalogue.
        verdict: What the trial says.
        came: What was seen, in a few words.
    """

    source: str
    edition: str
    what: str
    fact: str
    told: str
    verdict: Verdict
    came: str = ""


def judge(source: Source, editions: Iterable[Edition], lines: Iterable[Line], today: date) -> list[Judged]:
    """Hold the facts of a source against what a trial got.

    Args:
        source: The source.
        editions: Those of its editions that were tried.
        lines: What was asked of the source.
        today: The day of the trial: it writes out the addresses that hold dates.
    """
    lines = list(lines)
    asked = {line.url: line for line in lines if line.what in KINDS}
    found = [
        _judged(edition, what, fact, asked, today)
        for edition in editions
        for what, key in KINDS.items()
        for fact in getattr(edition, key)
    ]
    return [*found, *_rules(source, lines)]


def _judged(edition: Edition, what: str, fact: Fact, asked: dict[str, Line], today: date) -> Judged:
    came = [asked[url] for url in _written_out(fact, today) if url in asked]
    verdict = _verdict(came)
    best = next((line for line in came if line.well), came[0] if came else None)
    return Judged(edition.source, edition.name, what, fact.url, fact.status, verdict, best.came if best else "")


def _written_out(fact: Fact, today: date) -> list[str]:
    """Return the addresses that a fact stands for at present; a feed's is one."""
    return list(expand(fact.url, since=today - SINCE, until=today + timedelta(days=1)))


def _verdict(came: list[Line]) -> Verdict:
    if not came:
        return Verdict.UNASKED
    if any(line.well for line in came):
        return Verdict.CONFIRMED
    statuses = {line.status for line in came}
    if statuses & REFUSALS:
        return Verdict.REFUSED
    return Verdict.UNSURE if any(status is None or status >= 500 for status in statuses) else Verdict.WRONG


def _rules(source: Source, lines: list[Line]) -> Iterator[Judged]:
    """Yield whether the rules of the source's family, or its own, read its articles."""
    read = [line.extractor or "" for line in lines if line.what == "article" and line.well]
    if not read or (source.family == "other" and not source.templates):
        return
    fitting = sum(extractor.startswith("rules:") for extractor in read)
    verdict = Verdict.CONFIRMED if fitting == len(read) else Verdict.UNSURE if fitting else Verdict.WRONG
    name = source.name if source.templates else source.family
    yield Judged(source.name, source.name, "rules", name, "", verdict, f"read {fitting} of {len(read)} articles")


def toml(source: Source, judged: Iterable[Judged], lines: Iterable[Line], catalogue: Catalogue, today: date) -> str:
    """Return the TOML lines that would correct a source; nothing where its facts hold.

    What served though the catalogue does not have it is added where nothing of its kind in the catalogue serves.

    Args:
        source: The source.
        judged: Its facts, from :func:`judge`.
        lines: What was asked of it.
        catalogue: To tell to which edition an address belongs.
        today: For the notes.
    """
    verdicts = {(each.edition, each.what, each.fact): each for each in judged}
    found = [line for line in lines if line.what in KINDS and line.well and span(line.url) is None]
    editions = tuple(
        _corrected(edition, verdicts, [line for line in found if _whose(line, source, catalogue) == edition], today)
        for edition in source.editions
    )
    return corrections(source, replace(source, editions=editions))


def _whose(line: Line, source: Source, catalogue: Catalogue) -> Edition:
    edition = catalogue.find(line.url)
    return edition if edition in source.editions else source.editions[0]


def _corrected(
    edition: Edition, verdicts: dict[tuple[str, str, str], Judged], found: list[Line], today: date
) -> Edition:
    changed: dict[str, tuple[Fact, ...]] = {}
    for what, key in KINDS.items():
        facts: tuple[Fact, ...] = getattr(edition, key)
        own = {
            fact.url: verdicts[edition.name, what, fact.url]
            for fact in facts
            if (edition.name, what, fact.url) in verdicts
        }
        serves = any(each.verdict is Verdict.CONFIRMED for each in own.values())
        new = [] if serves or not own else [line for line in found if line.what == what and line.url not in own]
        added = [Fact(line.url, Status.VERIFIED, f"{line.came} on {today}") for line in new]
        changed[key] = (*added, *(_with_verdict(fact, own.get(fact.url), today) for fact in facts))
    return replace(edition, **changed)  # type: ignore[arg-type]


def _with_verdict(fact: Fact, judged: Judged | None, today: date) -> Fact:
    """Return a fact as the trial leaves it; one of the family that holds stays the family's."""
    status = CORRECTED.get(judged.verdict) if judged else None
    if judged is None or status in (None, fact.status) or (status is Status.VERIFIED and fact.inherited):
        return fact
    note = fact.note if status is Status.VERIFIED else f"{judged.came} on {today}"
    return Fact(fact.url, status, note)
