"""Which rules read a page: its site's by address, else a family's by fingerprint, and the template of its day."""

from urllib.parse import urlsplit

from crawler.extraction.page import Document
from crawler.extraction.rules import FamilyRules, Rulebook, Rules, SiteRules

_MIRRORS = ("m.", "amp.")


def site_of(url: str, rulebook: Rulebook) -> SiteRules | None:
    """Return the rules of the site that a URL belongs to: the edition with the longest path prefix."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower().rstrip("."), parts.port
    except ValueError:
        return None
    steps = [step for step in parts.path.lower().split("/") if step][:2]
    paths = ["/".join(["", *steps[:count]]) for count in range(len(steps), -1, -1)]
    for name in _names(host, port):
        for path in paths:
            site = rulebook.sites.get(name + path)
            if site:
                return site
    return None


def _names(host: str, port: int | None) -> list[str]:
    bare = host.removeprefix("www.")
    hosts = [bare, *(bare.removeprefix(mirror) for mirror in _MIRRORS if bare.startswith(mirror))]
    return [f"{name}:{port}" for name in hosts if port] + hosts


def family_of(document: Document, rulebook: Rulebook) -> FamilyRules | None:
    """Return the family whose fingerprint a page bears, None where none does."""
    for family in rulebook.families:
        if any(document.select(css) for css in family.fingerprint):
            return family
    return None


def in_order(templates: tuple[Rules, ...], fetched_at: str | None) -> list[Rules]:
    """Return templates in the order in which to try them: the one of the page's day first.

    Args:
        templates: As in the rulebook, the present one first.
        fetched_at: When the page was fetched, ISO 8601; None means now.
    """
    if not fetched_at:
        return list(templates)
    day = fetched_at[:10]
    standing = [rules for rules in templates if rules.valid_until is None or rules.valid_until >= day]
    standing.sort(key=lambda rules: rules.valid_until or "9999")
    return standing + [rules for rules in templates if rules not in standing]
