"""Web archives as other programs write them, made by warcio."""

import io
import re
import zlib
from collections.abc import Sequence

import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HTML = "text/html; charset=utf-8"
DAY = "2024-03-05T08:00:00Z"


def page(number: int, words: str = "", head: str = "") -> str:
    """Return a page that reads as a story of some hundred words, unlike that of any other number."""
    filler = " ".join(f"từ{number}x{word}" for word in range(60))
    return (
        f"<html><head><title>Chuyện số {number}</title>{head}</head><body><article><h1>Chuyện số {number}</h1>"
        f"<p>Cây cầu thứ {number} nối hai bờ sông và rút ngắn đường tới chợ. {words}</p><p>{filler}</p>"
        f"<p>Người dân vùng {number} đã chờ đợi công trình này từ nhiều năm nay, theo lời ông chủ tịch xã.</p>"
        "</article></body></html>"
    )


def record(
    url: str,
    body: bytes | str = b"",
    *,
    content_type: str | None = HTML,
    status: str = "200 OK",
    date: str = DAY,
    kind: str = "response",
    headers: Sequence[tuple[str, str]] = (),
    warc: dict[str, str] | None = None,
) -> bytes:
    """Return one record, not compressed."""
    body = body.encode() if isinstance(body, str) else body
    told = [*([("Content-Type", content_type)] if content_type else []), *headers]
    http = StatusAndHeaders(status, told, protocol="HTTP/1.1") if kind in {"response", "revisit"} else None
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=False)
    fields = {"WARC-Date": date} | (warc or {})
    made = writer.create_warc_record(
        url,
        kind,
        payload=io.BytesIO(body),
        http_headers=http,
        warc_headers_dict=fields,
        warc_content_type=content_type if kind == "resource" else "",
    )
    writer.write_record(made)
    return buffer.getvalue()


def info() -> bytes:
    """Return the record that begins a file."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=False)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "a test"}))
    return buffer.getvalue()


def packed(records: Sequence[bytes], form: str = "gzip", level: int = 6) -> bytes:
    """Return a file of records: plain, or each in a gzip member or a zstd frame of its own."""
    return b"".join(pieces(records, form, level))


def pieces(records: Sequence[bytes], form: str = "gzip", level: int = 6) -> list[bytes]:
    """Return the records as they lie in a file."""
    if form == "plain":
        return list(records)
    if form == "zstd":
        return [zstandard.ZstdCompressor(level=3).compress(each) for each in records]
    return [_member(each, level) for each in records]


def bad_length(made: bytes, said: int) -> bytes:
    """Return a record that lies about its length."""
    return re.sub(rb"Content-Length: \d+", b"Content-Length: %d" % said, made, count=1)


def _member(data: bytes, level: int) -> bytes:
    deflater = zlib.compressobj(level, zlib.DEFLATED, 31)
    return deflater.compress(data) + deflater.flush()
