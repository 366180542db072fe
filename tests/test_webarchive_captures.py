"""Which records are pages, whose they are, and what they say, whatever charset and encoding they came in."""

import gzip
import io
from typing import Any

import pytest

pytest.importorskip("fastwarc", reason="FastWARC is not installed: the extra 'warc'")
pytest.importorskip("warcio", reason="warcio is not installed: the extra 'warc'")

import warcs
from warcs import record

from crawler import catalogue
from crawler.extraction.decode import decode
from crawler.webarchive.captures import Capture, Sieve
from crawler.webarchive.forms import recognised
from crawler.webarchive.records import Broken, Scan
from storage.records import Hints
from storage.warc_fields import FIELD, PageFacts, as_uri

KNOWN = catalogue.load()
STORY = "https://baocantho.com.vn/chuyen-a1234.html"


def taken(made: bytes, *hosts: str) -> Any:
    data = warcs.packed([made])
    archive = recognised(io.BytesIO(data), "x.warc.gz", len(data))
    [(_, result)] = list(Scan(archive, 0, len(data), Sieve(KNOWN, hosts)))
    return result


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (warcs.info(), "type"),
        (record(STORY, b"GET / HTTP/1.1\r\n\r\n", kind="request"), "type"),
        (record(STORY, warcs.page(1), kind="revisit"), "revisit"),
        (record("https://example.org/a.html", warcs.page(1)), "host"),
        (record("urn:nothing", warcs.page(1)), "host"),
        (record("https://baocantho.com.vn/", warcs.page(1)), "address"),
        (record(STORY, warcs.page(1), status="404 Not Found"), "status"),
        (record(STORY, b"", status="301 Moved", headers=[("Location", "/b")]), "status"),
        (record(STORY, warcs.page(1), status="206 Partial Content"), "status"),
        (record(STORY, b"%PDF", content_type="application/pdf"), "media"),
        (record(STORY, warcs.page(1), content_type=None), "media"),
        (record(STORY, warcs.page(1), warc={"WARC-Truncated": "length"}), "truncated"),
        (record(STORY, b"<p>" * 3_000_000), "too_large"),
        (record(STORY, "{}", content_type="application/json", kind="resource"), "media"),
    ],
)
def test_what_is_passed_over_and_why(made: bytes, reason: str) -> None:
    assert taken(made) == reason


def test_hosts_that_are_named_are_wanted_and_no_others() -> None:
    foreign = record("https://www.Example.org/a.html", warcs.page(1))
    for pattern in ("example.org", "www.example.org", "*.example.org", "EXAMPLE.*"):
        assert isinstance(taken(foreign, pattern), Capture)
    assert taken(foreign, "example.com", "*.org.vn") == "host"
    assert taken(record(STORY, warcs.page(1)), "example.org") == "host"
    assert isinstance(taken(record(STORY, warcs.page(1)), "example.org", "*cantho*"), Capture)


def test_the_page_is_as_it_was_on_its_day() -> None:
    made = record(f"<{STORY}?utm_source=x#top>", warcs.page(1), date="2019-03-02T01:02:03Z")  # as wget writes it
    page = taken(made).page
    assert (page.url, page.fetched_at) == (STORY, "2019-03-02T01:02:03+00:00")
    assert page.body.decode() == warcs.page(1)
    finer = taken(record(STORY, warcs.page(1), date="2019-03-02T01:02:03.456789Z")).page
    assert finer.fetched_at == "2019-03-02T01:02:03+00:00"


def test_without_a_date_of_capture_the_server_is_asked_and_else_nobody() -> None:
    dated = record(STORY, warcs.page(1), date="never", headers=[("Date", "Sat, 02 Mar 2019 01:02:03 GMT")])
    assert taken(dated).page.fetched_at == "2019-03-02T01:02:03+00:00"
    assert taken(record(STORY, warcs.page(1), date="never")) == Broken("date")


@pytest.mark.parametrize(
    ("encoding", "header", "head"),
    [
        ("cp1258", "text/html; charset=windows-1258", ""),
        ("cp1258", "text/html", '<meta charset="windows-1258">'),
        ("cp1258", "text/html", ""),
        ("utf-16", "text/html", ""),
        ("utf-8", "text/html; charset=iso-8859-1", ""),
    ],
)
def test_charsets(encoding: str, header: str, head: str) -> None:
    # windows-1258 writes tones as combining characters.
    words = "Ca\u0300 Mau co\u0301 nhiê\u0300u đươ\u0300ng mơ\u0301i, ngươ\u0300i dân vui mư\u0300ng. " * 9
    body = f"<html><head>{head}</head><body><p>{words}</p></body></html>".encode(encoding)
    page = taken(record(STORY, body, content_type=header)).page
    assert words in decode(page.body, page.content_type).text


def test_a_western_charset_is_read_by_its_header() -> None:
    body = "<html><p>Un été à Huế, déjà</p>".replace("ế", "e").encode("iso-8859-1")
    page = taken(record(STORY, body, content_type="text/html; charset=iso-8859-1")).page
    assert "Un été à Hue, déjà" in decode(page.body, page.content_type).text


def test_encodings_come_off() -> None:
    body = gzip.compress(warcs.page(1).encode())
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    headers = [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
    assert taken(record(STORY, chunked, headers=headers)).page.body.decode() == warcs.page(1)
    assert taken(record(STORY, body[:-20], headers=headers[:1])) == Broken("encoding")


def test_what_this_program_exported_comes_back_as_it_was() -> None:
    hints = Hints(title="Tiêu đề", published_at="2019-03-02", language="vi")
    facts = PageFacts("seed:abc é", None, hints, "seed", "seed:abc")
    capture = taken(
        record(
            "seed:abc%20%C3%A9", "text", kind="resource", content_type="text/plain", warc={FIELD: facts.as_field()}
        )
    )
    assert (capture.page.url, capture.page.content_type, capture.page.hints) == ("seed:abc é", None, hints)
    assert (capture.origin, capture.article_url) == ("seed", "seed:abc")


@pytest.mark.parametrize(
    "field",
    [
        "",
        "{",
        "[]",
        '{"url": 1}',
        '{"url": "x", "origin": "me"}',
        '{"hints": {"no": 1}}',
        '{"url": "x", "hints": []}',
        r'{"url": "x\ud800"}',
        r'{"url": "x", "origin": "seed", "article_url": "seed:\ud800"}',
    ],
)
def test_a_field_that_is_not_ours_is_ignored(field: str) -> None:
    assert PageFacts.from_field(field) is None
    assert isinstance(taken(record(STORY, warcs.page(1), kind="resource", warc={FIELD: field or "?"})), Capture)


FORGED = "https://nhandan.vn/gia-mao-post1.html"


@pytest.mark.parametrize(
    ("uri", "facts"),
    [
        (STORY, PageFacts(FORGED, "text/html", origin="crawl")),
        (STORY, PageFacts("seed:abc", origin="seed", article_url="seed:abc")),
        (STORY, PageFacts(STORY, "text/html", origin="seed")),
        (STORY, PageFacts(STORY, "text/html", origin="seed", article_url=FORGED)),
        (STORY, PageFacts(STORY, "text/html", origin="import", article_url=FORGED)),
        (STORY, PageFacts(STORY, "text/html", origin="crawl", article_url="seed:abc")),
    ],
)
def test_a_field_that_contradicts_its_record_is_not_believed(uri: str, facts: PageFacts) -> None:
    capture = taken(record(uri, warcs.page(1), kind="resource", warc={FIELD: facts.as_field()}))
    assert (capture.page.url, capture.origin, capture.article_url) == (STORY, "import", None)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https:///x", "seed:abc"])
def test_a_field_with_an_address_of_no_page_is_not_believed(url: str) -> None:
    facts = PageFacts(url, "text/html", origin="crawl")
    assert taken(record(url, warcs.page(1), kind="resource", warc={FIELD: facts.as_field()})) == "host"


def test_a_page_of_ours_of_any_host_comes_back_unless_others_are_asked_for() -> None:
    url = "https://example.org/tin?b=é&a=1"
    facts = PageFacts(url, "text/html", origin="fetch")
    made = record(as_uri(url), warcs.page(1), kind="resource", warc={FIELD: facts.as_field()})
    assert (taken(made).page.url, taken(made).origin) == (url, "fetch")
    assert taken(made, "*.vn") == "host"
