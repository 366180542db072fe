"""`dateline translations` links what pages declare, and what is told by facts; once."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler import catalogue
from crawler.urls import canonical_key
from dateline.cli import main
from storage import intake, translations
from storage.corpus import Corpus
from storage.intake import Fetched
from storage.records import Article, Page

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
FIGURES = "12.300, 45,3 và 789; 6.400, 91,7 và 2.860"
VI = f"Tỉnh Lạng Sơn có {FIGURES}, theo ông Nguyễn Văn An ở Hữu Lũng."
FR = "Lang Son compte 12 300, 45,3 et 789 ; 6 400, 91,7 et 2 860, selon M. Nguyen Van An à Huu Lung."


def keep(corpus: Corpus, name: str, language: str, text: str, head: str = "") -> None:
    url = f"https://a.test/{language}/{name}"
    known = catalogue.load()
    article = Article(url, language=language, title=name, text=text, published_at="2026-11-20T09:00:00+07:00")
    page = Page(url, f"<html><head>{head}</head></html>".encode())
    intake.keep(corpus, Fetched(page=page, article=article, key=canonical_key(url, known)), now=NOW)


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        keep(corpus, "ban-goc-mot", "vi", VI)
        keep(corpus, "article-un", "fr", FR)
        links = {"fr": "/fr/article-deux", "en": "/"}
        head = "".join(f'<link rel="alternate" hreflang="{name}" href="{path}">' for name, path in links.items())
        keep(corpus, "ban-goc-hai", "vi", "Mưa lớn ở nhiều nơi trong đêm qua.", head)
        keep(corpus, "article-deux", "fr", "Il a beaucoup plu cette nuit.")
        for number in range(20):
            keep(corpus, f"story-{number}", "en", f"Nothing of the kind was seen in Townville {number}000{number}.")
    return tmp_path / "corpus.db"


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["translations", *args])


def linked(db: Path) -> list[tuple[str, str, float | None, str]]:
    with Corpus.open(db, read_only=True) as corpus:
        rows = corpus.conn.execute(
            "SELECT a.title, b.title, score, evidence FROM relations JOIN articles AS a ON a.id = article_id "
            "JOIN articles AS b ON b.id = other_id WHERE kind = 'translation' ORDER BY score IS NULL, score"
        )
        return [tuple(row) for row in rows]


def test_pairs_are_linked_once(db: Path) -> None:
    done = run()
    assert done.exit_code == 0, done.output
    assert "2 new pairs" in done.stderr
    told, declared = linked(db)
    assert told[:2] == ("article-un", "ban-goc-mot")
    assert told[2] is not None
    assert told[2] > 0.45
    assert "numbers and names" in told[3]
    assert declared == ("article-deux", "ban-goc-hai", None, "hreflang")
    again = run()
    assert (again.exit_code, "0 new pairs" in again.stderr, len(linked(db))) == (1, True, 2)


def test_a_dry_run_only_shows(db: Path) -> None:
    found = json.loads(run("--dry-run", "--json").stdout)
    assert {(link["titles"][0], link["declared"]) for link in found} == {
        ("article-un", False),
        ("article-deux", True),
    }
    assert linked(db) == []


def test_since(db: Path) -> None:
    done = run("--since", "2026-11-21")
    assert (done.exit_code, linked(db)) == (1, [])


def test_candidates_are_shown_and_not_linked(db: Path) -> None:
    with Corpus.open(db) as corpus:
        keep(
            corpus, "ban-goc-ba", "vi", "Làng Vọng Nguyệt có 4.417 nhà, 38,6 ha và 219 thợ; chợ Yên Phong mở 5 phiên."
        )
        keep(
            corpus,
            "article-trois",
            "fr",
            "Un bourg de 4 417 maisons, 38,6 ha. Phu Thuong, Dong Anh, Gia Lam suivent.",
        )
    done = run("--candidates", "--json")
    found = {link["titles"][0]: link["decided"] for link in json.loads(done.stdout)}
    assert found == {"article-un": True, "article-deux": True, "article-trois": False}
    assert {title for title, *_ in linked(db)} == {"article-un", "article-deux"}
    assert (run("--candidates").exit_code, run().exit_code) == (1, 1)
    assert "0 new pairs, 1 too unsure to be linked" in run("--candidates").stderr


def test_the_help_states_the_precision_that_the_program_decides_by() -> None:
    assert f"precision of {translations.PRECISION}" in " ".join(run("--help").stdout.split())
