"""The article of a reading: every field from the best place, warnings that say what is wrong."""

from crawler.extraction import article, metadata
from crawler.extraction.article import Subject
from crawler.extraction.page import Document
from crawler.extraction.pieces import Piece
from crawler.extraction.reading import Reading
from crawler.extraction.rules import Rules, SiteRules
from storage.records import Article, Hints, Page, Related

URL = "https://bao.example/tin-1.html"
SENTENCE = "Nước lũ đầu nguồn năm nay về sớm hơn nửa tháng so với mọi năm ở vùng này. "
STORY = SENTENCE * 3
SITE = SiteRules(source="bao", family="f", language="vi", agency="VNA", house_tags=("BĐT",))


def subject(
    html: str = "", site: SiteRules | None = SITE, hints: Hints | None = None, fetched: str | None = None
) -> Subject:
    page = Page(URL, html.encode(), fetched_at=fetched, hints=hints or Hints())
    document = Document(f"<html><body>{html}</body></html>", URL)
    return Subject(page, document, metadata.read(document), site, site.family if site else None)


def pieces(*texts: str) -> list[Piece]:
    root = Document("<p>x</p>", URL).root
    return [Piece("paragraph", text.strip(), root) for text in texts]


def written(reading: Reading, of: Subject | None = None) -> Article:
    return article.write(of or subject(), reading, "rules:f")


def test_the_wire_lines_fill_what_the_page_leaves_open() -> None:
    reading = Reading(Rules(), title="Lũ", lead="BĐT - Nước về sớm.")
    reading.pieces = pieces(f"Hanoï (VNA) – {STORY}", f"{STORY}", "Minh Thu", "Nguồn: https://goc.example/a")
    found = written(reading)
    assert (found.lead, found.place, found.agency, found.byline) == ("Nước về sớm.", "Hanoï", "VNA", "Minh Thu")
    assert found.original_url == "https://goc.example/a"
    assert found.text == f"{STORY.strip()}\n\n{STORY.strip()}"
    assert found.warnings == ["no_date"]


def test_what_the_page_shows_wins_over_its_wire_lines() -> None:
    reading = Reading(Rules(), title="Lũ", byline="Lan Anh", agency="TTXVN", original_url="https://goc.example/b")
    reading.pieces = pieces(STORY, STORY, "Minh Thu", "Nguồn: https://goc.example/a")
    found = written(reading)
    assert (found.byline, found.agency, found.original_url) == ("Lan Anh", "TTXVN", "https://goc.example/b")


def test_source_family_and_language_are_the_site_s_and_of_an_unknown_site_the_text_s() -> None:
    reading = Reading(Rules(), title="Lũ", pieces=pieces(STORY))
    known, unknown = written(reading), written(reading, subject(site=None))
    assert (known.source, known.family, known.language, known.agency) == ("bao", "f", "vi", "VNA")
    assert (unknown.source, unknown.family, unknown.language, unknown.agency) == (None, None, "vi", None)


def test_pictures_are_listed_once_with_caption_and_credit_apart() -> None:
    root = Document("<p>x</p>", URL).root
    bare = Piece("caption", "", root, pictures=["https://a/1.jpg"])
    full = Piece("caption", "Nước về. Ảnh: H.Y.", root, pictures=["https://a/1.jpg"])
    other = Piece("caption", "Lũ ảnh 2 Thuyền ra khơi.", root, pictures=["https://a/2.jpg"])
    found = article.pictures([bare, full, other], "Lũ")
    assert [(image.url, image.caption, image.credit) for image in found] == [
        ("https://a/1.jpg", "Nước về.", "Ảnh: H.Y."),
        ("https://a/2.jpg", "Thuyền ra khơi.", None),
    ]


def test_teasers_that_the_wire_rules_cut_become_related_each_once() -> None:
    root = Document("<p>x</p>", URL).root
    reading = Reading(Rules(), title="Lũ", related=[Related("Một tin khác", "https://bao.example/khac")])
    teaser = Piece("paragraph", "Một tin khác", root, link="https://bao.example/khac")
    more = Piece("paragraph", "Một tin khác nữa", root, link="https://bao.example/nua")
    reading.pieces = [*pieces(STORY, STORY, "Voir plus"), teaser, more]
    found = written(reading)
    assert [item.url for item in found.related] == ["https://bao.example/khac", "https://bao.example/nua"]
    assert "tin khác" not in found.text


def test_warnings_say_what_is_missing_and_why() -> None:
    assert set(written(Reading(Rules())).warnings) == {"no_title", "no_text", "no_date"}
    assert written(Reading(Rules(), title="Lũ", pieces=pieces(SENTENCE))).warnings == ["thin", "no_date"]
    app = subject('<div id="root"></div>', site=None)
    assert "needs_javascript" in written(Reading(Rules(), title="Lũ"), app).warnings
    gone = article.write(subject(), Reading(Rules(), title="Lũ"), "", "listing").warnings
    assert gone[0] == "listing"
    assert "needs_javascript" not in gone
    late = subject('<time class=d datetime="2026-03-09T08:00:00+07:00">', fetched="2026-03-07T00:00:00Z")
    reading = Reading(Rules(published=(".d",)), title="Lũ", pieces=pieces(STORY))
    assert "date_in_future" in written(reading, late).warnings


def test_hints_stand_in_for_a_silent_page_only() -> None:
    hints = Hints(title="Từ nguồn tin", published_at="2026-03-07T08:00:00+07:00")
    silent = written(Reading(Rules(), pieces=pieces(STORY)), subject(hints=hints))
    assert (silent.title, silent.published_at) == ("Từ nguồn tin", "2026-03-07T08:00:00+07:00")
    assert "no_date" not in silent.warnings
    told = written(
        Reading(Rules(), title="Của trang", stamp="09/03/2026", pieces=pieces(STORY)), subject(hints=hints)
    )
    assert (told.title, told.published_at, told.published_precision) == ("Của trang", "2026-03-09", "day")


def test_a_dump_takes_source_and_agency_from_its_site() -> None:
    found = article.from_dump(Page(URL, b""), SITE, f"Lũ về sớm ở miền Tây năm nay\n{STORY}\n{STORY}")
    assert (found.source, found.family, found.agency, found.extractor) == ("bao", "f", "VNA", "dump")


def test_an_empty_article_says_why() -> None:
    assert article.empty(Page(URL, b""), "listing").warnings == ["listing", "no_text"]
    assert article.empty(Page(URL, b""), "no_text").warnings == ["no_text"]
