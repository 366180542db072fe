"""A page's bytes in, its article out: the whole of extraction behind one pure function."""

from collections.abc import Iterator

from crawler.extraction import article, checks, choice, dump, fallback, metadata, platform, reading
from crawler.extraction.article import Subject
from crawler.extraction.decode import Decoded, decode, readable
from crawler.extraction.page import Document
from crawler.extraction.reading import Reading
from crawler.extraction.rules import Rulebook, Rules, SiteRules
from storage.records import Article, Page


def extract(page: Page, rulebook: Rulebook) -> Article:
    """Read a page: its story, and what the page says of it.

    Pure: no network, clock or database; the same page and rules give the same article. Never fails: a page that
    cannot be read gives an article without text and warnings that say why.

    Args:
        page: As fetched; HTML or a plain text dump.
        rulebook: From ``catalogue.load().rulebook()``.
    """
    decoded = decode(page.body, page.content_type)
    source = readable(decoded)
    site = choice.site_of(page.url, rulebook)
    refused = checks.no_page(decoded.text)
    if refused:
        found = article.empty(page, refused)
    elif dump.looks_like_dump(source.text):
        found = article.from_dump(page, site, source.text)
    else:
        found = _from_html(page, source, site, rulebook)
    if decoded.guessed and found.text:
        found.warnings.append("charset_guessed")
    return found


def _from_html(page: Page, source: Decoded, site: SiteRules | None, rulebook: Rulebook) -> Article:
    document = Document(source.utf8, page.url)
    subject = Subject(page, document, metadata.read(document), site)
    owner = site or choice.family_of(document, rulebook)
    templates = owner.templates if owner else ()
    subject.family = site.family if site else getattr(owner, "name", None)
    ruled, sound = _by_rules(subject, choice.in_order(templates, page.fetched_at))
    blind = checks.blind(ruled.pieces) if ruled else None
    if ruled and blind:
        ruled.pieces = []
        return article.write(subject, ruled, subject.extractor, blind)
    if ruled and sound:
        return article.write(subject, ruled, subject.extractor)
    return _freely(subject, ruled, templates[0] if templates else Rules())


def _by_rules(subject: Subject, templates: list[Rules]) -> tuple[Reading | None, bool]:
    """Read a page by the first template that gives a sound body, else by the one that gives most; tell which."""
    best: Reading | None = None
    for found in _readings(subject, templates):
        if found and not checks.faulty(found.pieces, found.lead, subject.data):
            return found, True
        if found and (best is None or found.size > best.size):
            best = found
    return best, False


def _readings(subject: Subject, templates: list[Rules]) -> Iterator[Reading | None]:
    if subject.family == platform.FAMILY:
        yield platform.read(subject.document, subject.data)
    else:
        for rules in templates:
            yield reading.read(subject.document, rules, subject.data)


def _freely(subject: Subject, ruled: Reading | None, rules: Rules) -> Article:
    """Read a page that its rules cannot read, or that has none."""
    free = fallback.read(subject.document, subject.data, ruled.rules if ruled else rules)
    best = free if free and (ruled is None or free.size > ruled.size) else ruled
    pieces = best.pieces if best else []
    if checks.listing(subject.document, subject.data, pieces):
        return article.write(subject, Reading(rules), subject.extractor, "listing")
    if best is None or checks.menu(pieces):
        return article.write(subject, Reading(rules), subject.extractor)
    if best is ruled:
        return article.write(subject, best, subject.extractor)
    return article.write(subject, best, "trafilatura", "fallback" if subject.family else None)
