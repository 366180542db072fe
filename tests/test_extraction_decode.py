import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.decode import decode, printable, readable

VIETNAMESE = "Ngày 8-1, Phó Thủ tướng Thường trực chủ trì hội nghị tổng kết công tác năm 2025 tại Hà Nội."
FRENCH = "Hanoï élargira sa coopération avec d'autres capitales à l'étranger, où elle a des amis."


TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> bytes:
    """The encoding writes tones as combining characters after the vowel, circumflex, breve and horn with it."""
    body = b""
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        tone = "".join(part for part in parts if part in TONES)
        vowel = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        body += (vowel + tone).encode("cp1258")
    return body


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_wins(encoding: str) -> None:
    decoded = decode(VIETNAMESE.encode(encoding), "text/html; charset=iso-8859-1")
    assert decoded.text == VIETNAMESE
    assert not decoded.guessed


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_nulls(encoding: str) -> None:
    markup = f"<html><body><p>{VIETNAMESE}</p></body></html>"
    assert decode(markup.encode(encoding), "text/html; charset=utf-8").text == markup


def test_valid_utf_8_wins_over_a_false_declaration() -> None:
    decoded = decode(f'<meta charset="iso-8859-1">{VIETNAMESE}'.encode(), "text/html; charset=windows-1252")
    assert VIETNAMESE in decoded.text


@pytest.mark.parametrize(
    ("declared", "codec"),
    [("iso-8859-1", "cp1252"), ("windows-1258", "cp1258"), ("gb2312", "gb18030"), ("x-unknown", None)],
)
def test_declared_encodings_are_read_as_browsers_read_them(declared: str, codec: str | None) -> None:
    text = {"cp1258": VIETNAMESE, "gb18030": "越通社河内"}.get(codec or "", FRENCH)
    body = windows_1258(text) if codec == "cp1258" else text.encode(codec or "cp1252")
    decoded = decode(b"<p>" + body, f"text/html; charset={declared}")
    assert unicodedata.normalize("NFC", decoded.text) == "<p>" + text
    assert decoded.guessed is (codec is None)


def test_meta_declares_after_long_scripts() -> None:
    body = b"<script>" + b"x" * 5000 + b'</script><meta http-equiv=Content-Type content="text/html; charset=gbk">'
    assert "越通社" in decode(body + "越通社".encode("gbk")).text


def test_utf_8_with_a_cut_character_stays_utf_8() -> None:
    decoded = decode((VIETNAMESE * 3).encode() + "ế".encode()[:2], "text/html; charset=utf-8")
    assert VIETNAMESE in decoded.text
    assert decoded.encoding == "utf-8"
    assert decoded.guessed


def test_vietnamese_in_windows_1258_is_told_from_french_in_windows_1252() -> None:
    body = windows_1258(VIETNAMESE)
    assert decode(body).encoding == "cp1258"
    assert "Nội" in unicodedata.normalize("NFC", decode(body).text)
    assert decode(FRENCH.encode("cp1252")).text == FRENCH


@pytest.mark.parametrize("label", ["base64", "utf-16", "idna", "", "\u20ac"])
def test_labels_that_are_no_encoding_of_a_page_are_ignored(label: str) -> None:
    assert decode(FRENCH.encode(), f"text/html; charset={label}").text == FRENCH


def test_null_characters_are_gone() -> None:
    assert decode(b"abc\x00def ghi jkl").text == "abcdef ghi jkl"


@given(st.binary(max_size=3000), st.one_of(st.none(), st.text(max_size=60)))
def test_it_never_fails(body: bytes, content_type: str | None) -> None:
    decode(body, content_type).text.encode("utf-8", "strict")


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("a\x07b\x1bc\ufffed\uffff", "abcd"),
        ("a\x0bb\x0cc\x1cd", "a b c d"),
        ("a&#27;b&#x1B;c&#7d&#0;&#65534;&#xFFFF;", "abcd"),
        ("a&#11;b&#x0c;c", "a b c"),
        ("a\tb\nc\rd&#9;&#10;&#x0D;", "a\tb\nc\rd&#9;&#10;&#x0D;"),
        ("&#39;&#32;&#127;&#270;&#x1b0;&#7897; &#;", "&#39;&#32;&#127;&#270;&#x1b0;&#7897; &#;"),
    ],
)
def test_what_xml_forbids_is_gone_or_a_space(source: str, clean: str) -> None:
    assert printable(source) == clean
    read = readable(decode(source.encode()))
    assert (read.text, read.utf8) == (clean, clean.encode())


@given(st.text(alphabet="a&#;xX0123456789fFbe\x01\x0c\ufffe\uffff\ufeff\x00é", max_size=30))
def test_what_is_readable_is_told_without_reading_it(source: str) -> None:
    decoded = decode(source.encode(), "text/html; charset=utf-8")
    read = readable(decoded)
    assert read.text == printable(decoded.text)
    assert read.utf8 == read.text.encode()
