"""Importing seeds: what is read, what is refused, and that seeds become the origins of their clusters."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.extraction.rules import FamilyRules, Rulebook, Rules, SiteRules
from seeds import importer
from seeds.importer import SeedsError, import_folder, list_folder
from storage import intake
from storage.corpus import Corpus
from storage.intake import Fetched
from storage.records import Article, Outcome, Page

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
FAMILIES = Rulebook()
SENTENCE = "Le pont relie les deux rives du fleuve depuis le mois de mars et raccourcit le chemin du marché"
STORY = "\n\n".join(
    f"{SENTENCE}, a déclaré le chef du district numéro {number} devant la presse." for number in range(9)
)
DUMP = f"Un pont relie les deux rives\n\nHanoï (VNA) - {STORY}\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    return folder


def imported(corpus: Corpus, folder: Path, now: datetime = NOW) -> dict[str, Outcome | None]:
    return {seed.name: seed.outcome for seed in import_folder(corpus, folder, FAMILIES, now=now)}


def everything(corpus: Corpus) -> list[tuple[object, ...]]:
    tables = ("articles", "images", "revisions", "relations", "signatures", "arrived_keys", "pages", "urls")
    return [tuple(row) for table in tables for row in corpus.conn.execute(f"SELECT * FROM {table}")]


def test_the_documents_of_the_house_are_imported_once(corpus: Corpus) -> None:
    first = imported(corpus, importer.DOCUMENTS)
    assert len(first) == 5
    assert set(first.values()) == {Outcome.NEW}
    before = everything(corpus)
    assert set(imported(corpus, importer.DOCUMENTS, NOW + timedelta(days=1)).values()) == {Outcome.UNCHANGED}
    assert everything(corpus) == before
    rows = corpus.conn.execute("SELECT url, origin, original_url FROM articles").fetchall()
    assert {row["origin"] for row in rows} == {"seed"}
    assert all(row["url"].startswith("seed:") for row in rows)
    assert sum(row["original_url"] is not None for row in rows) == 2, "the two that Vietnam.vn took from elsewhere"


def test_they_are_listed_without_being_stored() -> None:
    seeds = list_folder(importer.DOCUMENTS, FAMILIES)
    assert [seed.name for seed in seeds] == sorted(path.name for path in importer.DOCUMENTS.iterdir())
    assert all(seed.words > 200 and seed.language == "fr" and not seed.outcome for seed in seeds)


def test_a_document_is_its_content_not_its_file(corpus: Corpus, folder: Path) -> None:
    (folder / "a.txt").write_bytes(DUMP.encode())
    (folder / "b.TXT").write_bytes(b"\xef\xbb\xbf" + DUMP.replace("\n", "\r\n").encode())
    (folder / "notes.md").write_text("not a seed")
    (folder / "c.txt").mkdir()
    assert imported(corpus, folder) == {"a.txt": Outcome.NEW, "b.TXT": Outcome.UNCHANGED}
    assert corpus.conn.execute("SELECT count(*) FROM articles").fetchone()[0] == 1


def test_what_is_no_document_is_named_and_the_others_go_on(
    corpus: Corpus, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "MAX_BYTES", 1024**2)
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "broken.html").symlink_to(folder / "nowhere")
    (folder / "empty.txt").write_bytes(b"\xef\xbb\xbf \r\n")
    (folder / "good.txt").write_text(DUMP, "utf-8")
    (folder / "large.txt").write_bytes(b"a" * (1024**2 + 1))
    (folder / "png.html").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + os.urandom(3000))
    seeds = {seed.name: seed for seed in import_folder(corpus, folder, FAMILIES, now=NOW)}
    problems = {name: seed.problem for name, seed in seeds.items()}
    assert problems.pop("good.txt") is None
    assert seeds["good.txt"].outcome is Outcome.NEW
    for name, reason in [
        ("binary.txt", "is no text"),
        ("broken.html", "cannot be read: No such file or directory"),
        ("empty.txt", "empty.txt"),
        ("large.txt", "larger than 1 MiB"),
        ("png.html", "is no text"),
    ]:
        problem = problems.pop(name)
        assert problem is not None
        assert reason in problem
        assert name in problem
        assert "\n" not in problem
    assert not problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_other_encodings_are_text_too(corpus: Corpus, folder: Path, encoding: str) -> None:
    (folder / "a.txt").write_bytes(DUMP.encode(encoding))
    assert imported(corpus, folder) == {"a.txt": Outcome.NEW}
    assert "déclaré" in corpus.conn.execute("SELECT text FROM articles").fetchone()[0]


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_that_will_not_do_is_named(folder: Path, name: str) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(SeedsError, match=name):
        list_folder(folder / name, FAMILIES)


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="there is no such device")
def test_what_is_neither_file_nor_folder_is_named() -> None:
    with pytest.raises(SeedsError, match="/dev/null is neither a file nor a folder"):
        list_folder(Path("/dev/null"), FAMILIES)


def test_one_file_will_do(folder: Path) -> None:
    (folder / "a.txt").write_text(DUMP, "utf-8")
    assert [seed.name for seed in list_folder(folder / "a.txt", FAMILIES)] == ["a.txt"]


def test_a_saved_page_is_read_by_its_site_and_kept_apart_from_its_address(corpus: Corpus, folder: Path) -> None:
    rules = Rules(title=("h1",), body=("div.story",), drop=("p.teaser",))
    book = Rulebook({"demo.vn": SiteRules("demo", "demo", (rules,), "fr")}, (FamilyRules("demo", (rules,)),))
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in STORY.split("\n\n"))
    page = (
        '<html><head><link rel="canonical" href="https://demo.vn/pont-1.html"></head><body><h1>Un pont</h1>'
        f'<div class="story">{paragraphs}<p class="teaser">Lire aussi</p></div></body></html>'
    )
    (folder / "page.html").write_text(page, "utf-8")
    [seed] = import_folder(corpus, folder, book, now=NOW)
    assert (seed.outcome, seed.title) == (Outcome.NEW, "Un pont")
    row = corpus.conn.execute("SELECT * FROM articles").fetchone()
    assert (row["source"], row["canonical_url"]) == ("demo", "https://demo.vn/pont-1.html")
    assert row["url"].startswith("seed:")
    crawled = crawl(corpus, row["text"], url="https://demo.vn/pont-1.html")
    assert (crawled.outcome, crawled.duplicate_of) == (Outcome.DUPLICATE, row["id"])


def crawl(corpus: Corpus, text: str, url: str = "https://vietnamplus.vn/1") -> intake.Kept:
    article = Article(url=url, text=text, title="Un pont", language="fr", source="vietnamplus")
    fetched = Fetched(page=Page(url, text.encode()), article=article, key=url)
    kept = intake.keep(corpus, fetched, now=NOW, agency_sources=frozenset({"vietnamplus"}))
    assert kept is not None
    return kept


@pytest.mark.parametrize("crawled_first", [True, False])
def test_a_crawled_article_is_the_seeds_duplicate_in_either_order(
    corpus: Corpus, folder: Path, crawled_first: bool
) -> None:
    (folder / "a.txt").write_text(DUMP, "utf-8")
    if crawled_first:
        assert crawl(corpus, STORY).outcome is Outcome.NEW
        assert imported(corpus, folder) == {"a.txt": Outcome.DUPLICATE}
    else:
        assert imported(corpus, folder) == {"a.txt": Outcome.NEW}
        assert crawl(corpus, STORY).outcome is Outcome.DUPLICATE
    rows = {row["origin"]: row for row in corpus.conn.execute("SELECT * FROM articles")}
    assert rows["seed"]["duplicate_of"] is None
    assert rows["crawl"]["duplicate_of"] == rows["seed"]["id"]
    relation = corpus.conn.execute("SELECT article_id, other_id, kind FROM relations").fetchone()
    assert tuple(relation) == (rows["crawl"]["id"], rows["seed"]["id"], "copy")
