"""The sitemaps that a robots.txt names. Its rules are the business of Scrapy's robots middleware."""

import re

from crawler.discovery import announced
from crawler.extraction.decode import decode

# Crawlers need to read 500 KiB of a robots.txt, not more (RFC 9309, section 2.5).
MAX_BYTES = 500 * 1024
_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


def sitemaps(text: bytes | str) -> tuple[str, ...]:
    """Return the sitemaps of a robots.txt, each once, in order.

    Args:
        text: The file, as bytes or decoded; with or without byte order mark, any line ends, any case.

    Returns:
        Absolute http(s) URLs. Relative ones are left out: the protocol wants the full address, and this text does
        not say where it came from.
    """
    plain = decode(text[:MAX_BYTES]).text if isinstance(text, bytes) else text[:MAX_BYTES]
    lines = "\n".join(plain.replace("\ufeff", "").splitlines())
    found = (announced.absolute(url, "") for url in _SITEMAP.findall(lines))
    return tuple(dict.fromkeys(url for url in found if url))
