"""A worksheet goes on where it was, for the same job only, and for one process at a time."""

from pathlib import Path

import pytest

from storage.records import Article, DatelineError
from storage.reextraction import Difference, Stored
from storage.worksheet import SUFFIX, Draft, Worksheet


def draft(page_id: int, source: str | None = "one", held: str | None = None) -> Draft:
    article = Article(f"https://news.test/{page_id}", title="Huế", text="a\n\nb", tags=["x"])
    return Draft(Stored(page_id, page_id + 100, source), Difference(("lead",), (), ("text",), 3, 2, held), article)


def fill(sheet: Worksheet, *drafts: Draft) -> None:
    sheet.note([each.stored for each in drafts], {}, drafts, drafts[-1].stored.page_id)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus.db"


def test_drafts_come_back_whole(corpus: Path) -> None:
    with Worksheet(corpus, "job") as sheet:
        fill(sheet, draft(1), draft(2, None))
        assert list(sheet.drafts()) == [draft(1), draft(2, None)]
        assert list(sheet.drafts(source="one")) == [draft(1)]
        assert list(sheet.differences("")) == [draft(2).difference]


def test_the_same_job_goes_on(corpus: Path) -> None:
    with Worksheet(corpus, "job") as sheet:
        assert (sheet.resumed, sheet.position, sheet.pages) == (False, 0, 0)
        fill(sheet, draft(1), draft(7))
    with Worksheet(corpus, "job") as sheet:
        assert (sheet.resumed, sheet.position, sheet.pages) == (True, 7, 2)
    with Worksheet(corpus, "other rules") as sheet:
        assert (sheet.resumed, sheet.position, sheet.pages, list(sheet.drafts())) == (False, 0, 0, [])


def test_what_is_written_is_not_written_again(corpus: Path) -> None:
    with Worksheet(corpus, "job") as sheet:
        fill(sheet, draft(1), draft(2), draft(3, held="no text any more"))
        for each in sheet.drafts(held=False):
            sheet.mark(each.stored.page_id)
        assert [each.stored.page_id for each in sheet.drafts()] == [3]


def test_pages_are_counted_by_source(corpus: Path) -> None:
    with Worksheet(corpus, "job") as sheet:
        pages = [Stored(number, None, "one" if number < 3 else None) for number in range(5)]
        sheet.note(pages, dict.fromkeys(pages[2:4], "too deep"), [], 4)
        sheet.note(pages, {}, [], 9)
        assert sheet.sources() == [("", 4, 1), ("one", 6, 1)]
        assert sheet.pages == 10


def test_one_process_at_a_time(corpus: Path) -> None:
    with Worksheet(corpus, "job"), pytest.raises(DatelineError, match="another `dateline reextract` is running"):
        Worksheet(corpus, "job")


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(DatelineError, match="cannot be written"):
        Worksheet(tmp_path / "none" / "corpus.db", "job")


def test_removing_leaves_nothing(corpus: Path) -> None:
    with Worksheet(corpus, "job") as sheet:
        assert corpus.with_name(corpus.name + SUFFIX).exists()
        sheet.remove()
    assert list(corpus.parent.iterdir()) == []
