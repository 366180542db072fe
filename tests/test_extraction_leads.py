"""Leads on pages whose rules name none."""

import pytest

from crawler.extraction import leads
from crawler.extraction.body import Roles, Walker
from crawler.extraction.metadata import Metadata
from crawler.extraction.page import Document, following
from crawler.extraction.pieces import Piece

TITLE = "Lũ về sớm ở miền Tây"
LEAD = "Nước lũ đầu nguồn năm nay về sớm hơn nửa tháng so với mọi năm."
BODY = "".join(f"<p>Đoạn thứ {name} của bài viết kể tiếp câu chuyện về mùa nước nổi.</p>" for name in "abcd")


def found(lead: str, body: str = BODY, description: str | None = None) -> str | None:
    """Return what is taken for the lead of a page with this between title and body."""
    document = Document(f"<body><h1>{TITLE}</h1>{lead}<div id=body>{body}</div></body>", "https://bao.example/x")
    pieces = Walker(document, Roles()).read(document.root)
    inside = document.select("#body")[0]
    mine = [piece for piece in pieces if inside in piece.holder.iterancestors() or piece.holder is inside]
    data = Metadata(descriptions=[description] if description else [])
    lead_piece = leads.find(leads.opening(pieces, mine, TITLE, data), set())
    return lead_piece.text if lead_piece else None


@pytest.mark.parametrize(
    "lead",
    [
        f'<p class="sapo">{LEAD}</p>',
        f'<div class="article-summary"><p>{LEAD}</p></div>',
        f'<td class="LeadNews"><b>{LEAD}</b></td>',
        f'<p itemprop="description">{LEAD}</p>',
        f"<h2>{LEAD}</h2>",
    ],
)
def test_a_lead_is_told_by_name_or_tag(lead: str) -> None:
    assert found(lead) == LEAD


def test_a_plain_paragraph_above_the_body_needs_the_description_s_word() -> None:
    assert found(f"<section><p>{LEAD}</p></section>") is None
    assert found(f"<section><p>{LEAD}</p></section>", description=f"{LEAD[:50]}...") == LEAD


def test_the_first_paragraph_is_a_lead_only_where_it_stands_out() -> None:
    assert found("", f"<p>{LEAD}</p>{BODY}", description=LEAD) is None
    assert found("", f"<p><b>{LEAD}</b></p>{BODY}", description=LEAD) == LEAD


@pytest.mark.parametrize("line", ["<p class=sapo>Ngắn quá.</p>", f"<p class=sapo><a href=/x>{LEAD}</a></p>"])
def test_labels_and_links_are_no_leads(line: str) -> None:
    assert found(line) is None


def test_above_finds_the_element_between_title_and_body() -> None:
    def above(lead: str) -> str | None:
        document = Document(f"<body><h1>{TITLE}</h1>{lead}<div id=body>{BODY}</div></body>", "https://bao.example/x")
        (title,), bodies = document.select("h1"), document.select("#body")
        element = leads.above(title, bodies, Metadata())
        return element.text if element is not None else None

    assert above(f"<p class=chapo>{LEAD}</p>") == LEAD
    assert above(f"<p>{LEAD}</p>") is None
    assert above("") is None


def test_rules_are_believed_without_more() -> None:
    document = Document(f"<body><p id=l>{LEAD}</p><p>{LEAD}</p></body>", "https://bao.example/x")
    pieces: list[Piece] = Walker(document, Roles()).read(document.root)
    opened = leads.opening(pieces, pieces, None, Metadata())
    assert leads.find(opened, set(document.select("#l"))) is pieces[0]


def test_what_follows_an_element_is_what_xpath_says() -> None:
    page = "<div><p>a <b>b</b></p><p>c</p></div><!-- d --><ul><li>e<li>f <i>g</i></ul>h"
    root = Document(page, "https://example.org/").root
    for element in root.iter("*"):
        assert list(following(element)) == element.xpath("following::*")
