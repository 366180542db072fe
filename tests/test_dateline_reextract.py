"""`dateline reextract`: pages stored by poorer rules become what the present ones read, and nothing is lost."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from program import dateline

from crawler import catalogue
from crawler.extraction.extract import extract
from crawler.extraction.rules import Rulebook
from dateline import redo
from dateline.cli import main
from dateline.engines import Here
from storage import archive, intake
from storage.corpus import Corpus
from storage.intake import Fetched
from storage.records import Article, Page
from storage.reextraction import Scope
from storage.worksheet import Worksheet

PAGES = Path(__file__).parent / "pages"
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
NAMES = (
    "epi-2026-fr",
    "epi-2018-vi",
    "onecms-2025-fr",
    "vccorp-2026-chinhphu",
    "newscontents-2026-cantho",
    "yyyymm-2022-daklak",
    "qdnd-2026",
)
SHOWN = (
    "url, source, title, lead, text, byline, agency, place, tags, published_at, word_count, content_sha256, fold, "
    "extractor, warnings, (SELECT group_concat(caption) FROM images WHERE article_id = articles.id)"
)


def saved() -> list[Page]:
    rows = {row["file"]: row for row in json.loads((PAGES / "gold.json").read_text("utf-8"))}
    return [
        Page(
            rows[f"{name}.html"]["url"],
            (PAGES / f"{name}.html").read_bytes(),
            fetched_at=rows[f"{name}.html"].get("fetched_at"),
        )
        for name in NAMES
    ]


def fill(db: Path, rulebook: Rulebook) -> None:
    """Store the pages as a crawl with these rules does."""
    with Corpus.open(db) as corpus:
        for page in saved():
            intake.keep(corpus, Fetched(page=page, article=extract(page, rulebook), key=page.url), now=NOW)


def state(db: Path) -> list[tuple[object, ...]]:
    with Corpus.open(db, read_only=True) as corpus:
        return [tuple(row) for row in corpus.conn.execute(f"SELECT {SHOWN} FROM articles ORDER BY url")]


@pytest.fixture(scope="module")
def best(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    """What a crawl with the present rules stores."""
    db = tmp_path_factory.mktemp("best") / "corpus.db"
    fill(db, catalogue.load().rulebook())
    return state(db)


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus that was crawled without rules."""
    monkeypatch.chdir(tmp_path)
    fill(tmp_path / "corpus.db", Rulebook())
    return tmp_path / "corpus.db"


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["reextract", "--engine", "here", *args])


def test_a_dry_run_reports_and_touches_nothing(db: Path) -> None:
    before = state(db)
    done = run("--dry-run")
    assert done.exit_code == 0, done.output
    table, _, examples = done.stdout.partition("\n\n")
    assert "baocantho" in examples or "(no source)" in table
    assert "  - " in examples or "  + " in examples
    assert "nothing written" in done.stderr
    assert state(db) == before
    with Corpus.open(db, read_only=True) as corpus:
        assert corpus.conn.execute("SELECT count(*) FROM revisions").fetchone()[0] == 0


def test_writing_ends_where_a_crawl_with_these_rules_would(db: Path, best: list[tuple[object, ...]]) -> None:
    assert state(db) != best
    done = run()
    assert done.exit_code == 0, done.output
    assert state(db) == best
    with Corpus.open(db, read_only=True) as corpus:
        kinds = {row["kind"] for row in corpus.conn.execute("SELECT kind FROM revisions")}
    assert kinds == {"reextracted"}
    again = run()
    assert (again.exit_code, state(db)) == (0, best)
    assert [path.name for path in db.parent.iterdir() if "reextract" in path.name] == []


def test_in_worker_processes(db: Path, best: list[tuple[object, ...]]) -> None:
    done = dateline(db.parent, "reextract")
    assert done.returncode == 0, done.stderr
    assert state(db) == best


def test_what_a_dry_run_read_is_not_read_again(
    db: Path, best: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("--dry-run")
    monkeypatch.setattr("crawler.extraction.extract.extract", lambda *_: pytest.fail("read again"))
    done = run()
    assert f"going on after {len(NAMES)} pages" in done.stderr
    assert state(db) == best


@pytest.mark.parametrize("at", range(1, 5))
def test_a_run_that_is_stopped_goes_on(
    db: Path, best: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    monkeypatch.setattr(redo, "CHUNK", 2)
    known, job = catalogue.load(), redo.Job(Scope())
    heard: list[int] = []

    def stop(_: int) -> None:
        heard.append(1)
        if len(heard) == at:
            raise KeyboardInterrupt

    with Corpus.open(db) as corpus, Worksheet(db, redo.fingerprint(known, job)) as sheet:
        with pytest.raises(KeyboardInterrupt):
            redo.survey(corpus, sheet, known, job, engine=Here(), listener=stop)
        assert sheet.pages == min(at * 2, len(NAMES))
        redo.survey(corpus, sheet, known, job, engine=Here(), listener=lambda _: None)
        assert sheet.pages == len(NAMES)
        heard.clear()
        with suppress(KeyboardInterrupt):  # fewer may be written than were read
            redo.apply(corpus, sheet, known, force=False, listener=stop)
        redo.apply(corpus, sheet, known, force=False, listener=lambda _: None)
        twice = "SELECT count(*) FROM revisions GROUP BY article_id HAVING count(*) > 1"
        assert corpus.conn.execute(twice).fetchall() == []
    assert state(db) == best


def test_ctrl_c_is_one_line(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    before = state(db)
    monkeypatch.setattr(redo, "survey", stop)
    done = run()
    assert (done.exit_code, done.stderr) == (130, "dateline: stopped; the same command goes on where it was\n")
    assert state(db) == before


def test_scope(db: Path) -> None:
    known = catalogue.load()
    with Corpus.open(db) as corpus:
        corpus.conn.execute("UPDATE pages SET source = 'baocantho' WHERE url LIKE '%baocantho%'")
    found = json.loads(run("--dry-run", "--source", "baocantho", "--json").stdout)
    assert [(each["source"], each["pages"]) for each in found["sources"]] == [("baocantho", 1)]
    found = json.loads(run("--dry-run", "--since", "2026-01-01", "--json").stdout)
    assert sum(each["pages"] for each in found["sources"]) == len(NAMES) - 1  # one was fetched in 2018
    found = json.loads(run("--dry-run", "--limit", "2", "--json").stdout)
    assert sum(each["pages"] for each in found["sources"]) == 2
    assert redo.fingerprint(known, redo.Job(Scope())) != redo.fingerprint(known, redo.Job(Scope(("a",))))


def test_sources_of_another_catalogue_are_named(db: Path) -> None:
    assert "catalogue" not in run("--dry-run", "--limit", "6").stderr
    with Corpus.open(db) as corpus:
        corpus.conn.execute("UPDATE pages SET source = 'dated'")
    lines = run("--dry-run").stderr.splitlines()
    assert "dateline: not in the catalogue, read without their rules: dated: name theirs by --catalogue" in lines
    (db.parent / "own.toml").write_text(RULES)
    assert "not in the catalogue" not in run("--dry-run", "--catalogue", "own.toml").stderr


def test_the_help_says_when_it_asks() -> None:
    shown = " ".join(run("--help").stdout.split())
    assert "It asks before it writes where both its input and its output are a terminal." in shown


def test_a_page_that_gave_no_article_gives_one_now(db: Path) -> None:
    page = replace(saved()[0], url="https://fr.vietnamplus.vn/autre-post900199.vnp")
    notice = Page("https://fr.vietnamplus.vn/vide-post900200.vnp", b"<html><title>x</title><p></p></html>")
    with Corpus.open(db) as corpus:
        corpus.conn.execute("DELETE FROM pages WHERE article_id IS NULL")
        archive.store(corpus, page, "vietnamplus", NOW)
        archive.store(corpus, notice, "vietnamplus", NOW)
    found = json.loads(run("--source", "vietnamplus", "--json").stdout)
    assert [(each["source"], each["made"]) for each in found["sources"]] == [("vietnamplus", 1)]
    with Corpus.open(db, read_only=True) as corpus:
        rows = corpus.conn.execute("SELECT articles.id, pages.article_id FROM pages JOIN articles USING (url)")
        assert [row[0] == row[1] for row in rows if row] == [True] * (len(NAMES) + 1)
        assert page.url in {row["url"] for row in corpus.conn.execute("SELECT url FROM articles")}


def test_a_reading_that_loses_the_text_is_held_back(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "crawler.extraction.extract.extract", lambda page, _: replace(extract(page, Rulebook()), text="")
    )
    before = state(db)
    done = run("--json")
    [source] = json.loads(done.stdout)["sources"]
    assert (source["held"], source["articles"]) == ({"no text any more": len(NAMES)}, 0)
    assert state(db) == before
    assert run("--force").exit_code == 0
    assert all(row[4] == "" for row in state(db))


def test_a_page_that_kills_its_reader_costs_only_itself(db: Path) -> None:
    script = (
        "import os, sys; from crawler.extraction import extract as module; read = module.extract\n"
        "module.extract = lambda page, rules: os._exit(9) if 'vi-du-tam' in page.url else read(page, rules)\n"
    )
    (db.parent / "sitecustomize.py").write_text(script)
    done = dateline(db.parent, "reextract", "--dry-run", "--json", PYTHONPATH=str(db.parent))
    found = json.loads(done.stdout)
    assert (done.returncode, found["failed"]) == (1, 1)
    assert sum(each["pages"] for each in found["sources"]) == len(NAMES)


def test_a_page_on_which_extraction_raises_or_whose_body_is_damaged_costs_only_itself(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Corpus.open(db) as corpus:
        [raising, damaged, *_] = [row["id"] for row in corpus.conn.execute("SELECT id FROM pages ORDER BY id")]
        url = archive.load(corpus, raising).url
        corpus.conn.execute("UPDATE pages SET body = x'00' WHERE id = ?", (damaged,))

    def read(page: Page, rulebook: Rulebook) -> Article:
        if page.url == url:
            raise RecursionError("too deep")
        return extract(page, rulebook)

    monkeypatch.setattr("crawler.extraction.extract.extract", read)
    done = run("--engine", "here", "--dry-run")
    assert (done.exit_code, f"page {raising} could not be read: RecursionError: too deep" in done.stderr) == (1, True)
    found = json.loads(run("--engine", "here", "--json").stdout)
    assert (found["failed"], sum(each["pages"] for each in found["sources"])) == (2, len(NAMES))
    assert [each["page"] for each in found["failures"]] == [raising, damaged]
    assert "ZstdError" in found["failures"][1]["why"]


RULES = """
[family.dated]
label = "x"
status = "guess"
[[family.dated.template]]
title = ["h1"]
body = [".new"]
[[family.dated.template]]
valid_until = "2020-01-01"
title = ["h1"]
body = [".old"]
[source.dated]
group = "provincial"
family = "dated"
host = "dated.test"
"""


def test_a_page_is_read_by_the_rules_of_its_day(db: Path) -> None:
    (db.parent / "sources").mkdir()
    (db.parent / "sources" / "dated.toml").write_text(RULES)
    words = "Người dân trong vùng đã sửa xong con đường dẫn ra bến sông sau nhiều tháng chờ đợi."
    parts = "".join(f'<div class="{name}">{f"<p>{name} {words}</p>" * 4}</div>' for name in ("old", "new"))
    body = f"<html><body><h1>Con đường</h1>{parts}</body></html>".encode()
    with Corpus.open(db) as corpus:
        for year in (2019, 2021):
            page = Page(f"https://dated.test/{year}", body + b" " * year, fetched_at=f"{year}-05-05T00:00:00+07:00")
            poor = replace(extract(page, Rulebook()), source="dated")
            intake.keep(corpus, Fetched(page=page, article=poor, key=page.url), now=NOW)
    assert run("--source", "dated", "--force").exit_code == 0
    with Corpus.open(db, read_only=True) as corpus:
        rows = corpus.conn.execute("SELECT text FROM articles WHERE source = 'dated' ORDER BY url").fetchall()
    assert [row["text"][:3] for row in rows] == ["old", "new"]


def test_an_empty_archive_and_a_missing_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    missing = run("--dry-run")
    assert (missing.exit_code, "does not exist" in missing.stderr) == (2, True)
    Corpus.open(tmp_path / "corpus.db").close()
    empty = run("--dry-run")
    assert (empty.exit_code, empty.stderr) == (1, "dateline: no stored page answers\n")
    assert run("--source", "nowhere").exit_code == 2
