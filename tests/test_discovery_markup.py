"""Bytes made safe to parse."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crawler.discovery import markup


def test_gzip_is_known_by_its_bytes_and_unpacked_twice_if_need_be() -> None:
    plain = b"<urlset/>"
    assert markup.gunzip(plain) == (plain, None)
    assert markup.gunzip(gzip.compress(plain)) == (plain, None)
    assert markup.gunzip(gzip.compress(gzip.compress(plain))) == (plain, None)
    assert markup.gunzip(gzip.compress(b"<url") + gzip.compress(b"set/>")) == (plain, None)


def test_a_broken_gzip_gives_what_came_before_the_break() -> None:
    packed = gzip.compress(bytes(range(256)) * 4_000, 0)
    body, problem = markup.gunzip(packed[:500_000])
    assert body
    assert body == (bytes(range(256)) * 4_000)[: len(body)]
    assert problem == "gzip cut short: read up to its end"
    body, problem = markup.gunzip(gzip.compress(b"x" * 100)[:10] + b"\xff" * 20)
    assert problem == "broken gzip: read up to the break"


def test_a_gzip_bomb_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MAX_UNPACKED", 1024 * 1024)
    body, problem = markup.gunzip(gzip.compress(bytes(20_000_000)))
    assert len(body) == 1024 * 1024
    assert problem == "more than 1 MiB unpacked: the rest was left"


@given(st.binary())
def test_gunzip_never_raises(data: bytes) -> None:
    markup.gunzip(b"\x1f\x8b\x08" + data)


def test_references_are_those_that_xml_knows() -> None:
    assert markup.legal("a&b &lt;c&gt; &amp; d&eacute; &copy=3 &nope; &#0;&#x110000;&#225;&#60;") == (
        "a&amp;b &lt;c&gt; &amp; dé &amp;copy=3 &amp;nope; á&#60;"
    )
    assert markup.legal("\ufeffa\x00\x08b\ufffec") == "abc"


@given(st.text())
def test_legal_text_is_legal_whatever_was_in_it(text: str) -> None:
    etree.fromstring("<x>" + markup.legal(text).replace("<", "&lt;").replace("]]>", "") + "</x>")


def test_what_stands_before_the_root_goes() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "<b>lol</b>">]>\n<!-- x --><ns:RSS v="2">'
    assert markup.from_root(bomb, ("rss",)) == '<ns:RSS v="2">'
    assert markup.from_root("<br />Warning: x in y.php<rss>", ("rss",)) == "<rss>"


def test_an_html_page_has_no_root() -> None:
    assert markup.from_root("<!DOCTYPE html><html><rss>", ("rss",)) is None
    assert markup.from_root("<rssx>", ("rss",)) is None
    assert markup.missing("<html><rss>", "feed") == "html page, not a feed"
    assert markup.missing(" ", "feed") == "empty body"
    assert markup.missing("{}", "feed") == "no feed in it"
