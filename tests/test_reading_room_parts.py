"""The parts of the reading room that are plain functions, on anything at all."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.reading_room import archived, atom, changes, charts, finding, show
from storage.reading_room.finding import Asked, AskedError
from storage.records import Page
from storage.search import Hit

NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)
words = st.lists(st.sampled_from(["một", "two", "trois", "越", "南", "\n\n", " ", "a"]), max_size=60).map(" ".join)


@given(words, words)
def test_changes_hold_both_texts(old: str, new: str) -> None:
    found = changes.compare(old, new)
    assert "".join(change.text for change in found if change.kind != "gone") == new
    assert "".join("".join(c.text for c in found if c.kind != "come").split()) == "".join(old.split())


def test_changes_name_the_words() -> None:
    found = changes.compare("Le pont de mars.\n\nFin", "Le pont d’avril.\n\nFin")
    assert [(change.kind, change.text.strip()) for change in found] == [
        ("same", "Le pont"), ("gone", "de mars."), ("come", "d’avril."), ("same", "Fin"),
    ]  # fmt: skip


def test_long_and_dull_texts_are_compared_at_all() -> None:
    assert changes.compare("a " * 30_000, "a " * 29_999 + "b ")[-1].kind == "come"


def test_white_space_alone_is_no_change() -> None:
    assert [change.kind for change in changes.compare("a b\n\nc", "a  b c")] == ["same"]


pieces = st.sampled_from(
    ["<p>", "</p>", "text", "<script>", "</script>", "<img src=http://e.test/x onerror=hit()>", "<svg/onload=hit()>",
     "<style>", "<a href=javascript:hit()>", "<!--", "-->", "<iframe srcdoc='<script>'>", "<form action=//e.test>",
     "<![CDATA[", "]]>", "<?php ?>", "\x00", "<template>", "<math><mtext>", "<noscript><p title='</noscript><img>'>",
     "<base href=//e.test>", "<meta http-equiv=refresh content=0>", "<x-y onclick=hit()>",
     "<b style='a:url(//e.test)'>"]
)  # fmt: skip


@given(st.lists(pieces, max_size=25).map("".join))
def test_an_archived_page_keeps_only_what_is_listed(source: str) -> None:
    shown = archived.inert(Page("https://news.test/", source.encode(), "text/html"))
    root = lxml.html.document_fromstring(shown)
    for element in root.iter():
        assert element.tag in archived.KEPT_TAGS | {"head", "meta", "title"}, element.tag
        assert set(element.attrib) <= archived.KEPT_ATTRIBUTES | {"charset"}, dict(element.attrib)


@pytest.mark.parametrize(
    ("body", "content_type", "shown"),
    [
        ("<p>Đà Nẵng</p>".encode(), "text/html; charset=utf-8", "<p>Đà Nẵng</p>"),
        ("<p>Đà Nẵng</p>".encode(), "text/html", "<p>Đà Nẵng</p>"),
        ("<p>越南</p>".encode("gb18030"), "text/html; charset=gb18030", "<p>越南</p>"),
        ('<meta charset="windows-1251"><p>Вьет</p>'.encode("cp1251"), "text/html", "<p>Вьет</p>"),
        (b"<p>ok</p>", "text/html; charset=hex", "<p>ok</p>"),
        (b"<p>ok</p>", "text/html; charset=no-such", "<p>ok</p>"),
        (b"<form id=f><p>all of it</p></form>", "text/html", "<p>all of it</p>"),
        (b"", "text/html", "(an empty page)"),
        (b"a < b & c", None, "<pre>a &lt; b &amp; c</pre>"),
        (b"<script>x</script>", "text/plain", "(an empty page)"),
    ],
)
def test_an_archived_page_is_shown(body: bytes, content_type: str | None, shown: str) -> None:
    page = Page("https://news.test/", body, content_type)
    if content_type == "text/plain":
        assert "<script" not in archived.inert(page)
    else:
        assert shown in archived.inert(page)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:x",
        "data:text/html,x",
        "seed:1",
        "",
        None,
        "//e.test",
        "http://",
        "http://[",
        "ftp://e.test",
        "file:///etc",
    ],
)
def test_no_link_leads_anywhere_but_to_the_web(url: str | None) -> None:
    assert show.web(url) is None
    assert show.host(url) == ""


def test_links_to_the_web_stay_as_they_are() -> None:
    assert show.web("HTTPS://www.Báo.vn/a?b=%20") == "HTTPS://www.Báo.vn/a?b=%20"
    assert show.host("https://www.vietnam.vn/x") == "vietnam.vn"


@pytest.mark.parametrize(
    ("stored", "precision", "shown"),
    [
        ("2026-07-20T23:17:56Z", "second", "21 July 2026, 06:17:56"),
        ("2026-07-20T23:17:56Z", "minute", "21 July 2026, 06:17"),
        ("2026-07-20", "day", "20 July 2026"),
        ("2026-07-20", None, "20 July 2026"),
        (None, None, "no date"),
        ("<b>", None, "&lt;b&gt;"),
    ],
)
def test_times_are_shown_as_precisely_as_known(stored: str | None, precision: str | None, shown: str) -> None:
    assert re.sub(r"<[^>]+>", "", str(show.when(stored, precision))) == shown


def test_spans_of_time() -> None:
    assert show.duration(0) == "under a minute"
    assert show.duration(93_784) == "1 day 2 hours"
    assert show.between("2026-07-20T00:00:00Z", "2026-07-20") == ""
    assert show.ago("2026-07-20T11:00:00Z", NOW) == "1 hour ago"
    assert show.ago("2026-07-20T11:59:40Z", NOW) == "1 minute ago"
    assert show.ago("2027-01-01T00:00:00Z", NOW) == "in the future"


@given(
    st.lists(st.text(max_size=5), max_size=6),
    st.dictionaries(st.text(max_size=5), st.integers(0, 10**7), max_size=9),
)
def test_charts_are_sound_xml_whatever_the_names(labels: list[str], totals: dict[str, int]) -> None:
    clean = ["".join(c for c in label if c.isprintable()) for label in labels]
    names = {"".join(c for c in name if c.isprintable()): total for name, total in totals.items()}
    series = {name: [total] * len(clean) for name, total in names.items()}
    for chart in (charts.stacked(clean, series, "a < b"), charts.bars([(n, t, n) for n, t in names.items()], '"')):
        for bar in ET.fromstring(chart).iter("rect"):
            assert float(bar.get("height", "")) >= 0
            assert 0 <= float(bar.get("x", "")) + float(bar.get("width", "")) <= charts.WIDTH + 1


@given(
    st.dictionaries(
        st.sampled_from(["q", "source", "place", "page", "copies", "junk"]), st.lists(st.text(max_size=8), max_size=3)
    )
)
def test_an_address_says_what_was_asked(parameters: dict[str, list[str]]) -> None:
    try:
        asked = finding.parse(parameters)
    except AskedError:
        return
    address = asked.address()
    assert finding.parse(parse_qs(urlsplit(address).query)) == asked or "\ud800" in str(parameters)


def test_filters_are_told_from_words() -> None:
    assert not Asked(q="x", order="newest", page=3).is_filtered
    assert Asked(place="x").is_filtered


@given(st.text(), st.text())
def test_a_feed_is_sound_xml_whatever_the_titles(title: str, source: str) -> None:
    hit = Hit(1, "https://news.test/1", source, None, None, None, ((title, True),), ((source, False),))
    root = ET.fromstring(atom.feed(Asked(q=title), [hit], "http://127.0.0.1:8001"))
    assert root.findtext(f"{{{atom.NAMESPACE}}}entry/{{{atom.NAMESPACE}}}updated") == atom.EPOCH
