"""Feeds as sites serve them: mislabelled, broken, empty, hostile."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery import feeds
from storage.records import Hints, Kind

REAL = Path(__file__).parents[2] / "shared" / "real-pages" / "thanhnien.vn-home-2022-11-21.rss"
URL = "https://bao.vn/rss/home.rss"
ITEM = (
    "<item><title>Thủ tướng dự hội nghị ở Huế</title><link>https://bao.vn/thu-tuong-du-hoi-nghi-post1.html</link>"
    "<pubDate>Tue, 14 Jul 2026 08:05:30 +0700</pubDate></item>"
)


def rss(*items: str, head: str = "", declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    channel = f"<title>Báo &amp; Đài</title><language>vi-VN</language>{head}{''.join(items)}"
    return f'{declaration}<rss version="2.0"><channel>{channel}</channel></rss>'


def item(title: str = "", link: str = "/a", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def check_item(feed: feeds.Feed) -> None:
    assert [entry.url for entry in feed.entries] == ["https://bao.vn/thu-tuong-du-hoi-nghi-post1.html"]
    assert feed.entries[0].hints == Hints("Thủ tướng dự hội nghị ở Huế", "2026-07-14T08:05:30+07:00", "vi")
    assert feed.entries[0].kind is Kind.ARTICLE


def test_a_plain_feed() -> None:
    feed = feeds.parse(rss(ITEM, head="<ttl>15</ttl>").encode(), URL)
    check_item(feed)
    assert (feed.title, feed.language, feed.ttl_minutes) == ("Báo & Đài", "vi", 15)
    assert (feed.warnings, feed.problem) == ((), None)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("header", [None, "text/xml", "text/xml; charset=iso-8859-1"])
def test_bytes_decide_about_the_encoding_not_what_is_said_of_them(codec: str, header: str | None) -> None:
    check_item(feeds.parse(rss(ITEM).encode(codec), URL, header))


@pytest.mark.parametrize("said", ["utf-8", "iso-8859-1"])
def test_latin_1_is_read_whether_declared_or_not(said: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{said}"?>'
    body = rss(item("L'été à Hué, déjà"), declaration=declaration).replace("Báo & Đài", "").replace("Đ", "D")
    assert feeds.parse(body.encode("latin-1"), URL).entries[0].hints.title == "L'été à Hué, déjà"


@pytest.mark.parametrize(
    "body",
    [
        "\n\n  " + rss(ITEM),
        "<br />\n<b>Warning</b>: Undefined index in /home/x.php\n" + rss(ITEM),
        rss("\ufeff" + ITEM.replace("Thủ", "\ufeffThủ")),
        rss(ITEM.replace("hội", "h\x08ội")),
        rss(ITEM.replace("Huế", "Hu&#7871;").replace("hội nghị", "<![CDATA[hội nghị]]>")),
        rss(ITEM.replace("Huế", "Huê\u0301")),
        rss(ITEM).replace("<item>", "<item><description>R&eacute;union & cie&nbsp;</description>"),
        rss(ITEM, ITEM),
    ],
    ids=["leading space", "php warning", "marks inside", "control", "references", "nfd", "html entities", "twice"],
)
def test_blemishes_cost_nothing(body: str) -> None:
    check_item(feeds.parse(body.encode(), URL))


def test_a_feed_cut_short_gives_its_whole_entries() -> None:
    body = rss(ITEM, item("Hai", "https://bao.vn/hai-post2.html")).encode()
    feed = feeds.parse(body[: body.index(b"post2")], URL)
    check_item(feed)
    assert feed.warnings == ("bozo",)


@pytest.mark.parametrize(
    ("body", "problem", "warnings"),
    [
        (
            b"<!DOCTYPE html><html><body><a href='/rss'>RSS</a></body></html>",
            "html page, not a feed",
            ("not_a_feed", "html"),
        ),
        (b"", "empty body", ("not_a_feed",)),
        (b"\x89PNG\r\n", "no feed in it", ("not_a_feed",)),
        (b"<urlset><url><loc>https://bao.vn/a</loc></url></urlset>", "no feed in it", ("not_a_feed",)),
        (rss().encode(), "a feed without entries", ()),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, problem: str, warnings: tuple[str, ...]) -> None:
    assert feeds.parse(body, URL) == feeds.Feed(
        title="Báo & Đài" if not warnings else None,
        language="vi" if not warnings else None,
        warnings=warnings,
        problem=problem,
    )


def test_links_inside_descriptions_are_no_entries() -> None:
    related = "<ul><li><a href='https://bao.vn/tin-khac-post9.html'>Tin khác</a></li></ul>"
    escaped = related.replace("<", "&lt;") + "&lt;item>&lt;link>https://bao.vn/x&lt;/link>&lt;/item>"
    for description in (related, escaped, f"<![CDATA[{related}<item><link>https://bao.vn/x</link></item>]]>"):
        feed = feeds.parse(
            rss(ITEM.replace("<link>", f"<description>{description}</description><link>")).encode(), URL
        )
        check_item(feed)


@pytest.mark.skipif(not REAL.exists(), reason="the real feed is not part of the project")
def test_the_real_feed_has_a_hundred_entries_and_no_more() -> None:
    body = REAL.read_bytes()
    feed = feeds.parse(body, "https://thanhnien.vn/rss/home.rss")
    assert len(feed.entries) == 100
    assert body.count(b"<item>") == 100
    assert all(entry.hints.title and entry.hints.published_at for entry in feed.entries)
    assert feed.entries[0].hints.published_at == "2022-11-21T21:15:26+07:00"
    assert feed.problem is None


def test_an_entry_without_a_link_is_taken_by_its_guid_if_that_is_an_address() -> None:
    body = rss(
        "<item><guid>https://bao.vn/g-1</guid></item>",
        "<item><guid isPermaLink='false'>https://bao.vn/g-2</guid></item>",
        "<item><guid>12345</guid></item>",
        "<item><guid>/g-4</guid><link>/g-4</link></item>",
        "<item><title>nothing</title></item>",
        "<item><link>mailto:toasoan@bao.vn</link></item>",
    )
    urls = [entry.url for entry in feeds.parse(body.encode(), URL).entries]
    assert urls == ["https://bao.vn/g-1", "https://bao.vn/g-2", "https://bao.vn/g-4"]


def test_links_are_made_absolute_and_keep_their_query() -> None:
    body = rss(item(link="a.html"), item(link="/b?x=1&copy=2"), item(link="<![CDATA[ /c?x=1&y=2 ]]>"))
    urls = [entry.url for entry in feeds.parse(body.encode(), URL).entries]
    assert urls == ["https://bao.vn/rss/a.html", "https://bao.vn/b?x=1&copy=2", "https://bao.vn/c?x=1&y=2"]


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("<pubDate>7/14/2026 8:05:30 PM</pubDate>", "2026-07-14T20:05:30+07:00"),
        ("<pubDate>Tue, 14 Jul 2026 08:05:30</pubDate>", "2026-07-14T08:05:30+07:00"),
        ("<pubDate>2026-07-14T01:05:30Z</pubDate>", "2026-07-14T01:05:30+00:00"),
        ("<pubDate>Tue, 14 Jul 2026</pubDate>", "2026-07-14"),
        (
            '<dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">2026-07-14T08:05+07:00</dc:date>',
            "2026-07-14T08:05+07:00",
        ),
        ("<pubDate></pubDate>", None),
        ("<pubDate/>", None),
        ("<pubDate>vừa xong</pubDate>", None),
        ("", None),
    ],
)
def test_dates_are_as_given_or_none(written: str, published: str | None) -> None:
    assert feeds.parse(rss(item(more=written)).encode(), URL).entries[0].hints.published_at == published


def test_atom_tells_publication_from_change() -> None:
    body = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le Journal</title>
      <entry><title type="html">L&amp;eacute;t&amp;eacute; &amp;lt;i&amp;gt;ici&amp;lt;/i&amp;gt;</title>
        <link rel="self" href="/self"/><link rel="alternate" type="text/html" href="/ete"/><id>tag:x</id>
        <published>2026-07-14T01:00:00Z</published><updated>2026-07-15T01:00:00Z</updated></entry>
      <entry><title>Hiver</title><link href="/hiver"/><updated>2026-07-15T01:00:00Z</updated></entry></feed>"""
    first, second = feeds.parse(body.encode(), URL).entries
    assert (first.url, first.hints) == ("https://bao.vn/ete", Hints("Lété ici", "2026-07-14T01:00:00+00:00", "fr"))
    assert first.modified_at == second.modified_at == "2026-07-15T01:00:00+00:00"
    assert second.hints.published_at is None


def test_rss_1_and_rss_0_91() -> None:
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>T</title></channel>
      <item rdf:about="/1"><title>Un</title><link>/1</link><dc:date>2026-07-14</dc:date></item></rdf:RDF>"""
    assert feeds.parse(rdf.encode(), URL).entries[0].hints == Hints("Un", "2026-07-14")
    old = rss(ITEM, declaration='<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://my.netscape.com/rss-0.91.dtd">')
    check_item(feeds.parse(old.encode(), URL))


@pytest.mark.parametrize(
    ("head", "minutes"),
    [
        ("<ttl>60</ttl>", 60),
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 15),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", 1_440),
        ("<sy:updatePeriod>whenever</sy:updatePeriod>", None),
    ],
)
def test_how_long_a_feed_asks_to_be_left_alone(head: str, minutes: int | None) -> None:
    assert feeds.parse(rss(ITEM, head=head).encode(), URL).ttl_minutes == minutes


def test_a_long_feed_is_capped() -> None:
    feed = feeds.parse(rss(*(item(link=f"/a-{n}") for n in range(feeds.MAX_ENTRIES + 5))).encode(), URL)
    assert len(feed.entries) == feeds.MAX_ENTRIES
    assert feed.warnings == ("capped",)


def test_a_document_too_long_is_read_up_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_CHARACTERS", len(rss(ITEM)))
    feed = feeds.parse(rss(ITEM, *(item(link=f"/a-{n}") for n in range(50))).encode(), URL)
    check_item(feed)
    assert "capped" in feed.warnings


def test_entities_neither_expand_nor_reach_out() -> None:
    bomb = '<!ENTITY a "lol">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghij", "bcdefghijk", strict=True)
    )
    reach = '<!ENTITY x SYSTEM "file:///etc/hostname">'
    body = rss(item("t &k; &x;"), declaration=f'<?xml version="1.0"?><!DOCTYPE rss [{bomb}{reach}]>')
    tracemalloc.start()
    feed = feeds.parse(body.encode(), URL)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert feed.entries[0].hints.title == "t &k; &x;"
    assert peak < 5_000_000


def test_a_hundred_thousand_levels_are_survived() -> None:
    body = "<rss><channel>" + "<a>" * 100_000
    assert feeds.parse(body.encode(), URL).problem == "a feed without entries"


PIECES = st.sampled_from(
    [
        b"<rss>",
        b"<feed ",
        b"<channel>",
        b"<item>",
        b"<entry",
        b"<title>",
        b"<link>/a",
        b"<![CDATA[",
        b"</item>",
        b"<pubDate>",
        b"&#9",
        b"&eacute;",
        b"<!",
        b"\xff\xfe",
        b"]]>",
        b"<guid>",
        b'="',
        b">",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(), st.lists(PIECES | st.binary(max_size=4)).map(b"".join)))
def test_it_never_raises(body: bytes) -> None:
    for entry in feeds.parse(b"<rss><channel>" + body, URL).entries + feeds.parse(body, URL).entries:
        assert entry.url.startswith(("http://", "https://"))
