"""The article of a reading: wire conventions applied, every field filled from the best place the page has."""

from dataclasses import dataclass

from crawler.extraction import checks, dump, fields, links, story, times, wire
from crawler.extraction.blocks import Block
from crawler.extraction.dates import parse_date
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document
from crawler.extraction.pieces import Piece
from crawler.extraction.reading import Reading
from crawler.extraction.rules import SiteRules
from crawler.extraction.story import Story
from crawler.extraction.text import fold_key
from storage.records import Article, Image, Page, Related

# Warnings that say why a page has no text.
_EXPLAINED = {"body_encoded", "needs_javascript", "listing", "soft_404", "login_wall"}


@dataclass(slots=True)
class Subject:
    """A page under reading.

    Attributes:
        page: As fetched.
        document: Parsed.
        data: What it says to machines.
        site: The rules of its site, None for an unknown one.
        family: The name of its family, None for an unknown one.
    """

    page: Page
    document: Document
    data: Metadata
    site: SiteRules | None
    family: str | None = None

    @property
    def extractor(self) -> str:
        """The name under which rules read the page: "rules:epi", "rules:baotintuc"; "" where none are known."""
        known = self.site.source if self.site and self.family in (None, "other") else self.family
        return f"rules:{known}" if known else ""


def write(subject: Subject, reading: Reading, extractor: str, warning: str | None = None) -> Article:
    """Write the article of a page.

    Args:
        subject: The page.
        reading: What it shows.
        extractor: What made the reading.
        warning: What is known to be wrong already.
    """
    site, page, document, data = subject.site, subject.page, subject.document, subject.data
    told = _told(reading, site)
    article = Article(url=page.url, source=site.source if site else None, family=subject.family, extractor=extractor)
    article.title = reading.title or fields.title(document, reading.rules, data)[0] or page.hints.title
    article.canonical_url = links.canonical(document, data.canonical)
    article.section = fields.section(document, reading.rules, data)
    article.tags = fields.tags(document, reading.rules, data)
    article.images = pictures(reading.pieces, reading.title)
    article.related = _related(reading, told)
    article.original_url = reading.original_url or told.original_url
    article.republished_from = reading.republished_from or told.republished_from
    article.text, article.lead, article.byline, article.place = told.text, told.lead, told.byline, told.place
    article.agency = told.agency or (site.agency if site else None)
    sample = " ".join(part for part in (article.title, article.lead, article.text) if part)
    article.language = fields.tongue(site.language if site else None, data, sample) or page.hints.language
    _date(article, subject, reading)
    article.warnings = _warnings(article, subject, [*([warning] if warning else []), *told.warnings])
    return article


def _told(reading: Reading, site: SiteRules | None) -> Story:
    """Apply the wire conventions."""
    return story.assemble(
        [Block(piece.kind, piece.text, piece.link is not None) for piece in reading.pieces if piece.text],
        title=reading.title,
        lead=reading.lead,
        house_tags=site.house_tags if site else (),
        agency=reading.agency,
        byline=reading.byline,
    )


def _date(article: Article, subject: Subject, reading: Reading) -> None:
    document, data = subject.document, subject.data
    known = subject.site is not None or subject.family is not None
    zone = times.offset(article.url, data, known=known or _is_vietnamese(article))
    published = times.published(document, reading.rules, data, zone) or parse_date(reading.stamp, offset=zone)
    if published:
        article.published_at, article.published_precision = published.iso, published.precision
    _hint_date(article, subject.page)
    changed = times.modified(document, reading.rules, data, zone)
    article.modified_at = changed.iso if changed else None


def _is_vietnamese(article: Article) -> bool:
    """Tell whether language, agency or dateline of a story say that it was written in Vietnam."""
    return (
        article.language == "vi"
        or (article.agency is not None and wire.is_agency(article.agency))
        or (article.place is not None and wire.is_in_vietnam(article.place))
    )


def pictures(pieces: list[Piece], title: str | None) -> list[Image]:
    """Return the pictures of a body, each once, with caption and credit apart."""
    found: dict[str, Image] = {}
    for piece in (piece for piece in pieces if piece.pictures):
        caption, credit = wire.split_credit(wire.clean_caption(piece.text, title))
        for url in piece.pictures:
            known = found.get(url)
            if known is None or (caption and not known.caption):
                found[url] = Image(url, caption or None, credit)
    return list(found.values())


def _related(reading: Reading, told: Story) -> list[Related]:
    """Return the teasers of a page, those that the wire rules cut off the body too, each once."""
    cut = {block.text for block in told.cut}
    tail = [Related(piece.text, piece.link) for piece in reading.pieces if piece.link and piece.text in cut]
    unique = {(fold_key(item.title) if item.url is None else item.url): item for item in [*reading.related, *tail]}
    return list(unique.values())


def _warnings(article: Article, subject: Subject, known: list[str]) -> list[str]:
    found = dict.fromkeys(known)
    refused = checks.refusal(article.title, article.text)
    if refused:
        found[refused] = None
    if not article.title:
        found["no_title"] = None
    if not article.text:
        found["no_text"] = None
        if not found.keys() & _EXPLAINED and checks.scripted(subject.document):
            found["needs_javascript"] = None
    elif checks.fewer(article.text, checks.FEWEST_WORDS):
        found["thin"] = None
    if not article.published_at:
        found["no_date"] = None
    elif subject.page.fetched_at and times.is_ahead(article.published_at, subject.page.fetched_at):
        found["date_in_future"] = None
    return list(found)


def from_dump(page: Page, site: SiteRules | None, text: str) -> Article:
    """Write the article of a plain text dump; the site adds what the dump does not say."""
    article = dump.read_dump(text, url=page.url, language=site.language if site else page.hints.language)
    article.title = article.title or page.hints.title
    _hint_date(article, page)
    if site:
        article.source, article.family = site.source, site.family
        article.agency = article.agency or site.agency
    return article


def empty(page: Page, warning: str) -> Article:
    """Write the article of bytes that are no page."""
    return Article(url=page.url, warnings=list(dict.fromkeys((warning, "no_text"))))


def _hint_date(article: Article, page: Page) -> None:
    """Take the date that a feed or sitemap gave, where the page gives none."""
    moment = None if article.published_at else parse_date(page.hints.published_at, offset=times.VIETNAM)
    if moment:
        article.published_at, article.published_precision = moment.iso, moment.precision
        article.warnings = [warning for warning in article.warnings if warning != "no_date"]
