"""The catalogue as extraction sees it: selectors by address."""

from dataclasses import fields
from itertools import chain

from crawler.catalogue.records import Edition, Family, Source
from crawler.extraction.rules import FamilyRules, Rulebook, Rules, SiteRules

SELECTORS = tuple(field.name for field in fields(Rules) if field.name != "valid_until")


def rulebook(sources: dict[str, Source], families: dict[str, Family]) -> Rulebook:
    """Build the rulebook of all sources and families; its addresses are in lower case throughout."""
    sites = {}
    for source in sources.values():
        templates = merge(source.templates, families[source.family].templates)
        for edition in source.editions:
            for host in (edition.host, *edition.aliases):
                sites[host + edition.prefix.rstrip("/").lower()] = _site(source, edition, templates)
    return Rulebook(sites, tuple(map(_family, families.values())))


def _site(source: Source, edition: Edition, templates: tuple[Rules, ...]) -> SiteRules:
    return SiteRules(
        source=source.name,
        family=source.family,
        templates=templates,
        language=edition.language,
        agency=source.agency,
        house_tags=source.house_tags,
    )


def _family(family: Family) -> FamilyRules:
    return FamilyRules(family.name, family.templates, family.fingerprint)


def merge(own: tuple[Rules, ...], family: tuple[Rules, ...]) -> tuple[Rules, ...]:
    """Put a source's selectors in front of its family's.

    The source's present template refines every template of the family, for it holds whatever the page's age; a dated
    one refines the family's present template up to its own date.

    Returns:
        Newest first: the present template, then the dated ones by falling date.
    """
    present = next((rules for rules in own if rules.valid_until is None), None)
    dated = [rules for rules in own if rules.valid_until is not None]
    base = next((rules for rules in family if rules.valid_until is None), Rules())
    merged = [_join(present, rules, rules.valid_until) for rules in family] if present else list(family)
    merged += [present] if present and not family else []
    merged += [_join(rules, base, rules.valid_until) for rules in dated]
    undated = [rules for rules in merged if rules.valid_until is None]
    ended = [rules for rules in merged if rules.valid_until is not None]
    return (*undated, *sorted(ended, key=lambda rules: rules.valid_until or "", reverse=True))


def _join(first: Rules, second: Rules, valid_until: str | None) -> Rules:
    lists = {name: tuple(dict.fromkeys(chain(getattr(first, name), getattr(second, name)))) for name in SELECTORS}
    return Rules(**lists, valid_until=valid_until)
