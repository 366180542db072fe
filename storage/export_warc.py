"""Export of the raw pages as WARC 1.1 (ISO 28500), one gzip member per record, for warcio, pywb and their like.

Records are ``resource``s: the corpus keeps what servers said, decompressed, not how they said it, and makes no HTTP
headers up. The same pages make the same records, identifiers included. What else an import must know of a page stands
in one extension field (:mod:`storage.warc_fields`).
"""

import io
import json
import re
import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from storage import archive
from storage.corpus import Corpus
from storage.export import chosen
from storage.records import DatelineError, Hints
from storage.selection import EVERYTHING, Selection
from storage.warc_fields import FIELD, PageFacts, as_uri

FORMAT = "WARC File Format 1.1"
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"

_MEDIA_TYPE = re.compile(r"[\x20-\x7e]+")


class WarcError(DatelineError):
    """warcio is not installed."""


def records(
    corpus: Corpus, selection: Selection = EVERYTHING, *, match: str | None = None, after: int = 0
) -> Iterator[dict[str, Any]]:
    """Yield archived pages in the order they came in, one at a time.

    Args:
        corpus: Where they are.
        selection: Only pages of these articles; with no condition at all also pages that hold none.
        match: Only pages of articles that answer these words, as in search.
        after: Only pages with a greater id.

    Yields:
        id, url, source, fetched_at, content_type, hints (JSON), article_id, its language, origin and article_url, and
        body (bytes).

    Raises:
        SearchError: ``match`` holds no word.
    """
    where, values = _where(selection, match)
    rows = corpus.conn.execute(
        "SELECT p.id, p.url, p.source, p.fetched_at, p.content_type, p.hints, p.article_id, "  # noqa: S608 - placeholders
        "of.language, of.origin, of.url AS article_url "
        f"FROM pages AS p LEFT JOIN articles AS of ON of.id = p.article_id WHERE p.id > ? AND {where} ORDER BY p.id",
        (after, *values),
    )
    return (_record(corpus, row) for row in rows)


def count(corpus: Corpus, selection: Selection = EVERYTHING, *, match: str | None = None, after: int = 0) -> int:
    """Return how many pages :func:`records` yields; arguments and errors as there."""
    where, values = _where(selection, match)
    sql = f"SELECT count(*) FROM pages AS p WHERE p.id > ? AND {where}"  # noqa: S608 - placeholders only
    return int(corpus.conn.execute(sql, (after, *values)).fetchone()[0])


def _where(selection: Selection, match: str | None) -> tuple[str, list[str]]:
    if selection == EVERYTHING and match is None:
        return "TRUE", []
    where, values = chosen(selection, match)
    return f"p.article_id IN (SELECT a.id FROM articles AS a WHERE {where})", values  # noqa: S608 - placeholders only


def _record(corpus: Corpus, row: sqlite3.Row) -> dict[str, Any]:
    return dict(row) | {"body": archive.load(corpus, row["id"]).body}


def write(found: Iterable[dict[str, Any]], file: BinaryIO) -> int:
    """Write pages as a gzipped WARC file, and return how many.

    Args:
        found: What :func:`records` yields.
        file: Open for bytes; stays open.

    Raises:
        WarcError: warcio is not installed.
    """
    try:
        from warcio.warcwriter import (  # type: ignore[import-untyped,import-not-found,unused-ignore]  # noqa: PLC0415
            WARCWriter,
        )
    except ModuleNotFoundError as error:
        raise WarcError("WARC needs warcio: pip install 'dateline[warc]'") from error
    writer = WARCWriter(file, gzip=True, warc_version="1.1")
    about = {"software": "dateline", "format": FORMAT, "conformsTo": CONFORMS_TO}
    writer.write_record(writer.create_warcinfo_record(None, about))
    total = 0
    for page in found:
        writer.write_record(_resource(writer, page))
        total += 1
    return total


def _resource(writer: Any, page: dict[str, Any]) -> Any:
    body = page["body"]
    name = f"dateline:{page['id']}:{page['url']}:{page['fetched_at']}"
    return writer.create_warc_record(
        as_uri(page["url"]),
        "resource",
        payload=io.BytesIO(body),
        length=len(body),
        warc_content_type=_content_type(page["content_type"]),
        warc_headers_dict={
            "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>",
            "WARC-Date": page["fetched_at"],
            FIELD: _facts(page).as_field(),
        },
    )


def _facts(page: dict[str, Any]) -> PageFacts:
    return PageFacts(
        url=page["url"],
        content_type=page["content_type"],
        hints=Hints(**json.loads(page["hints"])),
        origin=page["origin"],
        article_url=page["article_url"] if page["origin"] == "seed" else None,  # it is no address of the page's
    )


def _content_type(given: str | None) -> str:
    """Return a media type that can stand in a header line; a page without one was a text file."""
    return given if given and _MEDIA_TYPE.fullmatch(given) else "text/plain"
