import pytest

from crawler.extraction import links
from crawler.extraction.page import Document
from storage.records import Related


def test_teasers_have_the_longest_title_of_their_links() -> None:
    document = Document(
        """<div class=r><a href="/a-1.html"><img alt="x"></a><a href="/a-1.html">Một tin liên quan thứ nhất</a>
        <a href="/b.html" title="Một tin liên quan thứ hai"></a><a href="#top">Về đầu trang của bài này</a>
        <a href="/tin.html#binh-luan">Bình luận về bài này đi</a><a href="javascript:x">Chia sẻ bài viết này</a>
        <a href="/c">Ngắn</a></div>""",
        "https://bao.example/tin.html",
    )
    assert links.teasers(document, document.select(".r")) == [
        Related("Một tin liên quan thứ nhất", "https://bao.example/a-1.html"),
        Related("Một tin liên quan thứ hai", "https://bao.example/b.html"),
    ]


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("fr.nhandan.vn", "nhandan.vn"),
        ("baocantho.com.vn", "baocantho.com.vn"),
        ("www.sggp.org.vn", "sggp.org.vn"),
        ("tuoitre.vn", "tuoitre.vn"),
        ("www.bbc.co.uk", "bbc.co.uk"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_the_site_of_a_host(host: str, site: str) -> None:
    assert links.site(host) == site
