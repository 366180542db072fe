"""Encodings come off a body, within a bound; what lies about them but is a page is taken."""

import gzip
import zlib
from contextlib import suppress

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from crawler.webarchive.bodies import MAX_BODY, BodyError, decoded

TEXT = "<html><p>Hà Nội, đường sắt đô thị</p></html>".encode() * 50


def raw_deflate(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(data) + deflater.flush()


ENCODED = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "identity": bytes,
}


def chunked(data: bytes, size: int = 700) -> bytes:
    parts = (data[at : at + size] for at in range(0, len(data), size))
    return b"".join(b"%x;x=y\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\nX-Trailer: 1\r\n\r\n"


@pytest.mark.parametrize("name", ENCODED)
def test_each_encoding(name: str) -> None:
    body = ENCODED[name](TEXT)
    assert decoded(body, None, name) == TEXT
    assert decoded(chunked(body), "chunked", name) == TEXT
    assert decoded(body, "chunked", name) == TEXT, "some archivers join chunks and keep the header"


def test_deflate_without_its_head_two_members_and_two_encodings() -> None:
    assert decoded(raw_deflate(TEXT), None, "deflate") == TEXT
    assert decoded(gzip.compress(TEXT) * 2, None, "gzip") == TEXT * 2
    assert decoded(brotli.compress(gzip.compress(TEXT)), None, "gzip, br") == TEXT


@pytest.mark.parametrize("name", [*ENCODED, "compress", "aws-chunked"])
def test_a_page_that_is_not_encoded_as_its_header_says_is_taken_as_it_is(name: str) -> None:
    assert decoded(TEXT, None, name) == TEXT


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd", "compress"])
def test_what_cannot_be_decoded_is_said(name: str) -> None:
    with pytest.raises(BodyError, match="encoding"):
        decoded(b"\x00\x01nothing of the kind" * 9, None, name)
    if name in ENCODED:
        with pytest.raises(BodyError, match="encoding"):
            decoded(ENCODED[name](TEXT)[:-9], None, name)


def test_chunks_that_end_too_early_are_said() -> None:
    with pytest.raises(BodyError, match="encoding"):
        decoded(b"50\r\nhello", "chunked", None)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_stopped_at_the_bound(name: str) -> None:
    with pytest.raises(BodyError, match="too_large"):
        decoded(ENCODED[name](b"<" * (MAX_BODY + 1)), None, name)
    assert len(decoded(ENCODED[name](b"<" * MAX_BODY), None, name)) == MAX_BODY


@given(
    st.binary(max_size=300),
    st.sampled_from([None, "chunked"]),
    st.sampled_from([None, "gzip", "br", "zstd, deflate"]),
)
def test_any_bytes_give_bytes_or_a_reason(body: bytes, transfer: str | None, content: str | None) -> None:
    with suppress(BodyError):
        assert isinstance(decoded(body, transfer, content), bytes)
