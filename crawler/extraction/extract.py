"""A page's bytes in, its article out: the whole of extraction behind one pure function."""

from crawler.extraction import article, checks, choice, dump, fallback, metadata, reading
from crawler.extraction.article import Source
from crawler.extraction.decode import decode
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document
from crawler.extraction.reading import Reading
from crawler.extraction.rules import Rulebook, Rules
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
    source = Source(page, choice.site_of(page.url, rulebook))
    if dump.looks_like_dump(decoded.text):
        found = article.from_dump(source, decoded.text)
    else:
        found = _from_html(page, Document(decoded.text, page.url), source, rulebook)
    if decoded.guessed and found.text:
        found.warnings.append("charset_guessed")
    return found


def _from_html(page: Page, document: Document, source: Source, rulebook: Rulebook) -> Article:
    data = metadata.read(document)
    family = None if source.site else choice.family_of(document, rulebook)
    templates = source.site.templates if source.site else family.templates if family else ()
    source.family = source.site.family if source.site else family.name if family else None
    ruled = _by_rules(document, data, choice.in_order(templates, page.fetched_at))
    if ruled and not checks.faulty(ruled.pieces, ruled.lead, data):
        return article.write(document, data, ruled, source, source.extractor)
    refused = _refused(document, data, ruled)
    if refused:
        return article.write(document, data, ruled or Reading(Rules()), source, source.extractor, refused)
    free = fallback.read(document, data, ruled.rules if ruled else (templates or (Rules(),))[0])
    if free is None or (ruled and ruled.size >= free.size):
        return article.write(document, data, ruled or Reading(Rules()), source, source.extractor)
    warnings = ["fallback"] if templates else []
    return article.write(document, data, free, source, "trafilatura", warnings)


def _by_rules(document: Document, data: Metadata, templates: list[Rules]) -> Reading | None:
    """Read a page by the first template that gives a sound body, else by the one that gives most."""
    best: Reading | None = None
    for rules in templates:
        found = reading.read(document, rules, data)
        if found and not checks.faulty(found.pieces, found.lead, data):
            return found
        if found and (best is None or found.size > best.size):
            best = found
    return best


def _refused(document: Document, data: Metadata, ruled: Reading | None) -> list[str]:
    """Return the warnings of a page that no other reading can make a story of."""
    if ruled and checks.encoded(ruled.pieces):
        ruled.pieces = []
        return ["body_encoded"]
    if ruled and checks.residue(ruled.pieces):
        ruled.pieces = []
        return ["needs_javascript"]
    if ruled is None and checks.listing(document, data):
        return ["listing"]
    return []
