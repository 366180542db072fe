import pytest

from crawler.extraction.page import Document
from crawler.extraction.selectors import Selector

PAGE = """<body><div id="main" class="box big"><p class="lead">1</p><p itemprop="articleBody"
data-role="content">2</p>
<div class="box"><p class="lead">3</p><a href="/x" class="y">4</a></div></div><p class="note other">5</p></body>"""


@pytest.mark.parametrize(
    "css",
    [
        "p",
        ".lead",
        "p.lead",
        "#main .lead",
        ".box .lead",
        ".box > p",
        ".box.big > p.lead",
        "[data-role=content]",
        "p[itemprop='articleBody']",
        "p[itemprop^=article]",
        ".lead + p",
        ".lead ~ div a",
        ".lead, .note",
        "p:not(.lead)",
        "p.lead:first-of-type",
        "[class*=ot]",
        "a[href$='x']",
        ".absent",
        "#main .absent",
        ".lead, .absent",
        "[data-role=absent]",
        "DIV.box",
        "div p",
        "div > p",
        "div a[href]",
        "[class^=bo]",
        "div[class*=ox] p",
        "[class*=ox] > p",
        "[class~=big]",
        "p[itemprop=article]",
        "p[itemprop$='Body']",
        "p[itemprop*='']",
        "[itemprop='ARTICLEBODY' i]",
        "*",
    ],
)
def test_the_index_finds_what_a_walk_finds(css: str) -> None:
    document = Document(PAGE, "https://bao.example/")
    assert document.select(css) == Selector(css).below(document.root)
    for element in document.select("div"):
        assert document.select(css, element) == Selector(css).below(element)


def test_matches_below_an_element_and_each_once() -> None:
    document = Document(PAGE, "https://bao.example/")
    inner = document.select(".box")[1]
    assert [element.text for element in document.select(".lead", inner)] == ["3"]
    assert [element.text for element in document.select(".box .lead")] == ["1", "3"]
