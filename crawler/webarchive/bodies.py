"""What an HTTP body says once its transfer and content encodings are taken off, within a bound."""

import re
import zlib
from collections.abc import Callable, Iterator

MAX_BODY = 8 * 1024 * 1024
"""Bytes, before and after decoding: as much as the crawl takes (crawler.settings, DOWNLOAD_MAXSIZE)."""
TOO_LARGE = "too_large"
_PIECE = 16 * 1024
_SIP = 512
"""Bytes of zstd decoded at once: it has no bound of its own and makes 16 MiB of them at the most."""
_CHUNK_HEAD = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<")


class BodyError(Exception):
    """A body that cannot be decoded; the message is the reason: "encoding" or "too_large"."""


def decoded(body: bytes, transfer: str | None, content: str | None) -> bytes:
    """Take the encodings off a body.

    Archives lie about both: some crawlers store what they had decoded already under the server's headers. A body that
    is not what its headers say, but plainly a page, is taken as it is.

    Args:
        body: As stored.
        transfer: The Transfer-Encoding header.
        content: The Content-Encoding header.

    Raises:
        BodyError: It is damaged, of an encoding that nothing here reads, or larger than :data:`MAX_BODY`.
    """
    if "chunked" in (transfer or "").lower():
        body = _unchunked(body)
    for name in reversed([each.strip().lower() for each in (content or "").split(",")]):
        body = _decoded(body, name)
    if len(body) > MAX_BODY:
        raise BodyError(TOO_LARGE)
    return body


def _unchunked(body: bytes) -> bytes:
    """Join chunks (RFC 9112, 7.1); a body without them is one that was joined before it was stored."""
    parts, position = [], 0
    while head := _CHUNK_HEAD.match(body, position):
        length = int(head[1], 16)
        parts.append(body[head.end() : head.end() + length])
        position = head.end() + length
        if not length:
            return b"".join(parts)
        if position >= len(body):
            break
        position += 2 if body[position : position + 2] == b"\r\n" else 1
    if parts:
        raise BodyError("encoding")
    return body


def _decoded(body: bytes, name: str) -> bytes:
    if name in {"", "identity", "none", "utf-8"}:  # some servers name the charset there
        return body
    try:
        return _bounded(_DECODERS.get(name, _unknown)(body))
    except (ValueError, zlib.error) as error:
        if _MARKUP.match(body):
            return body
        raise BodyError("encoding") from error


def _bounded(pieces: Iterator[bytes]) -> bytes:
    parts, total = [], 0
    for piece in pieces:
        parts.append(piece)
        total += len(piece)
        if total > MAX_BODY:
            raise BodyError(TOO_LARGE)
    return b"".join(parts)


def _unknown(body: bytes) -> Iterator[bytes]:
    raise ValueError(f"nothing reads these {len(body)} bytes")


def _gzip(body: bytes) -> Iterator[bytes]:
    yield from _zlib(body, 31)


def _deflate(body: bytes) -> Iterator[bytes]:
    """Inflate with or without zlib's head: servers send both under this name, and browsers take both."""
    try:
        zlib.decompressobj().decompress(body[:_PIECE], 1)
    except zlib.error:
        yield from _zlib(body, -15)
    else:
        yield from _zlib(body, 15)


def _zlib(body: bytes, window: int) -> Iterator[bytes]:
    while body:
        inflater = zlib.decompressobj(window)
        yield inflater.decompress(body, _PIECE)
        while inflater.unconsumed_tail:
            yield inflater.decompress(inflater.unconsumed_tail, MAX_BODY)
        yield inflater.flush()
        if not inflater.eof:
            raise ValueError("it ends too early")
        body = inflater.unused_data if window == 31 and inflater.unused_data[:2] == b"\x1f\x8b" else b""


def _brotli(body: bytes) -> Iterator[bytes]:
    try:
        import brotli  # type: ignore[import-untyped,import-not-found,unused-ignore]  # noqa: PLC0415 - an extra's
    except ModuleNotFoundError as error:
        raise ValueError("brotli is not installed") from error
    inflater = brotli.Decompressor()
    try:
        yield inflater.process(body, output_buffer_limit=_PIECE)
        while not inflater.is_finished():
            piece = inflater.process(b"", output_buffer_limit=MAX_BODY)
            if not piece and inflater.can_accept_more_data():
                raise ValueError("it ends too early")
            yield piece
    except brotli.error as error:
        raise ValueError("no brotli") from error


def _zstd(body: bytes) -> Iterator[bytes]:
    import zstandard  # noqa: PLC0415 - rare

    try:
        while body:
            inflater = zstandard.ZstdDecompressor().decompressobj()
            for at in range(0, len(body), _SIP):
                yield inflater.decompress(body[at : at + _SIP])
                if inflater.eof:
                    break
            if not inflater.eof:
                raise ValueError("it ends too early")
            body = inflater.unused_data + body[at + _SIP :]
    except zstandard.ZstdError as error:
        raise ValueError("no zstd") from error


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
