"""Every format holds the same articles, whole or not at all, and comes back as it went."""

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import articles, export, export_csv, export_files, importing, intake
from storage.corpus import Corpus
from storage.export_card import LICENCE, Order, Tally
from storage.export_files import WRITERS
from storage.intake import Fetched
from storage.records import Article, Image, Outcome, Page, Related
from storage.search import SearchError
from storage.selection import EVERYTHING, Selection

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


def keep(corpus: Corpus, article: Article, body: bytes | None = None, content_type: str | None = "text/html") -> None:
    page = Page(article.url, body or article.url.encode(), content_type, fetched_at=NOW.isoformat())
    kept = intake.keep(corpus, Fetched(page=page, article=article, key=article.url), now=NOW)
    assert kept is not None


def story(name: str, **fields: Any) -> Article:
    text = fields.pop("text", " ".join(f"{name}{number}" for number in range(120)))
    return Article(url=f"https://news.test/{name}", text=text, **fields)


@pytest.fixture
def press(corpus: Corpus) -> Corpus:
    """Four articles: one with everything, a copy of it, one in Vietnamese, one bare."""
    full = story(
        "full", canonical_url="https://news.test/f", source="one", family="f", language="fr",
        title='Đà\u2028"N",\r\n=1', lead="e\u0301", byline="b", agency="VNA", place="Hanoï", section="s",
        tags=["a,b", 'c"'],
        published_at="2026-07-20T13:17:56+07:00", published_precision="second",
        modified_at="2026-07-20T14:00:00+07:00",
        images=[Image("https://i.test/1.jpg", "c;\n", None)], original_url="https://o.test/", republished_from="VNA",
        related=[Related("r", None)], extractor="rules:f", warnings=["thin"],
    )  # fmt: skip
    keep(corpus, full, b"<html>\xff\x00raw</html>", "text/html; charset=utf-8")
    keep(corpus, story("copy", text=full.text, source="two", published_at="2026-07-21", published_precision="day"))
    keep(corpus, story("vi", language="vi", source="two", published_at="2026-06-01T08:00:00+07:00"))
    keep(corpus, Article(url="seed:Đ\r\nX-Evil: 1", text="bare " * 60), content_type=None)
    return corpus


def exported(corpus: Corpus, form: str, **order: Any) -> tuple[bytes, Tally]:
    file = io.BytesIO()
    chosen = Order(form=form, selection=order.pop("selection", EVERYTHING), **order)
    tally = export_files.write(corpus, chosen, file)
    assert tally.count == export_files.count(corpus, chosen)
    return file.getvalue(), tally


def parsed(form: str, data: bytes) -> list[dict[str, Any]]:
    """Return an exported file as records, as a reader of that format sees them."""
    if form == "jsonl":
        return [json.loads(line) for line in data.decode().splitlines()]
    if form == "parquet":
        parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed: the extra 'parquet'")
        return list(parquet.read_table(io.BytesIO(data)).to_pylist())
    csv.field_size_limit(10**9)
    return [_typed(row) for row in csv.DictReader(io.StringIO(data.decode(), newline=""))]


def _typed(row: dict[str, str]) -> dict[str, Any]:
    lists, numbers = {"tags", "images", "related", "warnings"}, {"id", "word_count", "duplicate_of"}
    texts = {"text", "extractor"}
    return {
        name: json.loads(cell)
        if name in lists
        else int(cell)
        if name in numbers and cell
        else cell or ("" if name in texts else None)
        for name, cell in row.items()
    }


def test_columns_are_the_record(press: Corpus) -> None:
    (record, *_) = export.records(press)
    assert set(export_csv.COLUMNS) == set(record)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_formats_hold_what_jsonl_holds(press: Corpus, form: str) -> None:
    lines = parsed("jsonl", exported(press, "jsonl")[0])
    assert len(lines) == 4
    assert parsed(form, exported(press, form)[0]) == lines


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_filters_and_cursor_hold_for_every_format(press: Corpus, form: str) -> None:
    def ids(**order: Any) -> list[int]:
        return [row["id"] for row in parsed(form, exported(press, form, **order)[0])]

    assert ids(selection=Selection(sources=("two",))) == [2, 3]
    assert ids(selection=Selection(languages=("vi",))) == [3]
    assert ids(selection=Selection(copies=False)) == [2, 3, 4], "full names its source"
    assert ids(selection=Selection(since=date(2026, 7, 20))) == [1, 2]
    assert ids(match="full7") == [1, 2]
    assert ids(after=2) == [3, 4]
    assert ids(after=4) == []
    with pytest.raises(SearchError):
        exported(press, form, match=" ")


def test_warc_holds_the_pages_byte_for_byte(press: Corpus) -> None:
    archiveiterator = pytest.importorskip("warcio.archiveiterator", reason="warcio is not installed")
    data, tally = exported(press, "warc")
    kinds, pages = [], {}
    for record in archiveiterator.ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        kinds.append(record.rec_type)
        headers = dict(record.rec_headers.headers)
        pages[headers.get("WARC-Target-URI")] = (record.content_stream().read(), headers)
    assert kinds == ["warcinfo", "resource", "resource", "resource", "resource"]
    body, headers = pages["https://news.test/full"]
    assert body == b"<html>\xff\x00raw</html>"
    assert headers["WARC-Date"] == "2026-07-20T12:00:00Z"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "seed:%C4%90%0D%0AX-Evil:%201" in pages, "a line end in an address makes no header"
    assert tally.last_id == 4
    assert exported(press, "warc", selection=Selection(sources=("two",)))[1].count == 2
    assert exported(press, "warc", match="full7")[1].count == 2
    assert exported(press, "warc", after=3)[1].count == 1


def test_warc_records_keep_their_names(press: Corpus) -> None:
    archiveiterator = pytest.importorskip("warcio.archiveiterator", reason="warcio is not installed")

    def names() -> list[str]:
        records = archiveiterator.ArchiveIterator(io.BytesIO(exported(press, "warc")[0]))
        return [each.rec_headers.get_header("WARC-Record-ID") for each in records if each.rec_type == "resource"]

    assert names() == names()
    assert len(set(names())) == 4


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_csv_comes_back_whatever_the_text(texts: list[str]) -> None:
    record: dict[str, Any] = dict.fromkeys(export_csv.COLUMNS) | {"id": 1, "tags": texts, "text": texts[0]}
    file = io.BytesIO()
    export_csv.write([record], file)
    (row,) = csv.DictReader(io.StringIO(file.getvalue().decode(), newline=""))
    normal = __import__("unicodedata").normalize
    assert row["text"] == normal("NFC", texts[0]).replace("\0", "")
    assert json.loads(row["tags"]) == [normal("NFC", text) for text in texts]


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_memory_does_not_grow_with_the_corpus(corpus: Corpus, form: str) -> None:
    with corpus.transaction():
        for number in range(400):
            row = articles.to_row(story(str(number), text="tin " * 5000))
            articles.insert(corpus.conn, row | {"content_sha256": "x", "origin": "crawl"}, [], NOW)

    class Sink(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            return len(data)

    if form == "parquet":
        pytest.importorskip("pyarrow")
    tracemalloc.start()
    export_files.write(corpus, Order(form=form, selection=EVERYTHING), io.BufferedWriter(Sink()))  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < (20_000_000 if form == "parquet" else 2_000_000), "eight megabytes of text went by"


def test_the_card_says_what_is_in_the_file(press: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    order = Order(form="csv", selection=Selection(since=date(2026, 1, 1)), match="full7 `x`\n", after=0)
    card = export_files.write_card(path, order, exported(press, "csv")[1], NOW)
    assert card == tmp_path / "a.csv.card.md"
    said = card.read_text("utf-8")
    for words in (
        "# a.csv", "4 articles of Vietnam's press", "since 2026-01-01; words ``full7 'x'``", "`--after 4`", LICENCE,
        "| two | 2 |", "| vi | 1 |", "| (none) | 1 |", "2026-06-01T08:00:00+07:00 to 2026-07-21; 1 without a date",
        "Copies of other articles: 1",
    ):  # fmt: skip
        assert words in said, words


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), export_files.whole(path) as file:
        file.write(b"half" * (1 // 0))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    with (
        pytest.raises(export_files.ExportError, match="cannot be written"),
        export_files.whole(tmp_path / "no" / "x"),
    ):
        pass


def test_export_and_import_give_the_same_articles(press: Corpus, tmp_path: Path) -> None:
    data, _ = exported(press, "jsonl")
    with Corpus.open(tmp_path / "new.db") as new:
        lines = data.decode().splitlines(keepends=True)
        assert importing.read_jsonl(new, lines, now=LATER) == importing.Imported(new=4, held=0)
        assert exported(new, "jsonl")[0] == data, "ids, copies, digests, first-seen times and all"
        assert importing.read_jsonl(new, lines, now=LATER) == importing.Imported(new=0, held=4)
        assert exported(new, "jsonl")[0] == data
        page = Page("https://other.test/1", b"x", "text/html", fetched_at=LATER.isoformat())
        copy = Article(url="https://other.test/1", text=json.loads(lines[2])["text"])
        kept = intake.keep(new, Fetched(page=page, article=copy, key="k"), now=LATER)
        assert kept is not None
        assert (kept.outcome, kept.duplicate_of) == (Outcome.DUPLICATE, 3), "what is imported is known to the crawl"


def test_what_extract_prints_can_be_imported(corpus: Corpus) -> None:
    article = story("plain", title="T", language="fr", published_at="2026-07-20", published_precision="day")
    assert importing.read_jsonl(corpus, ["\n", json.dumps(article.as_dict())], now=NOW).new == 1
    assert articles.read(corpus.conn, 1) == article
    assert corpus.conn.execute("SELECT origin FROM articles").fetchone()[0] == "import"


@pytest.mark.parametrize(
    "line",
    [
        "{", "[]", "null", "{}", '{"url": ""}', '{"url": 1}', '{"url": "u", "title": 1}', '{"url": "u", "tags": "a"}',
        '{"url": "u", "tags": [1]}', '{"url": "u", "images": [{"caption": "c"}]}', '{"url": "u", "text": null}',
        '{"url": "u", "images": [{"url": "i", "x": 1}]}', '{"url": "u", "related": [1]}',
        '{"url": "u", "origin": "x"}',
        '{"url": "u", "first_seen_at": 3}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_line_that_is_no_article_is_named(corpus: Corpus, line: str) -> None:
    good = json.dumps(story("good").as_dict())
    with pytest.raises(importing.NotAnArticleError, match=r"^line 2 is no "):
        importing.read_jsonl(corpus, [good, line], now=NOW)
    assert corpus.conn.execute("SELECT count(*) FROM articles").fetchone()[0] == 1
