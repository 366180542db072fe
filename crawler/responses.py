"""What we take from a Scrapy response."""

from datetime import UTC, datetime

from scrapy.http import Response

from storage.leasing import Leased
from storage.records import Page


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
