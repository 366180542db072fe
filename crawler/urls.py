"""URLs: cleaning, identity, and whether one leads to an article. Pure; identity never comes from a title or date."""

import re
from urllib.parse import urljoin

from crawler.catalogue import Catalogue, Edition
from crawler.catalogue.addresses import Address, UrlError, parse
from crawler.catalogue.records import MIRRORS

__all__ = ["UrlError", "canonical_key", "clean", "is_article", "key_or_itself", "resolve"]

TRACKING = frozenset(
    {
        # Click identifiers that advertisers and networks append to every outgoing link.
        "fbclid",  # Facebook
        "gclid", "gclsrc", "dclid", "gbraid", "wbraid",  # Google Ads
        "msclkid",  # Microsoft Ads
        "yclid", "ysclid",  # Yandex
        "twclid",  # X
        "ttclid",  # TikTok
        "igsh", "igshid",  # Instagram
        "li_fat_id",  # LinkedIn
        "zarsrc", "gidzl",  # Zalo, the messenger most used in Vietnam
        "mc_cid", "mc_eid",  # Mailchimp
        "mkt_tok",  # Marketo
        "vero_id",  # Vero
        "_hsenc", "_hsmi",  # HubSpot
        # Analytics' cross-domain links.
        "_ga", "_gl",
        # Facebook's older share buttons.
        "fb_action_ids", "fb_action_types", "fb_ref", "fb_source", "fb_comment_id",
    }
)  # fmt: skip
"""Query parameters that say how a reader came, not what is shown. All others are kept: they may select the page."""

TRACKING_PREFIXES = ("utm_",)
"""Google Analytics campaign tags, used by every Vietnamese portal's share buttons."""

KEY_GROUPS = ("space", "ym", "id")
"""Groups of an article pattern that make up its identity. ``space`` and ``ym`` keep apart two series of ids that
could meet: those of another system, or of another month where ids are unique within their month at best."""

MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|mp[34]|m4[av]|m3u8|webm|mov|avi|flv|ogg|wav|pdf|docx?|xlsx?|pptx?"
    r"|zip|rar|gz|apk|css|js|json|xml|rss|atom|woff2?|ttf)\Z",
    re.IGNORECASE,
)
"""Files that are no page."""

NO_STORY = re.compile(
    r"/(?:tags?|tu-khoa|chu-de|search|tim-kiem|authors?|tac-gia|rss|feed|sitemaps?|login|dang-nhap|register|dang-ky|lien-he"
    r"|contact|wp-(?:admin|content|json|login))(?:/|\.\w+\Z|\Z)",
    re.IGNORECASE,
)
"""Path segments of tag, topic, search, author and service pages, in Vietnamese and English."""

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

SECTION_WORDS = 4
"""A last path segment of at most this many words without digits is a section's name: the longest seen in the
catalogue's feeds are of four words ("kinh-te-viet-nam"), and headlines have more."""


def clean(url: str) -> str:
    """Bring a URL into one form: what is fetched and shown.

    Host in lower case without trailing dot, no default port, no user name, no fragment, percent-encoding normalised,
    tracking parameters off, the others sorted by name. Cleaning twice changes nothing.

    Args:
        url: An absolute http or https URL, as found.

    Raises:
        UrlError: It is none (a ValueError too; one line that says why).
    """
    return str(_cleaned(url))


def canonical_key(url: str, catalogue: Catalogue) -> str:
    """Return the identity of a URL.

    Where the edition's patterns find an article's id, the key is "source/language:id" ("vietnamplus/fr:71478"):
    the same for every host, slug and form under which the article can be seen. Else it is the cleaned URL without
    scheme, ``www.`` (or ``m.``, ``amp.`` of a known host) and trailing slash.

    Args:
        url: Absolute, as found.
        catalogue: Knows the hosts and patterns.

    Raises:
        UrlError: It is no web address.
    """
    address = _cleaned(url)
    edition = catalogue.find(url)
    # A tag page may end in a number too; it must never take an article's key.
    match = _match(address, edition) if edition and not _excluded(address.path, edition) else None
    if edition and match and (identity := _identity(match)):
        return f"{edition.source}/{_language(match, edition)}:{identity}"
    query = f"?{address.query}" if address.query else ""
    return _host(address, edition) + address.path.rstrip("/") + query


def key_or_itself(url: str, catalogue: Catalogue) -> str:
    """Return an address' canonical key; what a page or a file gave as an address and is none is its own.

    Args:
        url: An address as it was found.
        catalogue: Whose patterns find article ids.
    """
    try:
        return canonical_key(url, catalogue)
    except UrlError:
        return url


def is_article(url: str, edition: Edition) -> bool | None:
    """Say whether a URL of an edition leads to an article.

    Args:
        url: Absolute.
        edition: Where :meth:`Catalogue.find` puts it.

    Returns:
        True where a pattern finds an article's id; False for the home page, sections, tag, search and author pages,
        media files and what the catalogue excludes; None where only the page can tell.
    """
    try:
        address = _cleaned(url)
    except UrlError:
        return False
    if _excluded(address.path, edition):
        return False
    if match := _match(address, edition):
        return True if match.groupdict().get("id") else None
    return False if _is_section(address.path[len(edition.prefix) :], edition) else None


def resolve(base: str, href: str) -> str | None:
    """Make a page's link absolute and clean.

    Args:
        base: The page's URL (or its ``<base href>``).
        href: The link as it stands there.

    Returns:
        None for what leads to no other page: an empty or fragment-only link, ``mailto:``, ``javascript:``, ``data:``,
        ``file:``, ``tel:`` or any scheme but http and https, and malformed addresses.
    """
    href = href.strip()
    if not href or href.startswith("#"):
        return None
    try:
        # urljoin would mend "https:///x" with the host of the page.
        return clean(href if SCHEME.match(href) else urljoin(base, href))
    except ValueError:
        return None


def _cleaned(url: str) -> Address:
    address = parse(url)
    kept = [pair for pair in address.query.split("&") if pair and not _tracks(pair)]
    # Only the name decides: the order of two values under one name may matter to the site.
    query = "&".join(sorted(kept, key=lambda pair: pair.partition("=")[0]))
    return Address(address.scheme, address.host, address.path, query)


def _tracks(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def _excluded(path: str, edition: Edition) -> bool:
    excluded = any(pattern.search(path) for pattern in edition.not_article)
    return excluded or bool(NO_STORY.search(path) or MEDIA.search(path))


def _match(address: Address, edition: Edition) -> re.Match[str] | None:
    """Return the first pattern's match. A pattern with an escaped question mark is held against path and query."""
    for pattern in edition.article_patterns:
        text = f"{address.path}?{address.query}" if r"\?" in pattern.pattern else address.path
        if match := pattern.search(text):
            return match
    return None


def _identity(match: re.Match[str]) -> str:
    """Return an article's id, or its slug where it has no number; "" where the pattern names neither."""
    groups = match.groupdict()
    if not groups.get("id"):
        return groups.get("slug") or ""
    return "/".join(groups[name] for name in KEY_GROUPS if groups.get(name))


def _language(match: re.Match[str], edition: Edition) -> str:
    """Return the edition's language, or that of a language prefix for which the catalogue has no edition."""
    prefix = match.groupdict().get("lang")
    return prefix.partition("-")[0].lower() if prefix and not edition.prefix else edition.language


def _host(address: Address, edition: Edition | None) -> str:
    host = address.bare_host
    if edition and host not in (edition.host, *edition.aliases):
        return next((host.removeprefix(mirror) for mirror in MIRRORS if mirror and host.startswith(mirror)), host)
    return host


def _is_section(path: str, edition: Edition) -> bool:
    if path.endswith("/") and edition.article_patterns:
        return True  # a folder, and the articles of this site look otherwise
    last = path.rstrip("/").rpartition("/")[2].partition(".")[0]
    return len(last.split("-")) <= SECTION_WORDS and not any(char.isdigit() for char in last)
