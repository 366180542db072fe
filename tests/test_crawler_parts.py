"""Parts bring back what the workers packed, and nothing that could run."""

import json
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import catalogue, parts
from crawler.parts import PartError, Row, pack, unpack
from crawler.reading import Read, read
from storage import stories
from storage.records import Article, Hints, Image, Page, Related

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra 'cluster'")

TEXTS = st.text(st.characters(), max_size=60)  # lone surrogates too: pages hold them
MAYBE = st.none() | TEXTS
WORDS = ["Hà", "Nội", "25", "năm,", "đường", "sắt", "1.200", "km", "và", "3,5", "%", "của", "Huế"]
PROSE = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
MOMENTS = st.sampled_from([None, "2026-11-21T08:00:00+07:00", "2019-03-02"])
ARTICLES = st.builds(
    Article,
    url=TEXTS,
    title=MAYBE,
    lead=MAYBE,
    text=PROSE | TEXTS,
    language=st.sampled_from([None, "fr", "vi"]),
    agency=MAYBE,
    place=MAYBE,
    tags=st.lists(TEXTS, max_size=3),
    published_at=MOMENTS,
    published_precision=st.sampled_from(["second", "day"]),
    images=st.lists(st.builds(Image, url=TEXTS, caption=MAYBE, credit=MAYBE), max_size=2),
    related=st.lists(st.builds(Related, title=TEXTS, url=MAYBE), max_size=2),
    warnings=st.lists(st.sampled_from(["no_date", "thin", "body_encoded"]), max_size=2, unique=True),
)
READS = st.builds(lambda article, origin: Read(article, stories.read(article, origin)), ARTICLES, st.just("import"))
PAGES = st.builds(
    Page,
    url=TEXTS,
    body=st.binary(max_size=200),
    content_type=MAYBE,
    hints=st.builds(Hints, title=MAYBE, published_at=MOMENTS, language=MAYBE),
    fetched_at=MOMENTS,
)
FACTS = st.dictionaries(TEXTS, st.none() | TEXTS | st.integers(), max_size=3)
POSITIONS = st.integers(0, 2**63 - 1)
ROWS = st.builds(Row, POSITIONS, st.none() | PAGES, st.none() | READS, MAYBE, FACTS)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, max_size=5))
def test_rows_come_back_as_they_were(rows: list[Row]) -> None:
    assert unpack(pack(rows)) == rows


def test_what_was_read_of_real_pages_comes_back() -> None:
    rulebook = catalogue.load().rulebook()
    saved = sorted((Path(__file__).parent / "pages").glob("*.html"))[:8]
    pages = [Page(f"https://baocantho.com.vn/{path.name}", path.read_bytes()) for path in saved]
    rows = [Row(number, page, read(page, rulebook, "import")) for number, page in enumerate(pages)]
    part = pack(rows)
    assert unpack(part) == rows
    again = unpack(part)[0].read
    assert again
    assert list(again.reading.row) == list(read(pages[0], rulebook, "import").reading.row)


def test_the_same_rows_are_the_same_bytes() -> None:
    rows = [Row(1, None, Read(article := Article("u", text="a b c d"), stories.read(article, "crawl")))]
    assert pack(rows) == pack([replace(rows[0])])


def test_a_part_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(parts, "VERSION", 7)
        part = pack([Row(1)])
    with pytest.raises(PartError, match="version 7, here it is"):
        unpack(part)


def test_arrow_of_another_kind_is_refused() -> None:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, pa.schema({"a": pa.int8()})) as writer:
        writer.write_batch(pa.record_batch([[1]], schema=pa.schema({"a": pa.int8()})))
    with pytest.raises(PartError, match="version none"):
        unpack(sink.getvalue().to_pybytes())


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_damaged_part_is_a_plain_error(data: st.DataObject) -> None:
    article = Article("https://a.vn/1", text="một hai ba bốn năm sáu bảy tám chín mười")
    part = bytearray(pack([Row(1, Page("https://a.vn/1", b"<p>"), Read(article, stories.read(article, "crawl")))]))
    for at in data.draw(st.lists(st.integers(0, len(part) - 1), min_size=1, max_size=3)):
        part[at] ^= data.draw(st.integers(1, 255))
    with suppress(PartError):  # any other error fails the test
        unpack(bytes(part[: data.draw(st.integers(0, len(part)))]))


def test_without_pyarrow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(PartError, match=r'pip install "dateline\[cluster\]"'):
        pack([])


def forged(**cells: object) -> bytes:
    """Return a part that is sound as Arrow, with other JSON in some cells."""
    article = Article("https://a.vn/1", text="một hai ba bốn năm sáu bảy tám chín mười")
    with pa.ipc.open_stream(pack([Row(1, None, Read(article, stories.read(article, "crawl")))])) as reader:
        table = reader.read_all()
    for name, value in cells.items():
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(at), pa.array([raw], table.schema.field(at).type))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def cells(**changes: object) -> list[list[object]]:
    """Return the cell "row" of a sound article, with changes."""
    row = stories.read(Article("https://a.vn/1"), "crawl").row
    return [[name, value] for name, value in (row | changes).items()]


@pytest.mark.parametrize(
    "row",
    [
        cells(**{"text) VALUES ('x'); --": "1"}),
        cells(id=7),
        cells()[1:],
        cells(text=["a list"]),
        [*cells()[1:], ["as_dict"]],
        [[]],
        [7],
        {},
        b"[" * 100_000,
    ],
)
def test_a_row_that_is_none_of_articles_is_refused(row: object) -> None:
    with pytest.raises(PartError, match="damaged"):
        unpack(forged(row=row))


@pytest.mark.parametrize("article", [[], 7, {"url": 1, "images": 7}, {"images": [7]}, b"[" * 100_000])
def test_an_article_that_is_none_is_refused(article: object) -> None:
    with pytest.raises(PartError, match="damaged"):
        unpack(forged(article=article))


def test_what_is_sound_is_not_refused() -> None:
    [row] = unpack(forged(row=cells(title="Tiêu đề")))
    assert row.read
    assert row.read.reading.row["title"] == "Tiêu đề"
