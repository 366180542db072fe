"""Vietnam.vn, read by the order of its lines."""

import pytest

from crawler.extraction import metadata, platform
from crawler.extraction.page import Document
from crawler.extraction.reading import Reading

TITLE = "Comment Lào Cai veut soutenir les capteurs"
LEAD = "Une conférence tenue à Lào Cai a fait le point sur les capteurs."
STORY = "<p>La demande a augmenté de huit pour cent.</p><p>Reste à soutenir la suite.</p>"
END = "<div>Comment (0)</div><h3>Un tout autre titre de la maison</h3>"


def read(body: str, description: str = "") -> Reading | None:
    head = f'<title>{TITLE} - Vietnam.vn</title><meta name="description" content="{description}">'
    document = Document(f"<html><head>{head}</head><body>{body}</body></html>", "https://www.vietnam.vn/fr/x")
    return platform.read(document, metadata.read(document))


@pytest.mark.parametrize(
    "line",
    [
        "<div>Báo Cần ThơBáo Cần Thơ09/04/2025</div>",
        "<div><span>Báo Cần Thơ</span> <span>Báo Cần Thơ</span> <span>09/04/2025</span></div>",
        "<div>Báo Cần Thơ</div><div>Báo Cần Thơ</div><div>09/04/2025</div>",
    ],
)
def test_the_publisher_is_printed_twice_before_the_date_in_one_block_or_three(line: str) -> None:
    reading = read(f"<nav><p>Menu của trang</p></nav><h1>{TITLE}</h1><p>{LEAD}</p>{line}{STORY}{END}")
    assert reading is not None
    assert (reading.title, reading.lead, reading.republished_from) == (TITLE, LEAD, "Báo Cần Thơ")
    assert reading.stamp == "2025-04-09"
    assert [piece.text for piece in reading.pieces] == [
        "La demande a augmenté de huit pour cent.",
        "Reste à soutenir la suite.",
    ]


MENU = "<h4>Un autre titre</h4>"
LINE = "<div>Báo Cần ThơBáo Cần Thơ09/04/2025</div>"


@pytest.mark.parametrize(
    "body",
    [
        f"{MENU}<main><h1>{TITLE}</h1><p>{LEAD}</p>{LINE}{STORY}{END}</main>{MENU}",
        f"{MENU}<h1>{TITLE}</h1><p>{LEAD}</p><main>{LINE}{STORY}{END}</main>",
        f"{MENU}<main><h1>{TITLE}</h1><p>{LEAD}</p>{LINE}{STORY}</main>{END}",
        f"<main>{MENU}</main><main><h1>{TITLE}</h1><p>{LEAD}</p>{LINE}{STORY}{END}</main>",
    ],
)
def test_a_story_is_read_whatever_of_it_the_main_element_holds(body: str) -> None:
    reading = read(body)
    assert reading is not None
    assert (reading.title, reading.lead, reading.republished_from) == (TITLE, LEAD, "Báo Cần Thơ")
    assert len(reading.pieces) == 2


def test_a_main_element_inside_a_menu_is_the_menu_s() -> None:
    assert read(f"<nav><main><h1>{TITLE}</h1>{LINE}{STORY}{END}</main></nav>") is None


def test_the_platform_s_own_stories_are_republished_from_nobody() -> None:
    reading = read(f"<h1>{TITLE}</h1><div>Việt NamViệt Nam09/04/2025</div>{STORY}{END}")
    assert reading is not None
    assert (reading.republished_from, reading.lead) == (None, None)


def test_a_bold_first_paragraph_is_the_lead_where_none_stands_above() -> None:
    line = "<div>Báo Cần ThơBáo Cần Thơ09/04/2025</div>"
    reading = read(f"<h1>{TITLE}</h1>{line}<p><b>{LEAD}</b></p>{STORY}{END}", description=LEAD)
    assert reading is not None
    assert reading.lead == LEAD
    assert len(reading.pieces) == 2


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>{TITLE}</h1>{STORY}{END}",
        f"<h1>{TITLE}</h1><div>Báo Cần ThơBáo Cần Thơ09/04/2025</div>{STORY}",
        f"{END}<div>Báo Cần ThơBáo Cần Thơ09/04/2025</div>{STORY}",
    ],
)
def test_without_publisher_or_end_nothing_is_claimed(body: str) -> None:
    assert read(body) is None
