"""From a record of a web archive to a page that can be read, or the reason why it is passed over."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.catalogue import Catalogue
from crawler.urls import UrlError, clean, is_article
from crawler.webarchive.bodies import MAX_BODY, TOO_LARGE, BodyError, decoded
from crawler.webarchive.records import Broken
from storage.records import Page
from storage.warc_fields import FIELD, SEED, PageFacts

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

HTML = ("text/html", "application/xhtml+xml")
"""What pages are."""


OK = 200
"""The status of a page; a redirect leads to another record, an error page is none."""


class _UnwantedError(Exception):
    """A record that is passed over.

    Attributes:
        reason: Why, in a word.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Capture:
    """A page of a record.

    Attributes:
        page: As it was on the day of its capture.
        origin: "import", or where the page came from that this program exported.
        article_url: The address of its article, where that is not the page's: of a seed, which has none.
        headers: The answer's, lower case, for what refuses by header.
    """

    page: Page
    origin: str = "import"
    article_url: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sieve:
    """What is wanted of a web archive. Callable: a record in, its capture out, or why it is passed over.

    The reasons: "type" (no response: a request, a warcinfo), "revisit" (a capture whose body is elsewhere), "host",
    "status" (not 200), "media" (no HTML), "address" (no article has such a one: a section, a tag), "truncated" (the
    archiver says it stopped early), "too_large".

    Attributes:
        catalogue: Whose pages, and what their addresses look like.
        hosts: Shell patterns of hosts that are wanted instead of the catalogue's.
    """

    catalogue: Catalogue
    hosts: tuple[str, ...] = ()

    def __call__(self, record: "WarcRecord") -> "Capture | Broken | str":
        """Take what is wanted of a record.

        Raises:
            OSError: The record is damaged.
        """
        try:
            return self._taken(record)
        except _UnwantedError as error:
            return error.reason
        except BodyError as error:
            return str(error) if str(error) == TOO_LARGE else Broken(str(error))

    def _taken(self, record: "WarcRecord") -> "Capture | Broken":
        kind = (record.headers.get("WARC-Type") or "").strip().lower()
        _want(kind != "revisit", "revisit")
        _want(kind in {"response", "resource"}, "type")
        facts = _facts(record) if kind == "resource" else None
        self._check(_target(record), own=facts is not None)
        _want(not record.headers.get("WARC-Truncated"), "truncated")
        if kind == "response":
            return _response(record)
        return _exported(record, facts) if facts else _resource(record)

    def _check(self, url: str, *, own: bool) -> None:
        """Refuse an address that is not wanted. What this program exported it once took for a page, of any host."""
        edition = self.catalogue.find(url)
        host = _host(url)
        spellings = (host, host.removeprefix("www."))
        named = any(fnmatchcase(spelling, pattern.lower()) for pattern in self.hosts for spelling in spellings)
        _want(named or (not self.hosts and (own or edition is not None)), "host")
        _want(own or edition is None or is_article(url, edition) is not False, "address")


def _response(record: "WarcRecord") -> Capture | Broken:
    _want(record.is_http, "type")
    record.parse_http(auto_decode="none")
    told = record.http_headers
    _want(told is not None and told.status_code == OK, "status")
    headers = {name.lower(): value for name, value in told.items()}
    _want(_is_html(headers.get("content-type")), "media")
    body = decoded(_body(record), headers.get("transfer-encoding"), headers.get("content-encoding"))
    return _capture(record, body, headers.get("content-type"), headers)


def _resource(record: "WarcRecord") -> Capture | Broken:
    said = record.headers.get("Content-Type")
    _want(_is_html(said), "media")
    return _capture(record, _body(record), said, {})


def _facts(record: "WarcRecord") -> PageFacts | None:
    """Return what this program said of a page that it exported; None where it cannot have said that of this record.

    Anybody can write the field: what contradicts its record is not believed, which is then like any other.
    """
    facts = PageFacts.from_field(record.headers.get(FIELD))
    return facts if facts and facts.is_of(_target(record)) and _is_address(facts.url) else None


def _is_address(url: str) -> bool:
    with suppress(UrlError):
        return url.startswith(SEED) or bool(clean(url))
    return False


def _exported(record: "WarcRecord", facts: PageFacts) -> Capture | Broken:
    captured = _captured(record)
    if captured is None:
        return Broken("date")
    page = Page(facts.url, _body(record), facts.content_type, facts.hints, captured)
    return Capture(page, facts.origin or "import", facts.article_url)


def _capture(
    record: "WarcRecord", body: bytes, content_type: str | None, headers: dict[str, str]
) -> Capture | Broken:
    captured = _captured(record)
    if captured is None:
        return Broken("date")
    try:
        url = clean(_target(record))
    except UrlError as error:
        raise _UnwantedError("host") from error
    return Capture(Page(url, body, content_type, fetched_at=captured), headers=headers)


def _want(wanted: object, reason: str) -> None:
    if not wanted:
        raise _UnwantedError(reason)


def _target(record: "WarcRecord") -> str:
    """Return the address of a record; wget writes it in angle brackets, as WARC 1.0 showed it."""
    return (record.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_html(content_type: str | None) -> bool:
    return (content_type or "").partition(";")[0].strip().lower() in HTML


def _captured(record: "WarcRecord") -> str | None:
    """Return when a record was captured, ISO 8601; without a readable WARC-Date what the server said."""
    found = _date(record.headers.get("WARC-Date")) or record.http_date
    return found.isoformat(timespec="seconds") if found and found.tzinfo else None


def _date(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return None


def _body(record: "WarcRecord") -> bytes:
    """Read a record's payload.

    Raises:
        BodyError: It is larger than :data:`MAX_BODY`.
        OSError: It is damaged, or shorter than it says.
    """
    length = record.content_length
    if length > MAX_BODY:
        raise BodyError(TOO_LARGE)
    body = record.reader.read(length) if length else b""
    if len(body) < length:
        raise OSError("the record is cut")
    return bytes(body)
