"""A saved page with its draft passes the gate as it stands."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from crawler import catalogue
from crawler.extraction.extract import extract
from dateline.quality import corpora, fixtures, gate, rows
from dateline.quality.gate import ALL
from dateline.quality.rows import GoldError
from storage.records import Page

SAVED = Path(__file__).parent / "pages" / "newscontents-2026-cantho.html"
PAGE = Page("https://baocantho.com.vn/vi-du-a196111.html", SAVED.read_bytes(), fetched_at="2026-11-21T08:00:00Z")


def test_a_draft_is_what_was_read(tmp_path: Path) -> None:
    rules = catalogue.load().rulebook()
    folder = tmp_path / "new" / "pages"
    later = replace(PAGE, body=PAGE.body + b"<!-- later -->")
    files = [fixtures.add(folder, page, extract(page, rules))[0] for page in (PAGE, later)]
    assert [file.name for file in files] == ["baocantho.com.vn-01.html", "baocantho.com.vn-02.html"]
    assert files[0].read_bytes() == PAGE.body
    result = gate.run(corpora.folder(folder, rules))
    assert (result.faults, result.rows["newscontents"].pages) == ({}, 2)
    assert result.rows[ALL].share("published") == 1
    assert rows.read(folder / "gold.json")[0]["fetched_at"] == PAGE.fetched_at


def test_the_same_page_again_leaves_its_gold_alone(tmp_path: Path) -> None:
    article = extract(PAGE, catalogue.load().rulebook())
    file, is_new = fixtures.add(tmp_path, PAGE, article)
    corrected = json.dumps([rows.read(tmp_path / "gold.json")[0] | {"title": "As the page has it"}])
    (tmp_path / "gold.json").write_text(corrected)
    assert (fixtures.add(tmp_path, PAGE, article), is_new) == ((file, False), True)
    assert (tmp_path / "gold.json").read_text() == corrected
    elsewhere = replace(PAGE, url="https://baocantho.com.vn/vi-du-a196112.html")
    assert fixtures.add(tmp_path, elsewhere, article)[1]


def test_what_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    article = extract(PAGE, catalogue.load().rulebook())
    (tmp_path / "file").touch()
    with pytest.raises(GoldError, match="cannot be written"):
        fixtures.add(tmp_path / "file", PAGE, article)
    (tmp_path / "gold.json").write_text("{")
    with pytest.raises(GoldError, match="is no JSON"):
        fixtures.add(tmp_path, PAGE, article)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "gold.json"]
