"""What extraction must know of a site: selectors and habits, as plain data.

A :class:`Rulebook` is built by the catalogue from TOML and handed to the worker processes once. Selectors are CSS;
in every list the first that yields something wins, except ``drop``, where all are applied.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rules:
    """How a template of a family is read.

    Attributes:
        title, lead, body, byline: Where each part stands, best selector first. All matches of the winning body
            selector are joined in page order (some sites split a body around an advertisement).
        published, modified: Elements whose ``datetime`` or ``content`` attribute or text holds the time.
        section, tags: Where the section name and the tag links stand.
        source_line: Elements that name the agency or the original ("(TTXVN/Vietnam+)", "Theo TTXVN").
        media: Pictures of the story that stand outside its body, between title and text.
        caption: Caption elements beyond figure/figcaption.
        box: Information boxes inside the story; they stay in the text.
        related: Teaser lists; taken out of the body, their links become ``related``.
        drop: Everything else inside the body that is not the story.
        listing: Article links on section pages.
        valid_until: ISO date of the redesign that ended this template; None for the present one.
    """

    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source_line: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    box: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    listing: tuple[str, ...] = ()
    valid_until: str | None = None


@dataclass(frozen=True, slots=True)
class FamilyRules:
    """A CMS family: its templates, newest first, and the marks by which an unknown site's page is claimed.

    Attributes:
        name: The family's name, as in the catalogue.
        templates: Rules of the templates, the present one first.
        fingerprint: CSS selectors; a page that matches any of them is of this family.
    """

    name: str
    templates: tuple[Rules, ...] = ()
    fingerprint: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteRules:
    """A source as extraction sees it.

    Attributes:
        source: The source's name.
        family: Its family's name ("other" where it has rules of its own only).
        templates: The rules of its family with the source's own selectors put in front of the family's.
        language: BCP 47 primary subtag of the edition ("fr"), None where the page must tell.
        agency: The agency whose own site this is ("VNA"), used where the page names none; else None.
        house_tags: Lead prefixes of the house ("TPO", "CTO", "Chinhphu.vn"), without dash or brackets.
    """

    source: str
    family: str
    templates: tuple[Rules, ...] = ()
    language: str | None = None
    agency: str | None = None
    house_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything extraction knows.

    Attributes:
        sites: By edition address: a host in lower case without ``www.`` (with ``:port`` where there is one),
            followed by the edition's path prefix where a host has several ("baonghean.vn/fr").
        families: In the order in which they are tried on an unknown site's page.
    """

    sites: dict[str, SiteRules] = field(default_factory=dict)
    families: tuple[FamilyRules, ...] = ()
