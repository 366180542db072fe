"""A better reading replaces a poorer one, keeps it as our own history, and never costs a text unasked."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import archive, arrivals, articles, copies, intake, reextraction, revisions, signatures
from storage.corpus import Corpus
from storage.intake import Fetched
from storage.records import Article, Image, Page, Related
from storage.reextraction import Difference, Scope, Stored

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
WORDS = " ".join(f"từ{number} ở" for number in range(60))
OLD = Article(
    "https://news.test/1",
    source="one",
    language="vi",
    title="Bão số 9",
    text=f"{WORDS}\n\nXem thêm: tin khác",
    byline="Ảnh: An",
    tags=["bão"],
    images=[Image("https://news.test/1.jpg")],
    extractor="trafilatura",
)
BETTER = replace(OLD, text=WORDS, byline=None, place="Huế", agency="VNA", extractor="rules:epi")


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


def keep(corpus: Corpus, article: Article, body: bytes = b"<p>page</p>", now: datetime = NOW) -> Stored:
    kept = intake.keep(corpus, Fetched(page=Page(article.url, body), article=article, key=article.url), now=now)
    assert kept is not None
    assert kept.page_id is not None
    return Stored(kept.page_id, kept.article_id, article.source)


def row(corpus: Corpus, stored: Stored) -> sqlite3.Row:
    found: sqlite3.Row = corpus.conn.execute("SELECT * FROM articles WHERE id = ?", (stored.article_id,)).fetchone()
    return found


def compared(corpus: Corpus, stored: Stored, article: Article) -> Difference | None:
    assert stored.article_id is not None
    return reextraction.compare(corpus.conn, stored.article_id, article)


def test_the_same_reading_is_no_difference(corpus: Corpus) -> None:
    stored = keep(corpus, OLD)
    assert compared(corpus, stored, OLD) is None
    assert compared(corpus, stored, replace(OLD, extractor="rules:epi")) is None
    assert reextraction.write(corpus, stored, OLD, now=LATER) is False
    assert row(corpus, stored)["updated_at"] == "2026-11-21T08:00:00Z"


@pytest.mark.parametrize(
    "changes", [{"extractor": "rules:epi"}, {"related": [Related("Tin khác", "https://news.test/2")]}]
)
def test_how_it_was_read_and_its_teasers_are_no_reason_to_write(corpus: Corpus, changes: dict[str, Any]) -> None:
    stored = keep(corpus, OLD)
    before = tuple(row(corpus, stored))
    assert compared(corpus, stored, replace(OLD, **changes)) is None
    assert reextraction.write(corpus, stored, replace(OLD, **changes), now=LATER, force=True) is False
    assert tuple(row(corpus, stored)) == before
    assert revisions.of(corpus.conn, before[0]) == []


def test_they_are_written_with_what_is_a_reason(corpus: Corpus) -> None:
    stored = keep(corpus, OLD)
    article = replace(OLD, title="Bão số 10", extractor="rules:epi", related=[Related("Tin khác", None)])
    found = compared(corpus, stored, article)
    assert found is not None
    assert found.fields == ("title",)
    assert reextraction.write(corpus, stored, article, now=LATER) is True
    new = row(corpus, stored)
    assert (new["title"], new["extractor"]) == ("Bão số 10", "rules:epi")
    assert "Tin khác" in new["related"]
    [old] = revisions.of(corpus.conn, new["id"])
    assert (old["title"], old["extractor"]) == ("Bão số 9", "trafilatura")


@pytest.mark.parametrize(
    ("before", "after", "how"),
    [([], ["no_date"], "gained"), (["no_date"], [], "lost"), (["no_date"], ["fallback"], "changed")],
)
def test_other_warnings_are_a_difference_and_go_to_history(
    corpus: Corpus, before: list[str], after: list[str], how: str
) -> None:
    stored = keep(corpus, replace(OLD, warnings=before))
    found = compared(corpus, stored, replace(OLD, warnings=after))
    assert found is not None
    assert (found.fields, getattr(found, how), found.held) == (("warnings",), ("warnings",), None)
    assert reextraction.write(corpus, stored, replace(OLD, warnings=after), now=LATER) is True
    new = row(corpus, stored)
    assert (json.loads(new["warnings"]), new["text"]) == (after, OLD.text)
    [old] = revisions.of(corpus.conn, new["id"])
    assert json.loads(json.loads(old["details"])["warnings"]) == before


def test_what_would_change(corpus: Corpus) -> None:
    found = compared(corpus, keep(corpus, OLD), BETTER)
    assert found == Difference(("agency", "place"), ("byline",), ("text",), before=124, after=120)


def test_writing_keeps_the_former_state_as_our_own_history(corpus: Corpus) -> None:
    stored = keep(corpus, OLD)
    assert reextraction.write(corpus, stored, BETTER, now=LATER) is True
    new = row(corpus, stored)
    assert (new["text"], new["byline"], new["place"], new["extractor"]) == (WORDS, None, "Huế", "rules:epi")
    assert (new["word_count"], new["updated_at"]) == (120, "2026-11-22T08:00:00Z")
    assert (new["url"], new["origin"], new["page_id"]) == (OLD.url, "crawl", stored.page_id)
    [old] = revisions.of(corpus.conn, new["id"])
    assert (old["kind"], old["text"], old["byline"], old["page_id"]) == (
        "reextracted",
        OLD.text,
        "Ảnh: An",
        stored.page_id,
    )
    assert json.loads(old["details"]) == {"agency": None, "place": None}
    assert reextraction.write(corpus, stored, BETTER, now=LATER) is False


def test_search_and_signature_follow(corpus: Corpus) -> None:
    stored = keep(corpus, OLD)
    reextraction.write(corpus, stored, replace(BETTER, title="Lũ lớn"), now=LATER)
    hits = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
    assert [corpus.conn.execute(hits, (words,)).fetchone()[0] for words in ('"tin khac"', '"lu lon"')] == [0, 1]
    rows = corpus.conn.execute("SELECT article_id, keys FROM arrived_keys").fetchall()
    keys = {(key, row["article_id"]) for row in rows for key in arrivals.unpacked(row["keys"])}
    assert keys == {(key, stored.article_id) for key in signatures.sign(WORDS).keys}


def test_images_are_replaced_and_remembered(corpus: Corpus) -> None:
    stored = keep(corpus, OLD)
    pictures = [Image("https://news.test/1.jpg", "Sóng lớn", "An")]
    reextraction.write(corpus, stored, replace(OLD, images=pictures), now=LATER)
    assert stored.article_id is not None
    assert articles.images_of(corpus.conn, stored.article_id) == pictures
    [old] = revisions.of(corpus.conn, stored.article_id)
    assert json.loads(old["details"]) == {"images": [["https://news.test/1.jpg", None, None]]}


def test_kin_is_found_anew(corpus: Corpus) -> None:
    first = keep(corpus, BETTER)
    teasers = " ".join(f"tin{number} khác" for number in range(400))
    second = keep(corpus, replace(OLD, url="https://two.test/1", source="two", title="Khác", text=teasers), b"2")
    assert row(corpus, second)["duplicate_of"] is None
    copy = replace(BETTER, url="https://two.test/1", source="two", title="Khác")
    assert reextraction.write(corpus, second, copy, now=LATER, force=True)
    assert row(corpus, second)["duplicate_of"] == first.article_id
    assert copies.find(corpus.conn, copies.story(row(corpus, first)), but=first.article_id)


@pytest.mark.parametrize(
    ("worse", "why"),
    [
        ({"text": "", "warnings": ["no_text"]}, "no text any more"),
        ({"text": "", "warnings": ["body_encoded"]}, "no text any more"),
        ({"warnings": ["listing"]}, "no article any more"),
        ({"text": "Hai từ."}, "less than half of its text"),
        ({"text": WORDS, "source": None}, "its source is not in the catalogue"),
    ],
)
def test_a_worse_reading_is_held_back_unless_forced(corpus: Corpus, worse: dict[str, object], why: str) -> None:
    stored = keep(corpus, OLD)
    article = replace(OLD, **worse)  # type: ignore[arg-type]
    found = compared(corpus, stored, article)
    assert found is not None
    assert found.held == why
    assert reextraction.write(corpus, stored, article, now=LATER) is False
    assert row(corpus, stored)["text"] == OLD.text
    assert reextraction.write(corpus, stored, article, now=LATER, force=True) is True
    assert row(corpus, stored)["text"] == ("" if "no text" in why else article.text)


def test_what_an_earlier_page_told_stays(corpus: Corpus) -> None:
    keep(corpus, replace(OLD, place="Huế"))
    stored = keep(corpus, replace(OLD, text=f"{WORDS}\n\nMới.", images=[]), b"<p>edited</p>", LATER)
    assert compared(corpus, stored, replace(OLD, text=f"{WORDS}\n\nMới.", images=[])) is None


def test_an_article_crawled_in_the_meantime_is_left_alone(corpus: Corpus) -> None:
    stored = keep(corpus, OLD)
    keep(corpus, replace(OLD, text=f"{WORDS}\n\nMới."), b"<p>edited</p>", LATER)
    assert reextraction.write(corpus, stored, BETTER, now=LATER) is False


def test_a_failed_write_leaves_nothing(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = keep(corpus, OLD)
    before = "\n".join(corpus.conn.iterdump())
    monkeypatch.setattr(copies, "index", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        reextraction.write(corpus, stored, BETTER, now=LATER)
    assert "\n".join(corpus.conn.iterdump()) == before


def test_pages_come_in_order_and_by_scope(corpus: Corpus) -> None:
    first = keep(corpus, OLD)
    second = keep(corpus, replace(OLD, url="https://two.test/2", source="two"), b"2")
    empty = archive.store(corpus, Page("https://one.test/empty", b"old"), "one", NOW)
    lost = archive.store(corpus, Page("https://one.test/empty", b"new"), "one", LATER)
    revised = keep(corpus, replace(OLD, text=WORDS), b"edited", LATER)
    everything = [second, Stored(lost, None, "one"), revised]
    assert reextraction.pages(corpus, Scope(), after=0, limit=9) == everything
    assert reextraction.pages(corpus, Scope(), after=second.page_id, limit=1) == everything[1:2]
    assert reextraction.pages(corpus, Scope(("two",)), after=0, limit=9) == [second]
    assert reextraction.pages(corpus, Scope(since="2026-11-22T00:00:00Z"), after=0, limit=9) == everything[1:]
    assert reextraction.count(corpus, Scope()) == 3
    assert {empty, first.page_id}.isdisjoint(each.page_id for each in everything)


def test_which_readings_are_stories() -> None:
    assert reextraction.is_story(OLD)
    assert not reextraction.is_story(replace(OLD, text=""))
    assert not reextraction.is_story(replace(OLD, warnings=["listing"]))


def test_examples_show_every_field(corpus: Corpus) -> None:
    stored = keep(corpus, OLD)
    assert stored.article_id is not None
    shown = {name: (old, new) for name, old, new in reextraction.examples(corpus.conn, stored.article_id, BETTER)}
    assert shown == {
        "agency": ("", "VNA"),
        "byline": ("Ảnh: An", ""),
        "place": ("", "Huế"),
        "text": (OLD.text, WORDS),
    }
