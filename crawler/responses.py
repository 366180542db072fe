"""What we take from a Scrapy response."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

from scrapy.http import Response

from crawler.catalogue import Edition
from crawler.manners import retry_after
from crawler.scout import Address, Reading
from storage import feeds
from storage.leasing import Leased
from storage.records import Page

NOT_MODIFIED = 304
# Seconds: a refusal that asks for more than a month means never, and a longer one would not fit a date.
LONGEST_WAIT = 30 * 86_400.0


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


def asked_back(response: Response) -> datetime | None:
    """Return when a refusing server asked us to come back."""
    wait = retry_after(response)
    return None if wait is None else datetime.now(UTC) + timedelta(seconds=wait)


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
        ttl=_ttl(reading, response),
        retry_after=_seconds(retry_after(response)) if response else None,
        leads_on=bool(reading.more),
        foreign=reading.foreign,
    )


def _ttl(reading: Reading, response: Response | None) -> timedelta | None:
    """Return how long an address asks to be left alone, in its own words or its server's, whichever is longer."""
    own = timedelta(minutes=reading.ttl_minutes) if reading.ttl_minutes else None
    wishes = [own, _max_age(header(response, "Cache-Control") if response else None)]
    return max((wish for wish in wishes if wish), default=None)


def _max_age(cache_control: str | None) -> timedelta | None:
    """Return what Cache-Control says (RFC 9111, 5.2.2.1); nine digits are thirty years, longer ones are noise."""
    age = re.search(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})(?!\d)", cache_control or "", re.IGNORECASE)
    return timedelta(seconds=int(age[1])) if age else None


def _seconds(wait: float | None) -> timedelta | None:
    return None if wait is None else timedelta(seconds=min(wait, LONGEST_WAIT))
