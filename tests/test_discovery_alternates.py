"""A page's other languages."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.alternates import HEAD, alternates

URL = "https://vietnam.test/fr/page"


def test_the_other_languages() -> None:
    head = b"""<head><link rel="alternate" hreflang="vi" href="https://vietnam.test/page?a=1&amp;b=2">
    <LINK HREFLANG='zh-CN' href='/zh-cn/page' rel='alternate'><link rel=alternate hreflang=en href=/en/page>
    <link rel="alternate" hreflang="fr" href="/fr/page"><link rel="alternate" hreflang="x-default" href="/page">
    <link rel="alternate" type="application/rss+xml" href="/rss"><link rel="stylesheet" hreflang="ru" href="/ru">
    <link rel="alternate" hreflang="es" href=""><link rel="alternate" hreflang="ja" href="http://["></head>"""
    assert alternates(head, URL) == {
        "vi": "https://vietnam.test/page?a=1&b=2",
        "zh": "https://vietnam.test/zh-cn/page",
        "en": "https://vietnam.test/en/page",
    }


def test_only_the_head_is_looked_at() -> None:
    link = b'<link rel="alternate" hreflang="vi" href="/page">'
    assert alternates(b" " * HEAD + link, URL) == {}


@given(st.binary(max_size=200))
def test_any_bytes_are_read(body: bytes) -> None:
    alternates(b"<link rel=alternate hreflang=vi href=" + body + b">", URL)
