"""What we take from a Scrapy response."""

import hashlib
from datetime import UTC, datetime, timedelta

from scrapy.http import Response

from crawler.catalogue import Edition
from crawler.scout import Address, Reading
from storage import feeds
from storage.leasing import Leased
from storage.records import Page

NOT_MODIFIED = 304


def header(response: Response, name: str) -> str | None:
    """Return a header's value, or None."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def content_type(response: Response) -> str | None:
    """Return the Content-Type header, or None."""
    return header(response, "Content-Type")


def page_of(response: Response, leased: Leased) -> Page:
    """Return the page of a response, with what discovery knew of it."""
    return Page(
        url=response.url,
        body=response.body,
        content_type=content_type(response),
        hints=leased.hints,
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def conditional(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the headers of a conditional request; none where there is nothing to go by."""
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if value}


def sha256(body: bytes) -> str:
    """Return the SHA-256 of a body, in hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def answer_of(
    edition: Edition, address: Address, reading: Reading, response: Response | None, new: int
) -> feeds.Answer:
    """Return what is to be remembered of a feed, sitemap or section page.

    Args:
        edition: Whose it is.
        address: What was asked.
        reading: What came of it.
        response: The answer, None where there was none.
        new: How many unknown stories it announced.
    """
    read = response is not None and reading.problem is None and response.status != NOT_MODIFIED
    # What points to others is read anew each time: a crawl that dies before it has asked them must find them again.
    read = read and not reading.more
    return feeds.Answer(
        url=address.url,
        source=edition.source,
        kind=address.kind,
        ok=reading.problem is None,
        status=response.status if response else None,
        new=new,
        entries=len(reading.found) if read and not reading.unchanged else None,
        etag=header(response, "ETag") if response else None,
        last_modified=header(response, "Last-Modified") if response else None,
        body_sha256=sha256(response.body) if response and read else None,
        ttl=timedelta(minutes=reading.ttl_minutes) if reading.ttl_minutes else None,
    )
