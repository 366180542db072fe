"""What counts as right."""

from dataclasses import replace

import pytest

from dateline.quality import gold
from dateline.quality.scores import Tally, judge, same_time
from storage.records import Article, Image

ARTICLE = Article(
    "https://news.test/1",
    title="Đà Nẵng",
    lead="Lead.",
    text="One two three four.\n\nFive six seven eight.",
    byline="Minh Hòa",
    agency="VNA",
    published_at="2026-07-20T08:15:30+07:00",
    tags=["Mưa", "gió"],
    images=[Image("https://news.test/1.jpg", "A street in Huế.", "VNA")],
)
ROW = {
    "paragraphs": ["One two three four.", "Five six seven eight."],
    "title": "Đà Nẵng",
    "lead": "Lead.",
    "byline": "MINH HÒA (TTXVN)",
    "agency": "vna",
    "published": "2026-07-20T01:15+00:00",
    "tags": ["gió", "MƯA"],
    "captions": ["A street in Huế. Photo: VNA"[:16]],
    "must_not": ["Voir plus"],
}


def shares(article: Article, *, strict: bool = True, **changes: object) -> dict[str, float | None]:
    tally = judge(article, gold.parse(ROW | changes), strict=strict)
    return {name: tally.share(name) for name in (*tally.asked, "f1")}


def test_a_perfect_reading() -> None:
    assert set(shares(ARTICLE).values()) == {1.0}


def test_paragraphs_count_as_often_as_they_stand() -> None:
    twice = replace(ARTICLE, text=f"{ARTICLE.text}\n\nOne two three four.")
    assert shares(twice)["precision"] == pytest.approx(2 / 3)
    assert shares(twice)["recall"] == 1
    missing = shares(replace(ARTICLE, text="One two three four."))
    assert (missing["precision"], missing["recall"]) == (1, 0.5)
    assert missing["f1"] == pytest.approx(2 / 3)


def test_an_allowed_paragraph_is_neither_asked_nor_wrong() -> None:
    headed = replace(ARTICLE, text=f"Heading\n\n{ARTICLE.text}")
    assert shares(headed, subheadings=["Heading"])["precision"] == 1
    assert shares(headed)["precision"] == pytest.approx(2 / 3)


def test_empty_text() -> None:
    empty = shares(replace(ARTICLE, text=""))
    assert (empty["recall"], empty["precision"], empty["f1"]) == (0, None, None)
    assert shares(replace(ARTICLE, text=""), paragraphs=[])["recall"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Da Nang"),
        ("lead", None),
        ("byline", "Minh"),
        ("agency", None),
        ("published_at", "2026-07-20T08:17:00+07:00"),
        ("published_at", "2026-07-20T08:15:30+00:00"),
        ("published_at", None),
        ("tags", ["mưa"]),
        ("images", []),
        ("text", "Voir plus"),
    ],
)
def test_every_field_can_be_wrong(field: str, value: object) -> None:
    measure = {"published_at": "published", "images": "captions", "text": "clean"}.get(field, field)
    assert shares(replace(ARTICLE, **{field: value}))[measure] == 0  # type: ignore[arg-type]


def test_only_complete_gold_counts_what_was_made_up() -> None:
    assert shares(ARTICLE, byline=None)["byline"] == 0
    assert "byline" not in shares(ARTICLE, byline=None, strict=False)
    assert shares(ARTICLE, captions=[])["captions"] == 0


@pytest.mark.parametrize(
    ("found", "wanted", "right"),
    [
        ("2026-07-20T08:15:00+07:00", "2026-07-20T08:15:59+07:00", True),
        ("2026-07-20T08:15:00+07:00", "2026-07-20T08:16:00+07:00", False),
        ("2026-07-20T01:15:00+00:00", "2026-07-20T08:15:00+07:00", True),
        ("2026-07-20T08:15:00", "2026-07-20T08:15:00+07:00", False),
        ("2026-07-20T08:15:00+07:00", "2026-07-20T08:15:00", True),
        ("2026-07-20", "2026-07-20T08:15:00+07:00", False),
        ("2026-07-20T23:15:00+07:00", "2026-07-20", True),
        ("2026-07-21", "2026-07-20", False),
        ("soon", "2026-07-20", False),
        (None, None, True),
        (None, "2026-07-20", False),
    ],
)
def test_times_agree_to_the_minute_and_zone(found: str | None, wanted: str | None, right: bool) -> None:
    assert same_time(found, wanted) is right


def test_tallies_add_up() -> None:
    total = Tally()
    total += judge(ARTICLE, gold.parse(ROW), strict=True)
    total += judge(replace(ARTICLE, title="X"), gold.parse(ROW), strict=True)
    assert (total.pages, total.share("title"), total.missed()) == (2, 0.5, ["title"])
