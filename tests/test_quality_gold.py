"""Gold is read plain or hashed, and says the same of a page either way."""

from dateline.quality import gold
from storage.records import Article, Image, Related

FIRST = "Le Premier ministre a présidé une réunion."
SECOND = "Il a demandé d'accélérer les travaux."


def test_texts_compare_after_folding() -> None:
    assert gold.normal("\ufeffDa\u0300\xa0 Na\u0306\u0303ng\n") == "Dà Nẵng"
    assert gold.hashed("a  b") == gold.hashed("a b ")
    assert gold.paragraphs("a\n\n b \n\n\n") == ["a", "b"]


def test_shingles() -> None:
    assert gold.shingles("") == frozenset()
    assert len(gold.shingles("một hai")) == 1
    assert len(gold.shingles("một hai ba bốn năm")) == 2


def test_plain_and_hashed_gold_ask_the_same() -> None:
    plain = gold.parse({"paragraphs": [FIRST], "box_paragraphs": [SECOND], "lead": "L", "must_not": ["Voir plus"]})
    hashed = gold.parse(
        {
            "paragraphs": [gold.hashed(FIRST), gold.hashed(SECOND)],
            "shingles": sorted(gold.shingles(f"{FIRST}\n{SECOND}")),
            "lead": gold.hashed("L"),
            "must_not": ["Voir plus"],
        }
    )
    assert (plain.paragraphs, plain.shingles, plain.must_not) == (hashed.paragraphs, hashed.shingles, hashed.must_not)
    assert (plain.hashed, hashed.hashed) == (frozenset(), {"lead"})


def test_gold_whose_hashes_are_null_is_plain() -> None:
    assert gold.parse({"paragraphs": [FIRST], "shingles": None}).paragraphs == (gold.hashed(FIRST),)


def test_a_box_among_the_paragraphs_counts_once() -> None:
    assert len(gold.parse({"paragraphs": [FIRST, SECOND], "box_paragraphs": [SECOND]}).paragraphs) == 2


def test_subheadings_may_be_there() -> None:
    wanted = gold.parse({"paragraphs": [FIRST], "subheadings": ["Titre"]})
    assert wanted.paragraphs == (gold.hashed(FIRST),)
    assert wanted.allowed == {gold.hashed("Titre")}


def test_a_draft_is_gold_that_the_reading_meets() -> None:
    article = Article(
        "https://news.test/1",
        title="T",
        lead="L",
        text=f"{FIRST}\n\n{SECOND}",
        published_at="2026-07-20T08:00:00+07:00",
        images=[Image("https://news.test/1.jpg", "C")],
        related=[Related("Autre histoire")],
    )
    row = gold.draft(article, "a.html")
    assert (row["file"], row["published"], row["captions"]) == ("a.html", "2026-07-20T08:00:00+07:00", ["C"])
    assert gold.parse(row).paragraphs == (gold.hashed(FIRST), gold.hashed(SECOND))
    assert row["must_not"] == ["Autre histoire"]
